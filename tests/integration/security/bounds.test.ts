/** What one request can ask for: levels, hashes, fields of a document, rows without files. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FOLDER } from '../../../extensions/questcity/src/kernel/actor.ts';
import { accounts } from '../../harness/accounts.ts';
import { type Callers, callersOf } from '../../harness/api.ts';
import { startServer, type TestServer } from '../../harness/server.ts';
import { files } from '../../harness/world-files.ts';
import { expectRefusal } from '../input/refusal.ts';

const REGISTRATIONS = 3;

let server: TestServer;
let as: Callers;
beforeAll(async () => {
  server = await startServer({
    settings: {
      RATE_LIMITER_ENABLED: 'true',
      RATE_LIMITER_POINTS: '1000',
      RATE_LIMITER_REGISTRATION_POINTS: String(REGISTRATIONS),
    },
    expectedErrors: [/GraphQL/],
  });
  as = callersOf(server.url);
});
// Fails when the server has ended by itself.
afterAll(() => server?.stop());

describe('levels beyond all reason', () => {
  const deep = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);
  const filter = `${'{"_and":['.repeat(600)}{}${']}'.repeat(600)}`;
  test.each([
    ['deep, by anybody', `/auth?deep={"a":{"_limit":${deep(7000)}}}`],
    ['deep in the form of a form', `/server/ping?deep[a][_limit]=${deep(7000)}`],
    ['filter', `/items/quests?filter=${filter}`],
    ['aggregate', `/items/quests?aggregate=${deep(7000)}`],
    ['transforms', `/assets/${files.catalogue}?transforms=${deep(7000)}`],
    [
      'variables',
      `/graphql?query=query($a:quests_filter){quests(filter:$a){id}}&variables={"a":${filter}}`,
    ],
  ])('in %s are refused', async (_, path) => {
    for (const caller of [as.nobody, as.player]) {
      const answer = await caller.get(path);
      // A ping is answered by who reads no parameters.
      if (answer.text !== 'pong') expectRefusal(answer, path.slice(0, 40), [400]);
    }
    expect((await as.player.get('/items/quests?limit=1')).status).toBe(200);
  });

  test('are no matter in what is searched for', async () => {
    expect((await as.player.get(`/items/quests?search=${deep(200)}`)).status).toBe(200);
  });
});

describe('hashes of passwords', () => {
  const string = 'x';
  const generate = `mutation { utils_hash_generate(string: "x") }`;
  const verify = `mutation { ...F } fragment F on Mutation { a: utils_hash_verify(string: "x", hash: "y") }`;
  test('are made for administrators alone', async () => {
    for (const caller of [as.nobody, as.player, as.manager]) {
      expect((await caller.post('/utils/hash/generate', { string })).status).toBe(403);
      expect((await caller.post('/utils/hash/verify', { string, hash: 'y' })).status).toBe(403);
      for (const query of [generate, verify]) {
        expect((await caller.post('/graphql/system', { query })).code).toBe('FORBIDDEN');
      }
    }
    expect((await as.administrator.post('/utils/hash/generate', { string })).status).toBe(200);
    const made = await as.administrator.post('/graphql/system', { query: generate });
    expect(made.body.data.utils_hash_generate).toMatch(/^\$argon2/);
  });
});

describe('a GraphQL document', () => {
  const aliases = (count: number) =>
    Array.from({ length: count }, (_, n) => `a${n}: quests(limit: 1) { id }`).join(' ');
  test.each([
    ['fields', (count: number) => `{ ${aliases(count)} }`],
    [
      'fields in a fragment',
      (count: number) => `{ ...F } fragment F on Query { ${aliases(count)} }`,
    ],
    ['fields inline', (count: number) => `{ ... on Query { ${aliases(count)} } }`],
    [
      'fields of several operations',
      (count: number) => `query A { ${aliases(count - 1)} } query B { quests { id } }`,
    ],
  ])('has at most 20 %s at its root', async (_, document) => {
    const body = { query: document(20), operationName: 'A' };
    const whole = document(20).startsWith('query') ? body : { query: document(20) };
    expect((await as.player.post('/graphql', whole)).body.errors).toBeUndefined();
    expectRefusal(await as.player.post('/graphql', { query: document(21) }), 'many fields', [400]);
  });

  /** Each fragment names the next one twice. */
  const doubling = (count: number, on: string) =>
    Array.from(
      { length: count },
      (_, n) => `fragment F${n} on ${on} { ${n < count - 1 ? `...F${n + 1} ...F${n + 1}` : 'id'} }`,
    ).join(' ');
  const named = (count: number): [string, string][] => [
    ['/graphql', `{ quests(limit: 1) { ...F0 } } ${doubling(count, 'quests')}`],
    [
      '/graphql',
      `{ quests { category { ... on categories { ...F0 } } } } ${doubling(count, 'categories')}`,
    ],
    ['/graphql/system', `{ users_me { ...F0 } } ${doubling(count, 'directus_users')}`],
    [
      '/graphql/system',
      `mutation { update_users_me(data: {language: "en-US"}) { ...F0 } } ${doubling(count, 'directus_users')}`,
    ],
  ];
  test('counts the fields of a fragment wherever it is named', async () => {
    for (const [path, text] of named(5)) {
      const answer = await as.player.post(path, { query: text });
      expect(answer.body.errors, answer.text).toBeUndefined();
    }
    for (const [path, text] of [...named(11), ...named(29)]) {
      expectRefusal(await as.player.post(path, { query: text }), 'many fields', [400]);
      if (text.startsWith('mutation')) continue;
      const asked = await as.player.get(`${path}?query=${encodeURIComponent(text)}`);
      expectRefusal(asked, 'many fields', [400]);
    }
    const circle =
      '{ quests { ...A } } fragment A on quests { ...B } fragment B on quests { ...A }';
    expectRefusal(await as.player.post('/graphql', { query: circle }), 'a circle', [400]);
  });

  test('that registers too often is told so, together with those of REST', async () => {
    const register = (n: number) =>
      `mutation { users_register(email: "g${n}@new.example.com", password: "long enough for all") }`;
    const email = 'rest@new.example.com';
    expect(
      (await as.nobody.post('/users/register', { email, password: 'long enough for all' })).status,
    ).toBe(204);
    for (let n = 1; n < REGISTRATIONS; n++) {
      const answer = await as.nobody.post('/graphql/system', { query: register(n) });
      expect(answer.body).toEqual({ data: { users_register: true } });
    }
    const refused = await as.nobody.post('/graphql/system', { query: register(9) });
    expect([refused.status, refused.code]).toEqual([429, 'REQUESTS_EXCEEDED']);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  });
});

describe('a row of a file', () => {
  const row = { type: 'text/html', filename_download: 'x.html', storage: 'local' };
  test.each(['player', 'editor', 'manager', 'administrator'] as const)(
    'is not made without the file by a %s',
    async (name) => {
      expectRefusal(await as[name].post('/files', row), 'a row', [400, 403]);
      const query = `mutation { create_files_item(data: { type: "image/png", storage: "local", filename_download: "x" }) { id } }`;
      expect((await as[name].post('/graphql/system', { query })).body.errors).toHaveLength(1);
    },
  );

  test('is not made beside a profile', async () => {
    const avatar = { ...row, type: 'image/png', folder: FOLDER.avatars };
    const answer = await as.player.patch(`/items/profiles/${accounts.player.id}`, { avatar });
    expectRefusal(answer, 'a nested row', [400, 403]);
    const { rows } = await server.database.client.query(
      'select from directus_files where filesize is null and uploaded_by = $1',
      [accounts.player.id],
    );
    expect(rows).toHaveLength(0);
  });
});

describe('fields of others', () => {
  const questions = [
    '/users?filter[tfa_secret][_null]=true',
    '/users?filter[last_page][_contains]=users',
    '/users?sort=-tfa_secret',
    '/users?filter[_or][0][_and][0][provider][_eq]=default',
    '/users?groupBy[]=provider&aggregate[count]=*',
    '/users?alias[a]=tfa_secret&fields=a',
    '/activity?filter[ip][_starts_with]=127.',
    '/activity?filter[user_agent][_contains]=e',
    '/activity?search=127.0.0.1',
    '/activity?sort=ip',
    '/files?filter[uploaded_by][tfa_secret][_null]=true',
    '/files?sort=uploaded_by.password',
    '/items/profiles?filter[account][provider][_eq]=default',
    '/roles?deep[users][_filter][tfa_secret][_null]=true&fields=users.id',
  ];
  test.each(questions)('%s answers nobody but administrators', async (path) => {
    for (const name of ['player', 'moderator', 'editor', 'manager'] as const) {
      expect((await as[name].get(path)).status, name).toBe(403);
    }
    const control = await as.administrator.get(path);
    expect(control.status, control.text).toBe(200);
  });

  const ofAccounts = [
    '/roles?filter[users][email][_starts_with]=player',
    '/roles?filter[users][_some][email][_starts_with]=player',
    '/roles?filter[_and][0][users][last_access][_gt]=2026-01-01',
    '/roles?filter[users][year(last_access)][_gt]=2020',
    '/files?aggregate[count]=*&filter[uploaded_by][email][_starts_with]=player',
    '/files?filter[uploaded_by][_or][0][last_access][_nnull]=true',
    '/files?sort=-uploaded_by.last_access',
    '/files?filter[folder][name][_nnull]=true&sort=uploaded_by.email',
    '/activity?filter[user][email][_starts_with]=admin',
    '/activity?filter[user][role][name][_eq]=Administrator',
  ];
  test.each(ofAccounts)(
    'behind a relation: %s answers those who may read accounts',
    async (path) => {
      for (const name of ['player', 'editor', 'manager'] as const) {
        expect((await as[name].get(path)).status, name).toBe(403);
      }
      const control = await as.administrator.get(path);
      expect(control.status, control.text).toBe(200);
    },
  );

  test('behind a relation are refused through GraphQL too, and to an order of nested rows', async () => {
    const query = 'query { files(filter: {uploaded_by: {email: {_starts_with: "p"}}}) { id } }';
    const answer = await as.manager.post('/graphql/system', { query });
    expect(answer.text).toContain('FORBIDDEN');
    const nested = '/items/quests?fields=image.id&deep[image][_sort]=uploaded_by.email';
    expect((await as.manager.get(nested)).status).toBe(403);
    expect((await as.administrator.get(nested)).status).toBe(200);
  });

  test('behind a relation: its key asks for nothing, and moderators read accounts', async () => {
    const own = `/files?filter[uploaded_by][id][_eq]=${accounts.manager.id}`;
    expect((await as.manager.get(own)).status).toBe(200);
    const byMail = '/items/profiles?filter[account][email][_starts_with]=player';
    const found = await as.moderator.get(byMail);
    expect(found.status, found.text).toBe(200);
    expect(found.body.data.length).toBeGreaterThan(0);
    expect((await as.manager.get(byMail)).status).toBe(403);
  });

  test('do not forbid looking for words that are called so', async () => {
    const path = '/items/quests?filter[name][_contains]=password&search=token';
    expect((await as.player.get(path)).status).toBe(200);
  });
});

test('what was uploaded is taken for nothing else', async () => {
  const answer = await as.player.get(`/assets/${files.catalogue}`);
  expect(answer.status).toBe(200);
  expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
});

test.each(['/assets/files', `/assets/folder/${FOLDER.avatars}`])(
  'an archive at %s is for staff',
  async (path) => {
    expect((await as.player.post(path, { ids: [files.catalogue] })).status).toBe(403);
  },
);
