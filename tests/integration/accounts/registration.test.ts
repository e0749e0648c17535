/** Registering: mails by a real mail server, the pages that their links lead to, and what is attacked. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accounts, roles } from '../../harness/accounts.ts';
import { type Callers, callersOf } from '../../harness/api.ts';
import { linkIn, type Mailbox, startMailbox } from '../../harness/mailbox.ts';
import { startServer, type TestServer } from '../../harness/server.ts';

const APP = 'questcity://account/verify';
const PASSWORD = 'a password of my own';

let server: TestServer;
let mailbox: Mailbox;
let as: Callers;

beforeAll(async () => {
  mailbox = await startMailbox();
  server = await startServer({
    settings: {
      ...mailbox.settings,
      USER_REGISTER_URL_ALLOW_LIST: `${APP},https://app.example.com/verify`,
    },
  });
  as = callersOf(server.url);
});

afterAll(async () => {
  await server.stop();
  await mailbox.close();
});

const register = (email: string, more: object = {}, headers: Record<string, string> = {}) =>
  as.nobody('POST', '/users/register', { body: { email, password: PASSWORD, ...more }, headers });
const login = (email: string, password = PASSWORD) =>
  as.nobody.post('/auth/login', { email, password });
const accountOf = async (email: string) =>
  (await server.database.client.query('select * from directus_users where email = $1', [email]))
    .rows[0];
const press = (link: URL) =>
  fetch(server.url + link.pathname, {
    method: 'POST',
    headers: { 'Accept-Language': 'ru' },
    body: new URLSearchParams({ token: link.searchParams.get('token') ?? '' }),
  });

describe('registering', () => {
  it('mails a link in the language of the request, to a page that confirms the address', async () => {
    const email = 'Nadya@new.example.com';
    const answer = await register(email, {}, { 'Accept-Language': 'ru-RU,ru;q=0.9' });
    expect(answer.status).toBe(204);
    const letter = await mailbox.next(email);
    expect(letter.subject).toBe('Подтвердите адрес почты');
    expect(letter.text).toContain('Подтвердите этот адрес');
    expect(letter.html).toContain('lang="ru-RU"');

    const account = await accountOf(email);
    expect(account).toMatchObject({
      status: 'unverified',
      role: roles.player,
      language: 'ru-RU',
      provider: 'default',
    });
    const profile = await server.database.client.query(
      'select username, credits from profiles where id = $1',
      [account.id],
    );
    expect(profile.rows).toMatchObject([{ username: expect.stringMatching(/./), credits: 0 }]);
    expect((await login(email)).status).toBe(401);

    const link = linkIn(letter);
    expect(link.href).toMatch(`${server.url}/account/verify-email?token=`);
    // Mail programs open links by themselves: that alone confirms nothing.
    const page = await fetch(link, { headers: { 'Accept-Language': 'ru' } });
    expect(page.status).toBe(200);
    expect(page.headers.get('referrer-policy')).toBe('no-referrer');
    expect(await page.text()).toContain('Подтвердить');
    expect((await login(email)).status).toBe(401);

    for (const _ of ['once', 'and again']) {
      const pressed = await press(link);
      expect(pressed.status).toBe(200);
      expect(await pressed.text()).toContain('Адрес подтверждён');
    }
    expect((await login(email)).status).toBe(200);
  });

  it('mails in English to those who speak neither language, by the link that the app names', async () => {
    const email = 'app@new.example.com';
    await register(email, { verification_url: `${APP}?from=app` }, { 'Accept-Language': 'fr' });
    const letter = await mailbox.next(email);
    expect(letter.subject).toBe('Confirm your e-mail address');
    const link = linkIn(letter);
    expect(link.href).toMatch(`${APP}?from=app&token=`);
    const confirmed = await as.nobody.get(
      `/users/register/verify-email?token=${link.searchParams.get('token')}`,
    );
    expect(confirmed.status).toBe(302);
    expect((await login(email)).status).toBe(200);
  });

  it.each([
    'https://evil.example.com/verify',
    'http://app.example.com/verify',
    'https://app.example.com:8443/verify',
    'https://app.example.com/verify/../other',
    'https://user@app.example.com/verify',
    'questcity://other/verify',
  ])('refuses to mail a link to %s', async (verification_url) => {
    const answer = await register('link@new.example.com', { verification_url });
    expect(answer.status).toBe(400);
    expect(await accountOf('link@new.example.com')).toBeUndefined();
  });

  it('goes the same way through GraphQL', async () => {
    const email = 'graph@new.example.com';
    const answer = await as.nobody('POST', '/graphql/system', {
      body: {
        query: `mutation { users_register(email: "${email}", password: "${PASSWORD}") }`,
      },
    });
    expect(answer.body).toEqual({ data: { users_register: true } });
    expect((await press(linkIn(await mailbox.next(email)))).status).toBe(200);
    expect((await login(email)).status).toBe(200);
  });
});

describe('an address that has an account', () => {
  it('answers like one that has none, and tells its owner', async () => {
    const { email } = accounts.player;
    const known = await register(email);
    const unknown = await register('nobody@new.example.com');
    expect([known.status, known.text]).toEqual([unknown.status, unknown.text]);
    expect((await mailbox.next(email)).subject).toBe('You have an account already');
    expect((await login(email, accounts.player.password)).status).toBe(200);
  });

  it.each([
    ['a short password', { password: 'short' }],
    ['a long name', { first_name: 'x'.repeat(51) }],
    ['a control character', { last_name: 'x\u0007' }],
  ])('answers like one that has none to %s', async (_, more) => {
    const known = await register(accounts.player.email, more);
    const unknown = await register('short@new.example.com', more);
    expect(unknown.status).toBe(400);
    expect([known.status, known.text]).toEqual([unknown.status, unknown.text]);
  });

  it('is mailed in its stored spelling, whatever is submitted', async () => {
    const stored = 'kirill.k@new.example.com';
    await register(stored);
    await mailbox.next(stored);
    const other = 'KIRILL.K@new.example.com';
    expect((await register(other)).status).toBe(204);
    await mailbox.next(stored);
    // The Kelvin sign folds to k, but is another mailbox.
    const kelvin = '\u212Airill.\u212A@new.example.com';
    expect((await register(kelvin)).status).toBe(400);
    for (const spelling of [other, kelvin]) {
      expect(mailbox.letters.filter(({ to }) => to === spelling)).toEqual([]);
      expect(await accountOf(spelling)).toBeUndefined();
    }
    const reset = await as.nobody.post('/auth/password/request', {
      email: accounts.other.email.toUpperCase(),
    });
    expect(reset.status).toBe(204);
    expect((await mailbox.next(accounts.other.email)).subject).toBe('A new password');
  });

  it('cannot get a second account through any door', async () => {
    for (const email of [accounts.player.email.toUpperCase(), `\u212A${accounts.other.email}`]) {
      const made = await as.administrator.post('/users', { email, password: PASSWORD });
      expect(made.status, email).toBe(400);
    }
    const insert = server.database.client.query(
      'insert into directus_users (id, email) values (gen_random_uuid(), $1)',
      [accounts.player.email.toUpperCase()],
    );
    await expect(insert).rejects.toMatchObject({ constraint: 'directus_users_email_fold_unique' });
  });
});

describe('somebody who registers the address of another', () => {
  it('does not choose the password that its owner confirms', async () => {
    const email = 'victim@new.example.com';
    await register(email, { password: 'known to the attacker' });
    const first = linkIn(await mailbox.next(email));
    await register(email);
    const second = linkIn(await mailbox.next(email));
    expect((await press(first)).status).toBe(403);
    expect((await press(second)).status).toBe(200);
    expect((await login(email, 'known to the attacker')).status).toBe(401);
    expect((await login(email)).status).toBe(200);
  });

  it('cannot fill its mailbox', async () => {
    const email = 'flooded@new.example.com';
    await Promise.all(Array.from({ length: 12 }, () => register(email)));
    await register('after@new.example.com');
    await mailbox.next('after@new.example.com');
    const { rows } = await server.database.client.query(
      `select from pgboss.job where name = 'mail' and data ->> 'to' = $1`,
      [email],
    );
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.length).toBeLessThanOrEqual(5);
  });

  it('finds links of another kind useless', async () => {
    await as.nobody.post('/auth/password/request', { email: accounts.manager.email });
    const reset = linkIn(await mailbox.next(accounts.manager.email)).searchParams.get('token');
    const link = new URL(`${server.url}/account/verify-email?token=${reset}`);
    expect((await press(link)).status).toBe(403);
    const answer = await as.nobody.get(`/users/register/verify-email?token=${reset}`);
    expect([answer.status, answer.code]).toEqual([403, 'INVALID_TOKEN']);
  });
});

describe('what nobody may choose', () => {
  it.each([
    ['role', roles.administrator],
    ['status', 'active'],
    ['provider', 'ldap'],
    ['external_identifier', 'x'],
    ['email_verified', true],
    ['token', 'x'.repeat(40)],
    ['policies', ['20000000-0000-4000-8000-000000000003']],
    ['credits', 1000],
    ['id', 'a0000000-0000-4000-8000-0000000000ff'],
  ])('is %s, neither when registering nor afterwards', async (field, value) => {
    const email = `${field.replace('_', '')}@mass.example.com`;
    expect((await register(email, { [field]: value })).status).toBe(400);
    expect(await accountOf(email)).toBeUndefined();

    const before = await accountOf(accounts.player.email);
    const changed = await as.player.patch('/users/me', { [field]: value });
    expect([400, 403], changed.text).toContain(changed.status);
    expect(await accountOf(accounts.player.email)).toEqual(before);
  });
});
