/** `npm run admin:create` as it is used without a terminal. */
import argon2 from 'argon2';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSettings } from '../../../directus.config.ts';
import { ensureFirstAdministrator } from '../../../scripts/start/first-administrator.ts';
import { remember } from '../../../scripts/start/memory.ts';
import { type TestDatabase, withDatabase } from '../../harness/database.ts';
import { PEPPER, SECRET } from '../../harness/environment.ts';
import { freePort } from '../../harness/port.ts';
import { type Ran, runProgram } from '../../harness/program.ts';

const [FIRST, SECOND, THIRD] = ['first-7Hq2xV9tLw', 'second-4Wz7pK3mRd', 'third-9Jq2bN6sTc'];

let database: TestDatabase;
beforeAll(async () => {
  database = await withDatabase();
});
afterAll(() => database?.close());

interface Run {
  flags?: string[];
  settings?: Record<string, string>;
  input?: string;
}

async function create({ flags = [], settings = {}, input }: Run): Promise<Ran> {
  const { host, port, user, password, database: name } = database.connection;
  const environment = {
    NODE_ENV: 'test',
    SECRET,
    PEPPER,
    DB_HOST: host,
    DB_PORT: String(port),
    DB_USER: user,
    DB_PASSWORD: password,
    DB_DATABASE: name,
    ...settings,
  };
  return runProgram(['scripts/admin/create.ts', ...flags], environment, input);
}

/** The accounts with an address, and whether this password lets them in. */
async function accountsOf(email: string, password: string) {
  const { rows } = await database.client.query(
    `select u.password, u.status, r.name as role from directus_users u
       left join directus_roles r on r.id = u.role where lower(u.email) = $1`,
    [email],
  );
  return Promise.all(
    rows.map(async ({ password: hash, ...row }) => ({
      ...row,
      right: await argon2.verify(hash, password),
    })),
  );
}

const ADMINISTRATOR = { status: 'active', role: 'Administrator', right: true };
const said = (line: string): Ran => ({ said: `${line}\n`, complained: '', code: 0 });

it('makes an administrator of what the settings say, and again gives the account the password', async () => {
  const settings = { ADMIN_EMAIL: 'boss@test.example.com', ADMIN_PASSWORD: FIRST };
  expect(await create({ settings })).toEqual(
    said('✔ boss@test.example.com is an administrator now.'),
  );
  expect(await accountsOf('boss@test.example.com', FIRST)).toEqual([ADMINISTRATOR]);
  const again = said(
    '✔ boss@test.example.com is an administrator, with the new password; earlier sign-ins have ended.',
  );
  expect(await create({ settings })).toEqual(again);
  expect(await create({ settings: { ...settings, ADMIN_PASSWORD: SECOND } })).toEqual(again);
  expect(await accountsOf('boss@test.example.com', SECOND)).toEqual([ADMINISTRATOR]);
});

it('heeds flags and standard input before the settings', async () => {
  const ran = await create({
    flags: ['--email', ' Chief@Test.example.com', '--password-stdin'],
    settings: { ADMIN_EMAIL: 'unused@test.example.com', ADMIN_PASSWORD: FIRST },
    input: `${SECOND}\nanother line\n`,
  });
  expect(ran).toEqual(said('✔ chief@test.example.com is an administrator now.'));
  expect(await accountsOf('chief@test.example.com', SECOND)).toEqual([ADMINISTRATOR]);
  expect(await accountsOf('unused@test.example.com', FIRST)).toEqual([]);
});

it('takes a password as a flag, and says that this is unwise without repeating it', async () => {
  const ran = await create({ flags: ['--email', 'hasty@test.example.com', '--password', THIRD] });
  expect(ran).toMatchObject({ code: 0, said: expect.stringContaining('administrator now') });
  expect(ran.complained).toMatch(/^! A password on the command line stays in the history.*\n$/);
  expect(ran.said + ran.complained).not.toContain(THIRD);
  expect(await accountsOf('hasty@test.example.com', THIRD)).toEqual([ADMINISTRATOR]);
});

it('gives a password that the next start leaves, though an earlier one was cut short', async () => {
  const email = 'patient@test.example.com';
  await remember(database.client, 'administrator', 'unshown');
  await create({ flags: ['--email', email], settings: { ADMIN_PASSWORD: FIRST } });
  expect(await ensureFirstAdministrator(database.env, { email })).toBeUndefined();
  expect(await accountsOf(email, FIRST)).toEqual([ADMINISTRATOR]);
});

async function expectRefused(run: Run, line: RegExp): Promise<void> {
  const ran = await create(run);
  expect(ran).toMatchObject({ said: '', code: 1 });
  expect(ran.complained).toMatch(new RegExp(`^✖ ${line.source}\n$`));
  expect(await accountsOf('nobody@test.example.com', FIRST)).toEqual([]);
}

describe('says in one line that', () => {
  const email = ['--email', 'nobody@test.example.com'];

  it.each<[string, Run, RegExp]>([
    [
      'an address is none',
      { flags: ['--email', 'nobody'], settings: { ADMIN_PASSWORD: FIRST } },
      /--email: nobody is no e-mail address\./,
    ],
    [
      'a password is weak',
      { flags: [...email, '--password-stdin'], input: 'short\n' },
      /The password .+\./,
    ],
    [
      'standard input is empty',
      { flags: [...email, '--password-stdin'] },
      /--password-stdin: standard input is empty\./,
    ],
    ['a flag is unknown', { flags: ['--mail', 'x'] }, /Unknown option '--mail'.*/],
  ])('%s', async (_what, run, line) => {
    await expectRefused(run, line);
  });

  // Nor in .env, which the command reads.
  it.skipIf(readSettings().ADMIN_PASSWORD)('there is no password', async () => {
    await expectRefused(
      { flags: email },
      /Set ADMIN_PASSWORD, or give the password with --password-stdin\./,
    );
  });

  it('the database is out of reach', async () => {
    const settings = { DB_PORT: String(await freePort()), ADMIN_PASSWORD: FIRST };
    await expectRefused({ flags: email, settings }, /The database at \S+ cannot be reached: .*/);
  });
});
