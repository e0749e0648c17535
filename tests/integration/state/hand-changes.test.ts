/**
 * Every kind of thing in access.yaml and studio.yaml, changed by hand: check names it, apply undoes it.
 * The project itself has no flow, so a file of the test's own has one.
 */
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { applyState } from '../../../scripts/state/apply.ts';
import { checkState } from '../../../scripts/state/check.ts';
import { exportState } from '../../../scripts/state/export.ts';
import { type StateFiles, stateFiles } from '../../../scripts/state/paths.ts';
import { parseStudio, type StudioFile } from '../../../scripts/state/studio-file.ts';
import { printYaml, readYaml, rewrite } from '../../../scripts/state/yaml-file.ts';
import { type TestDatabase, withDatabase } from '../../harness/database.ts';

let database: TestDatabase;
let folder: string;
let files: StateFiles;
let studio: StudioFile;

const FLOW = 'f0000000-0000-4000-8000-000000000001';
/** Against the order of the flow, so that no order of ids does by luck what links need. */
const [FIRST, SECOND, THIRD] = [
  'f0000000-0000-4000-8000-000000000013',
  'f0000000-0000-4000-8000-000000000011',
  'f0000000-0000-4000-8000-000000000012',
];
const OTHER = 'f0000000-0000-4000-8000-000000000010';

const flow: StudioFile['flows'][number] = {
  id: FLOW,
  name: 'Greet',
  icon: 'waving_hand',
  color: '#2ECDA7',
  description: 'Says what was published',
  status: 'active',
  trigger: 'event',
  accountability: 'all',
  options: { type: 'action', scope: ['items.update'], collections: ['quests'] },
  operation: FIRST,
  operations: [
    {
      id: FIRST,
      key: 'is_published',
      name: 'Is it published?',
      type: 'condition',
      position_x: 19,
      position_y: 1,
      options: { filter: { $trigger: { payload: { status: { _eq: 'published' } } } } },
      resolve: SECOND,
      reject: THIRD,
    },
    {
      id: SECOND,
      key: 'say',
      name: 'Say it',
      type: 'log',
      position_x: 37,
      position_y: 1,
      options: { message: 'Published' },
    },
    {
      id: THIRD,
      key: 'wait',
      type: 'sleep',
      position_x: 37,
      position_y: 17,
      options: { milliseconds: 1 },
    },
  ],
};

const sql = (text: string) => database.client.query(text);
const check = () => checkState({ env: database.env, files, skipSchema: true });

/** Applies the rows; the data model, which is slow, is as it was. */
async function apply(): Promise<{ changed: boolean }> {
  await sql(`delete from questcity.applied_state where name = 'state'`);
  return applyState({ env: database.env, log: () => undefined, files });
}

function write(content: StudioFile): void {
  const document = readYaml(stateFiles.studio);
  rewrite(document, content);
  writeFileSync(files.studio, printYaml(document));
}

beforeAll(async () => {
  database = await withDatabase();
  folder = mkdtempSync(join(tmpdir(), 'questcity-studio-'));
  files = { ...stateFiles };
  for (const name of ['rules', 'access', 'studio'] as const) {
    files[name] = join(folder, `${name}.yaml`);
    copyFileSync(stateFiles[name], files[name]);
  }
  studio = parseStudio(readYaml(stateFiles.studio).toJS());
  write({ ...studio, flows: [flow] });
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await database?.close();
});

it('a flow of the file is missing, then applied once', async () => {
  expect(await check()).toEqual([
    'studio: flow Greet: missing in the database',
    'studio: operation is_published: missing in the database',
    'studio: operation say: missing in the database',
    'studio: operation wait: missing in the database',
  ]);
  expect(await apply()).toEqual({ changed: true });
  expect(await apply()).toEqual({ changed: false });
  expect(await check()).toEqual([]);
});

const operation = (key: string) => `flow = '${FLOW}' and key = '${key}'`;
const addOperation = (next: string) =>
  `insert into directus_operations (id, flow, key, type, position_x, position_y, resolve)
   values ('${OTHER}', '${FLOW}', 'extra', 'log', 1, 1, ${next})`;
const forAll = `"user" is null and role is null and collection = 'quests'`;

interface HandChange {
  readonly what: string;
  readonly by: string;
  readonly named: readonly string[];
}

const changes: readonly HandChange[] = [
  {
    what: 'a flow that is switched off',
    by: `update directus_flows set status = 'inactive' where id = '${FLOW}'`,
    named: ['studio: flow Greet: status: inactive in the database, active in the file'],
  },
  {
    what: "a flow's trigger",
    by: `update directus_flows set options = '{"type":"filter","scope":["items.update"],"collections":["quests"]}'`,
    named: ['studio: flow Greet: options.type: filter in the database, action in the file'],
  },
  {
    what: "an operation's options",
    by: `update directus_operations set options = '{"message":"X"}' where ${operation('say')}`,
    named: ['studio: operation say: options.message: X in the database, Published in the file'],
  },
  {
    what: 'operations that change places',
    by: `update directus_operations set resolve = null, reject = null where ${operation('is_published')};
      update directus_operations set resolve = '${FIRST}' where ${operation('say')};
      update directus_operations set reject = '${SECOND}' where ${operation('wait')};
      update directus_flows set operation = '${THIRD}' where id = '${FLOW}'`,
    named: [
      `studio: flow Greet: operation: ${THIRD} in the database, ${FIRST} in the file`,
      `studio: operation is_published: resolve: null in the database, ${SECOND} in the file`,
      `studio: operation is_published: reject: null in the database, ${THIRD} in the file`,
      `studio: operation say: resolve: ${FIRST} in the database, null in the file`,
      `studio: operation wait: reject: ${SECOND} in the database, null in the file`,
    ],
  },
  {
    what: 'an operation put between two others',
    by: `update directus_operations set resolve = null where ${operation('is_published')};
      ${addOperation(`'${SECOND}'`)};
      update directus_operations set resolve = '${OTHER}' where ${operation('is_published')}`,
    named: [
      `studio: operation is_published: resolve: ${OTHER} in the database, ${SECOND} in the file`,
      'studio: operation extra: not in the file',
    ],
  },
  {
    what: 'an operation taken out',
    by: `update directus_operations set reject = null where ${operation('is_published')};
      delete from directus_operations where ${operation('wait')}`,
    named: [
      `studio: operation is_published: reject: null in the database, ${THIRD} in the file`,
      'studio: operation wait: missing in the database',
    ],
  },
  {
    what: 'a flow taken away',
    by: `delete from directus_flows where id = '${FLOW}'`,
    named: [
      'studio: flow Greet: missing in the database',
      'studio: operation is_published: missing in the database',
      'studio: operation say: missing in the database',
      'studio: operation wait: missing in the database',
    ],
  },
  {
    what: 'the layout of a list',
    by: `update directus_presets set layout = 'cards', layout_query = jsonb_set(layout_query::jsonb, '{tabular,limit}', '7')
      where ${forAll} and bookmark is null`,
    named: [
      'studio: preset of quests: layout: cards in the database, tabular in the file',
      'studio: preset of quests: layout_query.tabular.limit: 7 in the database, 25 in the file',
    ],
  },
  {
    what: 'the filter of a bookmark',
    by: `update directus_presets set filter = null where ${forAll} and bookmark = '$t:bookmark_drafts'`,
    named: [
      'studio: preset of quests "$t:bookmark_drafts": filter: null in the database, {"status":{"_eq":"draft"}} in the file',
    ],
  },
  {
    what: 'a bookmark taken away, and one there twice',
    by: `delete from directus_presets where ${forAll} and bookmark = '$t:bookmark_drafts';
      insert into directus_presets (collection, bookmark, layout) values ('quests', '$t:bookmark_published', 'map')`,
    named: [
      'studio: preset of quests "$t:bookmark_drafts": missing in the database',
      'studio: preset of quests "$t:bookmark_published": not in the file',
    ],
  },
  {
    what: 'a dashboard',
    by: `update directus_dashboards set icon = 'bug_report' where name = 'Overview'`,
    named: ['studio: dashboard Overview: icon: bug_report in the database, dashboard in the file'],
  },
  {
    what: 'a panel',
    by: `update directus_panels set show_header = false,
      options = jsonb_set(options::jsonb, '{function}', '"max"') where name = 'Accounts'`,
    named: [
      'studio: panel Accounts: show_header: false in the database, true in the file',
      'studio: panel Accounts: options.function: max in the database, count in the file',
    ],
  },
  {
    what: 'a panel taken away, and one put in its place',
    by: `update directus_panels set id = gen_random_uuid(), name = 'Mine' where name = 'Accounts'`,
    named: [
      'studio: panel Accounts: missing in the database',
      'studio: panel Mine: not in the file',
    ],
  },
  {
    what: 'a language of a text',
    by: `delete from directus_translations where key = 'bookmark_map' and language = 'ru-RU'`,
    named: ['studio: translation bookmark_map (ru-RU): missing in the database'],
  },
  {
    what: 'a setting with a structure',
    by: `update directus_settings set storage_asset_presets = '[]'`,
    named: [
      expect.stringMatching(/^studio: settings: storage_asset_presets: null in the database/),
    ],
  },
  {
    what: 'the icon of a role',
    by: `update directus_roles set icon = 'bug_report' where name = 'Player'`,
    named: ['access: role Player: icon: bug_report in the database, hiking in the file'],
  },
  {
    what: 'flags of a policy',
    by: `update directus_policies set admin_access = true, app_access = true where name = 'Player'`,
    named: [
      'access: policy Player: admin_access: true in the database, false in the file',
      'access: policy Player: app_access: true in the database, false in the file',
    ],
  },
  {
    what: 'the addresses from which a policy holds',
    by: `update directus_policies set ip_access = '10.0.0.1' where name = 'Administrator'`,
    named: ['access: policy Administrator: ip_access: 10.0.0.1 in the database, null in the file'],
  },
  {
    what: 'the name and place of a folder',
    by: `update directus_folders set name = 'Faces', parent = (select id from directus_folders where name = 'Catalogue')
      where name = 'Avatars'`,
    named: [
      'access: folder Avatars: name: Faces in the database, Avatars in the file',
      'access: folder Avatars: parent: 30000000-0000-4000-8000-000000000001 in the database, null in the file',
    ],
  },
];

it.each(changes)('is named and undone: $what', async ({ by, named }) => {
  await sql(by);
  expect((await check()).toSorted()).toEqual(named.toSorted());
  expect(await apply()).toEqual({ changed: true });
  expect(await check()).toEqual([]);
});

it('once all is undone, there is nothing to apply and nothing to export', async () => {
  expect(await apply()).toEqual({ changed: false });
  const before = readFileSync(files.studio, 'utf8');
  expect(await exportState({ env: database.env, files, skipSchema: true })).toEqual([]);
  expect(readFileSync(files.studio, 'utf8')).toBe(before);
});

it('a flow changed by hand is exported, and applied elsewhere is the same', async () => {
  await sql(`update directus_operations set name = 'Rest' where ${operation('wait')};
    ${addOperation('null')};
    update directus_operations set resolve = '${OTHER}' where ${operation('say')}`);
  expect(await exportState({ env: database.env, files, skipSchema: true })).toEqual([files.studio]);
  expect(await check()).toEqual([]);
  const { flows } = parseStudio(readYaml(files.studio).toJS());
  const [first, second, third] = flow.operations;
  expect(flows).toEqual([
    {
      ...flow,
      operations: [
        first,
        { ...second, resolve: OTHER },
        { ...third, name: 'Rest' },
        { id: OTHER, key: 'extra', type: 'log', position_x: 1, position_y: 1 },
      ],
    },
  ]);
  await sql(`delete from directus_flows where id = '${FLOW}'`);
  expect(await apply()).toEqual({ changed: true });
  expect(await check()).toEqual([]);
});

it('a flow made by hand stays out of the file until it is asked for', async () => {
  await sql(
    `insert into directus_flows (id, name, status, trigger) select gen_random_uuid(), 'Mine', 'active', 'manual'`,
  );
  expect(await check()).toEqual([]);
  expect(await exportState({ env: database.env, files, skipSchema: true })).toEqual([]);
  await exportState({ env: database.env, files, skipSchema: true, adopt: true });
  const { flows } = parseStudio(readYaml(files.studio).toJS());
  expect(flows.map(({ name }) => name)).toEqual(['Greet', 'Mine']);
});

it('what the file no longer has goes, with its operations and panels', async () => {
  expect(await apply()).toEqual({ changed: false });
  write({ ...studio, flows: [], dashboards: [] });
  expect(await apply()).toEqual({ changed: true });
  for (const table of ['flows', 'operations', 'dashboards', 'panels']) {
    expect((await sql(`select from directus_${table}`)).rowCount, table).toBe(0);
  }
});
