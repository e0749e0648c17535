/**
 * The bench's quests, made of a seed: the same on every machine, and the first 1,000 of the large
 * catalogue are the small one.
 */
import { createHash } from 'node:crypto';
import { categoryList, cityList, languages, type Slot, vehicleList } from './vocabulary.ts';

/** How large a catalogue is, in published quests; drafts come on top. */
export const sizes = { small: 1_000, large: 100_000 } as const;
export type Size = keyof typeof sizes;

export const POINTS_PER_QUEST = 10;

/** One in so many quests is not published. */
const UNPUBLISHED_EVERY = 20;

/** The day after the newest quest; fixed, so that the content never changes. */
const PUBLISHED_BEFORE = Date.UTC(2026, 0, 1);
const DAYS_OF_HISTORY = 1_000;

/** How quests are called; with a place they are mostly unlike each other. */
const NAMES = [
  '{adjective} {noun} {place}',
  '{adjective} {noun} {place}',
  '{noun} {place}',
  '{adjective} {noun}',
];

/** Standard deviation of the starts around their city's centre: some 6 km. */
const SPREAD_DEGREES = 0.054;

export interface Quest {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly status: 'published' | 'draft' | 'in_review' | 'archived';
  readonly category: string;
  readonly city: string;
  readonly vehicle: string;
  readonly group_size: number;
  readonly level: string;
  readonly mileage: string;
  readonly timeframe: number | null;
  readonly cost: number;
  readonly reward: number;
  readonly subscription_only: boolean;
  readonly published_at: string | null;
  readonly latitude: number;
  readonly longitude: number;
  /** How good and how well known it is, 0 to 1: its reviews, favourites and sessions follow it. */
  readonly quality: number;
  readonly fame: number;
}

/** A random number from 0 to below 1. */
export type Random = () => number;

/** mulberry32: small, fast, and the same everywhere. */
export function randomOf(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The id of the thing of that kind and number. */
export function idOf(kind: string, number: number): string {
  const hex = createHash('md5').update(`questcity bench ${kind} ${number}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** Any of the list, each as likely. */
export function pick<T>(random: Random, list: readonly T[]): T {
  return list[Math.floor(random() * list.length)] as T;
}

/** By rank, as words are used: the r-th is about 1/r as frequent as the first (Zipf). */
function pickRanked<T>(random: Random, list: readonly T[]): T {
  return list[Math.floor((list.length + 1) ** random()) - 1] as T;
}

/** The quests of a catalogue, the unpublished ones among them. */
export function* questsOf(size: Size): Generator<Quest> {
  const names = new Map<string, number>();
  for (let published = 0, number = 1; published < sizes[size]; number++) {
    const quest = makeQuest(number, names);
    if (quest.status === 'published') published++;
    yield quest;
  }
}

function makeQuest(number: number, names: Map<string, number>): Quest {
  const random = randomOf(number);
  const vocabulary = random() < 0.5 ? languages.english : languages.russian;
  const fill = (text: string) => {
    const filled = text.replace(/\{(adjective|noun|verb|place)\}/g, (_, kind: Slot) =>
      pickRanked(random, vocabulary[kind]),
    );
    return filled.charAt(0).toUpperCase() + filled.slice(1);
  };
  const name = uniqueName(fill(pick(random, NAMES)), names);
  const description = Array.from({ length: 4 + Math.floor(random() * 5) }, () =>
    fill(pick(random, vocabulary.sentences)),
  ).join('. ');
  const status =
    number % UNPUBLISHED_EVERY === 0
      ? pick(random, ['draft', 'in_review', 'archived'] as const)
      : 'published';
  const city = pickRanked(random, [...cityList.keys()]);
  const [, latitude, longitude] = cityList[city] as (typeof cityList)[number];
  return {
    id: idOf('quest', number),
    name,
    description: `${description}.`,
    status,
    category: idOf('category', Math.floor(random() * categoryList.length)),
    city: idOf('city', city),
    vehicle: idOf('vehicle', Math.floor(random() * vehicleList.length)),
    group_size: 1 + Math.floor(random() * 4),
    level: pick(random, ['easy', 'medium', 'hard']),
    mileage: pick(random, ['5_10', '10_30', '30_100', 'over_100']),
    timeframe: pick(random, [1, 3, 10, 24, null]),
    cost: 5 * Math.floor(random() * 20),
    reward: 5 * Math.floor(random() * 10),
    subscription_only: random() < 0.1,
    published_at:
      status === 'published'
        ? new Date(
            PUBLISHED_BEFORE - Math.ceil(random() * DAYS_OF_HISTORY * 86_400_000),
          ).toISOString()
        : null,
    latitude: latitude + gaussian(random) * SPREAD_DEGREES,
    longitude:
      longitude + (gaussian(random) * SPREAD_DEGREES) / Math.cos((latitude * Math.PI) / 180),
    quality: random(),
    fame: random() ** 2,
  };
}

/** Popular names come again with a number, as people number theirs; at most 32 characters. */
function uniqueName(wanted: string, used: Map<string, number>): string {
  for (;;) {
    const number = (used.get(wanted) ?? 0) + 1;
    used.set(wanted, number);
    const end = number === 1 ? '' : ` ${number}`;
    const name = wanted.slice(0, 32 - end.length).trimEnd() + end;
    if (name === wanted || !used.has(name)) {
      used.set(name, Math.max(1, used.get(name) ?? 0));
      return name;
    }
  }
}

function gaussian(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
