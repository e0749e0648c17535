/**
 * The words of the bench's catalogue, in Russian and English. A word's place in its list is its rank:
 * words are drawn as they are in a language, the first often and the last seldom.
 */

interface Vocabulary {
  readonly adjective: readonly string[];
  readonly noun: readonly string[];
  readonly verb: readonly string[];
  /** Names of streets and places: hundreds, so that each is in few quests. */
  readonly place: readonly string[];
  /** With slots for words: {adjective}, {noun}, {verb}, {place}. */
  readonly sentences: readonly string[];
}

/** What a sentence may have in braces. */
export type Slot = 'adjective' | 'noun' | 'verb' | 'place';

const words = (text: string) => text.trim().split(/\s+/);

/** Every beginning with every ending, mixed so that neighbours in rank are not alike. */
function compose(beginnings: readonly string[], endings: readonly string[]): string[] {
  const count = beginnings.length * endings.length;
  const step = 7919; // prime, and no factor of the counts here: visits each pair once
  return Array.from({ length: count }, (_, index) => {
    const pair = (index * step) % count;
    const beginning = beginnings[Math.floor(pair / endings.length)];
    return `${beginning}${endings[pair % endings.length]}`;
  });
}

const english: Vocabulary = {
  adjective: words(`
    old hidden quiet golden little red white secret green silver broken northern lost forgotten
    copper narrow midnight wooden painted crooked marble velvet hollow ancient amber emerald frozen
    scarlet haunted whispering`),
  noun: words(`
    bridge street river house garden tower station square museum market church theatre harbour wall
    gate library lantern fountain castle statue island canal bakery clock cemetery lighthouse
    courtyard tunnel staircase mosaic orchard monastery carousel observatory greenhouse windmill
    drawbridge labyrinth bookshop tramway`),
  verb: words(
    'find follow count photograph remember listen cross climb draw compare whistle decode',
  ),
  place: compose(
    words(`
      Ash Black Bright Clay Cold Corn Cross Dun Elm Fair Fern Fox Glen Hazel Holly Iron King Lark
      Maple Mill Moor North Oak Otter Pine Raven Rose Stone Thorn Win`),
    words(
      'bury by combe croft dale den field ford gate ham hurst ley mere mouth stead stoke ton wick',
    ),
  ),
  sentences: [
    'Follow the {adjective} {noun} past the {noun} of {place}',
    '{verb} the {noun} where the {adjective} {noun} ends and {verb} what is written there',
    'A walk from {place} to the {adjective} {noun}',
    'Nobody knows why the {noun} behind the {adjective} {noun} was built',
    'Look for the {adjective} {noun} between the {noun} and the {noun}',
    '{verb} all windows of the {noun} in {place}',
    'The {adjective} {noun} keeps a story about the {noun}',
    'Bring a friend and {verb} the {noun} before the {noun} closes',
  ],
};

const russian: Vocabulary = {
  adjective: words(`
    старый тихий белый красный забытый тайный северный каменный золотой медный узкий ночной
    деревянный кривой мраморный пустой древний янтарный ледяной зимний чугунный речной дальний
    полуденный туманный купеческий`),
  noun: words(`
    мост дом город парк двор музей храм театр вокзал рынок сад фонтан замок памятник остров канал
    переулок бульвар фонарь маяк собор дворец причал тоннель барельеф монастырь особняк родник
    подвал балкон ангар лабиринт флюгер карниз витраж элеватор`),
  verb: words('найдите сосчитайте запомните обойдите сравните нарисуйте послушайте разгадайте'),
  place: compose(
    words(`
      Берез Бобр Вербил Ветров Глинк Гор Дубр Ельн Журавл Зареч Ивн Калин Камен Клен Кузн Лип Луг
      Медвед Мельн Никол Орл Полян Рябин Сосн Студен Тополь Троиц Черн`),
    words('ово ино ское анка енка овка ичи ухино ушкино ец ищи няки ятино евка'),
  ),
  sentences: [
    'Маршрут: {adjective} {noun}, {noun} и {adjective} {noun}',
    '{verb} {adjective} {noun} у станции {place}',
    'За углом {adjective} {noun}, а дальше {place} и {noun}',
    'Никто не помнит, чей это был {noun}',
    '{verb} {noun} и {verb} {adjective} {noun}',
    'Прогулка: {place}, {adjective} {noun}, {noun}',
    'Здесь стоял {adjective} {noun}, теперь {noun}',
    'Подсказку хранит {adjective} {noun} в посёлке {place}',
  ],
};

export const languages = { english, russian } as const;

/** Where quests start: [name, latitude, longitude, time zone]. */
export const cityList: readonly (readonly [string, number, number, string])[] = [
  ['Moscow', 55.7558, 37.6173, 'Europe/Moscow'],
  ['Saint Petersburg', 59.9343, 30.3351, 'Europe/Moscow'],
  ['London', 51.5072, -0.1276, 'Europe/London'],
  ['Kazan', 55.7963, 49.1064, 'Europe/Moscow'],
  ['Lisbon', 38.7223, -9.1393, 'Europe/Lisbon'],
  ['Berlin', 52.52, 13.405, 'Europe/Berlin'],
  ['Novosibirsk', 55.0084, 82.9357, 'Asia/Novosibirsk'],
  ['Yekaterinburg', 56.8389, 60.6057, 'Asia/Yekaterinburg'],
  ['Prague', 50.0755, 14.4378, 'Europe/Prague'],
  ['Madrid', 40.4168, -3.7038, 'Europe/Madrid'],
  ['Edinburgh', 55.9533, -3.1883, 'Europe/London'],
  ['Tbilisi', 41.7151, 44.8271, 'Asia/Tbilisi'],
  ['Yerevan', 40.1792, 44.4991, 'Asia/Yerevan'],
  ['Vienna', 48.2082, 16.3738, 'Europe/Vienna'],
  ['Riga', 56.9496, 24.1052, 'Europe/Riga'],
  ['Vladivostok', 43.1155, 131.8855, 'Asia/Vladivostok'],
];

export const categoryList: readonly string[] = [
  'History',
  'Legends',
  'Architecture',
  'Parks',
  'Family',
  'Night',
  'Food',
  'Sport',
];

/** [name, top speed in km/h] */
export const vehicleList: readonly (readonly [string, number])[] = [
  ['Shoes', 12],
  ['Bicycle', 45],
  ['Scooter', 35],
  ['Tram', 80],
  ['Car', 130],
];
