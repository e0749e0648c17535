/** The history of locks, what approving a request does, and that an administrator is left. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { accounts, roles } from '../../harness/accounts.ts';
import { type TestDatabase, withDatabase } from '../../harness/database.ts';
import {
  expectRefused,
  insert,
  inTransaction,
  outcomes,
  player,
  read,
  update,
  withClients,
} from './fixtures.ts';

let db: TestDatabase;
let user: string;
beforeAll(async () => {
  db = await withDatabase();
});
afterAll(() => db.close());
beforeEach(async () => {
  user = await player(db.client);
});

const setStatus = (status: string, client = db.client, of = user) =>
  update(client, 'directus_users', of, { status });
const request = () =>
  insert(db.client, 'unlock_requests', { user, reason: 'Mistake', message: 'Please' });

async function history() {
  const { rows } = await db.client.query(
    'select id, event, reason, decided_by from account_locks where "user" = $1 order by created_at, id',
    [user],
  );
  return rows;
}

/** Does `work` as a service does it, which has said who decides, and why. */
async function saying(reason: string, work: () => Promise<unknown>): Promise<void> {
  await inTransaction(db.client, async () => {
    await db.client.query(
      `select set_config('questcity.decided_by', $1, true), set_config('questcity.reason', $2, true)`,
      [accounts.moderator.id, reason],
    );
    await work();
  });
}

describe('the history of an account', () => {
  it('has every lock and unlock, with who and why where that was said', async () => {
    await saying('Insults', () => setStatus('suspended'));
    await setStatus('active');
    await setStatus('archived');
    await setStatus('suspended');
    expect(await history()).toMatchObject([
      { event: 'lock', reason: 'Insults', decided_by: accounts.moderator.id },
      { event: 'unlock', reason: null, decided_by: null },
      { event: 'lock', reason: null, decided_by: null },
    ]);
  });

  it('begins with an account that is made locked', async () => {
    user = await player(db.client, { status: 'suspended' });
    expect(await history()).toMatchObject([{ event: 'lock' }]);
  });

  it('is written by nobody else, and cannot be changed', async () => {
    await saying('Insults', () => setStatus('suspended'));
    const id = (await history())[0].id;
    const rule = 'account_locks_fixed';
    await expectRefused(insert(db.client, 'account_locks', { user, event: 'unlock' }), rule);
    for (const values of [
      { reason: 'Other' },
      { event: 'unlock' },
      { user: accounts.player.id },
      { decided_by: accounts.player.id },
      { decided_by: null },
      { created_at: new Date(0) },
    ]) {
      await expectRefused(update(db.client, 'account_locks', id, values), rule);
    }
    await expectRefused(db.client.query('delete from account_locks where id = $1', [id]), rule);
  });

  it('is told once who did it, when that was not said', async () => {
    await setStatus('suspended');
    const id = (await history())[0].id;
    await update(db.client, 'account_locks', id, { decided_by: accounts.moderator.id });
    await expectRefused(
      update(db.client, 'account_locks', id, { decided_by: accounts.player.id }),
      'account_locks_fixed',
    );
  });

  it('goes with the account, and stays when who decided goes', async () => {
    const decider = await player(db.client);
    await setStatus('suspended');
    await update(db.client, 'account_locks', (await history())[0].id, { decided_by: decider });
    await db.client.query('delete from directus_users where id = $1', [decider]);
    expect(await history()).toMatchObject([{ event: 'lock', decided_by: null }]);
    await db.client.query('delete from directus_users where id = $1', [user]);
    expect(await history()).toEqual([]);
  });
});

describe('an unlock request', () => {
  it('that is approved lets the user in, and the history says so', async () => {
    await setStatus('suspended');
    const id = await request();
    await update(db.client, 'unlock_requests', id, {
      status: 'approved',
      decided_by: accounts.moderator.id,
      note: 'Sorry',
    });
    expect((await read(db.client, 'directus_users', user)).status).toBe('active');
    expect((await history())[1]).toMatchObject({
      event: 'unlock',
      reason: 'Sorry',
      decided_by: accounts.moderator.id,
    });
  });

  it('that is rejected does not', async () => {
    await setStatus('suspended');
    await update(db.client, 'unlock_requests', await request(), { status: 'rejected' });
    expect((await read(db.client, 'directus_users', user)).status).toBe('suspended');
  });

  it.each(['archived', 'unverified'])('does not touch an account that is %s', async (status) => {
    await setStatus('suspended');
    const id = await request();
    await setStatus(status);
    await update(db.client, 'unlock_requests', id, { status: 'approved' });
    expect((await read(db.client, 'directus_users', user)).status).toBe(status);
  });

  it('is answered by unlocking the account', async () => {
    await setStatus('suspended');
    const id = await request();
    await saying('Served', () => setStatus('active'));
    expect(await read(db.client, 'unlock_requests', id)).toMatchObject({
      status: 'approved',
      decided_by: accounts.moderator.id,
      decided_at: expect.any(Date),
    });
  });

  it('was decided by nobody while it is pending', async () => {
    await setStatus('suspended');
    const id = await request();
    await update(db.client, 'unlock_requests', id, { decided_by: accounts.moderator.id });
    expect((await read(db.client, 'unlock_requests', id)).decided_by).toBeNull();
  });
});

describe('the last administrator', () => {
  const policy = '20000000-0000-4000-8000-000000000003';
  const { id: only } = accounts.administrator;
  const losses: [what: string, sql: string][] = [
    ['locked', `update directus_users set status = 'suspended' where id = '${only}'`],
    ['archived', `update directus_users set status = 'archived' where id = '${only}'`],
    ['deleted', `delete from directus_users where id = '${only}'`],
    [
      'given another role',
      `update directus_users set role = '${roles.player}' where id = '${only}'`,
    ],
    ['left without a role', `update directus_users set role = null where id = '${only}'`],
    ['deprived of the policy', `delete from directus_access where policy = '${policy}'`],
    [
      'deprived of its rights',
      `update directus_policies set admin_access = false where id = '${policy}'`,
    ],
    ['deprived by deleting the policy', `delete from directus_policies where id = '${policy}'`],
    [
      'deprived by deleting the role',
      `delete from directus_access where role = '${roles.administrator}';
       update directus_users set role = null where role = '${roles.administrator}';
       delete from directus_roles where id = '${roles.administrator}'`,
    ],
  ];
  it.each(losses)('cannot be %s', async (_, sql) => {
    await expectRefused(
      inTransaction(db.client, () => db.client.query(sql)),
      'last_administrator',
    );
  });

  it('may go when there is another one by then, also by a policy of their own', async () => {
    const other = await player(db.client);
    await db.client.query('begin');
    try {
      await setStatus('suspended', db.client, only);
      await insert(db.client, 'directus_access', { id: randomUUID(), user: other, policy });
      await db.client.query('set constraints all immediate');
    } finally {
      await db.client.query('rollback');
    }
  });

  it('is kept when two administrators lock each other at the same moment', async () => {
    const other = await player(db.client, { role: roles.administrator });
    try {
      await withClients(db.connection, 2, async ([one, two]) => {
        const result = await outcomes([
          setStatus('suspended', one, only),
          setStatus('suspended', two, other),
        ]);
        expect(result).toEqual({ done: 1, refused: ['last_administrator'] });
      });
    } finally {
      await db.client.query(`update directus_users set status = 'active' where id = any($1)`, [
        [only, other],
      ]);
      await db.client.query('delete from directus_users where id = $1', [other]);
    }
  });
});
