/** What is changed by hand is named by check and undone by apply; what is not ours stays. */
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { applyState } from '../../../scripts/state/apply.ts';
import { checkState } from '../../../scripts/state/check.ts';
import { exportState } from '../../../scripts/state/export.ts';
import { type StateFiles, stateFiles } from '../../../scripts/state/paths.ts';
import { type TestDatabase, withDatabase } from '../../harness/database.ts';

const player = '20000000-0000-4000-8000-000000000001';
const playerRole = '10000000-0000-4000-8000-000000000001';
const administrator = '20000000-0000-4000-8000-000000000003';

let database: TestDatabase;
const log: string[] = [];

const sql = (text: string, values: unknown[] = []) => database.client.query(text, values);
const apply = (always: boolean) =>
  applyState({ env: database.env, log: (line) => log.push(line), always });
/** Applies the rows; the data model, which is slow, only where it changed. */
async function applyRows(): Promise<{ changed: boolean }> {
  await sql(`delete from questcity.applied_state where name = 'state'`);
  return apply(false);
}
const check = (skipSchema = true) => checkState({ env: database.env, skipSchema });

beforeAll(async () => {
  database = await withDatabase();
});
afterAll(() => database.close());

describe('the applied state', () => {
  it('is whole, and applying it again and again changes nothing', async () => {
    expect(await check(false)).toEqual([]);
    const before = await contents();
    for (const always of [false, true, true]) {
      expect(await apply(always)).toEqual({ changed: false });
    }
    expect(await contents()).toEqual(before);
  }, 240_000);

  it('is seen to be unchanged in less than a second', async () => {
    // Time of the processor: what else the machine does while testing is not meant.
    const start = process.cpuUsage();
    await apply(false);
    const { user, system } = process.cpuUsage(start);
    expect((user + system) / 1_000_000).toBeLessThan(1);
  });
});

describe('a change by hand', () => {
  it('of a permission is named, told at a start, and undone by apply', async () => {
    await sql(
      `update directus_permissions set fields = fields || ',mentor_preference', permissions = '{}'
       where policy = $1 and collection = 'quests' and action = 'read'`,
      [player],
    );
    await sql(
      `insert into directus_permissions (policy, collection, action, fields)
       values ($1, 'points', 'read', '*')`,
      [player],
    );
    await sql(`delete from directus_permissions where policy = $1 and collection = 'merch'`, [
      player,
    ]);
    const lines = [
      'access: policy Player: quests.read: fields: + mentor_preference',
      'access: policy Player: quests.read: permissions: null in the database, {"status":{"_eq":"published"}} in the file',
      'access: policy Player: merch.read: missing in the database',
      'access: policy Player: points.read: not in the file',
    ];
    expect((await check()).toSorted()).toEqual(lines.toSorted());

    log.length = 0;
    expect(await apply(false)).toEqual({ changed: false });
    expect(log.join()).toContain('differs from snapshots/access.yaml in 3 places');

    expect(await applyRows()).toEqual({ changed: true });
    expect(await check()).toEqual([]);
  }, 60_000);

  it('gives no role and not the public another policy', async () => {
    await sql(
      'insert into directus_access (id, role, policy) values (gen_random_uuid(), $1, $2), (gen_random_uuid(), null, $2)',
      [playerRole, administrator],
    );
    // In the order of their ids, which are random.
    expect((await check()).sort()).toEqual([
      'access: policy Administrator of role Player: not in the file',
      'access: policy Administrator of the public: not in the file',
    ]);
    await applyRows();
    expect(await check()).toEqual([]);
  }, 60_000);

  it('of settings, panels and translations is named and undone', async () => {
    await sql(`update directus_settings set public_registration_verify_email = false`);
    await sql(`update directus_panels set position_x = 99 where name = 'Quests by status'`);
    await sql(
      `update directus_translations set value = 'X' where key = 'bookmark_map' and language = 'en-US'`,
    );
    expect(await check()).toEqual([
      'studio: settings: public_registration_verify_email: false in the database, true in the file',
      expect.stringContaining('studio: panel Quests by status: position_x: 99 in the database'),
      'studio: translation bookmark_map (en-US): value: X in the database, Map in the file',
    ]);
    await applyRows();
    expect(await check()).toEqual([]);
  }, 60_000);

  it('of the data model is named property by property', async () => {
    await sql(
      `update directus_fields set note = 'by hand' where collection = 'quests' and field = 'name'`,
    );
    await sql(`update directus_collections set icon = 'bug_report' where collection = 'merch'`);
    await sql('alter table cities add column nickname text');
    await sql(`insert into directus_fields (collection, field) values ('cities', 'nickname')`);
    const lines = await check(false);
    expect(lines).toContainEqual(
      expect.stringMatching(/^schema: field quests\.name: meta\.note: by hand in the database/),
    );
    expect(lines).toContainEqual(
      expect.stringMatching(/^schema: collection merch: meta\.icon: bug_report in the database/),
    );
    expect(lines).toContain('schema: field cities.nickname: not in the file');
    expect(lines).toHaveLength(3);

    await expect(apply(true)).rejects.toThrow(/cities\.nickname.*schema:export.*--discard/s);
    await applyState({ env: database.env, log: () => undefined, always: true, discard: true });
    expect(await check(false)).toEqual([]);
  }, 240_000);

  it('of a migration is named', async () => {
    const { rows } = await sql(
      `delete from directus_migrations where version = (select max(version) from directus_migrations where version > '20261122')
       returning *`,
    );
    expect(await check()).toEqual([expect.stringMatching(/^migrations: .*: not run$/)]);
    await sql('insert into directus_migrations (version, name) values ($1, $2)', [
      rows[0].version,
      rows[0].name,
    ]);
  });
});

describe('what is not in the files', () => {
  it('is left alone: roles, policies, dashboards, presets, and what single users have', async () => {
    const [role, policy] = [
      'aaaaaaaa-0000-4000-8000-000000000001',
      'aaaaaaaa-0000-4000-8000-000000000002',
    ];
    await sql(`insert into directus_roles (id, name) values ($1, 'Auditor')`, [role]);
    await sql(`insert into directus_policies (id, name) values ($1, 'Audit')`, [policy]);
    await sql(
      `insert into directus_permissions (policy, collection, action) values ($1, 'quests', 'read')`,
      [policy],
    );
    await sql('insert into directus_access (id, role, policy) values (gen_random_uuid(), $1, $2)', [
      role,
      policy,
    ]);
    await sql(
      `insert into directus_access (id, "user", policy)
       select gen_random_uuid(), id, $1 from directus_users order by id limit 1`,
      [policy],
    );
    await sql(`insert into directus_dashboards (id, name) values (gen_random_uuid(), 'Mine')`);
    await sql(`insert into directus_presets (collection, bookmark) values ('quests', 'Mine')`);
    await sql(
      `insert into directus_presets (collection, "user") select 'quests', id from directus_users limit 1`,
    );
    const before = await contents();
    expect(await check()).toEqual([]);
    expect(await applyRows()).toEqual({ changed: false });
    expect(await contents()).toEqual(before);
  }, 60_000);
});

describe('export', () => {
  let folder: string;
  let files: StateFiles;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'questcity-export-'));
    files = { ...stateFiles };
    for (const name of ['schema', 'rules', 'access', 'studio'] as const) {
      files[name] = join(folder, `${name}.yaml`);
      copyFileSync(stateFiles[name], files[name]);
    }
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('writes one line for one change, and takes in what was made by hand when asked to', async () => {
    await sql(
      `update directus_permissions set fields = fields || ',created_at'
       where policy = $1 and collection = 'quests' and action = 'read'`,
      [player],
    );
    expect(await exportState({ env: database.env, files })).toEqual([files.access]);
    expect(added(stateFiles.access, files.access)).toEqual(['            - created_at']);

    await exportState({ env: database.env, files, adopt: true, skipSchema: true });
    const lines = [
      ...added(stateFiles.access, files.access),
      ...added(stateFiles.studio, files.studio),
    ];
    expect(lines.join('\n')).toMatch(/Auditor:[\s\S]*Audit:[\s\S]*name: Mine[\s\S]*bookmark: Mine/);
    const env = database.env;
    expect(await checkState({ env, files, skipSchema: true })).toEqual([]);
  }, 240_000);
});

/** Lines of the second file that the first has not. */
function added(before: string, after: string): string[] {
  const old = new Map<string, number>();
  for (const line of readFileSync(before, 'utf8').split('\n'))
    old.set(line, (old.get(line) ?? 0) + 1);
  return readFileSync(after, 'utf8')
    .split('\n')
    .filter((line) => {
      const left = old.get(line) ?? 0;
      old.set(line, left - 1);
      return left <= 0;
    });
}

/** Everything in the tables that the state may write, with the transaction that wrote each row. */
async function contents(): Promise<unknown> {
  const tables = [
    'directus_roles',
    'directus_policies',
    'directus_access',
    'directus_permissions',
    'directus_folders',
    'directus_settings',
    'directus_dashboards',
    'directus_panels',
    'directus_flows',
    'directus_operations',
    'directus_presets',
    'directus_translations',
    'directus_collections',
    'directus_fields',
    'directus_relations',
    'directus_migrations',
  ];
  const found: Record<string, unknown> = {};
  for (const table of tables) {
    const { rows } = await sql(`select xmin::text, t.* from ${table} t order by t::text`);
    found[table] = rows;
  }
  return found;
}
