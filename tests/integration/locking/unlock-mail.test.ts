/** The mails about unlocking, in the user's language, from whatever door it was done. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accounts } from '../../harness/accounts.ts';
import { type Callers, callersOf } from '../../harness/api.ts';
import { type Mailbox, startMailbox } from '../../harness/mailbox.ts';
import { startServer, type TestServer } from '../../harness/server.ts';
import { addPerson, type Person } from './person.ts';

let server: TestServer;
let mailbox: Mailbox;
let as: Callers;
beforeAll(async () => {
  mailbox = await startMailbox();
  server = await startServer({ settings: mailbox.settings });
  as = callersOf(server.url);
});
afterAll(async () => {
  await server?.stop();
  await mailbox?.close();
});

const client = () => server.database.client;

async function locked(language = 'en-US'): Promise<Person> {
  const person = await addPerson(server);
  await client().query(
    `update directus_users set status = 'suspended', language = $2 where id = $1`,
    [person.id, language],
  );
  return person;
}

async function requestOf({ id, email }: Person): Promise<string> {
  await as.nobody.post('/api/v2/unlock-requests', { email, reason: 'Mistake', message: 'Please' });
  const { rows } = await client().query('select id from unlock_requests where "user" = $1', [id]);
  return rows[0].id;
}

const note = 'Less <noise>, please';
const ways: Record<string, (person: Person, decision: 'approve' | 'reject') => Promise<unknown>> = {
  'our route': async (person, decision) =>
    as.moderator.post(`/api/v2/unlock-requests/${await requestOf(person)}/${decision}`, { note }),
  'the admin app': async (person, decision) =>
    as.moderator.patch(`/items/unlock_requests/${await requestOf(person)}`, {
      status: decision === 'approve' ? 'approved' : 'rejected',
      note,
    }),
};

describe.each(Object.entries(ways))('a decision by %s', (_, decide) => {
  test.each([
    ['approve', 'en-US', 'Your account is unlocked', 'You can sign in as before.'],
    ['approve', 'ru-RU', 'Ваш аккаунт разблокирован', 'Вы можете войти, как прежде.'],
    ['reject', 'en-US', 'Your account stays locked', 'You may send another request.'],
    [
      'reject',
      'ru-RU',
      'Ваш аккаунт остаётся заблокированным',
      'Вы можете отправить новую заявку.',
    ],
  ] as const)('to %s is told in %s, with the note', async (decision, language, subject, text) => {
    const person = await locked(language);
    await decide(person, decision);
    const letter = await mailbox.next(person.email);
    expect(letter.subject).toBe(subject);
    expect(letter.text).toContain(text);
    expect(letter.text).toContain(note);
    expect(letter.html).toContain('Less &lt;noise&gt;, please');
  });
});

test('unlocking without a request is told too, once', async () => {
  const [byRoute, inApp] = [await locked(), await locked()];
  await as.moderator.post(`/api/v2/users/${byRoute.id}/unlock`);
  await as.administrator.patch(`/users/${inApp.id}`, { status: 'active' });
  for (const { email } of [byRoute, inApp]) {
    expect((await mailbox.next(email)).subject).toBe('Your account is unlocked');
  }
  // A later mail of each shows that there was no second one in between.
  for (const person of [byRoute, inApp]) {
    await as.administrator.post(`/api/v2/users/${person.id}/lock`, { reason: 'Again' });
    await ways['our route']?.(person, 'reject');
    expect((await mailbox.next(person.email)).subject).toBe('Your account stays locked');
  }
});

test('nothing is told of asking, nor of a lock', async () => {
  const person = await addPerson(server);
  await as.moderator.post(`/api/v2/users/${person.id}/lock`, { reason: 'Insults' });
  const request = await requestOf(person);
  await as.moderator.post(`/api/v2/unlock-requests/${request}/approve`, { note });
  await mailbox.next(person.email);
  expect(mailbox.letters.filter(({ to }) => to === person.email)).toHaveLength(1);
  expect(mailbox.letters.filter(({ to }) => to === accounts.moderator.email)).toEqual([]);
});
