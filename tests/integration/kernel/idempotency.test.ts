/** Idempotency keys against a real PostgreSQL, also when the same request comes many times at once. */
import knex, { type Knex } from 'knex';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  type Answer,
  forgetOldKeys,
  idempotent,
} from '../../../extensions/questcity/src/kernel/idempotency.ts';
import { type TestDatabase, withDatabase } from '../../harness/database.ts';

let test: TestDatabase;
let database: Knex;
let user: string;
let other: string;

beforeAll(async () => {
  test = await withDatabase();
  database = knex({ client: 'pg', connection: { ...test.connection }, pool: { min: 0, max: 20 } });
  await test.client.query('create table deeds (what text)');
  const users = await test.client.query('select id from directus_users order by id limit 2');
  [user, other] = users.rows.map((row) => row.id as string) as [string, string];
});

afterAll(async () => {
  await database.destroy();
  await test.close();
});

beforeEach(async () => {
  await test.client.query('truncate deeds; truncate questcity.idempotency_keys');
});

const request = (overrides: Partial<Parameters<typeof idempotent>[1]> = {}) => ({
  user,
  key: 'key-1',
  route: 'POST /quests/1/sessions',
  body: { a: 1 },
  ...overrides,
});

/** A command that leaves a trace, so that the test sees how often it ran. */
async function deed(transaction: Knex): Promise<Answer> {
  await transaction.raw(`insert into deeds values ('done')`);
  return { status: 201, body: { data: { id: 'first' } } };
}

async function deeds(): Promise<number> {
  const { rows } = await test.client.query('select count(*)::int as n from deeds');
  return rows[0].n;
}

describe('an idempotent request', () => {
  it('runs once and answers the same again', async () => {
    const first = await idempotent(database, request(), deed);
    const second = await idempotent(database, request(), deed);
    expect(first).toEqual({ status: 201, body: { data: { id: 'first' } }, repeated: false });
    expect(second).toEqual({ ...first, repeated: true });
    expect(await deeds()).toBe(1);
  });

  it('runs once when it comes twenty times at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => idempotent(database, request(), deed)),
    );
    expect(answers.filter((answer) => !answer.repeated)).toHaveLength(1);
    expect(new Set(answers.map((answer) => JSON.stringify(answer.body))).size).toBe(1);
    expect(await deeds()).toBe(1);
  });

  it.each([
    ['body', { body: { a: 2 } }],
    ['route', { route: 'POST /quests/2/sessions' }],
  ])('with another %s is refused', async (_what, change) => {
    await idempotent(database, request(), deed);
    await expect(idempotent(database, request(change), deed)).rejects.toMatchObject({
      code: 'IDEMPOTENCY_KEY_REUSED',
      status: 409,
    });
    expect(await deeds()).toBe(1);
  });

  it('is another one for another user or key', async () => {
    await idempotent(database, request(), deed);
    await idempotent(database, request({ user: other }), deed);
    await idempotent(database, request({ key: 'key-2' }), deed);
    expect(await deeds()).toBe(3);
  });

  it('that fails leaves nothing and may be tried again', async () => {
    const failing = idempotent(database, request(), async (transaction) => {
      await deed(transaction);
      throw new Error('no luck');
    });
    await expect(failing).rejects.toThrow('no luck');
    expect(await deeds()).toBe(0);
    expect((await idempotent(database, request(), deed)).repeated).toBe(false);
  });

  it.each(['', ' ', 'a b', 'ключ', 'x'.repeat(256)])('refuses the key %j', async (key) => {
    await expect(idempotent(database, request({ key }), deed)).rejects.toMatchObject({
      code: 'INVALID_PAYLOAD',
    });
  });

  it('is forgotten after a day', async () => {
    await idempotent(database, request(), deed);
    await test.client.query(
      `update questcity.idempotency_keys set created_at = now() - interval '23 hours'`,
    );
    await forgetOldKeys(database);
    expect((await idempotent(database, request(), deed)).repeated).toBe(true);
    await test.client.query(
      `update questcity.idempotency_keys set created_at = now() - interval '25 hours'`,
    );
    await forgetOldKeys(database);
    expect((await idempotent(database, request(), deed)).repeated).toBe(false);
  });
});
