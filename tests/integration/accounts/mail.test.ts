/** Mails that Directus composes, a mail server that is away, and mails while developing. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accounts, roles } from '../../harness/accounts.ts';
import { type Callers, callersOf } from '../../harness/api.ts';
import { linkIn, type Mailbox, startMailbox } from '../../harness/mailbox.ts';
import { startServer, type TestServer } from '../../harness/server.ts';

describe('with a mail server', () => {
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

  it.each([
    ['en-US', 'You have been invited', 'Accept'],
    ['ru-RU', 'Вас пригласили', 'Примите'],
  ])(
    'Directus’s invitations are in the language of the user: %s',
    async (language, subject, word) => {
      const email = `${language.toLowerCase()}@invited.example.com`;
      await server.database.client.query(
        `insert into directus_users (id, email, role, status, language)
       values (gen_random_uuid(), $1, $2, 'invited', $3)`,
        [email, roles.manager, language],
      );
      const invited = await as.administrator.post('/users/invite', { email, role: roles.manager });
      expect(invited.status).toBe(204);
      const letter = await mailbox.next(email);
      expect(letter.subject).toBe(subject);
      expect(letter.text).toContain(word);
      const token = linkIn(letter).searchParams.get('token');
      const accepted = await as.nobody.post('/users/invite/accept', {
        token,
        password: 'a password of my own',
      });
      expect(accepted.status).toBe(204);
    },
  );

  it('mails wait until it is there', async () => {
    const port = Number(mailbox.settings.EMAIL_SMTP_PORT);
    await mailbox.close();
    const { email } = accounts.player;
    await as.nobody.post('/auth/password/request', { email });
    await server.logged(/Job mail .* failed and will be tried again/);
    mailbox = await startMailbox(port);
    await server.database.client.query(
      `update pgboss.job set start_after = now() where name = 'mail' and state = 'retry'`,
    );
    expect((await mailbox.next(email)).subject).toBe('A new password');
  });
});

describe('without one, while developing', () => {
  it('mails are kept as texts, and the log says where and nothing more', async () => {
    const server = await startServer();
    try {
      const as = callersOf(server.url);
      const email = 'kept@mail.example.com';
      const answer = await as.nobody.post('/users/register', {
        email,
        password: 'a password of my own',
      });
      expect(answer.status).toBe(204);
      const line = /A mail was kept in (.*kept@mail\.example\.com\.txt)/;
      await server.logged(line);
      const log = server.log.map(({ text }) => text).join('\n');
      const text = readFileSync(line.exec(log)?.[1] ?? '', 'utf8');
      expect(text).toMatch(
        /^To: kept@mail\.example\.com\nSubject: Confirm your e-mail address\n\n/,
      );
      const link = linkIn({ to: email, subject: '', html: '', text });
      const token = link.searchParams.get('token') ?? '';
      expect(token).not.toBe('');
      expect(log).not.toContain(token);
      expect(log).not.toContain(token.split('.')[2]);
    } finally {
      await server.stop();
    }
  });
});
