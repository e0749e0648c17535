/** Holds the table of matrix.ts against a real server: each account, collection, action and field. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Account, accounts } from '../../harness/accounts.ts';
import { type Answer, type Caller, type Callers, callersOf } from '../../harness/api.ts';
import { startServer, type TestServer } from '../../harness/server.ts';
import { world } from '../../harness/world.ts';
import {
  editor,
  type Fields,
  manager,
  moderator,
  player,
  type Rights,
  type Rows,
  type Table,
} from './matrix.ts';
import { creatable, insertSpare, spareBody } from './spare.ts';
import { ADDRESS, insertSystemRows } from './system-rows.ts';

let server: TestServer;
let as: Callers;
/** What there is, as an administrator sees it: rows by collection, and fields with a column or alias. */
const there = new Map<string, { fields: Map<string, string>; rows: Record<string, unknown>[] }>();

const tables: Record<string, Table> = { player, manager, editor, moderator };

const collections = [
  ...[
    'quests',
    'points',
    'places',
    'merch',
    'categories',
    'cities',
    'vehicles',
    'activities',
    'tools',
  ],
  ...[
    'profiles',
    'friend_edges',
    'unlock_requests',
    'account_locks',
    'ledger_entries',
    'sessions',
    'session_members',
  ],
  ...['session_points', 'attempts', 'reviews', 'favorites', 'chats', 'chat_members', 'messages'],
  ...['directus_users', 'directus_files', 'directus_roles', 'directus_policies'],
  ...['directus_access', 'directus_permissions', 'directus_folders', 'directus_settings'],
  ...['directus_translations', 'directus_presets', 'directus_dashboards', 'directus_panels'],
  ...['directus_flows', 'directus_operations', 'directus_activity', 'directus_revisions'],
  ...['directus_comments', 'directus_notifications', 'directus_shares', 'directus_versions'],
];

/** What has no rows to tell apart; only administrators touch it. */
const forAdministrators = ['directus_webhooks', 'directus_deployments', 'directus_extensions'];

const pathOf = (collection: string) =>
  collection.startsWith('directus_')
    ? `/${collection.slice('directus_'.length)}`
    : `/items/${collection}`;
/** Of settings there is one row, without a path of its own. */
const pathTo = (collection: string, id: unknown) =>
  collection === 'directus_settings' ? pathOf(collection) : `${pathOf(collection)}/${id}`;

/** The rows of an answer, also where there is but one. */
const rowsOf = ({ body }: Answer): Record<string, unknown>[] =>
  // Among permissions Directus shows some that it has itself.
  [body.data].flat().filter(({ system }) => !system);

beforeAll(async () => {
  server = await startServer();
  as = callersOf(server.url);
  await insertSystemRows(server.database.client);
  for (const collection of collections) {
    const fields = (await as.administrator.get(`/fields/${collection}`)).body.data;
    const rows = rowsOf(await as.administrator.get(`${pathOf(collection)}?limit=-1&fields=*`));
    there.set(collection, {
      fields: new Map(
        fields
          // Groups, dividers and notices of the form hold nothing.
          .filter(
            (field: { meta?: { special?: string[] } }) => !field.meta?.special?.includes('no-data'),
          )
          .map((field: { field: string; type: string }) => [field.field, field.type]),
      ),
      rows,
    });
  }
});
afterAll(() => server?.stop());

function thingsOf(collection: string) {
  const things = there.get(collection);
  if (!things || things.rows.length === 0) throw new Error(`The world has no row of ${collection}`);
  return things;
}

const idsThere = (collection: string) => thingsOf(collection).rows.map((row) => String(row.id));
function idsIn(rows: Rows | undefined, collection: string): string[] {
  if (rows === undefined) return [];
  if (rows === 'all') return idsThere(collection);
  return 'but' in rows ? idsThere(collection).filter((id) => !rows.but.includes(id)) : [...rows];
}

/** Of hundreds of rows that are alike, some. */
const some = <T>(rows: readonly T[]): T[] =>
  rows.filter((_, index) => rows.length < 50 || index % Math.ceil(rows.length / 10) === 0);

const allows = (fields: Fields | undefined, field: string) =>
  fields === 'all' || (fields?.includes(field) ?? false);

/** Calls a few at a time, as the server has two cores. */
async function forEachField(
  collection: string,
  check: (field: string, type: string) => Promise<void>,
): Promise<void> {
  const fields = [...thingsOf(collection).fields];
  while (fields.length > 0) {
    await Promise.all(fields.splice(0, 6).map(([field, type]) => check(field, type)));
  }
}

/** A change that changes nothing, where it is allowed. */
function sameValue(row: Record<string, unknown>, field: string, type: string): unknown {
  if (type === 'alias') return { create: [], update: [], delete: [] };
  // The same would be another with the same key and language, for which Directus looks first.
  if (['key', 'language'].includes(field) && 'key' in row && 'language' in row) return 'elsewhere';
  if (field === 'password') return accounts.player.password;
  return row[field] ?? null;
}

const quest = { collection: 'quests', item: world.quest };

/** What Directus asks for before it looks at rights. */
const neededFirst = (collection: string, by: Account): object =>
  ({
    directus_translations: { key: 'matrix', language: 'en-US' },
    directus_comments: { ...quest, comment: 'x' },
    directus_versions: { ...quest, key: 'matrix', name: 'x' },
    directus_presets: { user: by.id },
  })[collection] ?? {};

/** Makes a row, or tries to; a file is uploaded, with the fields beside it. */
function create(by: Caller, collection: string, body: object): Promise<Answer> {
  if (collection !== 'directus_files') return by.post(pathOf(collection), body);
  const form = new FormData();
  for (const [field, value] of Object.entries(body)) {
    form.append(field, typeof value === 'string' ? value : JSON.stringify(value));
  }
  form.append('file', new Blob(['x'], { type: 'text/plain' }), 'x.txt');
  return by('POST', pathOf(collection), { raw: form });
}

/** Some of Directus's own collections have no door for some actions, nor place for some fields. */
const forbidden = ({ status, code, text }: Answer) =>
  status === 403 ||
  code === 'ROUTE_NOT_FOUND' ||
  (code === 'INVALID_PAYLOAD' && text.includes('is not allowed')) ||
  text.includes('Content Versioning is not enabled');

/** A value for a new row, where it is allowed. */
function newValue(row: Record<string, unknown>, field: string, type: string): unknown {
  if (field !== 'id') return sameValue(row, field, type);
  return type === 'integer' ? Math.floor(Math.random() * 1e9) + 1e9 : crypto.randomUUID();
}

describe.each(Object.keys(tables))('%s', (name) => {
  const account: Account = accounts[name as 'player'];
  const caller = (): Caller => as[name as keyof typeof tables as 'player'];
  const rightsTo = (collection: string): Rights => tables[name]?.[collection] ?? {};

  test.each(collections)('reads of %s just the rows and fields that it may', async (collection) => {
    const { read } = rightsTo(collection);
    const answer = await caller().get(`${pathOf(collection)}?limit=-1&fields=*`);
    if (!read) {
      expect(answer.status, answer.text).toBe(403);
    } else {
      expect(answer.status, answer.text).toBe(200);
      const rows = rowsOf(answer);
      // What the other tests of this file have made does not count.
      const known = rows
        .map((row) => String(row.id))
        .filter((id) => idsThere(collection).includes(id));
      expect(known.sort()).toEqual(idsIn(read.rows, collection).sort());
      const shown = new Set(rows.flatMap((row) => Object.keys(row)));
      for (const field of shown) expect(allows(read.fields, field), `${field} is shown`).toBe(true);
      if (rows.length > 0 && read.fields !== 'all') {
        const aliases = read.fields.filter(
          (field) => thingsOf(collection).fields.get(field) !== 'alias',
        );
        for (const field of aliases) expect(shown.has(field), `${field} is missing`).toBe(true);
      }
    }
    await forEachField(collection, async (field, type) => {
      if (type === 'alias' || allows(read?.fields, field)) return;
      const alone = await caller().get(`${pathOf(collection)}?limit=1&fields=${field}`);
      expect(alone.status, `${field}: ${alone.text}`).toBe(403);
    });
  });

  test.each(collections)('reads of %s no single row beyond them', async (collection) => {
    const { read } = rightsTo(collection);
    const allowed = idsIn(read?.rows, collection);
    for (const id of some(idsThere(collection))) {
      const answer = await caller().get(`${pathTo(collection, id)}?fields=id`);
      expect(answer.status, id).toBe(allowed.includes(id) ? 200 : 403);
    }
  });

  test.each(collections)('creates of %s just the fields that it may', async (collection) => {
    const { create: fields } = rightsTo(collection);
    const [row] = thingsOf(collection).rows;
    await forEachField(collection, async (field, type) => {
      // Almost alone, so that most are refused in any case: by the field, else for what is missing.
      const body = {
        [field]: newValue(row ?? {}, field, type),
        ...neededFirst(collection, account),
      };
      const answer = await create(caller(), collection, body);
      expect([forbidden(answer), field], answer.text).toEqual([!allows(fields, field), field]);
    });
  });

  test.each(collections)(
    'updates of %s just the rows and fields that it may',
    async (collection) => {
      const grants = rightsTo(collection).update ?? [];
      const { rows } = thingsOf(collection);
      const granted = grants.flatMap((grant) => idsIn(grant.rows, collection));
      const closed = some(rows).filter(({ id }) => !granted.includes(String(id)));
      const trials = [
        ...grants,
        ...(closed.length > 0 ? [{ rows: [String(closed[0]?.id)], fields: [] }] : []),
      ];
      for (const { rows: ids, fields } of trials) {
        const [first] = idsIn(ids, collection);
        const row = rows.find(({ id }) => id === first) ?? {};
        await forEachField(collection, async (field, type) => {
          const body = { [field]: sameValue(row, field, type) };
          const answer = await caller().patch(pathTo(collection, first), body);
          expect([forbidden(answer), field], answer.text).toEqual([!allows(fields, field), field]);
        });
      }
      const field = grants[0]?.fields[0] ?? 'id';
      for (const row of closed) {
        const type = thingsOf(collection).fields.get(field) ?? '';
        const body = { [field]: sameValue(row, field, type) };
        const answer = await caller().patch(pathTo(collection, row.id), body);
        expect(forbidden(answer), `${row.id}: ${answer.text}`).toBe(true);
      }
    },
  );

  const open = collections.filter((collection) => rightsTo(collection).create);
  test.each(open)('creates of %s a whole row', async (collection) => {
    const body = await spareBody(server.database.client, collection, account);
    const answer = await create(caller(), collection, body);
    // A player may not read what is uploaded until it is whole.
    expect([200, 204], answer.text).toContain(answer.status);
  });

  test.each(collections)('shares nothing of %s', async (collection) => {
    const [item] = idsThere(collection);
    const answer = await caller().post('/shares', { collection, item, name: 'mine' });
    expect(answer.status, answer.text).toBe(403);
  });

  test.each(forAdministrators)('has no business with %s', async (collection) => {
    const answer = await caller().post(pathOf(collection), { name: 'mine' });
    expect([400, 403, 404], answer.text).toContain(answer.status);
    const read = await caller().get(`${pathOf(collection)}?fields=*`);
    expect([200, 403, 404]).toContain(read.status);
    if (read.status === 200) expect(read.body.data).toEqual([]);
  });
});

// At the end, since what was deleted is gone.
describe.each(Object.keys(tables))('%s deletes', (name) => {
  const caller = (): Caller => as[name as 'player'];

  test.each(collections)('of %s just what it may', async (collection) => {
    const allowed = tables[name]?.[collection]?.delete?.rows;
    const deletable = idsIn(allowed, collection);
    const closed = some(idsThere(collection)).filter((id) => !deletable.includes(id));
    for (const id of closed) {
      const answer = await caller().delete(pathTo(collection, id));
      expect(forbidden(answer), `${id}: ${answer.text}`).toBe(true);
    }
    if (!allowed) return;
    const account: Account = accounts[name as 'player'];
    const spare = await insertSpare(server.database.client, collection, account);
    const answer = await caller().delete(pathTo(collection, spare));
    expect(answer.status, answer.text).toBe(204);
  });
});

describe.each(['nobody', 'suspended', 'unverified'] as const)('%s', (name) => {
  test.each(collections)('has nothing of %s', async (collection) => {
    const [id] = idsThere(collection);
    const path = pathOf(collection);
    for (const answer of [
      await as[name].get(path),
      await as[name].get(pathTo(collection, id)),
      await create(as[name], collection, neededFirst(collection, accounts.player)),
      await as[name].patch(pathTo(collection, id), {}),
      await as[name].delete(pathTo(collection, id)),
    ]) {
      expect(forbidden(answer) || answer.status === 401, answer.text).toBe(true);
    }
  });
});

test('a manager sees from where nobody else came', async () => {
  const { text } = await as.manager.get('/activity?limit=-1&fields=*');
  expect(text).toContain(accounts.administrator.id);
  expect(text).not.toContain(ADDRESS);
});

describe('an administrator', () => {
  test.each(collections)('reads every row of %s', async (collection) => {
    const { rows } = await server.database.client.query(
      `select count(*)::int as count from ${collection}`,
    );
    const answer = await as.administrator.get(`${pathOf(collection)}?limit=-1&fields=*`);
    expect(rowsOf(answer).length).toBe(rows[0].count);
  });

  test.each(creatable)('makes, changes and deletes a row of %s', async (collection) => {
    const { client } = server.database;
    const body = await spareBody(client, collection, accounts.administrator);
    const made = await create(as.administrator, collection, body);
    expect(made.status, made.text).toBe(200);
    const path = pathTo(collection, made.body.data.id);
    const [field, value] = Object.entries(body).at(-1) ?? [];
    const changed = await as.administrator.patch(path, { [field as string]: value });
    expect(changed.status, changed.text).toBe(200);
    const deleted = await as.administrator.delete(path);
    // The ledger keeps what it has.
    expect(deleted.status, deleted.text).toBe(collection === 'ledger_entries' ? 400 : 204);
  });
});
