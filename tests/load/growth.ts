/**
 * What growth costs: the same questions to QuestCity on the small and on the large catalogue, in
 * turns. A kind of question stands for many: its parameters come from a list made of a seed.
 */

import type { Pace } from './comparison.ts';
import { idOf, pick, type Quest, questsOf, type Random, randomOf, type Size } from './content.ts';
import { type Generator, type Measured, median } from './load.ts';
import type { Server } from './servers.ts';
import { categoryList, cityList, languages } from './vocabulary.ts';

/** Few enough that times are those of the answer, not of the queue. */
export const CONNECTIONS = 4;

/** The large catalogue may take at most so many times the 95th percentile of the small one. */
export const BOUND = 2;

/** Different questions per kind. */
const QUESTIONS = 40;

/** The page that `deep page` asks for: the last one of the small catalogue. */
const DEEP_PAGE = 50;

export interface Growth {
  readonly kind: string;
  /** Medians over the rounds, in milliseconds. */
  readonly times: Readonly<Record<Size, Pick<Measured, 'p50' | 'p95' | 'p99'>>>;
  /** Quests per answer, on the mean. */
  readonly found: Readonly<Record<Size, number>>;
  readonly errors: number;
}

/** The kinds of questions, each a list of paths below /api/v2 that both catalogues can answer. */
export function questions(): Record<string, string[]> {
  const quests = [...questsOf('small')].filter(({ status }) => status === 'published');
  const make = (seed: number, path: (random: Random) => string) => {
    const random = randomOf(seed);
    return Array.from({ length: QUESTIONS }, () => path(random));
  };
  const search = (words: readonly string[]) =>
    words.map((word) => `/quests?search=${encodeURIComponent(word)}`);
  const { frequent, rare, misspelt } = searchWords(quests);
  return {
    'list, newest': ['/quests'],
    'list, category, by rating': make(
      1,
      (random) =>
        `/quests?sort=rating&category=${idOf('category', Math.floor(random() * categoryList.length))}`,
    ),
    'search, frequent word': search(frequent),
    'search, rare word': search(rare),
    'search, word with a typo': search(misspelt),
    near: make(2, (random) => `/quests?near=${position(random)}`),
    'near, within a radius': make(
      3,
      (random) =>
        `/quests?near=${position(random)}&radius=${1000 * (1 + Math.floor(random() * 10))}`,
    ),
    detail: make(4, (random) => `/quests/${pick(random, quests).id}`),
  };
}

/** Some kilometres around the centre of a city. */
function position(random: Random): string {
  const [, latitude, longitude] = pick(random, cityList);
  const near = (degrees: number) => (degrees + (random() - 0.5) * 0.15).toFixed(5);
  return `${near(latitude)},${near(longitude)}`;
}

/** Frequent: in a tenth of the quests and more. Rare: in one of some hundred. */
export function searchWords(quests: readonly Quest[]) {
  const counts = new Map<string, number>();
  for (const { name, description } of quests) {
    const words = `${name} ${description}`.toLowerCase().match(/\p{L}+/gu) ?? [];
    for (const word of new Set(words)) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  const { english, russian } = languages;
  const between = (list: readonly string[], least: number, most: number) =>
    list.filter((word) => {
      const count = counts.get(word.toLowerCase()) ?? 0;
      return count >= least && count <= most;
    });
  const nouns = [...english.noun, ...russian.noun];
  const places = [...english.place, ...russian.place];
  return {
    frequent: between(nouns, quests.length / 10, quests.length).slice(0, QUESTIONS),
    rare: between(places, 1, 4).slice(0, QUESTIONS),
    misspelt: between(nouns, quests.length / 50, quests.length)
      .filter((word) => word.length >= 6)
      .map(misspell)
      .slice(0, QUESTIONS),
  };
}

/** In turns: two letters in the middle change places, one is missing, one is there twice. */
export function misspell(word: string, index: number): string {
  const middle = Math.floor(word.length / 2);
  const [before, one, two, after] = [
    word.slice(0, middle - 1),
    word.charAt(middle - 1),
    word.charAt(middle),
    word.slice(middle + 1),
  ];
  return before + [two + one, one, one + two + two][index % 3] + after;
}

/** Asks everything of both servers, in rounds. */
export async function measureGrowth(
  servers: Readonly<Record<Size, Server>>,
  generator: Generator,
  pace: Pace,
  log: (line: string) => void,
): Promise<Growth[]> {
  const sizes = ['small', 'large'] as const;
  const shared = questions();
  const paths = {
    small: { ...shared, 'deep page': [await deepPage(servers.small)] },
    large: { ...shared, 'deep page': [await deepPage(servers.large)] },
  } as const satisfies Record<Size, Record<string, string[]>>;
  const results: Growth[] = [];
  for (const kind of Object.keys(paths.small) as (keyof typeof paths.small)[]) {
    const runs: Record<Size, Measured[]> = { small: [], large: [] };
    const found = { small: 0, large: 0 };
    for (const size of sizes)
      found[size] = await countFound(servers[size], paths[size][kind] ?? []);
    for (let round = 0; round <= pace.rounds; round++) {
      for (const size of sizes) {
        const { url, token } = servers[size];
        const measured = await generator.run({
          url,
          token: await token(),
          paths: (paths[size][kind] ?? []).map((path) => `/api/v2${path}`),
          connections: CONNECTIONS,
          seconds: pace.seconds,
        });
        if (round > 0) runs[size].push(measured);
      }
    }
    const times = (size: Size) => ({
      p50: median(runs[size].map(({ p50 }) => p50)),
      p95: median(runs[size].map(({ p95 }) => p95)),
      p99: median(runs[size].map(({ p99 }) => p99)),
    });
    results.push({
      kind,
      times: { small: times('small'), large: times('large') },
      found,
      errors: [...runs.small, ...runs.large].reduce((sum, { errors }) => sum + errors, 0),
    });
    log(`${kind}: p95 ${times('small').p95.toFixed(1)} and ${times('large').p95.toFixed(1)} ms`);
  }
  return results;
}

interface Answer {
  readonly data: unknown;
  readonly meta?: { readonly next_cursor: string | null };
}

async function read({ url, token }: Server, path: string): Promise<Answer> {
  const response = await fetch(`${url}/api/v2${path}`, {
    headers: { authorization: `Bearer ${await token()}` },
  });
  if (!response.ok) throw new Error(`${path}: ${await response.text()}`);
  return (await response.json()) as Answer;
}

/** How many quests the answers have, on the mean; asking each also warms up. */
async function countFound(server: Server, paths: readonly string[]): Promise<number> {
  let count = 0;
  for (const path of paths) {
    const { data } = await read(server, path);
    count += Array.isArray(data) ? data.length : 1;
  }
  return count / paths.length;
}

/** The path of a page far behind the first, found as a client would: page by page. */
async function deepPage(server: Server): Promise<string> {
  let path = '/quests';
  for (let page = 1; page < DEEP_PAGE; page++) {
    const { meta } = await read(server, path);
    if (!meta?.next_cursor) throw new Error(`There is no page ${page + 1}`);
    path = `/quests?cursor=${encodeURIComponent(meta.next_cursor)}`;
  }
  return path;
}
