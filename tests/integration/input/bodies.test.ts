/**
 * Hostile bodies at Directus's own doors: whatever it is, the answer is one about the request (2xx or
 * 4xx) and never an error of the server.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Callers, callersOf } from '../../harness/api.ts';
import { startServer, type TestServer } from '../../harness/server.ts';
import { world } from '../../harness/world.ts';
import { expectNoServerErrors } from './failures.ts';
import { expectRefusal } from './refusal.ts';
import { WRONG_JSON } from './schema-values.ts';

let server: TestServer;
let as: Callers;
beforeAll(async () => {
  // GraphQL's refusals are logged as errors, and so are the mistakes that these tests look for.
  server = await startServer({ expectedErrors: [/./] });
  as = callersOf(server.url);
});
afterAll(() => server?.stop());

const callers = ['player', 'administrator'] as const;

// Quests last: a list of reviews or points inside one replaces those.
const collections = [
  'points',
  'places',
  'merch',
  'categories',
  'cities',
  'vehicles',
  'activities',
  'tools',
  'profiles',
  'unlock_requests',
  'friend_edges',
  'ledger_entries',
  'sessions',
  'session_members',
  'session_points',
  'attempts',
  'reviews',
  'favorites',
  'chats',
  'chat_members',
  'messages',
  'quests',
];

const raws = [
  '',
  '{',
  '[]',
  '[[]]',
  '[null]',
  'null',
  '"x"',
  '1',
  'true',
  '{"keys":[]}',
  '{"keys":"x","data":{}}',
  '{"keys":[null],"data":1}',
  '{"query":1,"data":1}',
  '['.repeat(20_000),
  '\u0000',
  '{"__proto__":{"x":1}}',
];
const paths = [
  '/items/quests',
  `/items/quests/${world.quest}`,
  '/users/me',
  '/users',
  '/files',
  `/files/${world.files.catalogue}`,
  '/auth/login',
  '/auth/refresh',
  '/auth/logout',
  '/auth/password/request',
  '/auth/password/reset',
  '/users/register',
  '/users/invite',
  '/utils/hash/generate',
  '/utils/hash/verify',
  '/utils/sort/points',
  '/utils/import/categories',
  '/utils/export/categories',
  '/graphql',
  '/graphql/system',
  '/shares/auth',
  '/comments',
  '/presets',
  '/schema/diff',
  '/schema/apply',
  '/items/quests/x/y',
];

const questions = [
  '',
  '{',
  '{ }',
  'query',
  '{ nothing }',
  '{ quests(filter: {id: {_eq: "x"}}) { id } }',
  '{ quests(limit: -5) { id } }',
  '{ quests(sort: ["x"]) { id } }',
  '{ quests_by_id(id: "x") { id } }',
  '{ quests(search: "\\u0000") { id } }',
  '{ quests_aggregated(groupBy: ["x"]) { count { id } } }',
  'mutation { create_quests_item(data: {name: "x"}) { id } }',
  'mutation { update_quests_item(id: "x", data: {cost: 1}) { id } }',
  'mutation { delete_quests_item(id: "x") { id } }',
  'subscription { quests_mutated { key } }',
  'query Q($x: Nothing) { quests { id } }',
  '{ ...F } fragment F on Query { ...F }',
];

test.each(collections)('%s: every field with values of every kind', async (collection) => {
  const caller = as.administrator;
  const [row] = (await caller.get(`/items/${collection}?limit=1`)).body.data;
  expect(row, `there is a row of ${collection}`).toBeDefined();
  const fields: { field: string }[] = (await caller.get(`/fields/${collection}`)).body.data;
  const values = [
    ...WRONG_JSON,
    'canary',
    99_999_999_999,
    world.quest,
    '2020-99-99',
    '$CURRENT_USER',
  ];
  const trials = fields
    .filter(({ field }) => field !== 'id')
    .flatMap(({ field }) => values.map((value) => ({ [field]: value })))
    .flatMap((body) =>
      [
        ['PATCH', `/items/${collection}/${row.id}`],
        ['POST', `/items/${collection}`],
      ].map(([method = '', path = '']) => ({
        what: `${method} ${path} ${JSON.stringify(body)}`,
        send: () => caller(method, path, { body }),
      })),
    );
  await expectNoServerErrors(trials);
});

test.each(callers)('bodies of %s that are not of the form that Directus takes', async (name) => {
  const headers = { 'Content-Type': 'application/json' };
  await expectNoServerErrors(
    paths.flatMap((path) =>
      ['POST', 'PATCH', 'DELETE', 'SEARCH'].flatMap((method) =>
        raws.map((raw) => ({
          what: `${name} ${method} ${path} ${raw}`,
          send: () => as[name](method, path, { raw, headers }),
        })),
      ),
    ),
  );
});

test.each(callers)('GraphQL of %s', async (name) => {
  await expectNoServerErrors([
    ...questions.map((text) => ({ what: text, send: () => as[name].graphql(text) })),
    ...[1, 'x', [], null, { x: {} }].map((variables) => ({
      what: JSON.stringify(variables),
      send: () =>
        as[name].post('/graphql', {
          query: 'query Q($x: GraphQLStringOrFloat) { quests(filter: {cost: {_eq: $x}}) { id } }',
          variables,
        }),
    })),
  ]);
});

test.each([5, true, {}, ['{ quests { id } }']])(
  'GraphQL says that %j is no query',
  async (query) => {
    for (const path of ['/graphql', '/graphql/system']) {
      const answer = await as.player.post(path, { query });
      expectRefusal(answer, path, [400]);
      expect(answer.text).toContain('\\"query\\"');
    }
  },
);

test.each(['nobody', 'player', 'administrator'] as const)(
  'a translation without its key is refused to %s',
  async (name) => {
    for (const body of [{}, { key: 'a' }, { language: 'en-US' }]) {
      expectRefusal(await as[name].post('/translations', body), JSON.stringify(body), [400, 403]);
    }
  },
);
