/** A database that a newer release has changed, under the hands of this one. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ClearError } from '../../../scripts/lib/clear-error.mjs';
import { applyState } from '../../../scripts/state/apply.ts';
import { checkState } from '../../../scripts/state/check.ts';
import { exportState } from '../../../scripts/state/export.ts';
import { type TestDatabase, withDatabase } from '../../harness/database.ts';

let database: TestDatabase;
const sql = (text: string) => database.client.query(text);

const refusal =
  'This database was made by a newer release (migration 99990101A Seasons). Check that release out, or restore a backup: docs/operations.md.';

beforeAll(async () => {
  database = await withDatabase();
  // A field of the newer release, as its apply leaves it.
  await sql('alter table cities add column season text');
  await sql(`insert into directus_fields (collection, field) values ('cities', 'season')`);
  await sql(`insert into questcity.owned (kind, key) values ('schema', 'cities.season')`);
  await sql(`delete from questcity.applied_state where name in ('state', 'schema')`);
  await sql(
    `insert into directus_migrations (version, name) values ('99990101A', 'Seasons'), ('99990102A', 'Weather')`,
  );
  await sql(`update directus_settings set project_name = 'Newer'`);
});
afterAll(() => database?.close());

const seasons = async () =>
  (await sql(`select from information_schema.columns where column_name = 'season'`)).rowCount;

it.each([false, true])('is refused by apply and left as it is (always: %s)', async (always) => {
  const log: string[] = [];
  const applying = applyState({ env: database.env, log: (line) => log.push(line), always });
  await expect(applying).rejects.toThrow(new ClearError(refusal));
  expect(log).toEqual([]);
  expect(await seasons()).toBe(1);
  const { rows } = await sql('select project_name from directus_settings');
  expect(rows).toEqual([{ project_name: 'Newer' }]);
});

it('is named by check', async () => {
  const lines = await checkState({ env: database.env, skipSchema: true });
  expect(lines.filter((line) => line.startsWith('migrations'))).toEqual([
    'migrations: 99990101A Seasons: not in this release',
    'migrations: 99990102A Weather: not in this release',
  ]);
});

it('is not exported', async () => {
  const exporting = exportState({ env: database.env, skipSchema: true });
  await expect(exporting).rejects.toThrow(new ClearError(refusal));
});

// At the end, since what was deleted is gone.
it('is told apart from one of an older release, whose leftovers are deleted and named', async () => {
  await sql(`delete from directus_migrations where version like '9999%'`);
  const log: string[] = [];
  const applied = await applyState({ env: database.env, log: (line) => log.push(line) });
  expect(applied).toEqual({ changed: true });
  expect(log).toContain('Deleting cities.season, which it no longer has');
  expect(await seasons()).toBe(0);
});
