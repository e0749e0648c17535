/** What the database does when an account is locked, deleted or loses rights. */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type TestDatabase, withDatabase } from '../../harness/database.ts';
import { clientOf } from '../../harness/postgres.ts';
import { insert, player, update, withClients } from './fixtures.ts';

let db: TestDatabase;
let user: string;
beforeAll(async () => {
  db = await withDatabase();
});
afterAll(() => db.close());
beforeEach(async () => {
  user = await player(db.client, { token: randomUUID() });
});

const EVERYBODY = '00000000-0000-0000-0000-000000000000';

async function generation(of = user): Promise<number> {
  const { rows } = await db.client.query(
    'select generation from questcity.revocations where "user" = $1',
    [of],
  );
  return rows[0]?.generation ?? 0;
}

const session = (client = db.client) =>
  client.query(
    `insert into directus_sessions (token, "user", expires) values ($1, $2, now() + interval '1 day')`,
    [randomUUID(), user],
  );

async function sessions(): Promise<number> {
  const { rows } = await db.client.query(
    'select count(*)::int from directus_sessions where "user" = $1',
    [user],
  );
  return rows[0].count;
}

const role = () => insert(db.client, 'directus_roles', { id: randomUUID(), name: 'Role' });
const policy = (values = {}) =>
  insert(db.client, 'directus_policies', { id: randomUUID(), name: 'Policy', ...values });
const grant = (values: Record<string, unknown>) =>
  insert(db.client, 'directus_access', { id: randomUUID(), ...values });

describe('an account that is no longer active', () => {
  it.each(['suspended', 'archived', 'draft', 'unverified'])('as %s is cut off', async (status) => {
    await session();
    await update(db.client, 'directus_users', user, { status });
    expect(await sessions()).toBe(0);
    expect(await generation()).toBe(1);
  });

  it('is told of on commit', async () => {
    const listener = clientOf(db.connection);
    await listener.connect();
    try {
      await listener.query('listen questcity_revocations');
      const told = once(listener, 'notification');
      await update(db.client, 'directus_users', user, { status: 'suspended' });
      const [{ payload }] = await told;
      expect(payload).toBe(user);
    } finally {
      await listener.end();
    }
  });

  it('gets no session, also not from a login under way', async () => {
    await withClients(db.connection, 2, async ([locker, login]) => {
      if (!locker || !login) throw new Error('no clients');
      await locker.query('begin');
      await update(locker, 'directus_users', user, { status: 'suspended' });
      const inserted = session(login);
      await locker.query('commit');
      await inserted;
    });
    expect(await sessions()).toBe(0);
  });

  it('does not come back to life with what it had', async () => {
    await update(db.client, 'directus_users', user, { status: 'suspended' });
    await update(db.client, 'directus_users', user, { status: 'active' });
    expect(await generation()).toBe(1);
    await session();
    expect(await sessions()).toBe(1);
  });

  it('keeps its count when it is deleted', async () => {
    await db.client.query('delete from directus_users where id = $1', [user]);
    expect(await generation()).toBeGreaterThan(0);
  });
});

describe('an account in use', () => {
  it.each([
    ['logs in', { last_access: new Date() }],
    ['changes its name', { first_name: 'Anna' }],
    ['is active, as before', { status: 'active' }],
  ])('is left alone when it %s', async (_, values) => {
    await session();
    await update(db.client, 'directus_users', user, values);
    expect(await generation()).toBe(0);
    expect(await sessions()).toBe(1);
  });

  it.each([
    ['its role', async () => ({ role: await role() })],
    ['its static token', async () => ({ token: randomUUID() })],
    ['its static token, for none', async () => ({ token: null })],
  ])('that loses %s keeps its session, which gets other tokens', async (_, values) => {
    await session();
    await update(db.client, 'directus_users', user, await values());
    expect(await generation()).toBe(1);
    expect(await sessions()).toBe(1);
  });

  it('that loses a policy of its own needs new tokens', async () => {
    const access = await grant({ user, policy: await policy() });
    expect(await generation()).toBe(0);
    await db.client.query('delete from directus_access where id = $1', [access]);
    expect(await generation()).toBe(1);
  });
});

describe('everybody', () => {
  it.each([
    [
      'a role loses a policy',
      async () => {
        const access = await grant({ role: await role(), policy: await policy() });
        return () => db.client.query('delete from directus_access where id = $1', [access]);
      },
    ],
    [
      'a policy loses administration',
      async () => {
        const id = await policy({ admin_access: true });
        return () => update(db.client, 'directus_policies', id, { admin_access: false });
      },
    ],
    [
      'a policy is limited to addresses',
      async () => {
        const id = await policy();
        return () => update(db.client, 'directus_policies', id, { ip_access: '10.0.0.1' });
      },
    ],
    [
      'a role is moved',
      async () => {
        const id = await role();
        const above = await role();
        return () => update(db.client, 'directus_roles', id, { parent: above });
      },
    ],
  ])('is looked at anew when %s', async (_, prepare) => {
    const fall = await prepare();
    const before = await generation(EVERYBODY);
    await fall();
    expect(await generation(EVERYBODY)).toBe(before + 1);
  });

  it('is left alone when rights grow', async () => {
    const before = await generation(EVERYBODY);
    const id = await policy();
    await grant({ role: await role(), policy: id });
    await update(db.client, 'directus_policies', id, { app_access: true, name: 'Other' });
    expect(await generation(EVERYBODY)).toBe(before);
  });
});
