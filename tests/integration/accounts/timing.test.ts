/** Neither the answers nor their time tell whether an address has an account: 200 tries of each. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accounts } from '../../harness/accounts.ts';
import { type Callers, callersOf } from '../../harness/api.ts';
import { startServer, type TestServer } from '../../harness/server.ts';
import { compareTiming, expectSameTiming } from '../../harness/timing.ts';

const TRIES = { tries: 200, lanes: 4 };
const MINUTES_15 = 900_000;

let server: TestServer;
let as: Callers;

beforeAll(async () => {
  server = await startServer({ settings: { IP_TRUST_PROXY: '1' } });
  as = callersOf(server.url);
});

afterAll(() => server.stop());

let count = 0;
const unknown = () => `unknown-${count}@timing.example.com`;
const answers = new Set<string>();

const post = async (path: string, body: object) => {
  // From an address of its own each, or the limits of one address would answer.
  const address = `10.0.${count >> 8}.${count++ & 255}`;
  const { status, text } = await as.nobody('POST', path, {
    body,
    headers: { 'X-Forwarded-For': address },
  });
  answers.add(`${path} ${status} ${text}`);
};

describe('by its answer and its time, nobody can tell a known address from an unknown one', () => {
  it.each<[string, (email: string) => Promise<void>]>([
    ['asking for a new password', (email) => post('/auth/password/request', { email })],
    [
      'registering',
      (email) => post('/users/register', { email, password: 'a password of my own' }),
    ],
    ['signing in', (email) => post('/auth/login', { email, password: 'wrong' })],
  ])(
    'when %s',
    async (name, call) => {
      answers.clear();
      // Signing in has delays for each account: all tries are of accounts that have failed once.
      await addAccounts(name === 'signing in' ? TRIES.tries + 2 : 0);
      let next = 0;
      const known = () =>
        name === 'signing in' ? `known-${++next}@timing.example.com` : accounts.player.email;
      const comparison = await compareTiming(
        () => call(known()),
        () => call(unknown()),
        TRIES,
      );
      expectSameTiming(comparison);
      expect([...answers]).toHaveLength(1);
    },
    MINUTES_15,
  );
});

/** Accounts with a password, that of `player`. */
async function addAccounts(number: number): Promise<void> {
  await server.database.client.query(
    `insert into directus_users (id, email, password, role, status, provider)
     select gen_random_uuid(), 'known-' || n || '@timing.example.com', u.password, u.role, 'active', 'default'
       from generate_series(1, $1) n, directus_users u where u.id = $2`,
    [number, accounts.player.id],
  );
}
