/** Guessing passwords and one-time passwords, at each door that checks one. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { accounts } from '../../harness/accounts.ts';
import { type Answer, type Callers, callersOf } from '../../harness/api.ts';
import { startServer, type TestServer } from '../../harness/server.ts';

const { player, other } = accounts;

let server: TestServer;
let as: Callers;

beforeAll(async () => {
  // Tests call from addresses of their choice.
  server = await startServer({
    settings: { IP_TRUST_PROXY: '1' },
    // Directus takes every error in GraphQL for one of the server.
    expectedErrors: [/Too many requests/, /Invalid user credentials/],
  });
  as = callersOf(server.url);
});

afterAll(() => server.stop());

beforeEach(() => server.database.client.query('truncate questcity.rate_limits'));

const login = (email: string, password: string, address = '198.51.100.1', more: object = {}) =>
  as.nobody('POST', '/auth/login', {
    body: { email, password, ...more },
    headers: { 'X-Forwarded-For': address },
  });

const retryAfter = ({ status, code, headers }: Answer) => {
  expect([status, code]).toEqual([429, 'REQUESTS_EXCEEDED']);
  return Number(headers.get('retry-after'));
};

/** Lets the delays run out, and what was counted stay. */
const passTime = () =>
  server.database.client.query(
    `update questcity.rate_limits set expire = 1 where key like 'login-%-delay:%'`,
  );

/** Fails so often that the delay outlasts the test. */
async function attack(email: string, address: string): Promise<void> {
  await fail(5, email, address);
  for (let i = 0; i < 6; i++) {
    await passTime();
    await fail(1, email, address);
  }
}

async function fail(times: number, email: string, address?: string): Promise<void> {
  for (let i = 0; i < times; i++) {
    expect((await login(email, 'wrong', address)).status).toBe(401);
  }
}

describe('guessing the password of an account', () => {
  it.each([
    ['there is', player.email],
    ['there is not', 'nobody@test.example.com'],
  ])('meets delays that double up to a minute, when %s such an account', async (_, email) => {
    await fail(5, email);
    const delays = [];
    for (let i = 0; i < 8; i++) {
      delays.push(retryAfter(await login(email, 'wrong')));
      await passTime();
      await fail(1, email);
    }
    // Seconds may have passed on a busy machine until the next try was refused.
    for (const [i, seconds] of [1, 2, 4, 8, 16, 32, 60, 60].entries()) {
      expect(delays[i], `delay ${i}`).toBeLessThanOrEqual(seconds);
      expect(delays[i], `delay ${i}`).toBeGreaterThan(seconds / 2 - 1);
    }
  });

  it('counts all addresses together, and all spellings', async () => {
    await fail(2, player.email, '198.51.100.1');
    await fail(2, player.email.toUpperCase(), '198.51.100.2');
    await fail(1, player.email, '2001:db8::1');
    retryAfter(await login(player.email, 'wrong', '198.51.100.3'));
  });

  it('refuses the right password too while it waits, and forgets the failures once it was given', async () => {
    await fail(5, player.email);
    retryAfter(await login(player.email, player.password));
    await passTime();
    expect((await login(player.email, player.password)).status).toBe(200);
    await fail(4, player.email);
    expect((await login(player.email, player.password)).status).toBe(200);
  });

  it('checks five of many tries at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, i) => login(player.email, 'wrong', `203.0.113.${i}`)),
    );
    const statuses = answers.map(({ status }) => status);
    // A busy machine may take longer for all of them than the first delays last.
    const checked = statuses.filter((status) => status === 401).length;
    expect(checked).toBeGreaterThanOrEqual(5);
    expect(checked).toBeLessThanOrEqual(7);
    expect(statuses.filter((status) => status === 429)).toHaveLength(40 - checked);
  });

  it('does not keep its owner out who comes from where they were before', async () => {
    expect((await login(player.email, player.password, '192.0.2.10')).status).toBe(200);
    await attack(player.email, '203.0.113.1');
    retryAfter(await login(player.email, player.password, '203.0.113.2'));
    expect((await login(player.email, player.password, '192.0.2.10')).status).toBe(200);
    // Nor does that open the account to the attacker, or let the known address guess on.
    retryAfter(await login(player.email, player.password, '203.0.113.2'));
    await fail(5, player.email, '192.0.2.10');
    retryAfter(await login(player.email, player.password, '192.0.2.10'));
  });

  it('counts on all nodes together', async () => {
    const node = await startServer({ beside: server, settings: { IP_TRUST_PROXY: '1' } });
    try {
      const there = callersOf(node.url);
      const body = { email: player.email, password: 'wrong' };
      await fail(3, player.email);
      for (let i = 0; i < 2; i++)
        expect((await there.nobody.post('/auth/login', body)).status).toBe(401);
      retryAfter(await there.nobody.post('/auth/login', body));
      retryAfter(await login(player.email, 'wrong'));
    } finally {
      await node.stop();
    }
  });

  it('suspends nobody', async () => {
    await server.database.client.query(
      `update questcity.rate_limits set points = 1000 where key like 'login-account-failures:%'`,
    );
    await fail(5, player.email);
    const { rows } = await server.database.client.query(
      'select status from directus_users where id = $1',
      [player.id],
    );
    expect(rows).toEqual([{ status: 'active' }]);
  });
});

describe('guessing from one address', () => {
  it('meets delays after twenty failures, whichever the accounts', async () => {
    for (let i = 0; i < 20; i++) await fail(1, `somebody-${i}@test.example.com`, '203.0.113.9');
    expect(retryAfter(await login(player.email, player.password, '203.0.113.9'))).toBe(1);
    expect((await login(player.email, player.password, '203.0.113.10')).status).toBe(200);
    await passTime();
    expect((await login(player.email, player.password, '203.0.113.9')).status).toBe(200);
  });

  it('takes the network of an IPv6 address for the address', async () => {
    for (let i = 0; i < 20; i++) await fail(1, `somebody-${i}@test.example.com`, `2001:db8::${i}`);
    retryAfter(await login(player.email, player.password, '2001:db8::ffff'));
    expect((await login(player.email, player.password, '2001:db8:0:1::1')).status).toBe(200);
  });
});

describe('other doors', () => {
  it('count GraphQL, which takes one try in a request', async () => {
    const attempt = (name: string) =>
      `${name}: auth_login(email: "${player.email}", password: "wrong") { access_token }`;
    const ask = (...tries: string[]) =>
      as.nobody.post('/graphql/system', { query: `mutation { ${tries.join(' ')} }` });
    const together = await ask(attempt('a'), attempt('b'));
    expect([together.status, together.code]).toEqual([400, 'INVALID_QUERY']);
    const answers = await Promise.all(Array.from({ length: 20 }, () => ask(attempt('a'))));
    const codes = answers.map(({ code }) => code);
    const checked = codes.filter((code) => code === 'INVALID_CREDENTIALS').length;
    // A busy machine takes longer for the twenty than the first delays last.
    expect(checked).toBeGreaterThanOrEqual(5);
    expect(checked).toBeLessThanOrEqual(9);
    const refused = answers.filter(({ code }) => code === 'REQUESTS_EXCEEDED');
    expect(refused.map(({ status }) => status)).toEqual(Array(20 - checked).fill(429));
    const { rows } = await server.database.client.query(
      `select points from questcity.rate_limits where key like 'login-account-failures:%'`,
    );
    expect(rows).toEqual([{ points: checked }]);
  });

  it('take no passwords over the native WebSocket', async () => {
    const { email, password, token } = player;
    const attempt = (message: object) =>
      new Promise<string>((resolve, reject) => {
        const socket = new WebSocket(`ws://127.0.0.1:${server.port}/websocket`);
        socket.on('error', reject);
        socket.on('open', () => socket.send(JSON.stringify({ type: 'auth', ...message })));
        socket.once('message', (data) => {
          resolve(JSON.parse(String(data)).status);
          socket.terminate();
        });
      });
    expect(await attempt({ email, password })).toBe('error');
    expect(await attempt({ access_token: token })).toBe('ok');
  });

  it('count the password asked for again', async () => {
    const generate = (password: string) => as.player.post('/users/me/tfa/generate', { password });
    for (let i = 0; i < 5; i++) expect((await generate('wrong')).status).toBe(401);
    retryAfter(await generate('wrong'));
    retryAfter(await as.player('DELETE', '/api/v2/me', { body: { password: 'wrong' } }));
    expect(
      (await as.other.post('/users/me/tfa/generate', { password: other.password })).status,
    ).toBe(200);
  });

  it('count one-time passwords, but not being asked for one', async () => {
    const setSecret = (secret: string | null) =>
      server.database.client.query('update directus_users set tfa_secret = $1 where id = $2', [
        secret,
        other.id,
      ]);
    await setSecret('JBSWY3DPEHPK3PXP');
    try {
      for (let i = 0; i < 6; i++) {
        const asked = await login(other.email, other.password);
        expect([asked.status, asked.code]).toEqual([401, 'INVALID_OTP']);
      }
      for (let i = 0; i < 5; i++) {
        const guess = await login(other.email, other.password, '198.51.100.1', { otp: '000000' });
        expect([guess.status, guess.code]).toEqual([401, 'INVALID_OTP']);
      }
      retryAfter(await login(other.email, other.password, '198.51.100.1', { otp: '000000' }));

      await server.database.client.query('truncate questcity.rate_limits');
      const disable = () => as.other.post('/users/me/tfa/disable', { otp: '000000' });
      for (let i = 0; i < 5; i++) expect((await disable()).status).toBe(400);
      retryAfter(await disable());
    } finally {
      await setSecret(null);
    }
  });
});

it('keeps neither addresses nor e-mails', async () => {
  await fail(1, player.email, '203.0.113.77');
  const { rows } = await server.database.client.query('select key from questcity.rate_limits');
  expect(rows.length).toBeGreaterThan(1);
  expect(JSON.stringify(rows)).not.toMatch(/player|203\.0/);
});
