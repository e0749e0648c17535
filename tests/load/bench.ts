/**
 * `npm run bench`: how fast the catalogue is, beside stock Directus and beside the least that a
 * server can do, and what a hundred times more quests change. `npm run bench -- people`: friends and
 * the search for players among a million. See docs/benchmarks.md.
 *
 *   --quick  short rounds, prints only
 *   --plans  prints how PostgreSQL answers on the large catalogue, measures nothing
 *   --fresh  makes the catalogues anew
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { fail } from '../../scripts/lib/clear-error.mjs';
import type { Connection } from '../harness/postgres.ts';
import { compare, type Pace, type Result } from './comparison.ts';
import type { Size } from './content.ts';
import { ensureCatalogues, openPostgres, type Postgres } from './databases.ts';
import { measureGrowth } from './growth.ts';
import { type Generator, startGenerator } from './load.ts';
import { machineFacts, paceOf } from './machine.ts';
import { benchPeople } from './people.ts';
import { explainQuestions } from './plans.ts';
import { childrenOf, memoryOf, pinPostgres, stopAll } from './processes.ts';
import { type Memory, write, writePlans, writeToDocs } from './report.ts';
import { type Server, startCeiling, startQuestCity, startStockDirectus } from './servers.ts';

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    quick: { type: 'boolean', default: false },
    plans: { type: 'boolean', default: false },
    fresh: { type: 'boolean', default: false },
  },
});

/** Five rounds where the result is kept, and one before them to warm up. */
const paces = options.quick
  ? { comparison: { rounds: 1, seconds: 2 }, growth: { rounds: 1, seconds: 1 } }
  : { comparison: { rounds: 5, seconds: 3 }, growth: { rounds: 5, seconds: 2 } };

/** A server has come to rest after this. */
const REST_MS = options.quick ? 2_000 : 10_000;

/**
 * Idle is a server that nobody has asked for so long. V8 collects what starting or load left behind
 * some 30 s after the last of it, and only then is the memory what an idle server needs.
 */
const IDLE_MS = options.quick ? 2_000 : 60_000;

/** Whatever happens, it ends by then. */
const LONGEST_MS = 60 * 60_000;

const log = (line: string) => console.log(`  ${line}`);
const step = (line: string) => console.log(`· ${line}`);

let postgres: Postgres | undefined;
let leaving: Promise<void> | undefined;
let aborted = false;

/** Ends everything that was started; asked twice, it is done once. */
function leave(): Promise<void> {
  leaving ??= stopAll().finally(() => postgres?.close());
  return leaving;
}

async function abort(why: string): Promise<void> {
  if (aborted) return;
  aborted = true;
  console.error(`\n${why}: stopping everything.`);
  // Connections that end with their server say so to nobody.
  process.on('uncaughtException', () => undefined);
  await leave().catch((error: Error) => console.error(error.message));
  process.exit(1);
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => abort(signal));
}
// npm's script runner is gone, even if it was killed with -9.
process.on('disconnect', () => abort('The terminal is gone'));
setTimeout(() => abort('This takes too long'), LONGEST_MS).unref();

async function bench(): Promise<void> {
  postgres = await openPostgres();
  if (positionals[0] === 'people') return benchPeople(postgres, options, REST_MS, log);
  step('Catalogues');
  const databases = await ensureCatalogues(postgres.server, options.fresh, log);
  if (options.plans) {
    console.log(writePlans(await explainQuestions(databases.large)));
    return;
  }
  const { pid } = postgres;
  if (pid !== undefined) pinPostgres(pid);
  const backends = () => (pid === undefined ? [] : childrenOf(pid));
  const generator = await startGenerator();

  const small = await sideBySide('small', databases.small, generator, backends);
  const large = await sideBySide('large', databases.large, generator, backends);
  step('Growth');
  const servers = { small: small.questcity, large: large.questcity };
  const growth = await measureGrowth(servers, generator, paces.growth, log);
  const markdown = write({
    facts: await machineFacts(
      databases.large,
      pid !== undefined,
      `side by side ${paceOf(paces.comparison)}, growth ${paceOf(paces.growth)}`,
    ),
    comparisons: { small: small.results, large: large.results },
    growth,
    memory: small.memory,
    plans: await explainQuestions(databases.large),
  });
  console.log(`\n${markdown}\n`);
  if (!options.quick) writeToDocs(markdown);
  const wrong = [...small.results, ...large.results, ...growth].reduce(
    (n, { errors }) => n + errors,
    0,
  );
  if (wrong > 0)
    throw new Error(`${wrong} requests were not answered with 200: the numbers say nothing.`);
}

interface SideBySide {
  readonly results: Result[];
  readonly memory: Record<'stock' | 'questcity', Memory>;
  /** Left running, for the growth. */
  readonly questcity: Server;
}

async function sideBySide(
  size: Size,
  connection: Connection,
  generator: Generator,
  backends: () => readonly number[],
): Promise<SideBySide> {
  step(`Side by side: ${size}`);
  const stock = await startStockDirectus(connection);
  const questcity = await startQuestCity(connection);
  const ceiling = await startCeiling(connection);
  const memory = () => ({ stock: memoryOf(stock.pid), questcity: memoryOf(questcity.pid) });
  await sleep(IDLE_MS);
  const idle = memory();
  const pace: Pace = paces.comparison;
  const results = await compare({ stock, questcity, ceiling }, generator, pace, backends, log);
  await sleep(IDLE_MS);
  const afterLoad = memory();
  await Promise.all([stock.stop(), ceiling.stop()]);
  return {
    results,
    memory: {
      stock: { idle: idle.stock, afterLoad: afterLoad.stock },
      questcity: { idle: idle.questcity, afterLoad: afterLoad.questcity },
    },
    questcity,
  };
}

bench()
  .then(leave)
  .then(
    () => process.exit(0),
    async (error: unknown) => {
      // Of what was stopped on purpose, the errors mean nothing.
      if (aborted) return;
      await leave().catch(() => undefined);
      fail(error);
    },
  );
