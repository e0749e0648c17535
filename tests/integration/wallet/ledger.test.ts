/** Charging, paying and refunding: once for each reference, and never more than there is. */
import knex, { type Knex } from 'knex';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { inTransaction } from '../../../extensions/questcity/src/kernel/database.ts';
import { InsufficientCreditsError } from '../../../extensions/questcity/src/wallet/errors.ts';
import { charge, pay, refund } from '../../../extensions/questcity/src/wallet/wallet.service.ts';
import { type TestDatabase, withDatabase } from '../../harness/database.ts';
import { player } from '../database/fixtures.ts';

const AT_ONCE = 50;

let db: TestDatabase;
let database: Knex;
let user: string;

beforeAll(async () => {
  db = await withDatabase();
  database = knex({
    client: 'pg',
    connection: { ...db.connection, options: '-c search_path=public' },
    pool: { min: 0, max: AT_ONCE },
  });
});
afterAll(async () => {
  await database.destroy();
  await db.close();
});
beforeEach(async () => {
  user = await player(db.client);
});

const inOne = <T>(work: (transaction: Knex.Transaction) => Promise<T>) =>
  inTransaction(database, work);
const topUp = (credits: number, reference = 'top-up') =>
  inOne((transaction) => pay(transaction, { user, kind: 'purchase', credits, reference }));
const spend = (credits: number, reference: string) =>
  inOne((transaction) => charge(transaction, { user, kind: 'quest_cost', credits, reference }));

/** The balance, and the sum of the ledger, which must be the same. */
async function standing(): Promise<{ balance: number; entries: number }> {
  const { rows } = await db.client.query(
    `select credits as balance, count(e.id)::int as entries, coalesce(sum(e.amount), 0)::int as sum
       from profiles p left join ledger_entries e on e."user" = p.id
      where p.id = $1 group by p.credits`,
    [user],
  );
  const { sum, ...found } = rows[0];
  expect(found.balance).toBe(sum);
  return found;
}

const failureOf = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  );

describe('credits', () => {
  it('are paid, charged and refunded', async () => {
    await topUp(10);
    await spend(7, 'one');
    expect(await standing()).toEqual({ balance: 3, entries: 2 });
    await inOne((transaction) => refund(transaction, { user, credits: 7, reference: 'one' }));
    expect(await standing()).toEqual({ balance: 10, entries: 3 });
  });

  it('move once for a reference, and the repetition says so', async () => {
    await topUp(10);
    expect(await spend(10, 'same')).toEqual({ repeated: false });
    // Also when the wallet could not pay again.
    expect(await spend(10, 'same')).toEqual({ repeated: true });
    expect(await topUp(10)).toEqual({ repeated: true });
    expect(await standing()).toEqual({ balance: 0, entries: 2 });
  });

  it('of another amount under the same reference are a mistake of the program', async () => {
    await topUp(10);
    await expect(topUp(11)).rejects.toThrow(RangeError);
    await expect(spend(-1, 'negative')).rejects.toThrow(RangeError);
    await expect(spend(0.5, 'half')).rejects.toThrow(RangeError);
    expect(await standing()).toEqual({ balance: 10, entries: 1 });
  });

  it('of zero make no entry', async () => {
    await spend(0, 'free');
    expect(await standing()).toEqual({ balance: 0, entries: 0 });
  });

  it('that are not there are refused with what is missing, and the transaction goes on', async () => {
    await topUp(10);
    await inOne(async (transaction) => {
      const error = await failureOf(
        charge(transaction, { user, kind: 'extension', credits: 11, reference: 'much' }),
      );
      expect(error).toBeInstanceOf(InsufficientCreditsError);
      expect(error).toMatchObject({ status: 402, extensions: { balance: 10, needed: 11 } });
      await charge(transaction, { user, kind: 'extension', credits: 10, reference: 'less' });
    });
    expect(await standing()).toEqual({ balance: 0, entries: 2 });
  });

  it('stay where they are when the transaction fails', async () => {
    await topUp(10);
    const failing = inOne(async (transaction) => {
      await charge(transaction, { user, kind: 'quest_cost', credits: 5, reference: 'lost' });
      throw new Error('stop');
    });
    await expect(failing).rejects.toThrow('stop');
    expect(await standing()).toEqual({ balance: 10, entries: 1 });
    expect(await spend(5, 'lost')).toEqual({ repeated: false });
  });

  it('of nobody are not found', async () => {
    user = crypto.randomUUID();
    await expect(spend(1, 'x')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe(`${AT_ONCE} at the same moment`, () => {
  const all = <T>(work: (n: number) => Promise<T>) =>
    Promise.allSettled(Array.from({ length: AT_ONCE }, (_, n) => work(n)));

  it('spend what there is and not one credit more', async () => {
    await topUp(100);
    const results = await all((n) => spend(7, `race:${n}`));
    const refused = results.filter((result) => result.status === 'rejected');
    for (const { reason } of refused) expect(reason).toBeInstanceOf(InsufficientCreditsError);
    expect(results.length - refused.length).toBe(14);
    expect(await standing()).toEqual({ balance: 2, entries: 15 });
  });

  it('with one reference charge once', async () => {
    await topUp(10);
    const results = await all(() => spend(10, 'once'));
    const repeated = results.map((result) =>
      result.status === 'fulfilled' ? result.value.repeated : result.reason,
    );
    expect(repeated.filter((value) => value === false)).toHaveLength(1);
    expect(repeated.filter((value) => value === true)).toHaveLength(AT_ONCE - 1);
    expect(await standing()).toEqual({ balance: 0, entries: 2 });
  });

  it('pay and charge in any order keep the balance the sum of the ledger', async () => {
    await topUp(1000);
    const results = await all((n) => (n % 2 ? spend(n, `mixed:${n}`) : topUp(n + 1, `mixed:${n}`)));
    expect(results.every(({ status }) => status === 'fulfilled')).toBe(true);
    // 1 + 3 + … + 49 is 625, both ways.
    expect(await standing()).toEqual({ balance: 1000, entries: 1 + AT_ONCE });
  });
});
