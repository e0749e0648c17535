/** Holds the table of matrix.ts against a real server: each account, collection, action and field. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accounts } from '../../harness/accounts.ts';
import { type Answer, type Caller, type Callers, callersOf } from '../../harness/api.ts';
import { startServer, type TestServer } from '../../harness/server.ts';
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
import { insertSpare, type Spare } from './spare.ts';

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
  ...['directus_users', 'directus_files', 'directus_roles'],
];

/** What only administrators touch, apart from what the admin app shows everybody who may open it. */
const forAdministrators = [
  ...['directus_policies', 'directus_access', 'directus_permissions', 'directus_flows'],
  ...['directus_operations', 'directus_webhooks', 'directus_versions', 'directus_shares'],
];

const pathOf = (collection: string) =>
  collection.startsWith('directus_')
    ? `/${collection.slice('directus_'.length)}`
    : `/items/${collection}`;

beforeAll(async () => {
  server = await startServer();
  as = callersOf(server.url);
  for (const collection of collections) {
    const fields = (await as.administrator.get(`/fields/${collection}`)).body.data;
    const rows = (await as.administrator.get(`${pathOf(collection)}?limit=-1&fields=*`)).body.data;
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
const idsIn = (rows: Rows | undefined, collection: string): string[] =>
  rows === 'all' ? idsThere(collection) : [...(rows ?? [])];
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
  if (field === 'password') return accounts.player.password;
  return row[field] ?? null;
}

/** What Directus asks for before it looks at rights. */
const neededFirst: Record<string, object> = {
  directus_files: { type: 'image/png', filename_download: 'x.png' },
};

const forbidden = ({ status }: Answer) => status === 403;

describe.each(Object.keys(tables))('%s', (name) => {
  const caller = (): Caller => as[name as keyof typeof tables as 'player'];
  const rightsTo = (collection: string): Rights => tables[name]?.[collection] ?? {};

  test.each(collections)('reads of %s just the rows and fields that it may', async (collection) => {
    const { read } = rightsTo(collection);
    const answer = await caller().get(`${pathOf(collection)}?limit=-1&fields=*`);
    if (!read) {
      expect(answer.status, answer.text).toBe(403);
    } else {
      expect(answer.status, answer.text).toBe(200);
      const rows: Record<string, unknown>[] = answer.body.data;
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
    for (const id of idsThere(collection)) {
      const answer = await caller().get(`${pathOf(collection)}/${id}?fields=id`);
      expect(answer.status, id).toBe(allowed.includes(id) ? 200 : 403);
    }
  });

  test.each(collections)('creates of %s just the fields that it may', async (collection) => {
    const { create } = rightsTo(collection);
    const [row] = thingsOf(collection).rows;
    await forEachField(collection, async (field, type) => {
      // Alone, so that it is refused in any case: by its field, else for what is missing.
      const value = field === 'id' ? crypto.randomUUID() : sameValue(row ?? {}, field, type);
      const body = { ...neededFirst[collection], [field]: value };
      const answer = await caller().post(pathOf(collection), body);
      expect([forbidden(answer), field], answer.text).toEqual([!allows(create, field), field]);
    });
  });

  test.each(collections)(
    'updates of %s just the rows and fields that it may',
    async (collection) => {
      const grants = rightsTo(collection).update ?? [];
      const { rows } = thingsOf(collection);
      const granted = grants.flatMap((grant) => idsIn(grant.rows, collection));
      const closed = rows.filter(({ id }) => !granted.includes(String(id)));
      const trials = [
        ...grants,
        ...(closed.length > 0 ? [{ rows: [String(closed[0]?.id)], fields: [] }] : []),
      ];
      for (const { rows: ids, fields } of trials) {
        const [first] = idsIn(ids, collection);
        const row = rows.find(({ id }) => id === first) ?? {};
        await forEachField(collection, async (field, type) => {
          const body = { [field]: sameValue(row, field, type) };
          const answer = await caller().patch(`${pathOf(collection)}/${first}`, body);
          expect([forbidden(answer), field], answer.text).toEqual([!allows(fields, field), field]);
        });
      }
      const field = grants[0]?.fields[0] ?? 'id';
      for (const row of closed) {
        const type = thingsOf(collection).fields.get(field) ?? '';
        const body = { [field]: sameValue(row, field, type) };
        const answer = await caller().patch(`${pathOf(collection)}/${row.id}`, body);
        expect(answer.status, `${row.id}: ${answer.text}`).toBe(403);
      }
    },
  );

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
    for (const id of idsThere(collection).filter((candidate) => !deletable.includes(candidate))) {
      const answer = await caller().delete(`${pathOf(collection)}/${id}`);
      expect(answer.status, `${id}: ${answer.text}`).toBe(403);
    }
    if (!allowed) return;
    const spare: Spare = await insertSpare(server.database.client, collection);
    const answer = await caller().delete(`${pathOf(collection)}/${spare.id}`);
    expect(answer.status, answer.text).toBe(204);
  });
});

describe.each(['nobody', 'suspended', 'unverified'] as const)('%s', (name) => {
  test.each(collections)('has nothing of %s', async (collection) => {
    const [id] = idsThere(collection);
    const path = pathOf(collection);
    for (const answer of [
      await as[name].get(path),
      await as[name].get(`${path}/${id}`),
      await as[name].post(path, neededFirst[collection] ?? {}),
      await as[name].patch(`${path}/${id}`, {}),
      await as[name].delete(`${path}/${id}`),
    ]) {
      expect([401, 403], answer.text).toContain(answer.status);
    }
  });
});

test('an administrator reads every row and field', async () => {
  const { client } = server.database;
  for (const collection of collections) {
    const { rows } = await client.query(`select count(*)::int as count from ${collection}`);
    const answer = await as.administrator.get(`${pathOf(collection)}?limit=-1&fields=*`);
    expect(answer.body.data.length, collection).toBe(rows[0].count);
  }
});
