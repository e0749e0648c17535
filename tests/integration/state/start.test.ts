/** The first apply to an empty database: by two nodes at once, cut off in the middle, and on what is not ours. */
import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { root } from '../../../directus.config.ts';
import { applyState } from '../../../scripts/state/apply.ts';
import { checkState } from '../../../scripts/state/check.ts';
import { type EmptyDatabase, withEmptyDatabase } from './empty-database.ts';

let database: EmptyDatabase;

beforeEach(async () => {
  database = await withEmptyDatabase();
});
afterEach(() => database.close());

const apply = (log: (line: string) => void = () => undefined) =>
  applyState({ env: database.env, log });

const sql = async (text: string) => (await database.client.query(text)).rows;

/** An apply in a process of its own, which can be killed. */
function applyElsewhere(): ChildProcess {
  const code = `const { applyState } = await import('./scripts/state/apply.ts');
    await applyState({ env: process.env, log: () => {} });`;
  return spawn(process.execPath, ['--input-type=module', '-e', code], {
    cwd: root,
    env: database.env,
    stdio: 'ignore',
  });
}

/** Waits until a row is there; a table that does not exist yet has none. */
async function untilThere(table: string, condition = 'true'): Promise<void> {
  for (let i = 0; i < 2400; i++) {
    const [found] = await sql(`select to_regclass('${table}') is not null as table`);
    if (found?.table && (await sql(`select from ${table} where ${condition}`)).length > 0) return;
    await wait(25);
  }
  throw new Error(`there never was: ${table} with ${condition}`);
}

describe('two nodes at once', () => {
  it('do the work once', async () => {
    const lines: string[] = [];
    const results = await Promise.all([
      apply((line) => lines.push(line)),
      apply((line) => lines.push(line)),
    ]);
    expect(results.map(({ changed }) => changed).toSorted()).toEqual([false, true]);
    expect(lines.filter((line) => line.includes('waiting'))).toHaveLength(1);
    expect(await checkState({ env: database.env })).toEqual([]);
  }, 240_000);
});

describe('an apply that was killed', () => {
  it.each([
    ["while Directus's tables are made", 'pg_class', "relname = 'directus_files'"],
    [
      'while the data model is made',
      'questcity.applied_state',
      "name = 'directus' and fingerprint like 'installed%'",
    ],
    ['between migrations', 'public.directus_migrations', "version like '20261122%'"],
  ])(
    '%s is completed by the next',
    async (_when, table, condition) => {
      const first = applyElsewhere();
      try {
        await untilThere(table, condition);
      } finally {
        first.kill('SIGKILL');
      }
      expect(await apply()).toEqual({ changed: true });
      expect(await checkState({ env: database.env })).toEqual([]);
    },
    240_000,
  );
});

describe('a database that is not ours', () => {
  it('is refused when it holds other tables', async () => {
    await sql('create table invoices (id int)');
    await expect(apply()).rejects.toThrow(/did not make \(invoices\)/);
    expect(await sql(`select to_regclass('public.directus_users') as it`)).toEqual([{ it: null }]);
  });

  it('is refused when it holds half a Directus', async () => {
    await sql('create table directus_collections (collection text)');
    await expect(apply()).rejects.toThrow(/half-installed/);
  });
});
