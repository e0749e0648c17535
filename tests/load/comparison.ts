/**
 * The same 20 quests, and the detail of each of them, from three servers on one database: stock
 * Directus, QuestCity, and the ceiling. Rounds are interleaved, so that a disturbance of the machine
 * meets all of them.
 */
import { isDeepStrictEqual } from 'node:util';
import { type Cost, type Generator, type Measured, median } from './load.ts';
import type { Server } from './servers.ts';

export const CONNECTIONS = 16;

export type Contender = 'stock' | 'questcity' | 'ceiling';
export type Kind = 'list' | 'detail';
export type Contenders = Readonly<Record<Contender, Server>>;

/**
 * Seconds at the start of each round that do not count: connections and memory that rested while the
 * others had their turn wake up.
 */
const LEAD_IN = 1;

/** The first round takes so many times as long as the others. */
const WARM_UP = 3;

/** The medians of all rounds. */
export interface Result extends Omit<Measured, 'requests' | 'answers'> {
  readonly kind: Kind;
  readonly contender: Contender;
  readonly cost: Cost;
  /** The slowest and the fastest round, in requests per second. */
  readonly slowest: number;
  readonly fastest: number;
}

const CARD =
  'id,name,description,image,category.id,category.name,category.image,city.id,city.name,city.time_zone,vehicle.id,vehicle.name,group_size,level,mileage,timeframe,cost,reward,subscription_only,rating,reviews_count,favorites_count,sessions_count,points_count,published_at';
const DETAIL = `${CARD},auto_accrual,pay_extra,merch.id,merch.name,merch.description,merch.price,merch.currency,merch.image&deep[merch][_sort]=sort,name`;

const paths: Record<Contender, { list: string; detail: (id: string) => string }> = {
  stock: {
    list: `/items/quests?limit=20&sort=-published_at,-id&fields=${CARD}`,
    detail: (id) => `/items/quests/${id}?fields=${DETAIL}`,
  },
  questcity: { list: '/api/v2/quests', detail: (id) => `/api/v2/quests/${id}` },
  ceiling: { list: '/quests', detail: (id) => `/quests/${id}` },
};

const order: readonly Contender[] = ['stock', 'questcity', 'ceiling'];

export interface Pace {
  readonly rounds: number;
  readonly seconds: number;
}

/**
 * Compares the three.
 *
 * @param backends the processes of PostgreSQL, none if unknown
 * @throws Error when they don't answer with the same content
 */
export async function compare(
  contenders: Contenders,
  generator: Generator,
  pace: Pace,
  backends: () => readonly number[],
  log: (line: string) => void,
): Promise<Result[]> {
  const ids = await checkContent(contenders);
  const runs = new Map<string, (Measured & { cost: Cost })[]>();
  // Round 0 warms up and is not counted: it is longer, since V8 compiles what it has seen often.
  for (let round = 0; round <= pace.rounds; round++) {
    for (const contender of order) {
      const { url, pid, token } = contenders[contender];
      for (const kind of ['list', 'detail'] as const) {
        const { list, detail } = paths[contender];
        const measured = await generator.runCosted(
          {
            url,
            token: await token(),
            paths: kind === 'list' ? [list] : ids.map(detail),
            connections: CONNECTIONS,
            seconds: round === 0 ? WARM_UP * pace.seconds : pace.seconds,
            leadIn: LEAD_IN,
          },
          { server: pid, database: backends },
        );
        if (round > 0) {
          const key = `${contender} ${kind}`;
          runs.set(key, [...(runs.get(key) ?? []), measured]);
        }
      }
    }
    log(round === 0 ? 'warm' : `round ${round} of ${pace.rounds}`);
  }
  return (['list', 'detail'] as const).flatMap((kind) =>
    order.map((contender) => summarise(kind, contender, runs.get(`${contender} ${kind}`) ?? [])),
  );
}

function summarise(
  kind: Kind,
  contender: Contender,
  runs: readonly (Measured & { cost: Cost })[],
): Result {
  const middle = (value: (run: Measured & { cost: Cost }) => number) => median(runs.map(value));
  const cost = (part: keyof Cost) =>
    runs.some((run) => run.cost[part] === undefined)
      ? undefined
      : middle((run) => run.cost[part] ?? 0);
  const speeds = runs.map((run) => run.perSecond);
  return {
    kind,
    contender,
    perSecond: middle((run) => run.perSecond),
    p50: middle((run) => run.p50),
    p95: middle((run) => run.p95),
    p99: middle((run) => run.p99),
    bytes: middle((run) => run.bytes),
    errors: runs.reduce((sum, run) => sum + run.errors, 0),
    cost: { server: cost('server'), database: cost('database') },
    slowest: Math.min(...speeds),
    fastest: Math.max(...speeds),
  };
}

type Item = Record<string, unknown>;

/** Sees that all three tell the same, field by field. Returns the ids of the list. */
async function checkContent(contenders: Contenders): Promise<string[]> {
  const read = async (contender: Contender, path: string) => {
    const { url, token } = contenders[contender];
    const response = await fetch(url + path, {
      headers: { authorization: `Bearer ${await token()}` },
    });
    if (!response.ok) throw new Error(`${contender} ${path}: ${await response.text()}`);
    return ((await response.json()) as { data: unknown }).data;
  };
  const lists = {} as Record<Contender, Item[]>;
  for (const contender of order) {
    lists[contender] = (await read(contender, paths[contender].list)) as Item[];
  }
  if (lists.questcity.length !== 20) throw new Error('The list has not 20 quests');
  same('list', lists.questcity, lists.ceiling);
  same('list', lists.questcity.map(shared), lists.stock.map(plain));
  const ids = lists.questcity.map(({ id }) => String(id));
  for (const id of ids) {
    const [stock, questcity, ceiling] = await Promise.all(
      order.map(async (contender) => (await read(contender, paths[contender].detail(id))) as Item),
    );
    same('detail', questcity, ceiling);
    same('detail', shared(questcity ?? {}), plain(stock ?? {}));
  }
  return ids;
}

function same(what: string, left: unknown, right: unknown): void {
  if (isDeepStrictEqual(left, right)) return;
  throw new Error(
    `The servers tell different things (${what}):\n${JSON.stringify(left)}\n${JSON.stringify(right)}`,
  );
}

/** What QuestCity tells beyond Directus's fields: it concerns the caller, and is left out here. */
function shared({ is_favorite, distance, active_session, ...rest }: Item): Item {
  return plain(rest);
}

/** Directus writes decimals as text, and times its own way. */
function plain(item: Item): Item {
  const { rating, published_at } = item;
  return {
    ...item,
    rating: rating === null ? null : Number(rating),
    published_at: new Date(String(published_at)).toISOString(),
  };
}
