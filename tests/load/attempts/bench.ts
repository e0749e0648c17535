/**
 * `npm run bench:attempts`: attempts per second, each durable, on one node, beside the same change
 * through stock Directus and beside pgbench with the same statements; and what ten million stored
 * attempts change. See docs/benchmarks.md.
 *
 *   --prepare      makes the databases only; takes some minutes, and 8 GB for ten million attempts
 *   --rows <n>     how many attempts are stored; 10,000,000 unless said
 *   --only <part>  `comparison` or `growth`; prints only
 *   --quick        one short round each; prints only
 *   --fresh        makes the databases anew
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { systemEnvironment } from '../../../directus.config.ts';
import { fail } from '../../../scripts/lib/clear-error.mjs';
import { accounts } from '../../harness/accounts.ts';
import { type Connection, type Server as Database, withClient } from '../../harness/postgres.ts';
import { openPostgres, type Postgres } from '../databases.ts';
import { median } from '../load.ts';
import { machineFacts, paceOf } from '../machine.ts';
import { type BenchProcess, LOAD_CORE, pinPostgres, startProcess, stopAll } from '../processes.ts';
import { table as markdownTable, writeToDocs } from '../report.ts';
import { type Server, startQuestCity, startStockDirectus } from '../servers.ts';
import { findPgbench, runPgbench } from './pgbench.ts';
import type { Walk, Walked } from './walkers.ts';
import { exists, makeDatabase, makeSessions, storeAttempts } from './world.ts';

const { values: options } = parseArgs({
  options: {
    prepare: { type: 'boolean', default: false },
    rows: { type: 'string', default: '10000000' },
    only: { type: 'string' },
    quick: { type: 'boolean', default: false },
    fresh: { type: 'boolean', default: false },
  },
});

const CONNECTIONS = 32;
/** Seconds at the start of each round that do not count; pgbench leaves out its connecting as well. */
const LEAD_IN = 2;
const pace = options.quick
  ? { rounds: 1, seconds: 3, warm: 3 }
  : { rounds: 5, seconds: 8, warm: 16 };
const rows = Number(options.rows);
/** Whatever happens, it ends by then. */
const LONGEST_MS = 40 * 60_000;

const BASE = 'questcity_bench_sessions';
const FULL = `questcity_bench_stored_${rows}`;
const log = (line: string) => console.log(`· ${line}`);

let postgres: Postgres | undefined;
let leaving: Promise<void> | undefined;
function leave(): Promise<void> {
  leaving ??= stopAll().finally(() => postgres?.close());
  return leaving;
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => leave().finally(() => process.exit(1)));
}
process.on('disconnect', () => leave().finally(() => process.exit(1)));
setTimeout(() => leave().finally(() => process.exit(1)), LONGEST_MS).unref();

interface Contender {
  readonly name: string;
  run(seconds: number): Promise<Run>;
}

interface Run {
  readonly perSecond: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly errors: number;
}

async function prepare(server: Database): Promise<void> {
  if (options.fresh || !(await exists(server, BASE))) {
    log('Sessions that wait');
    await makeSessions(server, `${BASE}_part`);
    await rename(server, `${BASE}_part`, BASE);
  }
  if (options.only === 'comparison') return;
  if (options.fresh || !(await exists(server, FULL))) {
    log(`${rows.toLocaleString('en')} stored attempts`);
    await storeAttempts(await makeDatabase(server, `${FULL}_part`, BASE), rows);
    await rename(server, `${FULL}_part`, FULL);
  }
}

/** What is unfinished keeps its other name, and is made again. */
async function rename(server: Database, from: string, to: string): Promise<void> {
  await withClient({ ...server, database: 'postgres' }, async (client) => {
    await client.query(`drop database if exists ${to} with (force)`);
    await client.query(`alter database ${from} rename to ${to}`);
  });
}

let walkers: BenchProcess | undefined;

async function walk(order: Walk): Promise<Walked> {
  walkers ??= await startProcess({
    program: [join(import.meta.dirname, 'walkers.ts')],
    core: LOAD_CORE,
    env: systemEnvironment(),
  });
  const { child } = walkers;
  return new Promise((resolve, reject) => {
    child.once('message', ({ walked, error }: { walked?: Walked; error?: string }) => {
      if (walked) resolve(walked);
      else reject(new Error(error));
    });
    child.send(order);
  });
}

/** Sessions are walked once: each contender goes on where its last round ended. */
function walking(name: string, server: Server, way: Walk['way'], first = 1): Contender {
  let from = first;
  return {
    name,
    async run(seconds) {
      const token = way === 'items' ? accounts.administrator.token : undefined;
      const order = {
        url: server.url,
        way,
        connections: CONNECTIONS,
        seconds,
        leadIn: LEAD_IN,
        from,
      };
      const walked = await walk({ ...order, ...(token && { token }) });
      from = walked.next;
      return walked;
    },
  };
}

async function pgbench(connection: Connection): Promise<Contender> {
  const program = findPgbench();
  if (!program) throw new Error('pgbench is missing: apt-get install postgresql-contrib');
  const partition = await withClient(connection, async (client) => {
    const found = await client.query('select questcity.attempts_partition(now()) as name');
    return String(found.rows[0]?.name);
  });
  let from = 1;
  return {
    name: 'pgbench, the same statements',
    async run(seconds) {
      const order = { partition, from, connections: CONNECTIONS, seconds };
      const { perSecond, latency, next } = await runPgbench(program, connection, order);
      from = next;
      return { perSecond, p50: latency, p95: Number.NaN, p99: Number.NaN, errors: 0 };
    },
  };
}

type Result = Run & { readonly name: string; readonly slowest: number; readonly fastest: number };

/** Rounds in turns, so that a disturbance of the machine meets all of them. */
async function measure(contenders: readonly Contender[]): Promise<Result[]> {
  const runs = new Map<Contender, Run[]>(contenders.map((contender) => [contender, []]));
  for (let round = 0; round <= pace.rounds; round++) {
    for (const contender of contenders) {
      const run = await contender.run(round === 0 ? pace.warm : pace.seconds);
      log(`round ${round}, ${contender.name}: ${run.perSecond.toFixed(0)} per second`);
      if (run.errors > 0) throw new Error(`${contender.name}: ${run.errors} errors`);
      if (round > 0) runs.get(contender)?.push(run);
    }
  }
  return contenders.map((contender) => {
    const all = runs.get(contender) ?? [];
    const middle = (value: (run: Run) => number) => median(all.map(value));
    return {
      name: contender.name,
      perSecond: middle((run) => run.perSecond),
      p50: middle((run) => run.p50),
      p95: middle((run) => run.p95),
      p99: middle((run) => run.p99),
      errors: 0,
      slowest: Math.min(...all.map((run) => run.perSecond)),
      fastest: Math.max(...all.map((run) => run.perSecond)),
    };
  });
}

function table(results: readonly Result[]): string {
  const ms = (value: number) => (Number.isNaN(value) ? '' : value.toFixed(1));
  return [
    '| | attempts/s | slowest to fastest round | p50 ms | p95 ms | p99 ms |',
    '|---|--:|--:|--:|--:|--:|',
    ...results.map(({ name, perSecond, slowest, fastest, p50, p95, p99 }) => {
      const span = `${slowest.toFixed(0)} to ${fastest.toFixed(0)}`;
      return `| ${name} | ${perSecond.toFixed(0)} | ${span} | ${ms(p50)} | ${ms(p95)} | ${ms(p99)} |`;
    }),
  ].join('\n');
}

/** What must hold, from the project's requirements. */
const LEAST_OF_STOCK = 5;
const LEAST_OF_PGBENCH = 0.4;
const MOST_P99_MS = 100;
const MOST_GROWTH = 1.5;

function bound(name: string, limit: string, measured: string, holds: boolean): string {
  return `| ${name} | ${limit} | ${measured} | ${holds ? 'yes' : '**no**'} |`;
}

const bounds = (lines: readonly string[]) =>
  ['| | bound | measured | holds |', '|---|--:|--:|--:|', ...lines].join('\n');

async function compare(server: Database): Promise<string> {
  const [ours, theirs, bare] = [
    await makeDatabase(server, 'questcity_bench_ours', BASE),
    await makeDatabase(server, 'questcity_bench_theirs', BASE),
    await makeDatabase(server, 'questcity_bench_bare', BASE),
  ];
  const questcity = await startQuestCity(ours);
  const stock = await startStockDirectus(theirs);
  const results = await measure([
    walking('QuestCity', questcity, 'attempts'),
    walking('stock Directus, `/items`', stock, 'items'),
    await pgbench(bare),
  ]);
  await Promise.all([questcity.stop(), stock.stop()]);
  const [us, directus, alone] = results as [Result, Result, Result];
  const ofStock = us.perSecond / directus.perSecond;
  const ofPgbench = us.perSecond / alone.perSecond;
  return `${table(results)}\n\n${bounds([
    bound('× stock', `≥ ${LEAST_OF_STOCK}`, ofStock.toFixed(1), ofStock >= LEAST_OF_STOCK),
    bound(
      '× pgbench',
      `≥ ${LEAST_OF_PGBENCH}`,
      ofPgbench.toFixed(2),
      ofPgbench >= LEAST_OF_PGBENCH,
    ),
    bound('p99', `< ${MOST_P99_MS} ms`, `${us.p99.toFixed(1)} ms`, us.p99 < MOST_P99_MS),
  ])}`;
}

async function grow(server: Database): Promise<string> {
  const empty = await startQuestCity(await makeDatabase(server, 'questcity_bench_ours', BASE));
  const full = await startQuestCity({ ...server, database: FULL });
  // Sessions of the full database that an earlier run has walked are walked no more.
  const first = await withClient({ ...server, database: FULL }, async (client) => {
    const { rows: found } = await client.query(
      `select count(*)::int as walked from questcity.session_heads where revision > 0`,
    );
    return 1 + Number(found[0]?.walked);
  });
  const results = await measure([
    walking('nothing stored', empty, 'attempts'),
    walking(`${rows.toLocaleString('en')} attempts stored`, full, 'attempts', first),
  ]);
  await Promise.all([empty.stop(), full.stop()]);
  const [before, after] = results as [Result, Result];
  const times = (name: string, ratio: number) =>
    bound(name, `≤ ${MOST_GROWTH}`, ratio.toFixed(2), ratio <= MOST_GROWTH);
  return `${table(results)}\n\n${bounds([
    times('full / empty at p50', after.p50 / before.p50),
    times('full / empty at p95', after.p95 / before.p95),
    times('full / empty at p99', after.p99 / before.p99),
  ])}`;
}

async function bench(): Promise<void> {
  postgres = await openPostgres();
  await prepare(postgres.server);
  if (options.prepare) return;
  if (postgres.pid !== undefined) pinPostgres(postgres.pid);
  const durable = await withClient({ ...postgres.server, database: BASE }, async (client) => {
    const { rows: found } = await client.query(
      `select current_setting('fsync') || ' ' || current_setting('synchronous_commit') as mode,
              current_setting('server_version') as version`,
    );
    return found[0];
  });
  log(`PostgreSQL ${durable.version}, fsync and synchronous_commit ${durable.mode}`);
  const parts: string[] = [];
  if (options.only !== 'growth') parts.push(await compare(postgres.server));
  if (options.only !== 'comparison') parts.push(await grow(postgres.server));
  const measured = { ...postgres.server, database: options.only === 'comparison' ? BASE : FULL };
  const facts = await machineFacts(measured, postgres.pid !== undefined, paceOf(pace));
  const head = markdownTable(['', ''], facts).replaceAll('---:', '---');
  const markdown = [head, ...parts].join('\n\n');
  console.log(`\n${markdown}\n`);
  if (!options.quick && !options.only) writeToDocs(markdown, 'bench attempts');
}

bench()
  .then(leave)
  .then(
    () => process.exit(0),
    async (error: unknown) => {
      await leave().catch(() => undefined);
      fail(error);
    },
  );
