/** The first administrator of a database on which several nodes start, some of them in vain. */
import argon2 from 'argon2';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { setAdministrator } from '../../../scripts/admin/administrator.ts';
import { withClient } from '../../../scripts/lib/database.ts';
import {
  ensureFirstAdministrator,
  type FirstAdministrator,
} from '../../../scripts/start/first-administrator.ts';
import { type TestDatabase, withDatabase } from '../../harness/database.ts';

const email = 'first@test.example.com';
const chosen = 'a password that was chosen';

let database: TestDatabase;
let left: FirstAdministrator[] = [];

beforeEach(async () => {
  database = await withDatabase();
  // The last administrator stays one, says a trigger.
  await database.client.query(`alter table directus_users disable trigger user;
    update directus_users set status = 'suspended';
    alter table directus_users enable trigger user`);
});
afterEach(async () => {
  for (const one of left) await one.leave();
  left = [];
  await database.close();
});

async function start(password?: string): Promise<FirstAdministrator | undefined> {
  const first = await ensureFirstAdministrator(database.env, { email, password });
  if (first) left.push(first);
  return first;
}

const startTogether = async (password?: string) =>
  (await Promise.all([1, 2, 3].map(() => start(password)))).filter((first) => first !== undefined);

/** Whether it is the password of the only account with the address. */
async function isPassword(password = ''): Promise<boolean> {
  const { rows } = await database.client.query(
    'select password from directus_users where email = $1',
    [email],
  );
  expect(rows).toHaveLength(1);
  return argon2.verify(rows[0].password, password);
}

it('is made by one of several starts, which shows the password that holds', async () => {
  const [first, ...others] = await startTogether();
  expect(others).toEqual([]);
  expect(await isPassword(first?.password)).toBe(true);
  expect(await start()).toBeUndefined();
  await first?.shown();
  expect(await startTogether()).toEqual([]);
  expect(await isPassword(first?.password)).toBe(true);
});

it('gets another password, once, when the start that made it ended without showing it', async () => {
  const before = await start();
  await before?.leave();
  const [after, ...others] = await startTogether();
  expect(others).toEqual([]);
  expect(await isPassword(before?.password)).toBe(false);
  expect(await isPassword(after?.password)).toBe(true);
});

it('has the password of the settings, whoever is first', async () => {
  const made = await startTogether(chosen);
  expect(made.map(({ email, password }) => ({ email, password }))).toEqual([{ email }]);
  expect(await isPassword(chosen)).toBe(true);
});

it('is one account when it is made by hand on two machines at once', async () => {
  const make = () =>
    withClient(database.env, (client) =>
      setAdministrator(client, { email, password: chosen, promote: false }),
    );
  const before = await Promise.all([make(), make()]);
  expect(before.map((account) => account?.what ?? 'new').toSorted()).toEqual([
    'an administrator',
    'new',
  ]);
  expect(await isPassword(chosen)).toBe(true);
});

it('is the account that has the address, whatever it was', async () => {
  await database.client.query(
    `insert into directus_users (id, email, role, status)
     select gen_random_uuid(), $1, id, 'suspended' from directus_roles where name = 'Player'`,
    [email],
  );
  await start(chosen);
  expect(await isPassword(chosen)).toBe(true);
});
