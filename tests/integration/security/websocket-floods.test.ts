/**
 * Too much of everything over Directus's native WebSocket: levels, bytes, connections, subscriptions,
 * words. Each is refused with a word of what is wrong, and the server goes on.
 */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { accounts } from '../../harness/accounts.ts';
import { type Callers, callersOf } from '../../harness/api.ts';
import { startServer, type TestServer } from '../../harness/server.ts';
import { Socket } from '../../harness/socket.ts';

/** As in the extension. */
const SOCKETS_OF_A_USER = 20;
const WAITING_OF_A_NETWORK = 50;
const SUBSCRIPTIONS_OF_A_SOCKET = 50;
/** Each with an answer of 200 KB: far more than the buffers of both ends of a connection take. */
const MOST_QUESTIONS = 500;

let server: TestServer;
let as: Callers;
const open: Socket[] = [];
beforeAll(async () => {
  server = await startServer();
  as = callersOf(server.url);
});
afterAll(() => server?.stop());
// Another test may count them, so they end on both sides.
afterEach(async () => {
  const ended = open.splice(0);
  for (const socket of ended) socket.terminate();
  await Promise.all(ended.map((socket) => socket.until(() => false)));
});

function connect(): Socket {
  const socket = new Socket(server.url);
  open.push(socket);
  return socket;
}

async function signedIn(token: string = accounts.player.token): Promise<Socket> {
  const socket = connect();
  await socket.signIn(token);
  return socket;
}

async function expectAlive(): Promise<void> {
  expect((await as.nobody.get('/health/live')).status).toBe(200);
}

const lists = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);
const objects = (levels: number) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;

describe('a frame', () => {
  const stumbling: Record<string, string> = {
    'of many lists': `{"type":"ping","x":${lists(5_000)}}`,
    'of many objects': `{"type":"ping","x":${objects(5_000)}}`,
    'of a level too many': `{"type":"ping","x":${lists(100)}}`,
    'of lists behind a text with brackets': `{"type":"ping","y":"]]]\\"]}","x":${lists(5_000)}}`,
    'of nothing but lists': lists(200_000),
    'whose type is an object': '{"type":{"toString":1,"valueOf":1}}',
    'whose type is a list': '{"type":["ping"]}',
    'without a type': '{"uid":"x"}',
    'whose uid is an object': '{"type":"ping","uid":{}}',
    'that is no object': '[1]',
    'that is null': 'null',
    'that is no JSON': '{"type":',
    'that is empty': '',
    'that signs in with nothing': '{"type":"auth","uid":"x"}',
    'that signs in with an object': '{"type":"auth","access_token":{}}',
  };
  test.each(Object.entries(stumbling))('%s is answered', async (_, text) => {
    const socket = await signedIn();
    socket.sendText(text);
    const answer = await socket.until(({ status }) => status === 'error');
    expect(answer?.error).toMatchObject({
      code: 'INVALID_PAYLOAD',
      message: expect.stringMatching(/.{10}/),
    });
    socket.send({ type: 'ping', uid: 'still' });
    expect(await socket.until(({ uid }) => uid === 'still')).toMatchObject({ type: 'pong' });
    await expectAlive();
  });

  test.each(Object.entries(stumbling))('%s ends who has not signed in', async (_, text) => {
    const socket = connect();
    await socket.opened();
    socket.sendText(text);
    await socket.until(() => false);
    expect(socket.heard).toMatchObject([{ type: 'auth', status: 'error' }]);
    await expectAlive();
  });

  test('of 99 levels within the message is taken', async () => {
    const socket = await signedIn();
    socket.sendText(`{"type":"ping","uid":"deep","x":${lists(99)},"y":"${'['.repeat(500)}"}`);
    expect(await socket.until(({ uid }) => uid === 'deep')).toMatchObject({ type: 'pong' });
  });

  test.each([true, false])(
    'of more than a megabyte ends the connection (signed in: %s)',
    async (known) => {
      const socket = known ? await signedIn() : connect();
      if (!known) await socket.opened();
      socket.sendText(`{"type":"auth","access_token":"${'x'.repeat(1_100_000)}"}`);
      await socket.until(() => false);
      expect(socket.end?.code).toBe(1009);
      await expectAlive();
    },
  );
});

describe('connections', () => {
  test('of one user are bounded, whatever they signed in with; others have their own', async () => {
    const sockets: Socket[] = [];
    for (let n = 0; n < SOCKETS_OF_A_USER; n++) sockets.push(await signedIn());
    const late = connect();
    await late.opened();
    late.send({ type: 'auth', access_token: accounts.player.token });
    await late.until(() => false);
    expect(late.end?.code).toBe(4429);
    expect(late.heard.at(-1)).toMatchObject({ status: 'error', error: { code: 'LIMIT_REACHED' } });

    const other = await signedIn(accounts.other.token);
    // Nor by becoming somebody else.
    other.send({ type: 'auth', access_token: accounts.player.token });
    await other.until(() => false);
    expect(other.end?.code).toBe(4429);

    sockets[0]?.terminate();
    await expect
      .poll(async () => {
        const again = connect();
        await again.opened();
        again.send({ type: 'auth', access_token: accounts.player.token });
        again.send({ type: 'ping', uid: 'in' });
        return (await again.until(({ status }) => status === 'ok')) && !again.closed;
      })
      .toBe(true);
  });

  test('that have not signed in are bounded for a network', async () => {
    const waiting: Socket[] = [];
    for (let n = 0; n < WAITING_OF_A_NETWORK; n++) {
      const socket = connect();
      expect(await socket.opened()).toBe(101);
      waiting.push(socket);
    }
    expect(await connect().opened()).toBe(429);
    // One that signs in makes room.
    waiting[0]?.send({ type: 'auth', access_token: accounts.player.token });
    await waiting[0]?.until(({ type }) => type === 'auth');
    expect(await connect().opened()).toBe(101);
  });
});

test('a client that asks and never reads is cut off, after what the network holds', async () => {
  const long = 'x '.repeat(100_000);
  await server.database.client.query('update quests set description = $1', [long]);
  const question = {
    type: 'items',
    action: 'read',
    collection: 'quests',
    query: { fields: ['description'], limit: 1 },
  };
  const reader = await signedIn(accounts.administrator.token);
  const deaf = await signedIn(accounts.administrator.token);
  deaf.pause();
  let asked = 0;
  // The one that reads sets the pace.
  while (asked < MOST_QUESTIONS && (await deaf.sent(question))) {
    asked++;
    const answer = await reader.ask({ ...question, uid: `${asked}` });
    expect(answer).toMatchObject({ type: 'items', uid: `${asked}` });
  }
  expect(asked).toBeLessThan(MOST_QUESTIONS);
  await expectAlive();
});

describe('subscriptions', () => {
  const subscribe = (uid: string | undefined) => ({
    type: 'subscribe',
    collection: 'quests',
    query: { fields: ['id'] },
    ...(uid && { uid }),
  });

  test('of one socket are bounded, and make room when they end', async () => {
    const socket = await signedIn();
    for (let n = 0; n < SUBSCRIPTIONS_OF_A_SOCKET - 1; n++) {
      expect(await socket.ask({ ...subscribe('x'), uid: `s${n}` })).toMatchObject({
        event: 'init',
      });
    }
    socket.send(subscribe(undefined));
    await socket.until(({ event, uid }) => event === 'init' && uid === undefined);
    const more = { ...subscribe('x'), uid: 'more' };
    expect(await socket.ask(more)).toMatchObject({ error: { code: 'LIMIT_REACHED' } });
    // The same name again takes the place of the one before.
    const [before] = [socket.heard.length];
    socket.send({ ...subscribe('x'), uid: 's0' });
    await socket.until(
      (message) => message.uid === 's0' && socket.heard.indexOf(message) >= before,
    );
    expect(socket.heard.at(-1)).toMatchObject({ event: 'init', uid: 's0' });
    expect(await socket.ask({ type: 'unsubscribe', uid: 's1' })).toBeDefined();
    expect(await socket.ask({ ...more, uid: 'again' })).toMatchObject({ event: 'init' });
  });

  test('that are asked for all at once are bounded too', async () => {
    const socket = await signedIn();
    const asked = 3 * SUBSCRIPTIONS_OF_A_SOCKET;
    for (let n = 0; n < asked; n++) socket.send({ ...subscribe(`s${n}`), event: 'update' });
    const answers = () => socket.heard.filter(({ type }) => type !== 'auth');
    await socket.until(() => answers().length === asked);
    const given = answers().filter(({ event }) => event === 'init');
    expect(given).toHaveLength(SUBSCRIPTIONS_OF_A_SOCKET);
  });
});

describe('a message', () => {
  const items = { type: 'items', action: 'read', collection: 'quests' };
  const subscribe = { type: 'subscribe', collection: 'quests' };
  const wrong: Record<string, object> = {
    'sorting by an object': { ...items, query: { sort: [1, {}] } },
    'with a limit that is no number': { ...items, query: { limit: 'x', page: -5 } },
    'with an alias that is a text': { ...items, query: { alias: 'x' } },
    'with fields of numbers': { ...items, query: { fields: [1] } },
    'with a filter that is a list of nothing': { ...items, query: { filter: { _and: 5 } } },
    'with a wrong nested query': { ...items, query: { deep: { merch: { _sort: [{}] } } } },
    'with a wrong deeper query': { ...items, query: { deep: { merch: { quest: { _sort: 5 } } } } },
    'with an aggregate of nothing': { ...items, query: { aggregate: { count: 5 } } },
    'with a query that is a text': { ...items, query: 'x' },
    'with a meta that is a number': { ...items, query: { meta: 5 } },
    'of the prototype': { ...items, collection: '__proto__' },
    'of a method': { ...items, collection: 'toString' },
    'of the constructor': { ...items, collection: 'constructor' },
    'of no collection': { ...items, collection: 5 },
    'of an unknown action': { ...items, action: 'x' },
    'with an id that is an object': { ...items, id: {} },
    'with an id of nothing': { ...items, id: '' },
    'creating a number': { ...items, action: 'create', data: 5 },
    'creating nothings': { ...items, action: 'create', collection: 'favorites', data: [null] },
    'creating with a wrong relation': {
      ...items,
      action: 'create',
      collection: 'favorites',
      data: { quest: [[1]] },
    },
    'updating with a list of lists': { ...items, action: 'update', data: [[1]] },
    'deleting nothing in particular': { ...items, action: 'delete' },
    'subscribing to a method': { ...subscribe, collection: 'toString' },
    'subscribing to the prototype': { ...subscribe, collection: '__proto__' },
    'subscribing to an unknown event': { ...subscribe, event: 'x' },
    'subscribing with a wrong sort': { ...subscribe, event: 'update', query: { sort: [1, {}] } },
    'subscribing with a wrong alias': { ...subscribe, query: { alias: 'x' } },
    'subscribing with a wrong filter': { ...subscribe, query: { filter: { _and: 5 } } },
    'subscribing with a field that there is not': {
      ...subscribe,
      event: 'update',
      query: { fields: ['nothing'] },
    },
    'subscribing with a long query': {
      ...subscribe,
      query: { filter: { id: { _in: Array.from({ length: 2_000 }, () => 'x'.repeat(20)) } } },
    },
    'of an unknown type': { type: 'x' },
    'of editing together': { type: 'collab', action: 'join', collection: 'quests', item: null },
  };
  test.each(Object.entries(wrong))('%s gets an answer with its uid', async (_, message) => {
    for (const token of [accounts.player.token, accounts.administrator.token]) {
      const socket = await signedIn(token);
      if ('type' in message && message.type === 'collab' && token !== accounts.player.token)
        continue;
      const answer = await socket.ask({ ...message, uid: 'wrong' });
      expect(answer).toMatchObject({ status: 'error', error: { code: expect.any(String) } });
      expect(answer?.error).not.toMatchObject({ code: 'INTERNAL_SERVER_ERROR' });
    }
  });

  test('that is right gets one, too, with what it asked for', async () => {
    const socket = await signedIn();
    const query = {
      fields: ['id', 'merch.id'],
      sort: '-name',
      limit: '5',
      page: 1,
      filter: { name: { _nnull: true } },
      deep: { merch: { _limit: 1, _sort: ['name'], _filter: { name: { _nnull: true } } } },
      meta: '*',
    };
    const answer = await socket.ask({ ...items, query, uid: 'right' });
    expect(answer).toMatchObject({ type: 'items', data: [{ id: expect.any(String) }] });
    expect(answer?.meta).toMatchObject({ filter_count: 1 });
  });
});
