/** What migrations made and somebody dropped or changed by hand: named by check, put back by apply. */
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { applyState } from '../../../scripts/state/apply.ts';
import { checkState } from '../../../scripts/state/check.ts';
import { exportState } from '../../../scripts/state/export.ts';
import { type StateFiles, stateFiles } from '../../../scripts/state/paths.ts';
import { compareRules, describeRuleChanges } from '../../../scripts/state/rules.ts';
import { readRulesFile } from '../../../scripts/state/rules-file.ts';
import { readRules } from '../../../scripts/state/rules-query.ts';
import { putBackRules } from '../../../scripts/state/rules-repair.ts';
import { type TestDatabase, withDatabase } from '../../harness/database.ts';

let database: TestDatabase;
let log: string[];

beforeAll(async () => {
  database = await withDatabase();
});
afterAll(() => database.close());

const sql = (text: string) => database.client.query(text);
const check = (files?: StateFiles) =>
  checkState({ env: database.env, skipSchema: true, ...(files && { files }) });

/** Applies all but the data model, which is slow; a change by hand alone would wait for the next one. */
async function apply(files?: StateFiles): Promise<{ changed: boolean }> {
  await sql(`delete from questcity.applied_state where name = 'state'`);
  log = [];
  const say = (line: string) => log.push(line);
  return applyState({ env: database.env, log: say, ...(files && { files }) });
}

/** A month in which nothing was played, and which nothing else of these tests uses. */
const month = 'attempts_2031_05';

// First of all, while every table is as the migrations left it.
it('everything comes back from the file to the letter, as it would from a dump', async () => {
  const { rules } = readRulesFile(stateFiles.rules);
  await sql('begin');
  try {
    // Keys that others refer to cannot be made anew alone.
    const { rows } = await sql(
      `select c.conname from pg_constraint c
        where exists (select from pg_constraint f where f.contype = 'f' and f.conindid = c.conindid)
          and c.contype in ('p', 'u')`,
    );
    const kept = new Set(rows.map(({ conname }) => conname));
    const again = rules.filter(
      ({ kind, table, name }) =>
        !['column', 'parent'].includes(kind) && !kept.has(name) && !table?.endsWith('YYYY_MM'),
    );
    expect(again.length).toBeGreaterThan(300);
    const changes = again.map((rule) => ({ kind: 'missing' as const, rule }));
    await putBackRules(database.client, changes);
    const left = compareRules(rules, await readRules(database.client));
    expect(describeRuleChanges(left)).toEqual([]);
  } finally {
    await sql('rollback');
  }
});

describe('what was dropped or changed by hand is named and put back:', () => {
  it.each([
    [
      'a trigger',
      'drop trigger points_files_hidden on points',
      ['trigger points_files_hidden on public.points: missing in the database'],
    ],
    [
      "a trigger on a table of Directus's",
      'drop trigger directus_users_revoked on directus_users',
      ['trigger directus_users_revoked on public.directus_users: missing in the database'],
    ],
    [
      'a trigger that is switched off',
      'alter table ledger_entries disable trigger ledger_entries_guarded',
      [
        'trigger ledger_entries_guarded on public.ledger_entries: state: disabled in the database, none in the file',
      ],
    ],
    [
      'a check',
      'alter table profiles drop constraint profiles_credits_enough',
      ['constraint profiles_credits_enough on public.profiles: missing in the database'],
    ],
    [
      'a check that became laxer, and lost its message',
      `alter table merch drop constraint merch_price_range,
         add constraint merch_price_range check (price >= 0 and price <= 900000000)`,
      [
        expect.stringMatching(
          /^constraint merch_price_range on public.merch: definition: \S*.*900000000\)*\)* in the database, .*<= 100000000\)+ in the file$/,
        ),
        'constraint merch_price_range on public.merch: message: none in the database, price must be from 0 to 100000000 in the smallest unit of the currency in the file',
      ],
    ],
    [
      'a foreign key',
      'alter table favorites drop constraint favorites_user_foreign',
      ['constraint favorites_user_foreign on public.favorites: missing in the database'],
    ],
    [
      'a unique key',
      'alter table chats drop constraint chats_pair_unique',
      ['constraint chats_pair_unique on public.chats: missing in the database'],
    ],
    [
      'an index',
      'drop index directus_sessions_of_user',
      ['index directus_sessions_of_user on public.directus_sessions: missing in the database'],
    ],
    [
      'the body of a function',
      `create or replace function questcity.guard_credits() returns trigger language plpgsql as $$
       begin return new; end $$`,
      [
        expect.stringMatching(
          /^function questcity\.guard_credits\(\): definition: .*begin return new; end.* in the database, .* in the file$/,
        ),
      ],
    ],
    [
      'a function, with the trigger that calls it',
      'drop function questcity.guard_credits() cascade',
      [
        'function questcity.guard_credits(): missing in the database',
        'trigger profiles_credits on public.profiles: missing in the database',
      ],
    ],
    [
      'a generated column, with its index',
      'alter table profiles drop column full_name',
      [
        'column full_name on public.profiles: missing in the database',
        'index profiles_by_full_name on public.profiles: missing in the database',
      ],
    ],
    [
      'what belongs to one month of attempts',
      `select questcity.attempts_partition('2031-05-05');
       drop trigger attempts_guarded on questcity.${month};
       alter table questcity.${month} drop constraint ${month}_session_fkey;
       alter table questcity.${month} no inherit attempts`,
      [
        `parent attempts on questcity.${month}: missing in the database`,
        `constraint ${month}_session_fkey on questcity.${month}: missing in the database`,
        `trigger attempts_guarded on questcity.${month}: missing in the database`,
      ],
    ],
  ])('%s', async (_what, change, lines) => {
    await sql(change);
    const found = (await check()).map((line) => line.replace(/^rules: /, ''));
    expect(found).toEqual(lines);
    expect(await apply()).toEqual({ changed: true });
    expect(await check()).toEqual([]);
  });
});

describe('what only the database has is named and stays:', () => {
  it.each([
    [
      'a trigger',
      `create trigger extra before insert on directus_roles
         for each row execute function questcity.guard_credits()`,
      'drop trigger extra on directus_roles',
      'trigger extra on public.directus_roles: not in the file',
    ],
    [
      'an index',
      'create index extra on quests (level, mileage)',
      'drop index extra',
      'index extra on public.quests: not in the file',
    ],
    [
      'a check',
      'alter table directus_users add constraint extra check (true)',
      'alter table directus_users drop constraint extra',
      'constraint extra on public.directus_users: not in the file',
    ],
    [
      'a column that the data model does not know',
      'alter table quests add column extra text',
      'alter table quests drop column extra',
      'column extra on public.quests: not in the file',
    ],
    [
      'a rule',
      'create rule extra as on delete to favorites do instead nothing',
      'drop rule extra on favorites',
      'rule extra on public.favorites: not in the file',
    ],
    [
      'a function',
      'create function questcity.extra() returns int language sql return 1',
      'drop function questcity.extra()',
      'function questcity.extra(): not in the file',
    ],
    [
      'a table among the technical ones',
      'create table questcity.extra (id int primary key)',
      'drop table questcity.extra',
      'table questcity.extra: not in the file',
    ],
  ])('%s', async (_what, make, undo, line) => {
    await sql(make);
    expect(await check()).toEqual([`rules: ${line}`]);
    expect(await apply()).toEqual({ changed: false });
    expect(log.join()).toContain('differs from snapshots/rules.yaml in 1 place');
    expect(await check()).toEqual([`rules: ${line}`]);
    await sql(undo);
    expect(await check()).toEqual([]);
  });
});

it('a table that is gone is named, once, and not made anew empty', async () => {
  await sql('alter table questcity.unlock_notices rename to aside');
  expect(await check()).toEqual([
    'rules: table questcity.unlock_notices: missing in the database',
    'rules: table questcity.aside: not in the file',
  ]);
  expect(await apply()).toEqual({ changed: false });
  await sql('alter table questcity.aside rename to unlock_notices');
  expect(await check()).toEqual([]);
});

it('months that come and go are no difference', async () => {
  await sql(`select questcity.attempts_partition('2020-03-03')`);
  expect(await check()).toEqual([]);
  await sql(`select questcity.archive_attempts('2020-03-01')`);
  expect(await check()).toEqual([]);
  await sql('drop table questcity_archive.attempts_2020_03');
  expect(await check()).toEqual([]);
});

it('collections and tables made by hand are left to the data model', async () => {
  await sql('create table notes (id int primary key, text text check (text <> $$$$))');
  expect(await check()).toEqual([]);
  await sql('drop table notes');
});

it('a rule that the content breaks by now is not put back, and apply says which', async () => {
  await sql('alter table categories drop constraint categories_name_present');
  await sql(`insert into categories (id, name) values (gen_random_uuid(), ' ')`);
  await expect(apply()).rejects.toThrow(
    /^The constraint categories_name_present on public\.categories cannot be put back: .*violated/,
  );
  await sql(`delete from categories where name = ' '`);
  await apply();
  expect(await check()).toEqual([]);
});

describe('with files of its own', () => {
  let folder: string;
  let files: StateFiles;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'questcity-rules-'));
    files = { ...stateFiles, rules: join(folder, 'rules.yaml') };
    copyFileSync(stateFiles.rules, files.rules);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('export takes in what changed, and nothing else', async () => {
    await sql('create index by_hand on quests (level)');
    const env = database.env;
    expect(await exportState({ env, files, skipSchema: true })).toEqual([files.rules]);
    const before = readFileSync(stateFiles.rules, 'utf8').split('\n');
    const added = readFileSync(files.rules, 'utf8')
      .split('\n')
      .filter((line) => !before.includes(line));
    expect(added).toEqual([
      '      by_hand: CREATE INDEX by_hand ON public.quests USING btree (level)',
    ]);
    expect(await check(files)).toEqual([]);
    await sql('drop index by_hand');
  });

  it("a file that is older than the migrations undoes nobody's new one", async () => {
    const text = readFileSync(stateFiles.rules, 'utf8');
    writeFileSync(files.rules, text.replace(/^migrations: .*$/m, "migrations: 'other'"));
    await sql('drop index quests_category_index');
    expect(await apply(files)).toEqual({ changed: false });
    expect(log.join()).toContain('differs from snapshots/rules.yaml in 1 place');
    expect(await apply()).toEqual({ changed: true });
    expect(await check()).toEqual([]);
  });
});
