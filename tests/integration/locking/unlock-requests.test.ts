/** Asking to be unlocked, and deciding about it at every door. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accounts } from '../../harness/accounts.ts';
import { type Caller, type Callers, callersOf } from '../../harness/api.ts';
import { startServer, type TestServer } from '../../harness/server.ts';
import { addPerson, type Person } from './person.ts';

let server: TestServer;
let as: Callers;
beforeAll(async () => {
  // Directus logs what GraphQL refuses.
  server = await startServer({ expectedErrors: [/GraphQLError/] });
  as = callersOf(server.url);
});
afterAll(() => server?.stop());

const client = () => server.database.client;

async function person(status: string, role: 'player' | 'administrator' = 'player') {
  const added = await addPerson(server, role);
  await client().query('update directus_users set status = $2 where id = $1', [added.id, status]);
  return added;
}
const locked = () => person('suspended');

const ask = (email: string, more: object = {}) =>
  as.nobody.post('/api/v2/unlock-requests', {
    email,
    reason: 'Mistake',
    message: 'It was not me',
    ...more,
  });

async function requestsOf({ id }: Person) {
  const { rows } = await client().query(
    'select * from unlock_requests where "user" = $1 order by created_at',
    [id],
  );
  return rows;
}

async function requestOf(user: Person): Promise<string> {
  await ask(user.email);
  return (await requestsOf(user))[0].id;
}

async function status({ id }: Person): Promise<string> {
  const { rows } = await client().query('select status from directus_users where id = $1', [id]);
  return rows[0].status;
}

const decide = (caller: Caller, id: string, how: 'approve' | 'reject') =>
  caller.post(`/api/v2/unlock-requests/${id}/${how}`, { note: 'Looked at' });

describe('asking', () => {
  test.each([
    ['a locked account', async () => (await locked()).email, 1],
    ['an active account', async () => (await person('active')).email, 0],
    ['an archived account', async () => (await person('archived')).email, 0],
    ['an unverified account', async () => (await person('unverified')).email, 0],
    ['nobody', async () => 'nobody@test.example.com', 0],
  ])('for %s is answered alike', async (_, emailOf, made) => {
    const email = await emailOf();
    const answer = await ask(email);
    expect(answer.status).toBe(202);
    expect(answer.text).toBe('{"data":{"status":"received"}}');
    const { rows } = await client().query(
      'select from unlock_requests r join directus_users u on u.id = r."user" where u.email = $1',
      [email],
    );
    expect(rows).toHaveLength(made);
  });

  test('takes the address in any case', async () => {
    const user = await locked();
    await ask(`  ${user.email.toUpperCase()}`);
    expect(await requestsOf(user)).toMatchObject([
      { status: 'pending', reason: 'Mistake', message: 'It was not me' },
    ]);
  });

  test('twenty times at once makes one request', async () => {
    const user = await locked();
    const answers = await Promise.all(Array.from({ length: 20 }, () => ask(user.email)));
    expect(new Set(answers.map(({ status: code, text }) => `${code} ${text}`))).toEqual(
      new Set(['202 {"data":{"status":"received"}}']),
    );
    expect(await requestsOf(user)).toHaveLength(1);
  });

  test('is possible again after a rejection', async () => {
    const user = await locked();
    await decide(as.moderator, await requestOf(user), 'reject');
    await ask(user.email);
    expect((await requestsOf(user)).map((request) => request.status)).toEqual([
      'rejected',
      'pending',
    ]);
  });

  test.each([
    ['no e-mail', { email: undefined }],
    ['no address', { email: 'somebody' }],
    ['no reason', { reason: '' }],
    ['a long reason', { reason: 'x'.repeat(129) }],
    ['no message', { message: undefined }],
    ['a long message', { message: 'x'.repeat(1025) }],
    ['something unknown', { status: 'approved' }],
  ])('with %s is refused', async (_, more) => {
    const user = await locked();
    expect((await ask(user.email, more)).status).toBe(400);
    expect(await requestsOf(user)).toEqual([]);
  });
});

describe('the list', () => {
  test('has the newest first, by status, page by page', async () => {
    const users = [await locked(), await locked(), await locked()];
    const ids: string[] = [];
    for (const user of users) ids.unshift(await requestOf(user));
    const first = await as.moderator.get('/api/v2/unlock-requests?status=pending&limit=2');
    expect(first.body.data).toMatchObject([
      {
        id: ids[0],
        user: { id: users[2]?.id },
        reason: 'Mistake',
        message: 'It was not me',
        status: 'pending',
        note: null,
        decided_by: null,
        decided_at: null,
      },
      { id: ids[1] },
    ]);
    expect(first.text).not.toContain('@');
    const cursor = first.body.meta.next_cursor;
    const next = await as.administrator.get(
      `/api/v2/unlock-requests?status=pending&limit=1&cursor=${cursor}`,
    );
    expect(next.body.data[0].id).toBe(ids[2]);
    const other = await as.moderator.get(`/api/v2/unlock-requests?cursor=${cursor}`);
    expect(other).toMatchObject({ status: 400, code: 'INVALID_CURSOR' });
    expect((await as.moderator.get('/api/v2/unlock-requests?status=open')).status).toBe(400);
  });
});

/** Each door at which a request is decided; the note is the same. */
const doors: Record<string, (caller: Caller, id: string, to: string) => Promise<unknown>> = {
  route: (caller, id, to) => decide(caller, id, to === 'approved' ? 'approve' : 'reject'),
  '/items/:id': (caller, id, to) =>
    caller.patch(`/items/unlock_requests/${id}`, { status: to, note: 'Looked at' }),
  '/items, claiming another decided': (caller, id, to) =>
    caller.patch('/items/unlock_requests', {
      keys: [id],
      data: { status: to, note: 'Looked at', decided_by: accounts.player.id },
    }),
  GraphQL: (caller, id, to) =>
    caller.graphql(
      `mutation { update_unlock_requests_item(id: "${id}", data: { status: "${to}", note: "Looked at" }) { id } }`,
    ),
};

describe.each(Object.keys(doors))('deciding by %s', (door) => {
  const decideBy = (caller: Caller, id: string, to: string) => doors[door]?.(caller, id, to);

  test.each([
    ['moderator', 'approved', 'active'],
    ['moderator', 'rejected', 'suspended'],
    ['administrator', 'approved', 'active'],
  ] as const)('as %s: %s leaves the account %s', async (who, decision, left) => {
    const user = await locked();
    const id = await requestOf(user);
    await decideBy(as[who], id, decision);
    expect(await requestsOf(user)).toMatchObject([
      {
        status: decision,
        note: 'Looked at',
        decided_by: accounts[who].id,
        decided_at: expect.any(Date),
      },
    ]);
    expect(await status(user)).toBe(left);
  });

  test('once', async () => {
    const user = await locked();
    const id = await requestOf(user);
    await decideBy(as.moderator, id, 'rejected');
    await decideBy(as.moderator, id, 'approved');
    await decideBy(as.administrator, id, 'approved');
    expect((await requestsOf(user))[0].status).toBe('rejected');
    expect(await status(user)).toBe('suspended');
  });

  test.each(['player', 'manager', 'editor'] as const)('is not for a %s', async (who) => {
    const user = await locked();
    await decideBy(as[who], await requestOf(user), 'approved');
    expect((await requestsOf(user))[0].status).toBe('pending');
    expect(await status(user)).toBe('suspended');
  });

  test('about an administrator is for administrators', async () => {
    const user = await person('suspended', 'administrator');
    const id = await requestOf(user);
    await decideBy(as.moderator, id, 'approved');
    expect(await status(user)).toBe('suspended');
    await decideBy(as.administrator, id, 'approved');
    expect(await status(user)).toBe('active');
  });
});

describe('deciding', () => {
  test('two at once: one wins, the other is told', async () => {
    for (const [one, two] of [
      ['approve', 'approve'],
      ['approve', 'reject'],
    ] as const) {
      const user = await locked();
      const id = await requestOf(user);
      const answers = await Promise.all([
        decide(as.moderator, id, one),
        decide(as.administrator, id, two),
      ]);
      expect(answers.map((answer) => answer.status).sort()).toEqual([200, 409]);
      expect(answers.find((answer) => answer.status === 409)?.code).toBe('ALREADY_DECIDED');
      const won = answers.find((answer) => answer.status === 200)?.body.data;
      expect((await requestsOf(user))[0]).toMatchObject({
        status: won.status,
        decided_by: won.decided_by.id,
      });
      expect(await status(user)).toBe(won.status === 'approved' ? 'active' : 'suspended');
    }
  });

  test('at the same moment as unlocking leaves one decision', async () => {
    for (let round = 0; round < 5; round++) {
      const user = await locked();
      const id = await requestOf(user);
      const [approved, unlocked] = await Promise.all([
        decide(as.moderator, id, 'approve'),
        as.administrator.post(`/api/v2/users/${user.id}/unlock`),
      ]);
      expect([200, 409]).toContain(approved.status);
      expect(unlocked.status).toBe(200);
      expect(await status(user)).toBe('active');
      expect((await requestsOf(user))[0].status).toBe('approved');
    }
  });

  test('lets the user in, with a token that was issued before still dead', async () => {
    const user = await person('active');
    const login = () =>
      as.nobody.post('/auth/login', { email: user.email, password: accounts.player.password });
    const before = (await login()).body.data.access_token;
    await as.moderator.post(`/api/v2/users/${user.id}/lock`, { reason: 'Insults' });
    expect((await login()).status).toBe(401);
    const answer = await decide(as.moderator, await requestOf(user), 'approve');
    expect(answer.body.data).toMatchObject({ status: 'approved', user: { id: user.id } });
    expect((await login()).status).toBe(200);
    expect((await as.withToken(before).get('/users/me')).status).toBe(401);
    const { rows } = await client().query(
      'select event, reason, decided_by from account_locks where "user" = $1 order by created_at',
      [user.id],
    );
    expect(rows).toEqual([
      { event: 'lock', reason: 'Insults', decided_by: accounts.moderator.id },
      { event: 'unlock', reason: 'Looked at', decided_by: accounts.moderator.id },
    ]);
  });

  test('about nothing is a 404, and needs a note', async () => {
    expect(await decide(as.moderator, randomUUID(), 'approve')).toMatchObject({ status: 404 });
    const id = await requestOf(await locked());
    for (const body of [{}, { note: '' }, { note: 'x'.repeat(1025) }]) {
      const answer = await as.moderator.post(`/api/v2/unlock-requests/${id}/reject`, body);
      expect(answer.status).toBe(400);
    }
  });
});
