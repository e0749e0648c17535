/** The own credits through /api/v2, and the ledger at Directus's own doors. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accounts } from '../../harness/accounts.ts';
import { type Callers, callersOf, query } from '../../harness/api.ts';
import { insert } from '../../harness/postgres.ts';
import { startServer, type TestServer } from '../../harness/server.ts';
import { CANARY, world } from '../../harness/world.ts';
import { walk } from '../catalogue/quests.ts';

let server: TestServer;
let as: Callers;

beforeAll(async () => {
  // GraphQL logs what a hook refuses.
  server = await startServer({ expectedErrors: [/By hand, kind can only be/] });
  as = callersOf(server.url);
});
afterAll(() => server?.stop());

const enter = (values: Record<string, unknown>) =>
  insert(server.database.client, 'ledger_entries', {
    user: accounts.player.id,
    reference: crypto.randomUUID(),
    ...values,
  });
const balance = async () => (await as.player.get('/api/v2/wallet')).body.data.balance;

describe('the wallet', () => {
  test('has the balance, and the entries it comes from, the newest first', async () => {
    expect(await balance()).toBe(100);
    await enter({ kind: 'quest_cost', amount: -30, quest: world.quest, session: world.session });
    await enter({ kind: 'adjustment', amount: 5, note: 'Sorry' });
    expect(await balance()).toBe(75);
    const { data, meta } = (await as.player.get('/api/v2/wallet/entries')).body;
    expect(meta.next_cursor).toBeNull();
    expect(data).toMatchObject([
      { kind: 'adjustment', amount: 5, quest: null, session: null, note: 'Sorry' },
      {
        kind: 'quest_cost',
        amount: -30,
        quest: { id: world.quest, name: 'Walk for tests' },
        session: world.session,
      },
      { id: world.ledgerEntry.player, kind: 'purchase', amount: 100 },
    ]);
  });

  test('is read page by page, also when entries come in between', async () => {
    for (let n = 1; n <= 5; n++) await enter({ kind: 'adjustment', amount: n });
    const whole = await walk(as.player, '/api/v2/wallet/entries', { limit: 100 });
    const paged = await walk(as.player, '/api/v2/wallet/entries', { limit: 2 }, () =>
      enter({ kind: 'adjustment', amount: 1 }),
    );
    expect(paged.map(({ id }) => id)).toEqual(whole.map(({ id }) => id));
  });

  test('is one’s own: nothing of others, nor their cursors', async () => {
    const theirs = await as.other.get('/api/v2/wallet/entries');
    expect(theirs.body.data.map(({ id }: { id: string }) => id)).toEqual([world.ledgerEntry.other]);
    const own = await as.player.get('/api/v2/wallet/entries?limit=100');
    expect(own.text.replaceAll(world.session, '')).not.toMatch(CANARY);
    const { next_cursor } = (await as.player.get('/api/v2/wallet/entries?limit=1')).body.meta;
    const answer = await as.other.get(`/api/v2/wallet/entries${query({ cursor: next_cursor })}`);
    expect([answer.status, answer.code]).toEqual([400, 'INVALID_CURSOR']);
  });

  test('is empty for who never had credits', async () => {
    expect((await as.manager.get('/api/v2/wallet')).body).toEqual({ data: { balance: 0 } });
    expect((await as.manager.get('/api/v2/wallet/entries')).body.data).toEqual([]);
  });
});

describe('an entry made by hand', () => {
  const give = (values: Record<string, unknown>) =>
    as.administrator.post('/items/ledger_entries', { user: accounts.other.id, ...values });

  test('is an adjustment by an administrator', async () => {
    const before = (await as.other.get('/api/v2/wallet')).body.data.balance;
    const answer = await give({ amount: 12, note: 'A prize' });
    expect(answer.body.data).toMatchObject({ kind: 'adjustment', amount: 12 });
    expect(answer.body.data.reference).toMatch(/^adjustment:/);
    expect((await as.other.get('/api/v2/wallet')).body.data.balance).toBe(before + 12);
  });

  test('with a reference of its own is made once, however often it is sent', async () => {
    const entry = { amount: 1, reference: 'prize of the month' };
    expect((await give(entry)).status).toBe(200);
    const again = await give(entry);
    expect([again.status, again.code]).toEqual([400, 'RECORD_NOT_UNIQUE']);
  });

  test.each(['purchase', 'quest_cost', 'reward', 'extension', 'refund'])(
    'is never of the kind %s, at no door',
    async (kind) => {
      const amount = ['quest_cost', 'extension'].includes(kind) ? -1 : 1;
      const answer = await give({ kind, amount, reference: `by hand ${kind}` });
      expect([answer.status, answer.code]).toEqual([400, 'INVALID_PAYLOAD']);
      expect(answer.text).toContain('adjustment');
      const graphql = await as.administrator.graphql(
        `mutation ($data: create_ledger_entries_input!) {
           create_ledger_entries_item(data: $data) { id } }`,
        {
          data: { kind, amount, reference: `by graphql ${kind}` },
        },
      );
      expect(graphql.text).toContain('adjustment');
      const { rows } = await server.database.client.query(
        'select from ledger_entries where kind = $1 and reference like $2',
        [kind, 'by %'],
      );
      expect(rows).toEqual([]);
    },
  );

  test.each(['player', 'manager', 'editor', 'moderator'] as const)(
    'is not for a %s',
    async (name) => {
      const answer = await as[name].post('/items/ledger_entries', {
        user: accounts[name].id,
        amount: 1000,
        kind: 'adjustment',
        reference: `for ${name}`,
      });
      expect(answer.status).toBe(403);
    },
  );

  test('cannot be changed or taken back, only balanced by another', async () => {
    const path = `/items/ledger_entries/${world.ledgerEntry.other}`;
    expect((await as.administrator.patch(path, { amount: 1_000 })).status).toBe(400);
    expect((await as.administrator.patch(path, { user: accounts.player.id })).status).toBe(400);
    expect((await as.administrator.delete(path)).status).toBe(400);
    expect((await give({ amount: -1_000_000 })).status).toBe(400);
  });
});
