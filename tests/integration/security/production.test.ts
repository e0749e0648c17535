/** A server with the settings of production: what it tells browsers about its cookies and itself. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { accounts } from '../../harness/accounts.ts';
import { PASSWORD } from '../../harness/environment.ts';
import { startServer, type TestServer } from '../../harness/server.ts';
import { accessToken } from '../../harness/tokens.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startServer({
    settings: {
      NODE_ENV: 'production',
      PUBLIC_URL: 'https://api.example.com',
      CORS_ORIGIN: 'https://app.example.com',
    },
  });
});
afterAll(() => server?.stop());

function post(path: string, body: object, headers: Record<string, string> = {}) {
  return fetch(server.url + path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
}

/** The attributes of the cookies that an answer sets, by name. */
function cookiesOf(response: Response): Record<string, string[]> {
  const lines = response.headers.getSetCookie().map((line) => line.split('; '));
  return Object.fromEntries(lines.map(([pair = '', ...rest]) => [pair.split('=')[0], rest]));
}

const SAFE = ['HttpOnly', 'Secure', 'SameSite=Lax'];

test.each([
  ['session', 'directus_session_token'],
  ['cookie', 'directus_refresh_token'],
])(
  'the cookie of mode %s is for https and for no script, from login to logout',
  async (mode, name) => {
    const { email } = accounts.player;
    const login = await post('/auth/login', { email, password: PASSWORD, mode });
    expect(login.status).toBe(200);
    expect(Object.keys(cookiesOf(login))).toEqual([name]);
    expect(cookiesOf(login)[name]).toEqual(expect.arrayContaining(SAFE));
    const value = login.headers.getSetCookie()[0]?.split(';')[0] ?? '';

    const refreshed = await post('/auth/refresh', { mode }, { Cookie: value });
    expect(refreshed.status).toBe(200);
    expect(cookiesOf(refreshed)[name]).toEqual(expect.arrayContaining(SAFE));
    const next = refreshed.headers.getSetCookie()[0]?.split(';')[0] ?? '';

    const logout = await post('/auth/logout', { mode }, { Cookie: next });
    expect(logout.status).toBe(204);
    expect(cookiesOf(logout)[name]).toEqual(expect.arrayContaining(SAFE));
  },
);

test('a cookie that is taken away after a revocation is as safe', async () => {
  const { client } = server.database;
  await client.query(`update directus_users set status = 'suspended' where id = $1`, [
    accounts.other.id,
  ]);
  const token = accessToken(accounts.other, 600);
  const answer = await fetch(`${server.url}/items/quests`, {
    headers: { Cookie: `directus_session_token=${token}` },
  });
  expect(answer.status).toBe(401);
  expect(cookiesOf(answer).directus_session_token).toEqual(expect.arrayContaining(SAFE));
});

test('browsers are to come by https only, from the origins that are set', async () => {
  const page = await fetch(`${server.url}/admin/login`);
  expect(page.headers.get('strict-transport-security')).toMatch(/max-age=\d{7,}/);
  for (const path of ['/api/v2/quests', '/items/quests']) {
    const origins = {
      'https://app.example.com': 'https://app.example.com',
      'https://evil.example': null,
    };
    for (const [Origin, allowed] of Object.entries(origins)) {
      const answer = await fetch(server.url + path, { headers: { Origin } });
      expect(answer.headers.get('access-control-allow-origin'), path).toBe(allowed);
    }
  }
});

test('errors tell nothing of the inside', async () => {
  const answer = await post('/items/quests', { name: 1 }, { Authorization: 'Bearer nonsense' });
  expect(await answer.text()).not.toMatch(/node_modules|stack|\.js:/);
});

test('a browser whose session has ended gets the extensions of the admin app to sign in with', async () => {
  const ended = [
    'garbage',
    accessToken(accounts.player, -60),
    accessToken(accounts.player, 600, {}, 'another secret'),
  ];
  for (const token of ended) {
    const headers = { Cookie: `directus_session_token=${token}` };
    const sources = await fetch(`${server.url}/extensions/sources/index.js`, { headers });
    expect(sources.status).toBe(200);
    expect(sources.headers.get('content-type')).toContain('javascript');
    // The rest goes on refusing it.
    expect([401, 403]).toContain((await fetch(`${server.url}/users/me`, { headers })).status);
  }
});
