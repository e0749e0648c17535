/**
 * Names of people for the bench, in Russian and English, each with how it is written in a username. A
 * name's place in its list is its rank: the first is frequent, the last seldom.
 */

/** [as it is written, as it stands in a username] */
export type Name = readonly [written: string, latin: string];

const words = (text: string) => text.trim().split(/\s+/);

/** Letter by letter, as people write their names in usernames. */
const LATIN: Readonly<Record<string, string>> = Object.fromEntries(
  words(`а:a б:b в:v г:g д:d е:e ё:e ж:zh з:z и:i й:y к:k л:l м:m н:n о:o п:p р:r с:s т:t у:u ф:f
    х:kh ц:ts ч:ch ш:sh щ:sch ъ: ы:y ь: э:e ю:yu я:ya`).map((pair) => pair.split(':')),
);

function latin(name: string): string {
  return [...name.toLowerCase()].map((letter) => LATIN[letter] ?? letter).join('');
}

const named = (list: readonly string[]): Name[] => list.map((name) => [name, latin(name)]);

/** Every beginning with every ending, the frequent ones mixed. */
function compose(beginnings: readonly string[], endings: readonly string[]): string[] {
  return endings.flatMap((ending) => beginnings.map((beginning) => beginning + ending));
}

export const people = {
  russian: {
    first: named(
      words(`
        Александр Мария Дмитрий Анна Максим Елена Сергей Ольга Андрей Наталья Алексей Екатерина Иван
        Татьяна Михаил Ирина Никита Светлана Артём Юлия Кирилл Анастасия Егор Дарья Илья Полина
        Роман Виктория Павел Ксения Владимир Софья Николай Алиса Денис Вероника Евгений Маргарита
        Тимофей Валерия Матвей Кристина Игорь Людмила Олег Галина Константин Надежда Виктор Любовь
        Арсений Яна Степан Диана Глеб Карина Фёдор Алёна Георгий Милана Ярослав Варвара Вадим Ульяна
        Борис Василиса Леонид Злата Руслан Кира Антон Лидия Пётр Тамара Семён Эльвира Тимур Зинаида
        Марат Раиса Ринат Майя Юрий Нина Григорий Вера Станислав Инна Валентин Жанна Захар Эмма
        Родион Снежана Святослав Стефания Эдуард Регина Давид Марина Вячеслав Лариса Анатолий Оксана`),
    ),
    last: named(
      compose(
        words(`
          Иван Смирн Петр Сидор Кузнец Попов Волк Мороз Новик Федор Михайл Алексе Лебед Семен Егор
          Павл Козл Степан Никола Орл Андре Макар Никит Захар Зайц Соловь Борис Яковл Григорь Роман
          Воробь Серге Кузьм Фрол Александр Дмитри Корол Гусь Кисел Ильин Максим Поляк Сорокин
          Виноград Ковал Белозер Медвед Антон Тарас Жук Баран Филипп Комар Давыд Беля Герасим
          Богдан Осип Матве Титар Марк Минь Краснопер Гладк Вишн Лазар Скворц Калаш Бурлак Разумов
          Чернышк Абрам Ширяй Панкрат Рожк Цветк Шубн Ряб Сухорук Крыл`),
        words('ов ев ин ова ева ина ский ская енко ук ович янц адзе иков'),
      ),
    ),
  },
  english: {
    first: named(
      words(`
        James Mary John Patricia Robert Jennifer Michael Linda William Elizabeth David Barbara
        Richard Susan Joseph Jessica Thomas Sarah Charles Karen Christopher Lisa Daniel Nancy Matthew
        Betty Anthony Margaret Mark Sandra Donald Ashley Steven Kimberly Paul Emily Andrew Donna
        Joshua Michelle Kenneth Carol Kevin Amanda Brian Dorothy George Melissa Timothy Deborah
        Ronald Stephanie Edward Rebecca Jason Sharon Jeffrey Laura Ryan Cynthia Jacob Kathleen Gary
        Amy Nicholas Angela Eric Shirley Jonathan Brenda Stephen Pamela Larry Emma Justin Nicole
        Scott Helen Brandon Samantha Benjamin Katherine Samuel Christine Gregory Debra Alexander
        Rachel Patrick Carolyn Frank Janet Raymond Maria Jack Olivia Dennis Heather Jerry Isabella`),
    ),
    last: named(
      compose(
        words(`
          Ander Will John Thomp Robin Hender Peter Jack Harri Carl Wat Nel Richard Simp Morri Law
          Gib Stephen Ferg Hutch Atkin Hob Dob Nichol Ellis Mathew Fletch Bark Cart Hamil Wort Ash
          Black Bright Crom Dun Elm Fair Glen Hazel King Lark Maple Oak Pine Raven Stone Thorn Whit
          Brad Clif Eld Hart Kirk Lang Marsh Nor Ox Pres Rother Shel Tem Upt Wal York`),
        words('son s ton ley ford field wood man er bury ham worth well land ing by'),
      ),
    ),
  },
} as const;
