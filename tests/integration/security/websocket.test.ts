/** Attacks on Directus's native WebSocket, which lie open in Directus 11 as it comes. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Account, accounts } from '../../harness/accounts.ts';
import { type Callers, callersOf } from '../../harness/api.ts';
import { startServer, type TestServer } from '../../harness/server.ts';
import { Socket, type SocketOptions } from '../../harness/socket.ts';
import { accessToken } from '../../harness/tokens.ts';
import { CANARY, world } from '../../harness/world.ts';

let server: TestServer;
let as: Callers;
const open: Socket[] = [];
beforeAll(async () => {
  server = await startServer();
  as = callersOf(server.url);
});
afterAll(() => server?.stop());
afterEach(() => {
  for (const socket of open.splice(0)) socket.terminate();
});

function connect(options?: SocketOptions): Socket {
  const socket = new Socket(server.url, options);
  open.push(socket);
  return socket;
}

const longLived = (account: Account) => accessToken(account, 600);
const read = (collection: string, uid: string) => ({
  type: 'items',
  action: 'read',
  collection,
  query: { fields: ['*'] },
  uid,
});

const everythingSecret = [
  read('points', 'r1'),
  read('places', 'r2'),
  read('messages', 'r3'),
  read('sessions', 'r4'),
  { type: 'subscribe', collection: 'points', query: { fields: ['*'] }, uid: 's1' },
  { type: 'subscribe', collection: 'quests', query: { fields: ['*'] }, uid: 's2' },
  {
    type: 'items',
    action: 'update',
    collection: 'quests',
    id: world.quest,
    data: { description: 'taken over' },
    uid: 'w1',
  },
  {
    type: 'items',
    action: 'create',
    collection: 'categories',
    data: { name: 'taken over' },
    uid: 'w2',
  },
];

/** Nothing secret was heard, and nothing was written, also when the server has dealt with it all. */
async function expectNothing(socket: Socket): Promise<void> {
  // An administrator's change comes after all that the attacker sent.
  const witness = connect();
  await witness.signIn(longLived(accounts.administrator));
  witness.send({
    type: 'subscribe',
    collection: 'points',
    query: { fields: ['id'] },
    uid: 'witness',
  });
  await witness.until(({ uid, type }) => uid === 'witness' && type === 'subscription');
  await as.administrator.patch(`/items/points/${world.points[1]}`, {
    description: 'canary-changed',
  });
  await witness.until(({ event }) => event === 'update');
  if (!socket.closed) {
    socket.send({ type: 'ping', uid: 'last' });
    await socket.until(({ type }) => type === 'pong' || type === 'auth');
  }
  expect(JSON.stringify(socket.heard)).not.toMatch(CANARY);
  const { rows } = await server.database.client.query(
    `select (select description from quests where id = $1) as description,
            (select count(*)::int from categories where name = 'taken over') as categories`,
    [world.quest],
  );
  expect(rows[0]).toEqual({ description: 'A walk for tests', categories: 0 });
}

describe('a socket', () => {
  test('of a player reads what the player may, and nothing else', async () => {
    const socket = connect();
    await socket.signIn(longLived(accounts.player));
    socket.send(read('quests', 'q'));
    const answer = await socket.until(({ uid }) => uid === 'q');
    expect(answer?.data).toHaveLength(1);
    for (const message of everythingSecret) socket.send(message);
    await expectNothing(socket);
    const refused = socket.heard.filter(({ status }) => status === 'error');
    expect(refused).toHaveLength(everythingSecret.length - 1);
  });

  test('of an administrator is told all of it, so the attacks below would pay', async () => {
    const socket = connect();
    await socket.signIn(longLived(accounts.administrator));
    socket.send(read('points', 'r'));
    const answer = await socket.until(({ uid }) => uid === 'r');
    expect(JSON.stringify(answer)).toMatch(CANARY);
  });

  test('that never signs in is told nothing', async () => {
    const socket = connect();
    await socket.opened();
    for (const message of everythingSecret) socket.send(message);
    await expectNothing(socket);
  });
});

describe('after a failed sign-in', () => {
  test.each([
    ['a wrong token', { access_token: 'wrong' }],
    [
      'a forged token',
      {
        access_token: accessToken(
          accounts.administrator,
          600,
          { admin_access: true },
          'another secret',
        ),
      },
    ],
    ['an expired token', { access_token: accessToken(accounts.player, -10) }],
    ['a wrong password', { email: accounts.player.email, password: 'wrong' }],
    ['a wrong refresh token', { refresh_token: 'wrong' }],
    ['nothing', {}],
  ])('with %s, a socket that was signed in has no rights', async (_, credentials) => {
    const socket = connect();
    await socket.signIn(longLived(accounts.player));
    socket.send({ type: 'auth', ...credentials });
    // Without waiting for the answer: what is sent behind it is read before the connection ends.
    for (const message of everythingSecret) socket.send(message);
    await expectNothing(socket);
    // The connection ends; only a sign-in without any credentials is merely told to be wrong.
    const merelyWrong = Object.keys(credentials).length === 0;
    await socket.until(({ status }) => merelyWrong && status === 'error');
    expect(socket.closed).toBe(!merelyWrong);
  });

  test('a socket that was never signed in has none', async () => {
    const socket = connect();
    await socket.opened();
    socket.send({ type: 'auth', access_token: 'wrong' });
    for (const message of everythingSecret) socket.send(message);
    await expectNothing(socket);
  });
});

describe('when the token runs out', () => {
  test('a socket has no rights, and its subscriptions go silent', async () => {
    const socket = connect();
    await socket.signIn(accessToken(accounts.player, 2));
    socket.send({
      type: 'subscribe',
      collection: 'quests',
      query: { fields: ['*'] },
      uid: 'before',
    });
    await socket.until(({ uid }) => uid === 'before');
    await socket.until(({ type, status }) => type === 'auth' && status === 'error');
    const told = socket.heard.length;
    if (!socket.closed) for (const message of everythingSecret) socket.send(message);
    await as.administrator.patch(`/items/quests/${world.draft}`, {
      description: 'canary-while-expired',
    });
    await expectNothing(socket);
    expect(JSON.stringify(socket.heard.slice(told))).not.toMatch(/"data":\[?\{/);
  });

  test('of an administrator, nothing more is told', async () => {
    const socket = connect();
    await socket.signIn(accessToken(accounts.administrator, 2, { admin_access: true }));
    socket.send({
      type: 'subscribe',
      collection: 'categories',
      query: { fields: ['id'] },
      uid: 'before',
    });
    await socket.until(({ uid }) => uid === 'before');
    await socket.until(({ type, status }) => type === 'auth' && status === 'error');
    if (!socket.closed) for (const message of everythingSecret) socket.send(message);
    await expectNothing(socket);
  });
});

describe('an upgrade', () => {
  test.each([
    ['of an app, without an Origin', undefined, 101],
    ['of the own pages', 'self', 101],
    ['of another site', 'https://evil.example.com', 403],
    ['of another port', 'http://127.0.0.1:1', 403],
    ['of the same name elsewhere', 'https://127.0.0.1.evil.example.com', 403],
    ['of a page without an origin', 'null', 403],
    ['of something else', 'x', 403],
  ])('%s: %s → %d', async (_, origin, status) => {
    const given = origin === 'self' ? server.url : origin;
    const socket = connect(given === undefined ? {} : { origin: given });
    expect(await socket.opened()).toBe(status);
  });

  test.each(['/graphql', '/websocket/logs', '/nothing'])('at %s leads nowhere', async (path) => {
    const socket = connect({ path });
    const status = await socket.opened().catch(() => 0);
    // What is switched off or for administrators ends by itself, without a word of use.
    if (status === 101) await socket.until(() => false);
    expect(socket.heard.filter(({ type }) => type !== 'auth')).toEqual([]);
  });
});
