/** Friends, requests and blocks through /api/v2: what is answered, listed and refused. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accounts } from '../../harness/accounts.ts';
import { type Callers, callersOf, query } from '../../harness/api.ts';
import { startServer, type TestServer } from '../../harness/server.ts';
import { addPlayers, type Player, relate, relationOf } from './players.ts';

let server: TestServer;
let as: Callers;
beforeAll(async () => {
  server = await startServer();
  as = callersOf(server.url);
});
afterAll(() => server?.stop());

const one = async () => (await addPlayers(server.database.client, 1))[0] as Player;
const two = async () => (await addPlayers(server.database.client, 2)) as [Player, Player];
const by = (player: Player) => as.withToken(player.token);
const setStatus = (player: Player, status: string) =>
  server.database.client.query('update directus_users set status = $2 where id = $1', [
    player.id,
    status,
  ]);

/** All items of a list, page by page. */
// biome-ignore lint/suspicious/noExplicitAny: a test says what it expects of the items
async function walk(player: Player, path: string, parameters: object = {}): Promise<any[]> {
  const items = [];
  let cursor: string | null | undefined;
  do {
    const answer = await by(player).get(`/api/v2${path}${query({ ...parameters, cursor })}`);
    expect(answer.status, answer.text).toBe(200);
    items.push(...answer.body.data);
    cursor = answer.body.meta.next_cursor;
  } while (cursor);
  return items;
}

describe('a request', () => {
  test('has one id for both, and tells who the other is', async () => {
    const [me, other] = await two();
    const sent = await by(me).post('/api/v2/friend-requests', { user_id: other.id });
    expect(sent.body.data).toMatchObject({
      state: 'request_sent',
      user: { id: other.id, username: other.username },
    });
    const { id } = sent.body.data;
    expect(await walk(me, '/friend-requests')).toEqual([
      expect.objectContaining({ id, direction: 'outgoing' }),
    ]);
    expect(await walk(other, '/friend-requests')).toEqual([
      {
        id,
        direction: 'incoming',
        user: {
          id: me.id,
          username: me.username,
          first_name: null,
          last_name: null,
          full_name: null,
          avatar: null,
        },
        created_at: sent.body.data.since,
      },
    ]);
    const accepted = await by(other)('POST', `/api/v2/friend-requests/${id}/accept`);
    expect(accepted.body.data).toMatchObject({ user: { id: me.id } });
    const again = await by(other)('POST', `/api/v2/friend-requests/${id}/accept`);
    expect(again.body).toEqual(accepted.body);
    for (const [player, friend] of [
      [me, other],
      [other, me],
    ] as const) {
      expect(await walk(player, '/friend-requests')).toEqual([]);
      expect(await walk(player, '/friends')).toEqual([
        { user: expect.objectContaining({ id: friend.id }), since: accepted.body.data.since },
      ]);
    }
  });

  test('may name the player by username, in any case', async () => {
    const [me, other] = await two();
    const username = other.username.toUpperCase();
    const sent = await by(me).post('/api/v2/friend-requests', { username });
    expect(sent.status).toBe(201);
    expect(await relationOf(server.database.client, me, other)).toEqual([
      'request_sent',
      'request_received',
    ]);
  });

  test.each([
    ['nobody', {}],
    ['both ways', { user_id: randomUUID(), username: 'somebody' }],
    ['no id', { user_id: 'somebody' }],
    ['no name', { username: '' }],
    ['a name too long', { username: 'x'.repeat(16) }],
    ['something unknown', { user_id: randomUUID(), message: 'Hello' }],
  ])('that names %s is refused', async (_, body) => {
    const answer = await as.player.post('/api/v2/friend-requests', body);
    expect([answer.status, answer.code]).toEqual([400, 'INVALID_PAYLOAD']);
  });

  test('to oneself is refused', async () => {
    const { id, username } = accounts.player;
    for (const body of [{ user_id: id }, { username }]) {
      const answer = await as.player.post('/api/v2/friend-requests', body);
      expect([answer.status, answer.code]).toEqual([400, 'INVALID_PAYLOAD']);
    }
  });

  test('to an unknown, locked, unverified, blocked or blocking player has one answer', async () => {
    const me = await one();
    const [locked, unverified, blocked, blocking] = (await addPlayers(
      server.database.client,
      4,
    )) as [Player, Player, Player, Player];
    await setStatus(locked, 'suspended');
    await setStatus(unverified, 'unverified');
    await relate(server.database.client, me, blocked, ['blocked', null]);
    await relate(server.database.client, me, blocking, [null, 'blocked']);
    const unknown = { id: randomUUID(), username: 'nobody_at_all' };
    const answers = [];
    for (const { id, username } of [unknown, locked, unverified, blocked, blocking]) {
      for (const body of [{ user_id: id }, { username }]) {
        const { status, text } = await by(me).post('/api/v2/friend-requests', body);
        answers.push(`${status} ${text}`);
      }
    }
    expect(new Set(answers).size, answers.join('\n')).toBe(1);
    expect(answers[0]).toMatch(/^404 .*NOT_FOUND/);
    expect(await walk(me, '/friend-requests')).toEqual([]);
  });

  test('of a player who was locked since waits until the lock is lifted', async () => {
    const [me, other] = await two();
    const sent = await by(other).post('/api/v2/friend-requests', { user_id: me.id });
    const accept = () => by(me)('POST', `/api/v2/friend-requests/${sent.body.data.id}/accept`);
    await setStatus(other, 'suspended');
    expect(await walk(me, '/friend-requests')).toEqual([]);
    expect((await accept()).status).toBe(404);
    await setStatus(other, 'active');
    expect(await walk(me, '/friend-requests')).toHaveLength(1);
    expect((await accept()).status).toBe(200);
  });

  test('waits 7 days after a rejection, but may be answered by the other way round', async () => {
    const [me, other] = await two();
    const { client } = server.database;
    const send = (from: Player, to: Player) =>
      by(from).post('/api/v2/friend-requests', { user_id: to.id });
    const reject = async () => {
      const { id } = (await send(me, other)).body.data;
      expect((await by(other)('POST', `/api/v2/friend-requests/${id}/reject`)).status).toBe(204);
    };
    const age = (interval: string) =>
      client.query(
        'update questcity.friend_rejections set rejected_at = now() - $2::interval where sender = $1',
        [me.id, interval],
      );

    await reject();
    const early = await send(me, other);
    expect([early.status, early.code]).toEqual([409, 'FRIEND_REQUEST_TOO_SOON']);
    const { may_request_at } = early.body.errors[0].extensions;
    const inDays = (Date.parse(may_request_at) - Date.now()) / 86_400_000;
    expect(inDays).toBeGreaterThan(6.99);
    expect(inDays).toBeLessThanOrEqual(7);
    await age('6 days 23 hours 59 minutes');
    expect((await send(me, other)).status).toBe(409);
    await age('7 days 1 second');
    expect((await send(me, other)).status).toBe(201);

    // The one who rejected may ask, and then the two are friends, also while the sender waits.
    await by(me).delete(`/api/v2/friend-requests/${(await send(me, other)).body.data.id}`);
    await reject();
    expect((await send(other, me)).status).toBe(201);
    expect((await send(me, other)).body.data.state).toBe('friend');
    // Once they have been friends, what was rejected before counts no more.
    await by(me).delete(`/api/v2/friends/${other.id}`);
    expect((await send(me, other)).status).toBe(201);
  });

  test('is one of at most 100 that wait', async () => {
    const me = await one();
    const others = await addPlayers(server.database.client, 101);
    for (const other of others.slice(0, 99)) {
      await relate(server.database.client, me, other, ['request_sent', 'request_received']);
    }
    const [last, beyond] = others.slice(99) as [Player, Player];
    // Also when both come at once.
    const answers = await Promise.all(
      [last, beyond].map(({ id }) => by(me).post('/api/v2/friend-requests', { user_id: id })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
    const refused = answers.find(({ status }) => status === 409);
    expect(refused?.body.errors[0].extensions).toMatchObject({ code: 'LIMIT_REACHED', limit: 100 });
  });
});

describe('the lists', () => {
  test('of friends: the newest first or by name, page by page, without the locked', async () => {
    const me = await one();
    const { client } = server.database;
    const others = await addPlayers(client, 12);
    for (const [index, other] of others.entries()) {
      await relate(client, me, other, ['friend', 'friend']);
      await client.query(
        `update friend_edges set created_at = timestamptz '2026-01-01' + $2 * interval '1 day'
          where "user" = $1 and other = $3`,
        [me.id, (index * 5) % 12, other.id],
      );
    }
    const names = ['zoe', 'Anna', 'anna.b', 'Bob_1', 'bob_10', 'bob_2'];
    for (const [index, name] of names.entries()) {
      await client.query('update profiles set username = $2 where id = $1', [
        others[index]?.id,
        name,
      ]);
    }
    await setStatus(others[11] as Player, 'suspended');

    const newest = await walk(me, '/friends', { limit: 4 });
    expect(newest.map(({ since }) => since)).toEqual(
      newest
        .map(({ since }) => since)
        .toSorted()
        .reverse(),
    );
    expect(newest).toHaveLength(11);
    const byName = await walk(me, '/friends', { limit: 4, sort: 'username' });
    expect(byName.map(({ user }) => user.username).slice(0, 5)).toEqual([
      'Anna',
      'anna.b',
      'Bob_1',
      'bob_10',
      'bob_2',
    ]);
    expect(byName.at(-1).user.username).toBe('zoe');
    expect(new Set(byName.map(({ user }) => user.id))).toEqual(
      new Set(others.slice(0, 11).map(({ id }) => id)),
    );
  });

  test('of requests: by direction, merged in order', async () => {
    const me = await one();
    const others = await addPlayers(server.database.client, 6);
    for (const [index, other] of others.entries()) {
      const [from, to] = index % 2 ? [me, other] : [other, me];
      const sent = await by(from).post('/api/v2/friend-requests', { user_id: to.id });
      expect(sent.status).toBe(201);
    }
    const ids = (items: { user: { id: string } }[]) => items.map(({ user }) => user.id);
    const newestFirst = others.map(({ id }) => id).reverse();
    for (const direction of [undefined, 'incoming,outgoing']) {
      const all = await walk(me, '/friend-requests', { limit: 2, direction });
      expect(ids(all)).toEqual(newestFirst);
    }
    const incoming = await walk(me, '/friend-requests', { limit: 2, direction: 'incoming' });
    expect(ids(incoming)).toEqual(newestFirst.filter((_, index) => index % 2 === 1));
    const outgoing = await walk(me, '/friend-requests', { limit: 2, direction: 'outgoing' });
    expect(ids(outgoing)).toEqual(newestFirst.filter((_, index) => index % 2 === 0));
  });

  test('do not take each other’s cursors', async () => {
    const me = await one();
    const other = await one();
    for (const friend of await addPlayers(server.database.client, 2)) {
      await relate(server.database.client, me, friend, ['friend', 'friend']);
    }
    const { body } = await by(me).get('/api/v2/friends?limit=1');
    const cursor = body.meta.next_cursor as string;
    expect(cursor).toEqual(expect.any(String));
    for (const [player, path] of [
      [me, '/friends?sort=username'],
      [me, '/friend-requests?'],
      [me, '/blocks?'],
      [other, '/friends?'],
    ] as const) {
      const answer = await by(player).get(`/api/v2${path}&cursor=${cursor}`.replace('?&', '?'));
      expect([answer.status, answer.code], path).toEqual([400, 'INVALID_CURSOR']);
    }
  });
});

describe('a block', () => {
  test('is listed, and tells nobody whether there is such a player or who has blocked whom', async () => {
    const me = await one();
    const [there, blocking, locked] = (await addPlayers(server.database.client, 3)) as [
      Player,
      Player,
      Player,
    ];
    await relate(server.database.client, me, blocking, [null, 'blocked']);
    await setStatus(locked, 'suspended');
    for (const id of [there.id, blocking.id, locked.id, randomUUID()]) {
      const answer = await by(me)('PUT', `/api/v2/blocks/${id}`);
      expect([answer.status, answer.text]).toEqual([204, '']);
    }
    const blocks = await walk(me, '/blocks', { limit: 1 });
    expect(blocks).toEqual([
      { user: expect.objectContaining({ id: there.id }), since: expect.any(String) },
    ]);
    // It holds nevertheless, and is seen once the other's own block or lock is gone.
    await by(blocking).delete(`/api/v2/blocks/${me.id}`);
    await setStatus(locked, 'active');
    expect((await walk(me, '/blocks')).map(({ user }) => user.id)).toEqual([
      locked.id,
      blocking.id,
      there.id,
    ]);
  });

  test('of oneself is refused', async () => {
    const answer = await as.player('PUT', `/api/v2/blocks/${accounts.player.id}`);
    expect([answer.status, answer.code]).toEqual([400, 'INVALID_PAYLOAD']);
  });

  test('brings back nothing when it is lifted', async () => {
    const [me, other] = await two();
    await relate(server.database.client, me, other, ['friend', 'friend']);
    await by(me)('PUT', `/api/v2/blocks/${other.id}`);
    await by(me).delete(`/api/v2/blocks/${other.id}`);
    expect(await relationOf(server.database.client, me, other)).toEqual([null, null]);
    expect((await by(other).post('/api/v2/friend-requests', { user_id: me.id })).status).toBe(201);
  });
});

describe('who may not', () => {
  const calls = [
    ['GET', '/friends'],
    ['GET', '/friend-requests'],
    ['GET', '/blocks'],
    ['POST', '/friend-requests'],
    ['POST', `/friend-requests/${randomUUID()}/accept`],
    ['POST', `/friend-requests/${randomUUID()}/reject`],
    ['DELETE', `/friend-requests/${randomUUID()}`],
    ['DELETE', `/friends/${randomUUID()}`],
    ['PUT', `/blocks/${randomUUID()}`],
    ['DELETE', `/blocks/${randomUUID()}`],
  ] as const;
  test.each(calls)('%s %s', async (method, path) => {
    const body =
      method === 'POST' && path === '/friend-requests' ? { username: 'other' } : undefined;
    for (const who of ['nobody', 'suspended', 'unverified'] as const) {
      const { status } = await as[who](method, `/api/v2${path}`, { body });
      expect(status, who).toBe(401);
    }
  });
});
