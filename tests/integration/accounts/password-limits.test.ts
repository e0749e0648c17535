/** How often somebody may have a password hashed, through whatever door. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Account, accounts } from '../../harness/accounts.ts';
import { type Answer, type Callers, callersOf } from '../../harness/api.ts';
import { startServer, type TestServer } from '../../harness/server.ts';

/** As in the extension. */
const PER_MINUTE = 10;

let server: TestServer;
let as: Callers;
beforeAll(async () => {
  server = await startServer({
    settings: { RATE_LIMITER_ENABLED: 'true', RATE_LIMITER_POINTS: '1000' },
    expectedErrors: [/GraphQLError/],
  });
  as = callersOf(server.url);
});
afterAll(() => server?.stop());

const data = { password: accounts.player.password };

/** The password's hash as it is kept, which each change makes anew. */
async function hashOf({ id }: Account): Promise<string> {
  const statement = 'select password from directus_users where id = $1';
  return (await server.database.client.query(statement, [id])).rows[0].password;
}

function expectTooMany(answer: Answer): void {
  expect([answer.status, answer.code], answer.text).toEqual([429, 'REQUESTS_EXCEEDED']);
  const wait = Number(answer.headers.get('retry-after'));
  expect(wait).toBeGreaterThan(1);
  expect(wait).toBeLessThanOrEqual(60);
}

test('a player changes the own password so often in a minute, by all doors together', async () => {
  const mutation = (count: number) => ({
    query: `mutation { ${Array.from(
      { length: count },
      (_, n) => `a${n}: update_users_me(data: {password: "${data.password}"}) { id }`,
    ).join(' ')} }`,
  });
  const before = await hashOf(accounts.player);
  expect((await as.player.patch('/users/me', data)).status).toBe(200);
  const rows = [{ id: accounts.player.id, ...data }];
  expect((await as.player.patch('/users', rows)).status).toBe(200);

  const many = await as.player.post('/graphql/system', mutation(20));
  expect(many.status).toBe(200);
  const codes = many.body.errors.map((error: { extensions: unknown }) => error.extensions);
  expect(codes.at(-1)).toMatchObject({ code: 'REQUESTS_EXCEEDED' });
  expect(codes.length).toBeGreaterThanOrEqual(20 - (PER_MINUTE - 2));

  const after = await hashOf(accounts.player);
  expect(after).not.toBe(before);
  expectTooMany(await as.player.patch('/users/me', data));
  expectTooMany(await as.player.patch('/users', rows));
  expectTooMany(await as.player.patch('/users', { keys: [accounts.player.id], data }));
  expectTooMany(await as.player.post('/graphql/system', mutation(1)));
  expectTooMany(
    await as.player.post('/users/me/tfa/generate', { password: accounts.player.password }),
  );
  expect(await hashOf(accounts.player)).toBe(after);

  // Anything else of the own account, and of others, goes on.
  expect((await as.player.patch('/users/me', { language: 'en-US' })).status).toBe(200);
  expect((await as.other.patch('/users/me', data)).status).toBe(200);
});

test('a password is checked so often', async () => {
  const check = () =>
    as.moderator.post('/users/me/tfa/generate', { password: accounts.moderator.password });
  for (let n = 0; n < PER_MINUTE; n++) expect((await check()).status).toBe(200);
  expectTooMany(await check());
});

test('an administrator sets those of many', async () => {
  for (let n = 0; n < PER_MINUTE + 5; n++) {
    const answer = await as.administrator.patch(`/users/${accounts.suspended.id}`, data);
    expect(answer.status, answer.text).toBe(200);
  }
});

test.each([
  `auth_login(email: "${accounts.player.email}", password: "${accounts.player.password}") { access_token }`,
  `users_me_tfa_generate(password: "${accounts.player.password}") { secret }`,
  'auth_password_reset(token: "x", password: "long enough for all")',
  'users_invite_accept(token: "x", password: "long enough for all")',
])('a GraphQL document asks once for %s', async (field) => {
  const answer = await as.other.post('/graphql/system', {
    query: `mutation { a: ${field} b: ${field} }`,
  });
  expect([answer.status, answer.code]).toEqual([400, 'INVALID_QUERY']);
});
