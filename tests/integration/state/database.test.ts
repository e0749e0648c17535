/** The database of the settings: what is said when it cannot be reached, or should not be used. */
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ClearError } from '../../../scripts/lib/clear-error.mjs';
import { withClient } from '../../../scripts/lib/database.ts';
import { refuseDemoAccounts } from '../../../scripts/start/demo.ts';
import { accounts } from '../../harness/accounts.ts';
import { type TestDatabase, withDatabase } from '../../harness/database.ts';
import { freePort } from '../../harness/port.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await withDatabase();
});
afterAll(() => database?.close());

/** What is said; undefined when all is well. */
async function problemOf(work: Promise<unknown>): Promise<string | undefined> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error !== undefined) expect(error).toBeInstanceOf(ClearError);
  return (error as ClearError | undefined)?.message;
}

describe('a connection', () => {
  const connecting = (changes: Record<string, string> = {}) =>
    problemOf(withClient({ ...database.env, ...changes }, async () => undefined));
  const line = (port: string | undefined, reason: string) =>
    `The database at ${database.env.DB_HOST}:${port} cannot be reached: ${reason} (DB_HOST, DB_PORT, DB_DATABASE, DB_USER, DB_PASSWORD).`;

  it('is made', async () => {
    expect(await connecting()).toBeUndefined();
  });

  it('finds nothing there', async () => {
    const DB_PORT = String(await freePort());
    expect(await connecting({ DB_PORT })).toBe(line(DB_PORT, 'nothing listens there'));
  });

  it('has a wrong password', async () => {
    const { DB_PORT, DB_USER } = database.env;
    expect(await connecting({ DB_PASSWORD: 'wrong-4Wz7' })).toBe(
      line(DB_PORT, `the password of user "${DB_USER}" is wrong`),
    );
  });

  it('names a database that is not there', async () => {
    const { DB_PORT, DB_USER } = database.env;
    const missing = 'questcity_test_missing';
    expect(await connecting({ DB_DATABASE: missing })).toBe(
      line(
        DB_PORT,
        `there is no database "${missing}"; make it with: CREATE DATABASE "${missing}" OWNER "${DB_USER}"`,
      ),
    );
  });
});

it('a database is refused in production while an account of the demo can sign in', async () => {
  const refusal = () => problemOf(refuseDemoAccounts(database.env));
  const change = (column: 'email' | 'status', value: string) =>
    database.client.query(
      `update directus_users set ${pg.escapeIdentifier(column)} = $1 where id = $2`,
      [value, accounts.player.id],
    );
  expect(await refusal()).toBeUndefined();
  await change('email', 'player1@demo.example.com');
  expect(await refusal()).toMatch(
    /^This database holds demo accounts .*before starting in production\.$/,
  );
  await change('status', 'suspended');
  expect(await refusal()).toBeUndefined();
});
