/** Rate limits, and who a request is counted for. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accounts } from '../../harness/accounts.ts';
import { type Callers, callersOf } from '../../harness/api.ts';
import { startServer, type TestServer } from '../../harness/server.ts';
import { Socket } from '../../harness/socket.ts';

/** Requests that one address may make while this file runs. */
const POINTS = 5;

let server: TestServer;
let as: Callers;
beforeAll(async () => {
  server = await startServer({
    settings: {
      RATE_LIMITER_ENABLED: 'true',
      RATE_LIMITER_POINTS: String(POINTS),
      RATE_LIMITER_DURATION: '600',
    },
  });
  as = callersOf(server.url);
  // The callers read the document once, which counts as well.
  await as.nobody.get('/api/v2/quests');
});
afterAll(() => server?.stop());

describe.each(['/api/v2/quests', '/items/quests'])('%s', (path) => {
  test('is limited, also when each request claims to come from elsewhere', async () => {
    const statuses: number[] = [];
    for (let n = 1; n <= POINTS + 3; n++) {
      const headers = {
        'X-Forwarded-For': `203.0.113.${n}`,
        'X-Real-IP': `203.0.113.${n}`,
        Forwarded: `for=203.0.113.${n}`,
        'CF-Connecting-IP': `203.0.113.${n}`,
      };
      const answer = await as.player('GET', path, { headers });
      statuses.push(answer.status);
      if (answer.status !== 429) continue;
      expect(answer.code).toBe('REQUESTS_EXCEEDED');
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    }
    expect(statuses).toContain(429);
    expect(statuses.slice(POINTS)).toEqual([429, 429, 429]);
  });
});

test('the probes are not limited', async () => {
  for (let n = 0; n < POINTS * 3; n++) {
    expect((await as.nobody.get('/health/live')).status).toBe(200);
    expect((await as.nobody.get('/health/ready')).status).toBe(200);
  }
});

test('messages over native WebSockets are limited for a user, over however many of them', async () => {
  const ask = async ({ token }: { token: string }) => {
    const socket = new Socket(server.url);
    await socket.signIn(token);
    const answer = await socket.ask({ type: 'ping', uid: 'p' });
    socket.terminate();
    return answer;
  };
  for (let n = 0; n < POINTS; n++)
    expect(await ask(accounts.other)).toMatchObject({ type: 'pong' });
  expect(await ask(accounts.other)).toMatchObject({
    status: 'error',
    error: { code: 'REQUESTS_EXCEEDED' },
    uid: 'p',
  });
  expect(await ask(accounts.editor)).toMatchObject({ type: 'pong' });
});
