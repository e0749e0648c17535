/** Changing and deleting the own items by a query that asks what its sender may not read. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { accounts } from '../../harness/accounts.ts';
import { type Callers, callersOf } from '../../harness/api.ts';
import { startServer, type TestServer } from '../../harness/server.ts';
import { Socket } from '../../harness/socket.ts';
import { world } from '../../harness/world.ts';

let server: TestServer;
let as: Callers;
beforeAll(async () => {
  server = await startServer();
  as = callersOf(server.url);
});
afterAll(() => server?.stop());

const me = { id: { _eq: accounts.player.id } };

/** Each holds, if one could ask it, and the item that would be changed is one's own. */
const questions: [what: string, path: string, filter: object][] = [
  [
    'the e-mail address of another',
    '/users',
    { role: { users: { email: { _starts_with: accounts.other.email.slice(0, 4) } } } },
  ],
  ['whether another is active', '/users', { role: { users: { status: { _eq: 'active' } } } }],
  ['the own password', '/users', { password: { _starts_with: '$argon2' } }],
  ['the own account', '/items/profiles', { account: { password: { _starts_with: '$argon2' } } }],
  [
    'a point to come',
    '/items/profiles',
    { '$FOLLOW(sessions,owner)': { points: { point: { name: { _starts_with: 'canary' } } } } },
  ],
];

async function stored(): Promise<unknown> {
  const { rows } = await server.database.client.query(
    'select p.bio, u.text_direction from profiles p join directus_users u using (id) where id = $1',
    [accounts.player.id],
  );
  return rows[0];
}

test.each(questions)(
  '%s is not told by changing what is one’s own (%s)',
  async (_, path, hidden) => {
    const before = await stored();
    const filter = { _and: [me, hidden] };
    const data = path === '/users' ? { text_direction: 'rtl' } : { bio: 'It holds' };
    const answer = await as.player.patch(path, { query: { filter }, data });
    expect([400, 403], answer.text).toContain(answer.status);

    const socket = new Socket(server.url);
    await socket.signIn(accounts.player.token);
    const collection = path === '/users' ? 'directus_users' : 'profiles';
    const message = { type: 'items', action: 'update', collection, query: { filter }, data };
    expect(await socket.ask({ ...message, uid: 'asked' })).toMatchObject({ status: 'error' });
    socket.terminate();
    expect(await stored()).toEqual(before);
  },
);

test('nor to staff: what a manager hides is not found by accounts', async () => {
  const filter = { user: { account: { email: { _contains: '@' } } } };
  const body = { query: { filter }, data: { status: 'hidden' } };
  const answer = await as.manager.patch('/items/reviews', body);
  expect(answer.status, answer.text).toBe(403);
});

test('what one may read finds what is changed, and of others nothing', async () => {
  const filter = { username: { _nnull: true } };
  const data = { bio: 'All of us' };
  const own = await as.player.patch('/items/profiles', { query: { filter: me }, data });
  expect(own.status, own.text).toBe(200);
  expect(own.body.data).toHaveLength(1);
  const all = await as.player.patch('/items/profiles', { query: { filter }, data });
  expect([200, 403]).toContain(all.status);
  const { rows } = await server.database.client.query(
    "select count(*)::int as count from profiles where bio = 'All of us'",
  );
  expect(rows[0].count).toBe(1);
  const reviews = await as.manager.patch('/items/reviews', {
    query: { filter: { quest: { _eq: world.quest } } },
    data: { response: 'Thank you all' },
  });
  expect(reviews.status, reviews.text).toBe(200);
  expect(reviews.body.data.length).toBeGreaterThan(0);
});
