/** `npm run admin:create` as it is used without a terminal. */
import argon2 from 'argon2';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
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

describe('of an account that is something else', () => {
  const email = 'somebody@test.example.com';
  const flags = ['--email', email];
  const settings = { ADMIN_PASSWORD: FIRST };
  const [refusedFirst, refusedLast] = [
    `✖ ${email} is `,
    '; nothing was changed. To make an administrator of that account, give --promote.\n',
  ];

  afterEach(() => database.client.query('delete from directus_users where email = $1', [email]));

  async function add(role: string | null, status: string): Promise<void> {
    await database.client.query(
      `insert into directus_users (id, email, password, role, status) values
         (gen_random_uuid(), $1, $2, (select id from directus_roles where name = $3), 'active')`,
      [email, await argon2.hash(SECOND), role],
    );
    await database.client.query('update directus_users set status = $2 where email = $1', [
      email,
      status,
    ]);
  }

  it.each<[string, string | null, string]>([
    ['a player', 'Player', 'active'],
    ['a manager', 'Manager', 'active'],
    ['a locked player', 'Player', 'suspended'],
    ['a locked administrator', 'Administrator', 'suspended'],
    ['a not yet verified player', 'Player', 'unverified'],
    ['an archived manager', 'Manager', 'archived'],
    ['an account without a role', null, 'active'],
  ])('leaves %s, unless it is told to promote', async (what, role, status) => {
    await add(role, status);
    expect(await create({ flags, settings })).toEqual({
      said: '',
      complained: `${refusedFirst}${what}${refusedLast}`,
      code: 1,
    });
    expect(await accountsOf(email, SECOND)).toEqual([{ status, role, right: true }]);
    expect(await create({ flags: [...flags, '--promote'], settings })).toEqual(
      said(
        `✔ ${email} was ${what}, and is an administrator now, with the new password; earlier sign-ins have ended.`,
      ),
    );
    expect(await accountsOf(email, FIRST)).toEqual([ADMINISTRATOR]);
  });

  it('says that an unlock request is approved by it', async () => {
    await add('Player', 'suspended');
    await database.client.query(
      `insert into unlock_requests (id, "user", reason, message)
       select gen_random_uuid(), id, 'A mistake', 'Please' from profiles
        where id = (select id from directus_users where email = $1)`,
      [email],
    );
    const status = async () => {
      const { rows } = await database.client.query(
        `select status from unlock_requests
          where "user" = (select id from directus_users where email = $1)`,
        [email],
      );
      return rows[0].status;
    };
    await create({ flags, settings });
    expect(await status()).toBe('pending');
    const { said } = await create({ flags: [...flags, '--promote'], settings });
    expect(said).toContain('was a locked player, whose unlock request counts as approved, and is');
    expect(await status()).toBe('approved');
  });
});

it('tells how it is used, and does nothing', async () => {
  const ran = await create({ flags: ['--help'], settings: { DB_PORT: '1' } });
  expect(ran).toMatchObject({ complained: '', code: 0 });
  for (const option of ['--email', '--password-stdin', '--promote']) {
    expect(ran.said).toContain(option);
  }
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
