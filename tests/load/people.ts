/**
 * `npm run bench -- people`: the friends of a player who has 5,000, and the search among a million
 * players, typos included; beside what stock Directus does for the same page.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { accounts } from '../harness/accounts.ts';
import { type Connection, withClient } from '../harness/postgres.ts';
import { pick, type Random, randomOf } from './content.ts';
import { ensurePeople, type Postgres } from './databases.ts';
import { misspell } from './growth.ts';
import { type Generator, type Measured, median, startGenerator } from './load.ts';
import { machineFacts, paceOf } from './machine.ts';
import { ASKING, FRIENDS, PEOPLE } from './people-bulk.ts';
import { type Name, people } from './people-names.ts';
import { explainPeople } from './people-plans.ts';
import { pinPostgres } from './processes.ts';
import { milliseconds, number, table, writePlans, writeToDocs } from './report.ts';
import { type Server, startQuestCity, startStockDirectus } from './servers.ts';

const CONNECTIONS = 8;

/** From the project's requirements: what a player waits at the 95th percentile. */
const MOST_P95_MS = 50;

/** Different questions per kind. */
const QUESTIONS = 40;

/** Pages of friends that are asked for, each behind the one before. */
const PAGES = 40;

export interface Options {
  readonly quick: boolean;
  readonly plans: boolean;
  readonly fresh: boolean;
}

interface Kind {
  readonly server: 'questcity' | 'stock';
  readonly kind: string;
  readonly paths: readonly string[];
}

interface Result extends Omit<Kind, 'paths'> {
  readonly measured: Pick<Measured, 'perSecond' | 'p50' | 'p95' | 'p99' | 'errors'>;
  /** Items per answer, on the mean. */
  readonly found: number;
}

/** Measures, prints, and writes to docs/benchmarks.md unless it is quick. */
export async function benchPeople(
  { server, pid }: Postgres,
  options: Options,
  restMs: number,
  log: (line: string) => void,
): Promise<void> {
  const connection = await ensurePeople(server, options.fresh, log);
  const questions = await searchQuestions(connection);
  const plans = () => explainPeople(connection, questions);
  if (options.plans) {
    console.log(writePlans(await plans()));
    return;
  }
  if (pid !== undefined) pinPostgres(pid);
  const pace = options.quick ? { rounds: 1, seconds: 2 } : { rounds: 5, seconds: 3 };
  const generator = await startGenerator();
  const servers = {
    questcity: await startQuestCity(connection),
    // Without rows to check: what an administrator may read is read fastest.
    stock: await startStockDirectus(connection, accounts.administrator),
  };
  await sleep(restMs);
  const kinds = [...(await questCityKinds(servers.questcity, questions)), ...stockKinds(questions)];
  const results = await measure(servers, kinds, generator, pace, log);
  const facts = await machineFacts(connection, pid !== undefined, paceOf(pace));
  const markdown = [
    table(['', ''], facts).replaceAll('---:', '---'),
    resultTable(results),
    `### Plans, ${number(PEOPLE)} players`,
    writePlans(await plans()),
  ].join('\n\n');
  console.log(`\n${markdown}\n`);
  if (!options.quick) writeToDocs(markdown, 'bench people');
  const wrong = results.reduce((sum, { measured }) => sum + measured.errors, 0);
  if (wrong > 0) throw new Error(`${wrong} requests were not answered with 200`);
}

/** What people type, by kind. */
export type Questions = Readonly<Record<(typeof SEARCHES)[number], readonly string[]>>;

const SEARCHES = [
  'two letters',
  'beginning of a name',
  'a username',
  'a name with a typo',
  'both names with a typo each',
  'a username with a typo',
] as const;

async function searchQuestions(connection: Connection): Promise<Questions> {
  const usernames = await withClient(connection, async (client) => {
    const { rows } = await client.query<{ username: string }>(
      `select username from profiles where length(username) between 7 and 13 order by id limit $1`,
      [QUESTIONS],
    );
    return rows.map(({ username }) => username);
  });
  const make = (seed: number, text: (random: Random, index: number) => string) => {
    const random = randomOf(seed);
    return Array.from({ length: QUESTIONS }, (_, index) => text(random, index).toLowerCase());
  };
  const language = (random: Random) => pick(random, [people.russian, people.english]);
  const long = (names: readonly Name[]) =>
    names.map(([written]) => written).filter((name) => name.length >= 5);
  return {
    'two letters': make(1, (random) => pick(random, language(random).first)[0].slice(0, 2)),
    'beginning of a name': make(2, (random) => {
      const name = pick(random, long(language(random).last));
      return name.slice(0, 3 + Math.floor(random() * 3));
    }),
    'a username': usernames,
    'a name with a typo': make(3, (random, index) => {
      const names = language(random);
      return misspell(pick(random, long(pick(random, [names.first, names.last]))), index);
    }),
    'both names with a typo each': make(4, (random, index) => {
      const { first, last } = language(random);
      return `${misspell(pick(random, long(first)), index)} ${misspell(pick(random, long(last)), index + 1)}`;
    }),
    'a username with a typo': usernames.map(misspell),
  };
}

const searchPath = (typed: string) => `/api/v2/users?search=${encodeURIComponent(typed)}`;

async function questCityKinds(server: Server, questions: Questions): Promise<Kind[]> {
  const friends = async (sort: string) => ({
    server: 'questcity' as const,
    kind: `friends, ${sort}`,
    paths: await pagesOf(server, `/api/v2/friends?sort=${sort}`),
  });
  return [
    await friends('newest'),
    await friends('username'),
    ...SEARCHES.map((kind) => ({
      server: 'questcity' as const,
      kind: `search, ${kind}`,
      paths: questions[kind].map(searchPath),
    })),
  ];
}

/** The first pages of a list, as a client would find them. */
async function pagesOf(server: Server, first: string): Promise<string[]> {
  const paths = [first];
  while (paths.length < PAGES) {
    const { meta } = await read(server, paths.at(-1) as string);
    if (!meta?.next_cursor) throw new Error(`There is no page ${paths.length + 1} of ${first}`);
    paths.push(`${first}&cursor=${encodeURIComponent(meta.next_cursor)}`);
  }
  return paths;
}

/** The same pages from /items, which knows no typos. */
function stockKinds(questions: Questions): Kind[] {
  const card = 'id,username,first_name,last_name,full_name,avatar';
  const friend = card.replaceAll(/\w+/g, 'other.$&');
  return [
    {
      server: 'stock',
      kind: 'friends, newest',
      paths: [
        `/items/friend_edges?filter[user][_eq]=${ASKING.id}&filter[state][_eq]=friend` +
          `&sort=-created_at,-id&limit=20&fields=created_at,${friend}`,
      ],
    },
    {
      server: 'stock',
      kind: 'search, beginning of a name',
      paths: questions['beginning of a name'].map(
        (typed) =>
          `/items/profiles?fields=${card}&limit=20` +
          ['username', 'first_name', 'last_name']
            .map((field, index) => `&filter[_or][${index}][${field}][_istarts_with]=`)
            .map((filter) => filter + encodeURIComponent(typed))
            .join(''),
      ),
    },
  ];
}

async function measure(
  servers: Readonly<Record<Kind['server'], Server>>,
  kinds: readonly Kind[],
  generator: Generator,
  pace: { rounds: number; seconds: number },
  log: (line: string) => void,
): Promise<Result[]> {
  const runs = kinds.map((): Measured[] => []);
  const found: number[] = [];
  // Asking each question once also warms up.
  for (const { server, paths } of kinds) {
    let items = 0;
    for (const path of paths) {
      const { data } = await read(servers[server], path);
      items += data.length;
    }
    found.push(items / paths.length);
  }
  for (let round = 0; round <= pace.rounds; round++) {
    for (const [index, { server, paths }] of kinds.entries()) {
      const { url, token } = servers[server];
      const order = { url, token: await token(), paths, connections: CONNECTIONS };
      const measured = await generator.run({ ...order, seconds: pace.seconds });
      if (round > 0) runs[index]?.push(measured);
    }
    log(round === 0 ? 'warm' : `round ${round} of ${pace.rounds}`);
  }
  return kinds.map(({ server, kind }, index) => {
    const all = runs[index] ?? [];
    const middle = (value: (run: Measured) => number) => median(all.map(value));
    const measured = {
      perSecond: middle((run) => run.perSecond),
      p50: middle((run) => run.p50),
      p95: middle((run) => run.p95),
      p99: middle((run) => run.p99),
      errors: all.reduce((sum, { errors }) => sum + errors, 0),
    };
    return { server, kind, measured, found: found[index] ?? 0 };
  });
}

async function read(
  { url, token }: Server,
  path: string,
): Promise<{ data: unknown[]; meta?: { next_cursor: string | null } }> {
  const response = await fetch(url + path, {
    headers: { authorization: `Bearer ${await token()}` },
  });
  if (!response.ok) throw new Error(`${path}: ${await response.text()}`);
  return (await response.json()) as { data: unknown[]; meta?: { next_cursor: string | null } };
}

function resultTable(results: readonly Result[]): string {
  const head = [
    `${CONNECTIONS} connections, ${number(PEOPLE)} players, ${number(FRIENDS)} friends`,
    ...['requests/s', 'p50 ms', 'p95 ms', 'p99 ms', 'items', `p95 < ${MOST_P95_MS} ms`, 'errors'],
  ];
  const rows = results.map(({ server, kind, measured, found }) => {
    const { perSecond, p50, p95, p99, errors } = measured;
    const bound = server === 'stock' ? '' : p95 < MOST_P95_MS ? 'yes' : '**no**';
    return [
      `${server === 'stock' ? 'stock Directus: ' : ''}${kind}`,
      number(perSecond, perSecond < 10 ? 1 : 0),
      ...[p50, p95, p99].map(milliseconds),
      number(found, 1),
      bound,
      number(errors),
    ];
  });
  return table(head, rows);
}
