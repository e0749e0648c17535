/** Queries that name too much or compare with too much, at each door that reads. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accounts } from '../../harness/accounts.ts';
import { type Callers, callersOf, query } from '../../harness/api.ts';
import { startServer, type TestServer } from '../../harness/server.ts';
import { Socket } from '../../harness/socket.ts';
import { expectRefusal } from './refusal.ts';

/** As in the extension. */
const [NAMES, VALUES, COMPARISONS] = [200, 1000, 200];

let server: TestServer;
let as: Callers;
beforeAll(async () => {
  // What GraphQL refuses is logged as an error.
  server = await startServer({ expectedErrors: [/GraphQLError/] });
  as = callersOf(server.url);
});
afterAll(() => server?.stop());

const times = <T>(count: number, make: (n: number) => T): T[] =>
  Array.from({ length: count }, (_, n) => make(n));
const aliases = (count: number) =>
  Object.fromEntries(times(count, (n) => [`a${n}`, 'merch'] as const));
const values = (count: number) => times(count, (n) => `x${n}`);
const someWithValues = (count: number) => ({ _filter: { name: { _in: values(count) } } });

const tooLarge: Record<string, object> = {
  'of many fields': { fields: times(NAMES + 1, () => 'id') },
  'of many fields in one text': { fields: times(NAMES + 1, () => 'id').join() },
  'of many aliases': { alias: aliases(150), fields: times(150, (n) => `a${n}.id`) },
  'of many sorts': { sort: times(NAMES + 1, () => 'name') },
  'of many aggregates': { aggregate: { count: times(NAMES + 1, () => 'id') } },
  'of many groups': { groupBy: times(NAMES + 1, () => 'name'), aggregate: { count: '*' } },
  'of names in all parts': {
    fields: times(100, () => 'id'),
    sort: times(101, () => 'name'),
  },
  'of many names within': {
    fields: ['merch.id'],
    deep: { merch: { _sort: times(201, () => 'id') } },
  },
  'of many levels within': {
    deep: Object.fromEntries(times(201, (n) => [`a${n}`, { _limit: 1 }])),
  },
  'of many wildcards': {
    alias: aliases(20),
    fields: times(20, (n) => `a${n}.*.*.*`),
  },
  'of many values': { filter: { name: { _in: values(VALUES + 1) } } },
  'of more values than PostgreSQL takes': { filter: { name: { _in: values(70_000) } } },
  'of many values in all': {
    filter: { _or: [{ name: { _nin: values(600) } }, { name: { _in: values(600) } }] },
  },
  'of many values in one text': { filter: { name: { _in: values(VALUES + 1).join() } } },
  'of many comparisons': {
    filter: { _or: times(COMPARISONS + 1, (n) => ({ name: { _contains: `x${n}` } })) },
  },
  'of many comparisons with nothing': { filter: { _or: times(COMPARISONS + 1, () => ({})) } },
  'of many values within': { fields: ['merch.id'], deep: { merch: someWithValues(VALUES + 1) } },
};

describe.each(['player', 'administrator'] as const)('a query by a %s', (name) => {
  test.each(Object.entries(tooLarge))('%s is refused', async (what, parameters) => {
    const answer = await as[name]('SEARCH', '/items/quests', { body: { query: parameters } });
    expectRefusal(answer, what, [400]);
    expect(answer.code).toBe('INVALID_QUERY');
    expect(answer.body.errors[0].message).toMatch(new RegExp(`\\b(?:${NAMES}|${VALUES}) `));
  });

  test.each(['/items/quests', '/users', '/files'])(
    'of many names is refused at %s',
    async (path) => {
      const fields = times(NAMES + 1, () => 'id').join();
      expectRefusal(await as[name].get(`${path}${query({ fields })}`), path, [400]);
    },
  );

  test('of as much as is allowed is answered', async () => {
    for (const parameters of [
      { fields: times(NAMES, () => 'id') },
      { alias: aliases(99), fields: ['id', ...times(99, (n) => `a${n}.id`)] },
      { aggregate: { count: times(NAMES, () => 'id') } },
      { filter: { _or: times(COMPARISONS, (n) => ({ name: { _contains: `x${n}` } })) } },
      { fields: ['*.*.*'], filter: { name: { _nin: values(VALUES) } } },
    ]) {
      const answer = await as[name]('SEARCH', '/items/quests', { body: { query: parameters } });
      expect(answer.status, answer.text.slice(0, 300)).toBe(200);
    }
  });

  test('through GraphQL is refused, too', async () => {
    const selected = times(150, (n) => `a${n}: merch { id }`).join(' ');
    for (const answer of [
      await as[name].graphql(`{ quests { ${selected} } }`),
      await as[name].graphql('query Q($f: quests_filter) { quests(filter: $f) { id } }', {
        f: { name: { _in: values(VALUES + 1) } },
      }),
    ]) {
      expect(answer.body.errors?.[0]?.extensions?.code, answer.text).toBe('INVALID_QUERY');
    }
  });

  test('over a WebSocket is refused, too', async () => {
    const socket = new Socket(server.url);
    await socket.signIn(accounts[name].token);
    const read = { type: 'items', action: 'read', collection: 'quests' };
    const subscribe = { type: 'subscribe', collection: 'quests', event: 'update' };
    for (const [uid, message] of [
      ['names', { ...read, query: { fields: times(NAMES + 1, () => 'id') } }],
      ['values', { ...read, query: { filter: { name: { _in: values(70_000) } } } }],
      ['subscribed', { ...subscribe, query: { fields: times(NAMES + 1, () => 'id') } }],
    ] as const) {
      const answer = await socket.ask({ ...message, uid });
      expect(answer).toMatchObject({ status: 'error', error: { code: 'INVALID_QUERY' } });
    }
    socket.terminate();
  });
});

test('whatever is to be changed or deleted by such a query is left', async () => {
  const wanted = { filter: { id: { _nin: times(VALUES + 1, () => accounts.player.id) } } };
  const body = { query: wanted, data: { top_speed_kmh: 1 } };
  expectRefusal(await as.administrator.patch('/items/vehicles', body), 'a change', [400]);
  const deletion = await as.administrator('DELETE', '/items/vehicles', { body: { query: wanted } });
  expectRefusal(deletion, 'a deletion', [400]);
});
