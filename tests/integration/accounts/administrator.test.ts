/** Administrators that are made in the database, and the tokens of the project's own scripts. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  type Administrator,
  administratorToken,
  findAdministrator,
  setAdministrator,
} from '../../../scripts/admin/administrator.ts';
import { accounts } from '../../harness/accounts.ts';
import { type Callers, callersOf } from '../../harness/api.ts';
import { SECRET } from '../../harness/environment.ts';
import { startServer, type TestServer } from '../../harness/server.ts';

let server: TestServer;
let as: Callers;
beforeAll(async () => {
  server = await startServer();
  as = callersOf(server.url);
});
afterAll(() => server?.stop());

it('a new password ends what was signed in, and scripts still get in', async () => {
  const { client } = server.database;
  const { email } = accounts.administrator;
  const token = async () =>
    administratorToken(SECRET, (await findAdministrator(client)) as Administrator);
  const statusWith = async (one: string) => (await as.withToken(one).get('/users/me')).status;
  const before = await token();
  expect(await statusWith(before)).toBe(200);
  const account = { email, password: 'another long password', promote: false };
  expect(await setAdministrator(client, account)).toMatchObject({ administrator: true });
  expect(await statusWith(before)).toBe(401);
  expect(await statusWith(await token())).toBe(200);
});
