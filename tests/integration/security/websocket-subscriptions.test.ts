/** Who is told what by Directus's native WebSocket: nothing of collections and rows that are closed to them. */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { accounts } from '../../harness/accounts.ts';
import { type Callers, callersOf } from '../../harness/api.ts';
import { startServer, type TestServer } from '../../harness/server.ts';
import { type Message, Socket } from '../../harness/socket.ts';
import { world } from '../../harness/world.ts';

let server: TestServer;
let as: Callers;
const open: Socket[] = [];
beforeAll(async () => {
  server = await startServer();
  as = callersOf(server.url);
});
afterAll(() => server?.stop());
afterEach(async () => {
  const ended = open.splice(0);
  for (const socket of ended) socket.terminate();
  await Promise.all(ended.map((socket) => socket.until(() => false)));
});

async function signedIn({ token }: { token: string }): Promise<Socket> {
  const socket = new Socket(server.url);
  open.push(socket);
  await socket.signIn(token);
  return socket;
}

/** Everything that a player has no business to hear of. */
const CLOSED = [
  'points',
  'places',
  'answers',
  'directus_roles',
  'directus_policies',
  'directus_permissions',
  'directus_settings',
  'directus_collections',
  'directus_fields',
  'directus_relations',
  'directus_extensions',
  'nothing_of_this_name',
];
const EVENTS = [undefined, 'create', 'update', 'delete'];

test('a player subscribes to nothing that a player may not read', async () => {
  const socket = await signedIn(accounts.player);
  for (const collection of CLOSED) {
    for (const event of EVENTS) {
      const uid = `${collection} ${event}`;
      const answer = await socket.ask({ type: 'subscribe', collection, event, uid });
      expect(answer, uid).toMatchObject({ status: 'error', error: { code: 'FORBIDDEN' }, uid });
    }
  }
});

test('nobody but an administrator subscribes to deletions', async () => {
  for (const account of [accounts.player, accounts.editor, accounts.manager]) {
    const socket = await signedIn(account);
    for (const collection of ['quests', 'categories', 'directus_users', 'directus_comments']) {
      const message = { type: 'subscribe', collection, event: 'delete', uid: collection };
      expect(await socket.ask(message), collection).toMatchObject({ status: 'error' });
    }
  }
  const socket = await signedIn(accounts.administrator);
  const message = { type: 'subscribe', collection: 'quests', event: 'delete', uid: 'd' };
  expect(await socket.ask(message)).toMatchObject({ event: 'init' });
});

test('a player subscribes to no single row that is hidden, also without its first state', async () => {
  const socket = await signedIn(accounts.player);
  for (const event of EVENTS.slice(0, 3)) {
    const to = (item: string) => ({
      type: 'subscribe',
      collection: 'quests',
      event,
      item,
      uid: item,
    });
    expect(await socket.ask(to(world.draft))).toMatchObject({ status: 'error' });
    expect(await socket.ask(to('no id'))).toMatchObject({ status: 'error' });
    expect(await socket.ask(to(world.quest))).toMatchObject({ type: 'subscription' });
    await socket.ask({ type: 'unsubscribe', uid: world.quest });
  }
});

test('a subscription to everything tells of rows that come and change; deletions to administrators', async () => {
  const [player, manager, administrator] = [
    await signedIn(accounts.player),
    await signedIn(accounts.manager),
    await signedIn(accounts.administrator),
  ];
  const everybody = [player, manager, administrator];
  for (const socket of everybody) {
    for (const [uid, more] of Object.entries({ all: {}, made: { event: 'create' } })) {
      await socket.ask({ type: 'subscribe', collection: 'categories', uid, ...more });
    }
  }
  const { body } = await as.administrator.post('/items/categories', { name: 'Comes and goes' });
  const { id } = body.data;
  await as.administrator.patch(`/items/categories/${id}`, { name: 'Changes' });
  expect((await as.administrator('DELETE', `/items/categories/${id}`)).status).toBe(204);
  // Events come in their order, so what comes of this is behind what comes of the deletion.
  await as.administrator.patch(`/items/categories/${world.category}`, { name: 'The last' });

  const isLast = ({ event, data }: Message) =>
    event === 'update' && JSON.stringify(data).includes('The last');
  for (const socket of everybody) {
    await socket.until(isLast);
    const told = socket.heard.filter(({ uid, data }) => {
      return uid === 'all' && JSON.stringify(data).includes(id);
    });
    expect(told.map(({ event }) => event)).toEqual(
      socket === administrator ? ['create', 'update', 'delete'] : ['create', 'update'],
    );
    expect(
      socket.heard.filter(({ uid, event }) => uid === 'made' && event === 'create'),
    ).toHaveLength(1);
  }
});
