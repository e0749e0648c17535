/** Who may lock whom, at each door, and what is kept of it. */
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

const POLICIES = {
  moderator: '20000000-0000-4000-8000-000000000005',
  administrator: '20000000-0000-4000-8000-000000000003',
};
const client = () => server.database.client;

async function person(
  role: 'player' | 'manager' | 'administrator',
  policy?: string,
): Promise<Person> {
  const added = await addPerson(server, role);
  if (policy) {
    await client().query(
      'insert into directus_access (id, "user", policy) values (gen_random_uuid(), $1, $2)',
      [added.id, policy],
    );
  }
  return added;
}

/** An administrator only from one address, which is not where anybody here comes from. */
async function administratorFromElsewhere(): Promise<Person> {
  const policy = randomUUID();
  await client().query(
    `insert into directus_policies (id, name, admin_access, app_access, ip_access)
     values ($1, 'From the office', true, true, '192.0.2.1')`,
    [policy],
  );
  return person('player', policy);
}

async function status({ id }: { id: string }): Promise<string> {
  const { rows } = await client().query('select status from directus_users where id = $1', [id]);
  return rows[0].status;
}

async function history({ id }: { id: string }) {
  const { rows } = await client().query(
    'select event, reason, decided_by from account_locks where "user" = $1 order by created_at, id',
    [id],
  );
  return rows;
}

const lock = (caller: Caller, { id }: { id: string }) =>
  caller.post(`/api/v2/users/${id}/lock`, { reason: 'Insults' });
const unlock = (caller: Caller, { id }: { id: string }) =>
  caller.post(`/api/v2/users/${id}/unlock`);
/** Our route, and the same at Directus's doors, as the admin app does it. */
const doors: Record<string, (caller: Caller, user: Person, wanted: string) => Promise<unknown>> = {
  route: (caller, user, wanted) => (wanted === 'active' ? unlock : lock)(caller, user),
  'PATCH /users/:id': (caller, { id }, wanted) => caller.patch(`/users/${id}`, { status: wanted }),
  'PATCH /users': (caller, { id }, wanted) =>
    caller.patch('/users', { keys: [id], data: { status: wanted } }),
  GraphQL: (caller, { id }, wanted) =>
    caller('POST', '/graphql/system', {
      body: {
        query: `mutation { update_users_item(id: "${id}", data: { status: "${wanted}" }) { id } }`,
      },
    }),
  'PATCH /users/me': (caller, _, wanted) => caller.patch('/users/me', { status: wanted }),
};

/** By who locks and whom: whether it may be. */
const targets: Record<string, () => Promise<Person>> = {
  player: () => person('player'),
  manager: () => person('manager'),
  moderator: () => person('player', POLICIES.moderator),
  administrator: () => person('administrator'),
  'administrator by a policy': () => person('player', POLICIES.administrator),
  'administrator from elsewhere': administratorFromElsewhere,
};
const may: Record<string, Record<keyof typeof targets, boolean>> = {
  player: all(false),
  manager: all(false),
  editor: all(false),
  moderator: { ...all(false), player: true, manager: true, moderator: true },
  administrator: all(true),
};
function all(allowed: boolean) {
  return Object.fromEntries(Object.keys(targets).map((target) => [target, allowed]));
}

describe.each(Object.keys(may))('%s', (who) => {
  const caller = () => as[who as 'player'];
  test.each(Object.entries(may[who] ?? {}))(
    'locks and unlocks a %s: %s',
    async (target, allowed) => {
      for (const [door, setStatus] of Object.entries(doors)) {
        if (door === 'PATCH /users/me') continue;
        const user = (await targets[target]?.()) as Person;
        await setStatus(caller(), user, 'suspended');
        expect(await status(user), `${door}, locking`).toBe(allowed ? 'suspended' : 'active');
        await client().query(`update directus_users set status = 'suspended' where id = $1`, [
          user.id,
        ]);
        await setStatus(caller(), user, 'active');
        expect(await status(user), `${door}, unlocking`).toBe(allowed ? 'active' : 'suspended');
      }
    },
  );
});

describe('nobody', () => {
  test.each(Object.keys(doors))('locks themselves by %s', async (door) => {
    for (const [role, policy] of [
      ['player', POLICIES.moderator],
      ['administrator', undefined],
    ] as const) {
      const user = await person(role, policy);
      await doors[door]?.(as.withToken(user.token), user, 'suspended');
      expect(await status(user), role).toBe('active');
    }
  });

  test('is refused by a server error', async () => {
    const user = await person('administrator');
    const self = as.withToken(user.token);
    expect(await lock(self, user)).toMatchObject({ status: 403, code: 'FORBIDDEN' });
    const atDirectus = await self.patch(`/users/${user.id}`, { status: 'suspended' });
    expect(atDirectus).toMatchObject({ status: 403, code: 'FORBIDDEN' });
  });

  test('is left without an administrator by two who lock each other', async () => {
    const { rows } = await client().query(
      `update directus_users set status = 'archived' where id <> $1 and status = 'active'
          and (role = $2 or id in (select "user" from directus_access)) returning id`,
      [accounts.administrator.id, '10000000-0000-4000-8000-000000000003'],
    );
    const other = await person('administrator');
    try {
      const answers = await Promise.all([
        lock(as.administrator, other),
        lock(as.withToken(other.token), accounts.administrator),
      ]);
      const won = answers.filter(({ status: code }) => code === 200);
      const lost = answers.find(({ status: code }) => code !== 200);
      expect(won).toHaveLength(1);
      // Too late, either for the database or for the token.
      expect(['LAST_ADMINISTRATOR', 'INVALID_CREDENTIALS']).toContain(lost?.code);
    } finally {
      await client().query(`update directus_users set status = 'active' where id = any($1)`, [
        [accounts.administrator.id, ...rows.map(({ id }) => id)],
      ]);
    }
  });
});

test('a player is not told who is an administrator', async () => {
  const texts = await Promise.all(
    [await person('player'), await person('administrator')].map(async ({ id }) => {
      const { status: code, text } = await as.player.patch(`/users/${id}`, { status: 'suspended' });
      return `${code} ${text}`;
    }),
  );
  expect(texts[0]).toMatch(/^403/);
  expect(texts[1]).toBe(texts[0]);
});

describe('locking', () => {
  test('says what the account is, and repeated changes nothing', async () => {
    const user = await person('player');
    for (const _ of ['once', 'again']) {
      const answer = await lock(as.moderator, user);
      expect(answer.body).toEqual({ data: { id: user.id, status: 'suspended' } });
    }
    for (const _ of ['once', 'again']) {
      const answer = await unlock(as.moderator, user);
      expect(answer.body).toEqual({ data: { id: user.id, status: 'active' } });
    }
    expect(await history(user)).toEqual([
      { event: 'lock', reason: 'Insults', decided_by: accounts.moderator.id },
      { event: 'unlock', reason: null, decided_by: accounts.moderator.id },
    ]);
  });

  test.each(['unverified', 'invited', 'archived', 'draft'])(
    'leaves an account that is %s as it is',
    async (other) => {
      const user = await person('player');
      await client().query('update directus_users set status = $2 where id = $1', [user.id, other]);
      expect(await lock(as.administrator, user)).toMatchObject({
        status: 409,
        code: 'ACCOUNT_NOT_ACTIVE',
      });
      expect(await unlock(as.administrator, user)).toMatchObject({
        status: 409,
        code: 'ACCOUNT_NOT_LOCKED',
      });
      expect(await status(user)).toBe(other);
    },
  );

  test('needs an account', async () => {
    const nobody = { id: randomUUID() };
    expect(await lock(as.moderator, nobody)).toMatchObject({ status: 404, code: 'NOT_FOUND' });
    expect(await unlock(as.moderator, nobody)).toMatchObject({ status: 404, code: 'NOT_FOUND' });
  });

  test.each([{}, { reason: '' }, { reason: ' ' }, { reason: 'x'.repeat(1025) }, { reason: 1 }])(
    'needs a reason: %j',
    async (body) => {
      const user = await person('player');
      const answer = await as.moderator.post(`/api/v2/users/${user.id}/lock`, body);
      expect(answer.status).toBe(400);
      expect(await status(user)).toBe('active');
    },
  );

  test('in the admin app leaves who did it in the history, which moderators read', async () => {
    const user = await person('player');
    await as.moderator.patch(`/users/${user.id}`, { status: 'suspended' });
    await expect
      .poll(() => history(user))
      .toEqual([{ event: 'lock', reason: null, decided_by: accounts.moderator.id }]);
    const path = `/items/account_locks?filter[user]=${user.id}&fields=event,decided_by`;
    expect((await as.moderator.get(path)).body.data).toEqual([
      { event: 'lock', decided_by: accounts.moderator.id },
    ]);
    expect((await as.player.get(path)).status).toBe(403);
  });

  test('cannot be written into the history by hand, also not by an administrator', async () => {
    const user = await person('player');
    const created = await as.administrator.post('/items/account_locks', {
      user: user.id,
      event: 'lock',
    });
    expect(created.status).toBe(400);
    await lock(as.administrator, user);
    const [{ id }] = (await as.administrator.get(`/items/account_locks?filter[user]=${user.id}`))
      .body.data;
    const path = `/items/account_locks/${id}`;
    expect((await as.administrator.patch(path, { reason: 'Other' })).status).toBe(400);
    expect((await as.administrator.delete(path)).status).toBe(400);
  });
});
