/**
 * Hostile input at Directus's own doors: whatever it is, the answer is one about the request (2xx or
 * 4xx) and never an error of the server.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Answer, type Caller, type Callers, callersOf, query } from '../../harness/api.ts';
import { startServer, type TestServer } from '../../harness/server.ts';
import { world } from '../../harness/world.ts';
import { HOSTILE, WRONG_JSON } from './schema-values.ts';

let server: TestServer;
let as: Callers;
beforeAll(async () => {
  // GraphQL's refusals are logged as errors, and so are the mistakes that these tests look for.
  server = await startServer({ expectedErrors: [/./] });
  as = callersOf(server.url);
});
afterAll(() => server?.stop());

const callers = ['player', 'manager', 'administrator'] as const;

/** What the server could not cope with, to be shown all at once. */
class Failures {
  readonly list: string[] = [];

  note(answer: Answer, what: string): void {
    if (answer.status < 500) return;
    this.list.push(`${answer.status} ${what.slice(0, 200)}`);
  }

  /** Expects that there was nothing. */
  end(): void {
    if (this.list.length > 0)
      throw new Error(`${this.list.length} errors of the server:\n${this.list.join('\n')}`);
  }
}

async function askAll(name: (typeof callers)[number], paths: readonly string[]): Promise<void> {
  const failures = new Failures();
  const left = [...paths];
  while (left.length > 0) {
    await Promise.all(
      left.splice(0, 6).map(async (path) => {
        failures.note(await as[name].get(path), `GET ${path}`);
      }),
    );
  }
  failures.end();
}

const doors = [
  '/items/quests',
  '/items/categories',
  '/items/favorites',
  '/items/ledger_entries',
  '/items/cities',
  '/users',
  '/files',
];

/** Texts that fit into a URL. */
const texts = HOSTILE.filter(
  (text) => text.isWellFormed() && encodeURIComponent(text).length < 2000,
);

const numbers = [
  '-1',
  '-2',
  '0',
  '1.5',
  'x',
  '',
  '1e99',
  '99999999999999999999',
  'NaN',
  '0x10',
  'null',
  '[]',
  '{}',
];
const operators = [
  '_eq',
  '_neq',
  '_lt',
  '_gte',
  '_in',
  '_nin',
  '_null',
  '_nnull',
  '_contains',
  '_icontains',
  '_starts_with',
  '_nends_with',
  '_between',
  '_nbetween',
  '_empty',
  '_nempty',
  '_regex',
  '_intersects',
  '_intersects_bbox',
  '_some',
  '_none',
  '_unknown',
];
const operands: readonly unknown[] = [
  'x',
  "' or 1=1 --",
  '\u0000',
  1e30,
  -1,
  1.5,
  true,
  null,
  [],
  {},
  [null],
  [[]],
  ['x', 'y', 'z'],
  { a: { b: {} } },
  '$NOW(x)',
  '$NOW(+9999999 years)',
  '$CURRENT_USER',
  '$CURRENT_USER.x.y',
  '99999999-99-99',
  '(',
];

/** Directus does not wait for what it finds in a nested level, and an error there ended the process. */
const crashing = ['x', '{', '[', 'null'].flatMap((text) =>
  ['_filter', '_fields', '_sort', '_aggregate', '_meta', '_alias', '_deep'].map((key) => ({
    merch: { [key]: text },
  })),
);

describe('the server does not end', () => {
  test.each([...callers, 'nobody'] as const)('by a deep query of %s', async (name) => {
    for (const deep of [
      ...crashing,
      { a: { b: { _filter: 'x' } } },
      { merch: { _filter: 1, _sort: 1, _fields: 1 } },
    ]) {
      for (const answer of [
        await as[name].get(`/items/quests${query({ deep, fields: 'id,merch.id' })}`),
        await as[name]('SEARCH', '/items/quests', { body: { query: { deep, fields: ['id'] } } }),
      ]) {
        expect(answer.status, `${JSON.stringify(deep)} ${answer.text}`).toBeLessThan(500);
      }
    }
    expect((await as.nobody.get('/health/ready')).status).toBe(200);
  });
});

describe.each(callers)('%s', (name) => {
  test('paging', () =>
    askAll(
      name,
      doors.flatMap((door) =>
        ['limit', 'offset', 'page'].flatMap((parameter) =>
          numbers.map((value) => `${door}${query({ [parameter]: value })}`),
        ),
      ),
    ));

  test('each parameter with hostile texts', () =>
    askAll(
      name,
      ['/items/quests', '/users', '/files'].flatMap((door) =>
        [
          'fields',
          'filter',
          'sort',
          'search',
          'aggregate',
          'groupBy',
          'deep',
          'alias',
          'export',
          'meta',
          'version',
          'backlink',
          'limit',
        ].flatMap((parameter) => texts.map((text) => `${door}${query({ [parameter]: text })}`)),
      ),
    ));

  test('filters of each operator with operands of every kind', () =>
    askAll(
      name,
      ['id', 'name', 'cost', 'published_at', 'auto_accrual', 'category', 'merch', 'rating'].flatMap(
        (field) =>
          operators.flatMap((operator) => {
            // Half of them for each field, or this would take minutes.
            const some = operands.filter(
              (_, index) => (index + field.length + operator.length) % 2 === 0,
            );
            return some.map(
              (operand) =>
                `/items/quests${query({ filter: { [field]: { [operator]: operand } }, limit: '1', fields: 'id' })}`,
            );
          }),
      ),
    ));

  test('filters, aggregates and functions that make no sense', () =>
    askAll(
      name,
      [
        { filter: '{' },
        { filter: [] },
        { filter: 'null' },
        { filter: { _and: 'x' } },
        { filter: { _or: [{}] } },
        { filter: { _and: [null] } },
        { filter: { id: null } },
        { filter: { id: 'x' } },
        { filter: { id: { _in: Array(5000).fill('x') } } },
        { filter: { 'year(name)': { _eq: 1 } } },
        { filter: { 'count(id)': { _eq: 1 } } },
        { filter: { 'nothing(id)': { _eq: 1 } } },
        { filter: { 'year(published_at)': { _eq: 'x' } } },
        { filter: { location: { _eq: { type: 'Point' } } } },
        { aggregate: { sum: 'name' } },
        { aggregate: { avg: 'id' } },
        { aggregate: { max: 'location' } },
        { aggregate: { min: 'id' } },
        { aggregate: { max: 'auto_accrual' } },
        { aggregate: { nothing: '*' } },
        { aggregate: { count: 'x,y' } },
        { aggregate: 'count' },
        { aggregate: { count: '*' }, sort: 'name' },
        { aggregate: { count: '*' }, groupBy: 'year(name)' },
        { aggregate: { count: '*' }, groupBy: 'location' },
        { aggregate: { count: '*' }, groupBy: 'merch' },
        { aggregate: { count: '*' }, groupBy: 'category.name' },
        { groupBy: 'name' },
        { groupBy: 'name', fields: '*' },
        { fields: 'year(name)' },
        { fields: 'count(id)' },
        { fields: 'a.b.c.d.e.f.g.h.i.j.k' },
        { fields: `${'category.'.repeat(200)}id` },
        { fields: Array(3000).fill('id').join(',') },
        { fields: 'merch:x.y' },
        { sort: 'merch' },
        { sort: 'merch.name,-category.name,?' },
        { sort: 'count(merch)' },
        { sort: 'year(name)' },
        { deep: { merch: { _limit: -5 } } },
        { deep: { merch: { _filter: 'x' } } },
        { deep: { merch: { _sort: 'x' } } },
        { deep: { merch: 'x' } },
        { deep: { merch: { merch: { _limit: 'x' } } }, fields: 'merch.*' },
        { deep: { category: { _aggregate: { count: '*' } } }, fields: 'category.*' },
        { alias: { x: 'y' }, fields: 'x' },
        { alias: { id: 'name' }, fields: 'id' },
        { alias: { 'a.b': 'name' }, fields: 'a.b' },
        { alias: { x: 'merch' }, fields: 'x.*', deep: { x: { _filter: { id: { _eq: 'x' } } } } },
        { search: '1'.repeat(400) },
        { search: '99999999999999999999999999999' },
        { search: 'NaN' },
        { export: 'csv', fields: 'merch.*' },
        { export: 'xml', limit: 'x' },
        { export: 'exe' },
      ].flatMap((parameters) =>
        ['/items/quests', '/items/cities', '/files', '/users'].map(
          (door) => `${door}${query(parameters)}`,
        ),
      ),
    ));

  test('ids that are none', () =>
    askAll(
      name,
      [
        '/items/quests',
        '/items/activities',
        '/users',
        '/files',
        '/assets',
        '/roles',
        '/folders',
        '/collections',
        '/fields/quests',
        '/relations/quests',
        '/items',
      ].flatMap((door) =>
        [...texts, '..', '%', '%00', '%E0%A4%A', '%2e%2e%2f'].map(
          (text) => `${door}/${/%[0-9E2]|^%$/.test(text) ? text : encodeURIComponent(text)}`,
        ),
      ),
    ));

  test('repeated and broken query strings', () =>
    askAll(
      name,
      [
        'filter=x&filter=y',
        'filter[id][_eq]=1&filter={"a":1}',
        'limit[]=1',
        'limit[a]=1',
        'fields[a]=1',
        'sort[a][b]=1',
        'search[]=x',
        'search[a]=x',
        'export[]=csv',
        'alias[]=x',
        'alias[x][y]=1',
        'aggregate[]=x',
        'aggregate[count][x]=1',
        'groupBy[a]=1',
        'deep[]=1',
        'meta[]=x',
        'version[]=x',
        'access_token[]=x',
        '%=%',
        '%E0%A4%A=1',
        'a[b'.repeat(100),
        `a${'[b]'.repeat(500)}=1`,
        Array.from({ length: 1200 }, (_, n) => `a${n}=1`).join('&'),
        `filter${'[_and][0]'.repeat(100)}[id][_eq]=1`,
      ].flatMap((text) => ['/items/quests', '/users', '/files'].map((door) => `${door}?${text}`)),
    ));
});

describe('bodies', () => {
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

  test.each(collections)('%s: every field with values of every kind', async (collection) => {
    const failures = new Failures();
    const caller: Caller = as.administrator;
    const [row] = (await caller.get(`/items/${collection}?limit=1`)).body.data;
    expect(row, `there is a row of ${collection}`).toBeDefined();
    const fields: { field: string }[] = (await caller.get(`/fields/${collection}`)).body.data;
    for (const { field } of fields.filter((each) => each.field !== 'id')) {
      const values = [
        ...WRONG_JSON,
        'canary',
        99_999_999_999,
        world.quest,
        '2020-99-99',
        '$CURRENT_USER',
      ];
      await Promise.all(
        values.flatMap((value) => {
          const shown = `{"${field}": ${JSON.stringify(value).slice(0, 60)}}`;
          return [
            caller
              .patch(`/items/${collection}/${row.id}`, { [field]: value })
              .then((answer) =>
                failures.note(answer, `PATCH /items/${collection}/${row.id} ${shown}`),
              ),
            caller
              .post(`/items/${collection}`, { [field]: value })
              .then((answer) => failures.note(answer, `POST /items/${collection} ${shown}`)),
          ];
        }),
      );
    }
    failures.end();
  });

  test('that are not of the form that Directus takes', async () => {
    const failures = new Failures();
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
    for (const name of callers) {
      for (const path of [
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
      ]) {
        for (const method of ['POST', 'PATCH', 'DELETE', 'SEARCH']) {
          for (const raw of raws) {
            const headers = { 'Content-Type': 'application/json' };
            failures.note(
              await as[name](method, path, { raw, headers }),
              `${name} ${method} ${path} ${raw.slice(0, 40)}`,
            );
          }
        }
      }
    }
    failures.end();
  });

  test('of GraphQL', async () => {
    const failures = new Failures();
    for (const text of [
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
    ]) {
      for (const name of callers) failures.note(await as[name].graphql(text), `${name} ${text}`);
    }
    for (const variables of [1, 'x', [], null, { x: {} }]) {
      const answer = await as.administrator.post('/graphql', {
        query: 'query Q($x: GraphQLStringOrFloat) { quests(filter: {cost: {_eq: $x}}) { id } }',
        variables,
      });
      failures.note(answer, JSON.stringify(variables));
    }
    failures.end();
  });
});
