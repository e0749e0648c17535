/** Transactions of the kernel against a real PostgreSQL. */
import knex, { type Knex } from 'knex';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { inTransaction } from '../../../extensions/questcity/src/kernel/database.ts';
import { type TestDatabase, withDatabase } from '../../harness/database.ts';

let test: TestDatabase;
let database: Knex;

beforeAll(async () => {
  test = await withDatabase();
  database = knex({ client: 'pg', connection: { ...test.connection }, pool: { min: 0, max: 10 } });
  await test.client.query('create table accounts (name text primary key, amount int not null)');
});

afterAll(async () => {
  await database.destroy();
  await test.close();
});

beforeEach(async () => {
  await test.client.query(`truncate accounts; insert into accounts values ('a', 0), ('b', 0)`);
});

const amounts = async () =>
  (await test.client.query('select amount from accounts order by name')).rows.map((r) => r.amount);

describe('inTransaction', () => {
  it('keeps all or nothing', async () => {
    const failing = inTransaction(database, async (transaction) => {
      await transaction.raw(`update accounts set amount = 5 where name = 'a'`);
      throw new Error('stop');
    });
    await expect(failing).rejects.toThrow('stop');
    expect(await amounts()).toEqual([0, 0]);
  });

  it('joins a transaction that is open already', async () => {
    const outer = inTransaction(database, async (transaction) => {
      await inTransaction(transaction, (same) => {
        expect(same).toBe(transaction);
        return same.raw(`update accounts set amount = 5 where name = 'a'`);
      });
      throw new Error('stop');
    });
    await expect(outer).rejects.toThrow('stop');
    expect(await amounts()).toEqual([0, 0]);
  });

  it('tries again after a deadlock, so that both commands happen', async () => {
    // Both hold one row before either asks for the other's: PostgreSQL must end one of them.
    const meeting = gate(2);
    let runs = 0;
    const add = (first: string, second: string) =>
      inTransaction(database, async (transaction) => {
        runs++;
        await transaction.raw('update accounts set amount = amount + 1 where name = ?', [first]);
        await meeting.arrive();
        await transaction.raw('update accounts set amount = amount + 1 where name = ?', [second]);
      });
    await Promise.all([add('a', 'b'), add('b', 'a')]);
    expect(runs).toBeGreaterThan(2);
    expect(await amounts()).toEqual([2, 2]);
  });

  it('does not repeat what failed for another reason', async () => {
    let runs = 0;
    const failing = inTransaction(database, (transaction) => {
      runs++;
      return transaction.raw(`insert into accounts values ('a', 1)`);
    });
    await expect(failing).rejects.toMatchObject({ code: '23505' });
    expect(runs).toBe(1);
  });
});

/** Opens for all once `expected` have arrived, and stays open. */
function gate(expected: number) {
  let arrived = 0;
  let open: () => void;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return {
    arrive(): Promise<void> {
      if (++arrived >= expected) open();
      return opened;
    },
  };
}
