/** questcity.actor: who a user is and what they hold. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestDatabase, withDatabase } from '../../harness/database.ts';
import { insert, player, update } from './fixtures.ts';

let db: TestDatabase;
beforeAll(async () => {
  db = await withDatabase();
});
afterAll(() => db.close());

const actor = async (user: string, address: string | null = null) =>
  (await db.client.query('select questcity.actor($1, $2) as actor', [user, address])).rows[0].actor;

const role = (parent: string | null = null) =>
  insert(db.client, 'directus_roles', { id: randomUUID(), name: 'Role', parent });

const policy = (values: Record<string, unknown>) =>
  insert(db.client, 'directus_policies', { id: randomUUID(), name: 'Policy', ...values });

const grant = (values: Record<string, unknown>) =>
  insert(db.client, 'directus_access', { id: randomUUID(), ...values });

describe('an actor', () => {
  it('is null for an unknown user', async () => {
    expect(await actor(randomUUID())).toBeNull();
  });

  it('holds the policies of the role, of the roles above it and of the user', async () => {
    const above = await role();
    const own = await role(above);
    const user = await player(db.client, { role: own });
    const stranger = await policy({ admin_access: true });
    await grant({ role: await role(), policy: stranger });
    const held = [await policy({}), await policy({ app_access: true }), await policy({})];
    await grant({ role: above, policy: held[0] });
    await grant({ role: own, policy: held[1] });
    await grant({ user, policy: held[2] });

    const found = await actor(user);
    expect(found).toMatchObject({
      id: user,
      status: 'active',
      verified: true,
      role: own,
      admin: false,
      app: true,
    });
    expect(found.username).toMatch(/^player_/);
    expect(new Set(found.roles)).toEqual(new Set([own, above]));
    expect(new Set(found.policies)).toEqual(new Set(held));
  });

  it('is an administrator through any policy, and at once no longer when it goes', async () => {
    const user = await player(db.client);
    const access = await grant({ user, policy: await policy({ admin_access: true }) });
    expect(await actor(user)).toMatchObject({ admin: true, app: true });
    await db.client.query('delete from directus_access where id = $1', [access]);
    expect(await actor(user)).toMatchObject({ admin: false, app: false });
  });

  it.each([
    ['suspended', true],
    ['unverified', false],
    ['invited', false],
    ['active', true],
  ])('with the status %s is verified: %s', async (status, verified) => {
    const user = await player(db.client);
    await update(db.client, 'directus_users', user, { status });
    expect(await actor(user)).toMatchObject({ status, verified });
  });

  it('survives roles that are each other’s parent', async () => {
    const one = await role();
    const two = await role(one);
    await update(db.client, 'directus_roles', one, { parent: two });
    const user = await player(db.client, { role: one });
    expect(new Set((await actor(user)).roles)).toEqual(new Set([one, two]));
  });

  it.each([
    ['10.0.0.0/8', '10.1.2.3', true],
    ['10.0.0.0/8', '11.1.2.3', false],
    ['192.168.1.1, 10.0.0.1', '10.0.0.1', true],
    ['10.0.0.1-10.0.0.9', '10.0.0.5', true],
    ['10.0.0.1-10.0.0.9', '10.0.0.10', false],
    ['nonsense', '10.0.0.5', false],
    ['10.0.0.0/8', null, false],
    [null, null, true],
    ['::1', '::1', true],
  ])('limited to %s and coming from %s holds the policy: %s', async (ip_access, address, holds) => {
    const user = await player(db.client);
    const id = await policy({ ip_access });
    await grant({ user, policy: id });
    expect((await actor(user, address)).policies.includes(id)).toBe(holds);
  });
});
