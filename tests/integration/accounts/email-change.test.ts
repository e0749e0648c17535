/** Changing one's own e-mail address, by each door that writes users. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accounts, roles } from '../../harness/accounts.ts';
import { type Caller, type Callers, callersOf } from '../../harness/api.ts';
import { linkIn, type Mailbox, startMailbox } from '../../harness/mailbox.ts';
import { startServer, type TestServer } from '../../harness/server.ts';

let server: TestServer;
let mailbox: Mailbox;
let as: Callers;

beforeAll(async () => {
  mailbox = await startMailbox();
  server = await startServer({ settings: { ...mailbox.settings } });
  as = callersOf(server.url);
});

afterAll(async () => {
  await server.stop();
  await mailbox.close();
});

const PASSWORD = accounts.player.password;
let made = 0;

/** An account of its own for a test, signed in. */
async function somebody(language: string | null = null) {
  const email = `somebody-${++made}@change.example.com`;
  const { rows } = await server.database.client.query(
    `insert into directus_users (id, email, password, role, status, provider, language)
     select gen_random_uuid(), $1, password, $2, 'active', 'default', $3
       from directus_users where id = $4 returning id`,
    [email, roles.player, language, accounts.player.id],
  );
  const login = await as.nobody.post('/auth/login', { email, password: PASSWORD });
  const { access_token, refresh_token } = login.body.data;
  return { id: rows[0].id, email, call: as.withToken(access_token), refresh_token };
}

const emailOf = async (id: string) =>
  (await server.database.client.query('select email from directus_users where id = $1', [id]))
    .rows[0].email;
const confirm = (link: URL) =>
  as.nobody.post('/api/v2/email-changes/confirm', { token: link.searchParams.get('token') });

describe('a new address of one’s own', () => {
  it('that is none refuses what came with it too', async () => {
    const { id, call } = await somebody('ru-RU');
    const answer = await call.patch('/users/me', { email: 'no address', language: 'en-US' });
    expect(answer.status, answer.text).toBe(400);
    const { rows } = await server.database.client.query(
      'select language from directus_users where id = $1',
      [id],
    );
    expect(rows[0].language).toBe('ru-RU');
  });

  it('is not asked for together with that of others', async () => {
    const { id, email, call } = await somebody();
    const keys = [id, accounts.other.id];
    const body = { keys, data: { email: `together-${email}` } };
    expect((await call.patch('/users', body)).status).toBe(403);
    const rows = keys.map((key) => ({ id: key, email: `together-${email}` }));
    expect((await call.patch('/users', rows)).status).toBe(403);
    expect((await as.administrator.patch('/users', body)).status).toBe(400);
    expect([await emailOf(id), await emailOf(accounts.other.id)]).toEqual([
      email,
      accounts.other.email,
    ]);
  });

  it('holds when it was confirmed, and the old one is told, in the language of the account', async () => {
    const { id, email, call, refresh_token } = await somebody('ru-RU');
    const wanted = `new-${email}`;
    const asked = await call.patch('/users/me', { email: wanted, language: 'ru-RU' });
    expect([asked.status, asked.body.data.email]).toEqual([200, email]);
    expect(await emailOf(id)).toBe(email);

    const letter = await mailbox.next(wanted);
    expect(letter.subject).toBe('Подтвердите новый адрес почты');
    const word = await mailbox.next(email);
    expect(word.subject).toBe('Адрес почты будет изменён');
    expect(word.text).toContain(wanted);
    expect(() => linkIn(word)).toThrow();

    const link = linkIn(letter);
    expect(link.href).toMatch(`${server.url}/account/confirm-email?token=`);
    expect((await confirm(link)).status).toBe(204);
    expect((await confirm(link)).status).toBe(204);
    expect(await emailOf(id)).toBe(wanted);
    expect((await mailbox.next(email)).subject).toBe('Адрес почты изменён');
    const refreshed = await as.nobody.post('/auth/refresh', { refresh_token });
    expect(refreshed.status).toBe(401);
    const login = await as.nobody.post('/auth/login', { email: wanted, password: PASSWORD });
    expect(login.status).toBe(200);
  });

  it.each<[string, (call: Caller, id: string, email: string) => Promise<unknown>]>([
    ['by /users/:id', (call, id, email) => call.patch(`/users/${id}`, { email })],
    ['in a batch', (call, id, email) => call.patch('/users', { keys: [id], data: { email } })],
    ['in a list', (call, id, email) => call.patch('/users', [{ id, email }])],
  ])('waits for its confirmation when it is asked for %s', async (_, ask) => {
    const { id, email, call } = await somebody();
    await ask(call, id, `new-${email}`);
    const link = linkIn(await mailbox.next(`new-${email}`));
    expect(await emailOf(id)).toBe(email);
    expect((await confirm(link)).status).toBe(204);
    expect(await emailOf(id)).toBe(`new-${email}`);
  });

  it('waits for an administrator too', async () => {
    const { email } = accounts.administrator;
    await as.administrator.patch('/users/me', { email: 'new-admin@change.example.com' });
    await mailbox.next('new-admin@change.example.com');
    const changed = await as.administrator('POST', '/graphql/system', {
      body: {
        query:
          'mutation { update_users_me(data: { email: "graph@change.example.com" }) { email } }',
      },
    });
    expect(changed.body.data.update_users_me).toEqual({ email });
    await mailbox.next('graph@change.example.com');
    expect(await emailOf(accounts.administrator.id)).toBe(email);
  });

  it('that has an account answers the same, and tells nobody but its owner', async () => {
    const { id, email, call } = await somebody();
    const taken = accounts.manager.email;
    const free = await call.patch('/users/me', { email: `free-${email}` });
    const known = await call.patch('/users/me', { email: taken.toUpperCase() });
    expect([known.status, known.text]).toEqual([free.status, free.text]);
    const letter = await mailbox.next(taken);
    expect(letter.subject).toBe('This address has an account already');
    expect(() => linkIn(letter)).toThrow();
    expect(await emailOf(id)).toBe(email);
  });

  it('is refused when it is none', async () => {
    const { id, email, call } = await somebody();
    for (const wanted of [
      'none',
      'a@b',
      '',
      `\u212A${email}`,
      'a@b.example.com\r\nBcc: c@d.example.com',
    ]) {
      expect((await call.patch('/users/me', { email: wanted })).status, wanted).toBe(400);
    }
    expect((await call.patch('/users/me', { email: null })).status).toBe(403);
    expect(await emailOf(id)).toBe(email);
  });
});

describe('a confirmation', () => {
  it('is void after the password has changed', async () => {
    const { id, email, call } = await somebody();
    await call.patch('/users/me', { email: `new-${email}` });
    const link = linkIn(await mailbox.next(`new-${email}`));
    expect((await call.patch('/users/me', { password: 'another password' })).status).toBe(200);
    const answer = await confirm(link);
    expect([answer.status, answer.code]).toEqual([403, 'INVALID_TOKEN']);
    expect(await emailOf(id)).toBe(email);
  });

  it('is void when another has taken the address meanwhile', async () => {
    const { id, email, call } = await somebody();
    await call.patch('/users/me', { email: `raced-${email}` });
    const link = linkIn(await mailbox.next(`raced-${email}`));
    await as.administrator.post('/users', { email: `Raced-${email}`, password: PASSWORD });
    expect((await confirm(link)).status).toBe(403);
    expect(await emailOf(id)).toBe(email);
  });

  it('is none for other tokens, nor they for it', async () => {
    const { email, call } = await somebody();
    await call.patch('/users/me', { email: `new-${email}` });
    const change = linkIn(await mailbox.next(`new-${email}`));
    await as.nobody.post('/auth/password/request', { email });
    await mailbox.next(email);
    const reset = linkIn(await mailbox.next(email));
    expect((await confirm(reset)).status).toBe(403);
    const set = await as.nobody.post('/auth/password/reset', {
      token: change.searchParams.get('token'),
      password: 'taken over by a link',
    });
    expect(set.status).toBe(403);
    const signedIn = as.withToken(change.searchParams.get('token') ?? '');
    expect((await signedIn.get('/users/me')).status).toBe(403);
    expect((await signedIn.get('/api/v2/me')).status).toBe(401);
  });
});

describe('a new password', () => {
  it('is set on the page that the mail leads to, and signs out everywhere', async () => {
    const { email, refresh_token } = await somebody('ru-RU');
    await as.nobody.post('/auth/password/request', { email });
    const letter = await mailbox.next(email);
    expect(letter.subject).toBe('Новый пароль');
    const link = linkIn(letter);
    expect(link.href).toMatch(`${server.url}/account/reset-password?token=`);
    const set = (password: string) =>
      fetch(server.url + link.pathname, {
        method: 'POST',
        body: new URLSearchParams({ token: link.searchParams.get('token') ?? '', password }),
      });
    expect((await set('short')).status).toBe(400);
    expect((await set('a fresh password')).status).toBe(200);
    expect((await set('and once more')).status).toBe(403);
    expect((await as.nobody.post('/auth/refresh', { refresh_token })).status).toBe(401);
    const login = await as.nobody.post('/auth/login', { email, password: 'a fresh password' });
    expect(login.status).toBe(200);
  });
});
