/** The doors through which rows are written, for tests that try to write what they may not. */
import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { type AccountName, accounts, roles } from '../../harness/accounts.ts';
import { type Answer, type Callers, callersOf } from '../../harness/api.ts';
import { startServer, type TestServer } from '../../harness/server.ts';
import { Socket } from '../../harness/socket.ts';

export let server: TestServer;
export let as: Callers;
/** What the tables held when the test began. */
export let before: Record<string, unknown[]>;
const sockets = new Map<AccountName, Socket>();

/** Starts a server for the tests of this file, and notes what its tables hold before each. */
export function useDoors(): void {
  beforeAll(async () => {
    // GraphQL logs what it refuses.
    server = await startServer({ expectedErrors: [/GraphQLError/] });
    as = callersOf(server.url);
  });
  afterAll(() => server?.stop());
  beforeEach(async () => {
    before = await contents();
  });
  // Directus closes a connection that does not answer its pings.
  afterEach(() => {
    for (const socket of sockets.values()) socket.terminate();
    sockets.clear();
  });
}

/** The policy that may do everything. */
export const ADMINISTRATORS = '20000000-0000-4000-8000-000000000003';

const TABLES = [
  ...['directus_users', 'directus_access', 'directus_roles', 'directus_policies'],
  ...['directus_permissions', 'profiles', 'quests', 'reviews', 'favorites', 'ledger_entries'],
  ...['friend_edges', 'sessions', 'session_members', 'session_points', 'attempts', 'chats'],
  ...['chat_members', 'messages', 'unlock_requests', 'directus_files', 'points', 'places'],
];
/** What changes with every request. */
const RESTLESS = `'{last_access,last_page}'`;

/** What each table holds. */
export async function contents(): Promise<Record<string, unknown[]>> {
  const { client } = server.database;
  const found: Record<string, unknown[]> = {};
  for (const table of TABLES) {
    const { rows } = await client.query(
      `select to_jsonb(t) - ${RESTLESS}::text[] as row from public."${table}" t order by 1::text`,
    );
    found[table] = rows.map(({ row }) => row);
  }
  return found;
}

/** One way to write fields of a row; answers with whatever came back, as text. */
export type Door = (
  who: AccountName,
  id: string,
  fields: Record<string, unknown>,
) => Promise<string>;

export const textOf = async (answer: Promise<Answer>) => (await answer).text;

let asked = 0;

/** A message of type `items`, as somebody; answers with whatever came back, as text. */
export async function bySocket(
  who: AccountName,
  message: Record<string, unknown>,
): Promise<string> {
  let socket = sockets.get(who);
  if (!socket) {
    socket = new Socket(server.url);
    await socket.signIn(accounts[who].token);
    sockets.set(who, socket);
  }
  return JSON.stringify(await socket.ask({ type: 'items', ...message, uid: `asked ${++asked}` }));
}

export const mutation = (name: string, input: string) =>
  `mutation ($id: ID!, $data: ${input}!) { ${name}(id: $id, data: $data) { id } }`;

/** The doors to the rows of a collection. */
export const doorsTo = (collection: string): Record<string, Door> => ({
  REST: (who, id, fields) => textOf(as[who].patch(`/items/${collection}/${id}`, fields)),
  'REST, several': (who, id, fields) =>
    textOf(as[who].patch(`/items/${collection}`, { keys: [id], data: fields })),
  'REST, each': (who, id, fields) =>
    textOf(as[who].patch(`/items/${collection}`, [{ id, ...fields }])),
  'REST, by filter': (who, id, fields) =>
    textOf(
      as[who].patch(`/items/${collection}`, {
        query: { filter: { id: { _eq: id } } },
        data: fields,
      }),
    ),
  GraphQL: (who, id, data) =>
    textOf(
      as[who].graphql(mutation(`update_${collection}_item`, `update_${collection}_input`), {
        ...{ id, data },
      }),
    ),
  WebSocket: (who, id, data) => bySocket(who, { action: 'update', collection, id, data }),
});

/** What nobody may write of any account, and values that would be a gain. */
export const accountFields: Record<string, unknown> = {
  role: roles.administrator,
  status: 'archived',
  provider: 'ldap',
  external_identifier: 'somebody-else',
  auth_data: { refreshToken: 'x' },
  token: 'a-token-of-my-own-choosing',
  tfa_secret: 'JBSWY3DPEHPK3PXP',
  email: 'taken@test.example.com',
  policies: { create: [{ policy: { id: ADMINISTRATORS } }], update: [], delete: [] },
  id: randomUUID(),
};

export const oneByOne = (fields: Record<string, unknown>) => Object.entries(fields);

/** Every table is as it was when the test began, whatever the answer says. */
export async function expectNothing(answer: string): Promise<void> {
  const after = await contents();
  for (const table of TABLES)
    expect(after[table], `${table} changed: ${answer}`).toEqual(before[table]);
}
