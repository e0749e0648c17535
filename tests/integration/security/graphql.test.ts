/** A player at /graphql and /graphql/system. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accounts } from '../../harness/accounts.ts';
import { type Callers, callersOf, query } from '../../harness/api.ts';
import { startServer, type TestServer } from '../../harness/server.ts';
import { world } from '../../harness/world.ts';
import { type Attack, expectNoSecrets, harmless, refused, unanswerable } from './attack.ts';

let server: TestServer;
let as: Callers;
beforeAll(async () => {
  // Directus logs what GraphQL refuses as an error.
  server = await startServer({ expectedErrors: [/GraphQLError/] });
  as = callersOf(server.url);
});
afterAll(() => server?.stop());

const get = () => as;
const ask = (text: string, path = '/graphql'): Attack => ({
  name: text,
  method: 'POST',
  path,
  body: { query: text },
});
const askSystem = (text: string) => ask(text, '/graphql/system');

describe('a player is not told', () => {
  refused(get, [
    ask('{ points { id code word qr_secret } }'),
    ask('{ places { location } }'),
    ask(`{ points_by_id(id: "${world.points[0]}") { name } }`),
    ask('{ quests { points { name } } }'),
    ask('{ quests { points_func { count } mentor_preference { id } } }'),
    ask('{ quests { mug: points { code name } } }'),
    ask('{ quests { created_by { account { email } } } }'),
    ask('{ quests { reviews { author { account { email } } } } }'),
    ask('{ quests { image { uploaded_by { email } } } }'),
    ask('query Q { ...F } fragment F on Query { sessions { content } }'),
    ask('{ quests { ... on quests { points { word name } } } }'),
    ask('{ messages { text } }'),
    ask('{ attempts { latitude reasons } }'),
    ask('{ unlock_requests { reason message } }'),
    ask('{ friend_edges { id } }'),
    ask('{ chats { messages { text } } }'),
    ask('{ profiles { account { email } } }'),
  ]);

  harmless(get, [
    ask('{ quests(limit: -1) { id name description } }'),
    ask(`{ quests(filter: {id: {_eq: "${world.draft}"}}) { id name } }`),
    ask('{ quests(search: "canary") { id name } }'),
    ask('{ quests_aggregated(groupBy: ["name"]) { group count { id } } }'),
    ask(`{ quests_by_id(id: "${world.draft}") { id name } }`),
    ask('{ merch(limit: -1) { name quest { name } } }'),
    ask('{ ledger_entries(limit: -1) { reference } }'),
    ask('{ favorites(limit: -1) { id quest { name } } }'),
    askSystem('{ files(limit: -1) { id title } }'),
    askSystem('{ users(limit: -1) { id email } }'),
    askSystem(`{ users_by_id(id: "${accounts.other.id}") { email } }`),
  ]);

  unanswerable(get, [
    ask('{ quests(filter: {points: {code: {_nnull: true}}}) { id } }'),
    ask('{ quests(filter: {points: {_some: {word: {_nnull: true}}}}) { id } }'),
    ask('{ quests(filter: {points: {_none: {word: {_nnull: true}}}}) { id } }'),
    ask('{ quests(filter: {start_latitude: {_gt: 55}}) { id } }'),
    ask('{ quests(filter: {points_func: {count: {_gt: 1}}}) { id } }'),
    ask('{ quests(sort: ["start_latitude"]) { id } }'),
    ask('{ quests(sort: ["points.code"]) { id } }'),
    ask('{ points_aggregated { countDistinct { id } } }'),
    ask('{ places_aggregated { max { detection_radius } } }'),
    ask('{ quests_aggregated { avg { start_latitude } } }'),
    ask('{ merch(filter: {quest: {points: {word: {_nnull: true}}}}) { id } }'),
    askSystem('{ revisions { id } }'),
    askSystem('{ activity { id } }'),
    askSystem('{ permissions { id } }'),
    askSystem('{ policies { id } }'),
    askSystem('{ shares { id } }'),
    askSystem('{ settings { project_name project_url public_registration_role { id } } }'),
  ]);
});

describe('mutations', () => {
  test.each([
    `mutation { create_quests_item(data: {name: "Mine"}) { id } }`,
    `mutation { update_quests_item(id: "${world.quest}", data: {name: "Mine"}) { id } }`,
    `mutation { delete_quests_item(id: "${world.quest}") { id } }`,
    `mutation { update_profiles_item(id: "${accounts.other.id}", data: {bio: "Mine"}) { id } }`,
    `mutation { update_profiles_item(id: "${accounts.player.id}", data: {credits: 1000000}) { id } }`,
    `mutation { create_ledger_entries_item(data: {kind: "purchase", amount: 1000, reference: "mine"}) { id } }`,
    `mutation { delete_favorites_item(id: "${world.favorite.other}") { id } }`,
    `mutation { update_reviews_item(id: "${world.review}", data: {rating: 1}) { id } }`,
    `mutation { update_points_item(id: "${world.points[0]}", data: {name: "Mine"}) { id } }`,
  ])('%s', async (text) => {
    const answer = await as.player.graphql(text);
    expect(answer.body.errors?.length, answer.text).toBeGreaterThan(0);
    expectNoSecrets(answer);
    const { rows } = await server.database.client.query(
      `select (select count(*)::int from quests where name = 'Mine')
            + (select count(*)::int from profiles where bio = 'Mine' or credits > 1000)
            + (select count(*)::int from points where name = 'Mine')
            + (select count(*)::int from ledger_entries where reference = 'mine') as changed,
              (select count(*)::int from favorites) as favorites,
              (select rating from reviews where id = $1) as rating,
              (select count(*)::int from quests) as quests`,
      [world.review],
    );
    expect(rows[0]).toEqual({ changed: 0, favorites: 2, rating: 4, quests: 4 });
  });

  test.each([
    `mutation { update_users_me(data: {role: "10000000-0000-4000-8000-000000000003"}) { id } }`,
    `mutation { update_users_me(data: {email: "new@test.example.com"}) { id } }`,
    `mutation { update_users_me(data: {token: "a-token-of-my-own-choice"}) { id } }`,
    `mutation { update_users_item(id: "${accounts.other.id}", data: {password: "x"}) { id } }`,
    `mutation { create_users_item(data: {email: "new@test.example.com"}) { id } }`,
    `mutation { users_invite(email: "new@test.example.com", role: "10000000-0000-4000-8000-000000000003") }`,
    `mutation { create_permissions_item(data: {collection: "points", action: "read"}) { id } }`,
    `mutation { update_settings(data: {project_name: "Mine"}) { project_name } }`,
    `mutation { utils_cache_clear }`,
    `mutation { create_shares_item(data: {collection: "points", item: "${world.points[0]}"}) { id } }`,
  ])('of the system: %s', async (text) => {
    const answer = await as.player.post('/graphql/system', { query: text });
    expect(answer.body.errors?.length, answer.text).toBeGreaterThan(0);
    const { rows } = await server.database.client.query(
      `select role, email, token from directus_users where id = $1`,
      [accounts.player.id],
    );
    expect(rows[0]).toMatchObject({ email: accounts.player.email, token: accounts.player.token });
    expect(rows[0].role).toMatch(/1$/);
  });
});

describe('the schema of GraphQL', () => {
  test.each(['player', 'nobody'] as const)('is not told to %s', async (name) => {
    for (const path of ['/graphql', '/graphql/system']) {
      const text = '{ __schema { types { name } } }';
      for (const answer of [
        await as[name].post(path, { query: text }),
        await as[name].get(`${path}${query({ query: text })}`),
      ]) {
        expect(answer.body?.data?.__schema, answer.text).toBeUndefined();
      }
    }
  });

  test('is not told by suggestions either', async () => {
    const answer = await as.player.graphql('{ quests { pointz } }');
    expect(answer.text).not.toMatch(/Did you mean/);
  });
});

test('a query deeper or longer than any app needs is refused', async () => {
  const deep = `{ quests ${'{ category '.repeat(50)} { id } ${'}'.repeat(50)} }`;
  const long = `{ ${Array.from({ length: 3000 }, (_, n) => `a${n}: quests { id }`).join(' ')} }`;
  for (const text of [deep, long]) {
    const answer = await as.player.graphql(text);
    expect(answer.body.errors?.length).toBeGreaterThan(0);
    expect(answer.status).toBeLessThan(500);
  }
});

test('an import from an address is for staff, and then reaches nothing inside', async () => {
  const mutation = `mutation { import_file(url: "${server.url}/server/ping") { id } }`;
  const codeFor = async (name: 'player' | 'administrator') => {
    const answer = await as[name].post('/graphql/system', { query: mutation });
    return answer.body.errors?.[0]?.extensions?.code;
  };
  expect(await codeFor('player')).toBe('FORBIDDEN');
  expect(await codeFor('administrator')).toBe('SERVICE_UNAVAILABLE');
});
