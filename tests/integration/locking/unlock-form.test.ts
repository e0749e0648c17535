/** The public form does not tell whether there is an account, and cannot be used without end. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Callers, callersOf } from '../../harness/api.ts';
import { startServer, type TestServer } from '../../harness/server.ts';
import { compareTiming, expectSameTiming } from '../../harness/timing.ts';
import { addPerson } from './person.ts';

const form = (email: string) => ({ email, reason: 'Mistake', message: 'It was not me' });

describe('the time of the answer', () => {
  let server: TestServer;
  let as: Callers;
  beforeAll(async () => {
    server = await startServer();
    as = callersOf(server.url);
  });
  afterAll(() => server?.stop());

  const TRIES = 200;

  async function emails(status: string, count: number): Promise<string[]> {
    const found: string[] = [];
    for (let i = 0; i < count; i++) {
      const { id, email } = await addPerson(server);
      found.push(email);
      await server.database.client.query('update directus_users set status = $2 where id = $1', [
        id,
        status,
      ]);
    }
    return found;
  }

  /** Asks for one address after the other, then from the first again. */
  function asking(addresses: readonly string[]) {
    let next = 0;
    return () =>
      as.nobody.post('/api/v2/unlock-requests', form(addresses[next++ % addresses.length] ?? ''));
  }

  test.each([
    ['a locked account, for the first time', async () => emails('suspended', TRIES + 2)],
    ['a locked account with a request pending', async () => emails('suspended', 1)],
    ['an active account', async () => emails('active', 1)],
  ])('is for %s what it is for nobody', async (_, known) => {
    const comparison = await compareTiming(
      asking(await known()),
      asking(['nobody@test.example.com']),
      { tries: TRIES },
    );
    console.info(`unlock form: ${JSON.stringify(comparison)}`);
    expectSameTiming(comparison);
  });
});

describe('the limit', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startServer({
      settings: {
        RATE_LIMITER_ENABLED: 'true',
        RATE_LIMITER_POINTS: '10000',
        IP_TRUST_PROXY: '127.0.0.1',
      },
    });
  });
  afterAll(() => server?.stop());

  const ask = (email: string, address: string) =>
    callersOf(server.url).nobody('POST', '/api/v2/unlock-requests', {
      body: form(email),
      headers: { 'X-Forwarded-For': address },
    });

  test('is 5 an hour from an address, whatever the e-mail', async () => {
    for (let i = 0; i < 5; i++)
      expect((await ask(`a${i}@test.example.com`, '192.0.2.1')).status).toBe(202);
    const refused = await ask('other@test.example.com', '192.0.2.1');
    expect(refused).toMatchObject({ status: 429, code: 'REQUESTS_EXCEEDED' });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(3000);
    expect((await ask('other@test.example.com', '192.0.2.2')).status).toBe(202);
  });

  test('is 5 an hour for an e-mail in any case, known or not, from anywhere', async () => {
    const { email } = await addPerson(server);
    for (const asked of [email, 'unknown@test.example.com']) {
      const answers: number[] = [];
      for (let i = 0; i < 6; i++) {
        const spelled = i % 2 ? asked.toUpperCase() : asked;
        answers.push((await ask(spelled, `198.51.100.${asked.length + i}`)).status);
      }
      expect(answers).toEqual([202, 202, 202, 202, 202, 429]);
    }
  });
});
