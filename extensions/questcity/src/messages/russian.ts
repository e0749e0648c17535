/**
 * What the rules of the database say, in Russian. The English text stands beside its rule, in the
 * migrations; here it is the key. Names of fields are those of the forms (snapshots/schema.yaml).
 */

/** Names of fields as forms have them. */
const FIELDS: Readonly<Record<string, string>> = {
  status: 'Статус',
  level: 'Сложность',
  mileage: 'Протяжённость',
  'group size': 'Размер группы',
  cost: 'Стоимость',
  reward: 'Награда',
  'pay extra': 'Доплата',
  'photo kind': 'Вид фото',
  heading: 'Направление',
  'heading tolerance': 'Допуск направления',
  'detection radius': 'Радиус обнаружения',
  'random occurrence radius': 'Радиус случайного появления',
  'interaction inaccuracy': 'Погрешность',
  height: 'Высота',
  part: 'Часть',
  price: 'Цена',
  'top speed kmh': 'Наибольшая скорость',
};

const UNITS: Readonly<Record<string, string>> = {
  '': '',
  players: ' игроков',
  credits: ' кредитов',
  degrees: ' градусов',
  m: ' м',
  'km/h': ' км/ч',
  'in the smallest unit of the currency': ' в наименьших единицах валюты',
};

const SENTENCES: Readonly<Record<string, string>> = {
  'Give it a name': 'Дайте название',
  'timeframe must be 1, 3, 10 or 24 hours, or empty for none':
    'Лимит времени — 1, 3, 10 или 24 часа, или пусто, если его нет',
  'mileage must be 5 to 10 km (5_10), 10 to 30 km (10_30), 30 to 100 km (30_100) or over 100 km (over_100)':
    'Протяжённость — от 5 до 10 км (5_10), от 10 до 30 км (10_30), от 30 до 100 км (30_100) или больше 100 км (over_100)',
  'The order of points starts at 1 and ends at 1000 at the latest':
    'Порядок точек начинается с 1 и кончается не позже 1000',
  'Two points of the quest have the same order: give each its own number':
    'У двух точек квеста один и тот же порядок: дайте каждой свой номер',
  'Two places of the point have the same part: number them 1, 2, 3':
    'У двух мест точки одна и та же часть: пронумеруйте их 1, 2, 3',
  'currency must be a code of three capital letters, such as EUR':
    'Валюта — код из трёх заглавных букв, например EUR',
  'The location must be one point on the map: longitude from -180 to 180, latitude from -90 to 90':
    'Расположение — одна точка на карте: долгота от -180 до 180, широта от -90 до 90',
  'Choose a time zone by its IANA name, such as Europe/Madrid':
    'Выберите часовой пояс по имени IANA, например Europe/Madrid',
  'id must be one of: catch_ghost, take_photo, download_file, scan_qr, enter_code, enter_word, pick_up_artifact':
    'ID действия — одно из: catch_ghost, take_photo, download_file, scan_qr, enter_code, enter_word, pick_up_artifact',
  'reveals must be one of: nothing, proximity, bearing, distance, location':
    'Инструмент показывает одно из: nothing, proximity, bearing, distance, location',
  'range m must be from 1 to 40100000 m, or empty for unlimited':
    'Дальность — от 1 до 40100000 м или пусто, если она не ограничена',
  'A file of this quest has been deleted, so it cannot be played as it is':
    'Файл этого квеста удалён, поэтому пройти его сейчас нельзя',
  'A point has at most three places: remove one': 'У точки не больше трёх мест: уберите одно',

  'Add at least one point before publishing the quest':
    'Добавьте хотя бы одну точку, прежде чем публиковать квест',
  'add a place': 'добавьте место',
  'choose an activity': 'выберите действие',
  'choose the kind of photo': 'выберите вид фото',
  'add the reference photo': 'добавьте фото-образец',
  'enter the heading and its tolerance': 'укажите направление и его допуск',
  'add the file to download': 'добавьте файл для скачивания',
  'add the file of the artifact': 'добавьте файл артефакта',
  'enter the secret of the QR code': 'введите содержимое QR-кода',
  'enter the code': 'введите код',
  'enter the word': 'введите слово',
  'only an artifact can be divided: turn "divided" off':
    'разделённым бывает только артефакт: выключите «Разделённый артефакт»',
  'keep only one place: several are for the parts of an artifact':
    'оставьте одно место: несколько мест — для частей артефакта',
  'a divided point needs at least two places: add one or turn "divided" off':
    'разделённому артефакту нужно хотя бы два места: добавьте место или выключите «Разделённый артефакт»',
  'turn "divided" on or keep only one place':
    'включите «Разделённый артефакт» или оставьте одно место',

  'must be text': 'нужен текст',
  'must hold digits only': 'только цифры',
  'must not be blank': 'не может быть пустым',

  'Quests belong to this category: give them another one first':
    'В этой категории есть квесты: сначала дайте им другую',
  'Quests take place in this city: give them another one first':
    'В этом городе есть квесты: сначала дайте им другой',
  'Quests are made for this vehicle: give them another one first':
    'Для этого транспорта есть квесты: сначала дайте им другой',
  'Points of quests have this activity: give them another one first':
    'У точек квестов это действие: сначала дайте им другое',
  'Points of quests have this tool: give them another one or none first':
    'У точек квестов этот инструмент: сначала дайте им другой или никакого',
  'This quest has been played: archive it instead':
    'Этот квест уже проходили: отправьте его в архив',

  'This file belongs to a point or a mentor: upload another one for what every player sees':
    'Этот файл принадлежит точке или наставнику: для того, что видит каждый игрок, загрузите другой',
  'This file is shown in the catalogue, where every player sees it: upload another one':
    'Этот файл показан в каталоге, где его видит каждый игрок: загрузите другой',
  "This file lies among the players' pictures, which every player sees: upload another one":
    'Этот файл лежит среди картинок игроков, которые видит каждый: загрузите другой',
  'This file belongs to a point or a mentor, and every player sees this folder':
    'Этот файл принадлежит точке или наставнику, а эту папку видит каждый игрок',

  'Choose whose credits change': 'Выберите, чьи кредиты меняются',
  'Entries of the ledger cannot be changed or deleted: add an adjustment or a refund':
    'Записи кошелька нельзя менять и удалять: добавьте корректировку или возврат',
  'Credits follow the ledger and cannot be set: add an entry to the ledger':
    'Кредиты следуют из записей кошелька: добавьте запись',
  'Not enough credits': 'Не хватает кредитов',
  'A wallet holds at most 1,000,000,000 credits': 'В кошельке не больше 1 000 000 000 кредитов',
  'kind must be one of: purchase, quest_cost, reward, extension, refund, adjustment':
    'Вид записи — один из: purchase, quest_cost, reward, extension, refund, adjustment',
  'The amount must be above zero for a purchase, reward or refund, below zero for a quest cost or extension, and not zero for an adjustment':
    'Сумма покупки, награды и возврата больше нуля, цены квеста и продления меньше нуля, корректировки — не ноль',
  'One entry moves at most 1,000,000 credits': 'Одна запись меняет не больше 1 000 000 кредитов',
  'reference must say what the entry is for': 'Основание говорит, за что запись',
  'This has been charged or paid already': 'Это уже списано или выплачено',

  'A username has 3 to 15 of the characters a-z, A-Z, 0-9, _ and .':
    'Имя пользователя — от 3 до 15 знаков из a-z, A-Z, 0-9, _ и .',
  'An Instagram username has up to 30 of the characters a-z, A-Z, 0-9, _ and .':
    'Имя в Instagram — до 30 знаков из a-z, A-Z, 0-9, _ и .',
  'settings must be a JSON object of at most 16 KiB': 'Настройки — объект JSON не больше 16 КиБ',
  'This username is taken: choose another one': 'Это имя пользователя занято: выберите другое',
  'The profile of an account cannot become that of another':
    'Профиль одной учётной записи не может стать профилем другой',
  'The avatar must be a picture that the player has uploaded as an avatar or as an own file':
    'Аватар — картинка, которую игрок загрузил как аватар или как свой файл',
  'The e-mail address holds a character that only looks like another: type it plainly':
    'В адресе почты есть знак, который лишь похож на другой: введите его обычными буквами',
  'This e-mail address belongs to an account already':
    'С этим адресом почты уже есть учётная запись',
  'There must always be an active administrator: make another one first':
    'Нужен хотя бы один действующий администратор: сначала создайте другого',
  'The history of locks is written by the server and cannot be changed':
    'Историю блокировок пишет сервер, изменить её нельзя',
  'event must be one of: lock, unlock': 'Событие — lock или unlock',

  'status must be one of: pending, approved, rejected':
    'Статус — один из: pending, approved, rejected',
  'A request of this user is waiting for a decision already':
    'Заявка этого пользователя уже ждёт решения',
  'This request has been decided already': 'Эта заявка уже решена',
  'What the user wrote cannot be changed': 'Написанное пользователем изменить нельзя',
  'A note has at most 1024 characters': 'В примечании не больше 1024 знаков',

  'This player has reviewed the quest already: change that review':
    'Этот игрок уже оставил отзыв о квесте: измените его',
  'rating must be from 1 to 5': 'Оценка — от 1 до 5',
  'status must be published or hidden': 'Статус — published или hidden',
  'Only players who have started the quest can review it':
    'Отзыв оставляют только игроки, начавшие квест',
  'A review stays with its quest and its author': 'Отзыв остаётся при своём квесте и авторе',
  'The quest is a favourite of this player already': 'Квест уже в избранном у этого игрока',
};

const THINGS: Readonly<Record<string, string>> = {
  quest: 'Квест',
  category: 'Категория',
  city: 'Город',
  vehicle: 'Транспорт',
  activity: 'Действие',
  tool: 'Инструмент',
};

const ANSWERS: Readonly<Record<string, string>> = {
  code: 'Код',
  word: 'Слово',
  qr_secret: 'Содержимое QR-кода',
};

type Pattern = readonly [RegExp, (...groups: string[]) => string | undefined];

const PATTERNS: readonly Pattern[] = [
  [
    /^There is already a (\w+) of this name: choose another name$/,
    (thing) =>
      THINGS[thing] && `${THINGS[thing]} с таким названием уже есть: выберите другое название`,
  ],
  [
    /^([a-z ]+) must be from (-?\d+) to (\d+) ?([a-z/ ]*)$/,
    (field, from, to, unit) =>
      FIELDS[field] && `${FIELDS[field]} — от ${from} до ${to}${UNITS[unit] ?? ''}`,
  ],
  [
    /^([a-z ]+) must be one of: ([a-z0-9_, ]+)$/,
    (field, values) => FIELDS[field] && `${FIELDS[field]} — одно из: ${values}`,
  ],
  [
    /^number the parts of the places 1 to (\d+)$/,
    (last) => `пронумеруйте части мест от 1 до ${last}`,
  ],
  [
    /^Point (\d+) "(.*)": (.*)$/s,
    (order, name, problem) => {
      const translated = inRussian(problem);
      return translated && `Точка ${order} «${name}»: ${translated}`;
    },
  ],
  [
    /^"(code|word|qr_secret)" (.*)$/,
    (field, problem) => {
      const translated = inRussian(problem);
      return translated && `${ANSWERS[field]}: ${translated}`;
    },
  ],
  [/^must have at most (\d+) characters$/, (most) => `не больше ${most} знаков`],
  [
    /^([a-z_]+) is worked out by itself and cannot be set: leave it out$/,
    (field) => `${field} считается само, задать его нельзя: уберите его`,
  ],
  [
    /^This file is played with in (\d+) running session\(s\): it can be (deleted|replaced) once they have ended\. Upload another one for those who start from now on$/,
    (sessions, done) =>
      `С этим файлом играют (сессий: ${sessions}): ${done === 'deleted' ? 'удалить' : 'заменить'} его можно, когда они закончатся. Для тех, кто начнёт позже, загрузите другой`,
  ],
];

/** The Russian of a rule's message; undefined when there is none. */
export function inRussian(message: string): string | undefined {
  if (Object.hasOwn(SENTENCES, message)) return SENTENCES[message];
  for (const [pattern, translate] of PATTERNS) {
    const found = pattern.exec(message);
    const translated = found && translate(...found.slice(1));
    if (translated) return translated;
  }
  return undefined;
}
