/** The ledger and the balance. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestDatabase, withDatabase } from '../../harness/database.ts';
import {
  expectRefused,
  insert,
  outcomes,
  player,
  publishedQuest,
  read,
  session,
  update,
  type Values,
  withClients,
} from './fixtures.ts';

let db: TestDatabase;
beforeAll(async () => {
  db = await withDatabase();
});
afterAll(() => db.close());

let references = 0;
const enter = (user: string | null, kind: string, amount: number, values: Values = {}) =>
  insert(db.client, 'ledger_entries', {
    user,
    kind,
    amount,
    reference: `test:${++references}`,
    ...values,
  });
const credits = async (user: string) => (await read(db.client, 'profiles', user)).credits;

describe('an entry', () => {
  const signs: [kind: string, amount: number, allowed: boolean][] = [
    ['purchase', 1, true],
    ['purchase', -1, false],
    ['reward', 1, true],
    ['reward', 0, false],
    ['refund', 1, true],
    ['refund', -1, false],
    ['quest_cost', -1, true],
    ['quest_cost', 1, false],
    ['extension', -1, true],
    ['extension', 0, false],
    ['adjustment', 5, true],
    ['adjustment', -5, true],
    ['adjustment', 0, false],
  ];
  it.each(signs)('of kind %s and amount %i is allowed: %s', async (kind, amount, allowed) => {
    const user = await player(db.client);
    await enter(user, 'purchase', 10);
    if (allowed) {
      await enter(user, kind, amount);
      expect(await credits(user)).toBe(10 + amount);
    } else {
      await expectRefused(enter(user, kind, amount), 'ledger_entries_amount_sign');
      expect(await credits(user)).toBe(10);
    }
  });

  it('needs a user, a known kind, a reference and a sensible amount', async () => {
    const user = await player(db.client);
    await expectRefused(enter(null, 'purchase', 1), 'ledger_entries_user_present');
    await expectRefused(enter(user, 'gift', 1), 'ledger_entries_kind_known');
    await expectRefused(enter(user, 'purchase', 1_000_001), 'ledger_entries_amount_range');
    await expectRefused(
      enter(user, 'purchase', 1, { reference: ' ' }),
      'ledger_entries_reference_present',
    );
  });

  it('is made once per kind, reference and user', async () => {
    const [one, two] = [await player(db.client), await player(db.client)];
    await enter(one, 'reward', 5, { reference: 'session:1' });
    await enter(two, 'reward', 5, { reference: 'session:1' });
    await enter(one, 'refund', 5, { reference: 'session:1' });
    await expectRefused(enter(one, 'reward', 5, { reference: 'session:1' }), 'ledger_entries_once');
    expect(await credits(one)).toBe(10);
  });

  it('is never changed or deleted', async () => {
    const user = await player(db.client);
    const id = await enter(user, 'purchase', 5);
    const actions = [
      update(db.client, 'ledger_entries', id, { amount: 500 }),
      update(db.client, 'ledger_entries', id, { user: null }),
      update(db.client, 'ledger_entries', id, { note: 'changed' }),
      db.client.query('delete from ledger_entries where id = $1', [id]),
    ];
    for (const action of actions) await expectRefused(action, 'ledger_entries_append_only');
    expect(await credits(user)).toBe(5);
  });

  it('outlives the account and the session it is about', async () => {
    const user = await player(db.client);
    const questId = await publishedQuest(db.client);
    const sessionId = await session(db.client, questId, user);
    const id = await enter(user, 'purchase', 5, { quest: questId, session: sessionId });
    await db.client.query('delete from sessions where id = $1', [sessionId]);
    await db.client.query('delete from directus_users where id = $1', [user]);
    await db.client.query('delete from quests where id = $1', [questId]);
    expect(await read(db.client, 'ledger_entries', id)).toMatchObject({
      user: null,
      quest: null,
      session: null,
      amount: 5,
    });
  });
});

describe('the balance', () => {
  it('never goes below zero', async () => {
    const user = await player(db.client);
    await enter(user, 'purchase', 10);
    await expectRefused(enter(user, 'quest_cost', -11), 'profiles_credits_enough');
    await enter(user, 'quest_cost', -10);
    expect(await credits(user)).toBe(0);
  });

  it('is spent once by two purchases at the same moment', async () => {
    const user = await player(db.client);
    await enter(user, 'purchase', 10);
    await withClients(db.connection, 2, async (clients) => {
      const spend = clients.map((client, index) =>
        insert(client, 'ledger_entries', {
          user,
          kind: 'quest_cost',
          amount: -7,
          reference: `race:${index}`,
        }),
      );
      expect(await outcomes(spend)).toEqual({ done: 1, refused: ['profiles_credits_enough'] });
    });
    expect(await credits(user)).toBe(3);
  });

  it('is the sum of the entries, for everybody', async () => {
    const { rows } = await db.client.query(
      `select p.id from profiles p
        where credits <> coalesce((select sum(amount) from ledger_entries where "user" = p.id), 0)`,
    );
    expect(rows).toEqual([]);
  });
});
