/** Sessions, their members, points and attempts. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestDatabase, withDatabase } from '../../harness/database.ts';
import {
  expectRefused,
  file,
  insert,
  inTransaction,
  outcomes,
  player,
  publishedQuest,
  read,
  session,
  update,
  type Values,
  withClients,
} from './fixtures.ts';

let db: TestDatabase;
let questId: string;
let owner: string;
beforeAll(async () => {
  db = await withDatabase();
  questId = await publishedQuest(db.client, { group_size: 3 });
  owner = await player(db.client);
});
afterAll(() => db.close());

const NOW = new Date('2026-06-01T12:00:00Z');

describe('a session', () => {
  const states = ['active', 'completed', 'abandoned', 'expired'];
  const steps = states.flatMap((from) => states.map((to) => [from, to] as const));
  const allowed = new Set([
    'active>completed',
    'active>abandoned',
    'active>expired',
    'expired>active',
    'expired>completed',
  ]);
  it.each(steps)('going from %s to %s', async (from, to) => {
    const id = await insert(db.client, 'sessions', { quest: questId, content: {}, status: from });
    const step = update(db.client, 'sessions', id, { status: to });
    if (from === to || allowed.has(`${from}>${to}`)) await step;
    else await expectRefused(step, 'sessions_status_step');
  });

  it('keeps what was pinned when it started', async () => {
    const id = await insert(db.client, 'sessions', { quest: questId, content: { name: 'A' } });
    const other = await publishedQuest(db.client);
    for (const values of [{ content: {} }, { quest: other }, { started_at: NOW }]) {
      await expectRefused(update(db.client, 'sessions', id, values), 'sessions_pinned');
    }
    await update(db.client, 'sessions', id, await read(db.client, 'sessions', id));
  });

  const refused: [rule: string, values: Values][] = [
    ['sessions_status_known', { status: 'paused' }],
    ['sessions_ended_not_active', { ended_at: NOW }],
    ['sessions_deadline_after_start', { started_at: NOW, deadline: NOW }],
    ['sessions_numbers', { cost: -1 }],
  ];
  it.each(refused)('is refused by %s', async (rule, values) => {
    await expectRefused(
      insert(db.client, 'sessions', { quest: questId, content: {}, ...values }),
      rule,
    );
  });

  it('keeps its quest from being deleted', async () => {
    const id = await publishedQuest(db.client);
    await session(db.client, id, owner);
    await expectRefused(
      db.client.query('delete from quests where id = $1', [id]),
      'sessions_quest_foreign',
    );
  });
});

describe('members', () => {
  const join = (sessionId: string, user: string, status = 'joined', client = db.client) =>
    insert(client, 'session_members', { session: sessionId, user, status });
  const memberOf = async (sessionId: string) =>
    (await db.client.query('select * from session_members where session = $1', [sessionId]))
      .rows[0];

  it('have one active session of a quest', async () => {
    const user = await player(db.client);
    const first = await session(db.client, questId, user);
    expect(await memberOf(first)).toMatchObject({ quest: questId, active: true });
    await expectRefused(session(db.client, questId, user), 'session_members_one_active');
    await session(db.client, await publishedQuest(db.client), user);

    await update(db.client, 'sessions', first, { status: 'expired' });
    expect((await memberOf(first)).active).toBe(false);
    const second = await session(db.client, questId, user);
    const revived = update(db.client, 'sessions', first, { status: 'active' });
    await expectRefused(revived, 'session_members_one_active');
    await update(db.client, 'sessions', second, { status: 'abandoned' });
    await update(db.client, 'sessions', first, { status: 'active' });
    expect((await memberOf(first)).active).toBe(true);
  });

  it('start a quest once when they start it twice at once', async () => {
    const user = await player(db.client);
    await withClients(db.connection, 2, async (clients) => {
      const start = clients.map((client) =>
        inTransaction(client, () => session(client, questId, user)),
      );
      const result = await outcomes(start);
      expect(result).toEqual({ done: 1, refused: ['session_members_one_active'] });
    });
  });

  it('are no more than the group size, invitations included', async () => {
    const id = await session(db.client, questId, await player(db.client));
    const second = await join(id, await player(db.client), 'invited');
    await join(id, await player(db.client));
    const fourth = await player(db.client);
    await expectRefused(join(id, fourth), 'session_members_group_size', 'at most 3');
    await join(id, await player(db.client), 'declined');
    await update(db.client, 'session_members', second, { status: 'left' });
    await join(id, fourth);
    const back = update(db.client, 'session_members', second, { status: 'joined' });
    await expectRefused(back, 'session_members_group_size');
  });

  it('are no more than the group size when two are invited at once', async () => {
    const id = await session(db.client, questId, await player(db.client), {
      content: { group_size: 2 },
    });
    const users = [await player(db.client), await player(db.client)] as const;
    await withClients(db.connection, 2, async (clients) => {
      const result = await outcomes(
        clients.map((client, index) => join(id, users[index] as string, 'invited', client)),
      );
      expect(result).toEqual({ done: 1, refused: ['session_members_group_size'] });
    });
  });

  it('stay who they are, once each, with one owner', async () => {
    const user = await player(db.client);
    const id = await session(db.client, questId, user);
    const other = await player(db.client);
    await expectRefused(join(id, user, 'left'), 'session_members_unique');
    const { id: member } = await memberOf(id);
    const swap = update(db.client, 'session_members', member, { user: other });
    await expectRefused(swap, 'session_members_fixed');
    const usurp = insert(db.client, 'session_members', { session: id, user: other, role: 'owner' });
    await expectRefused(usurp, 'session_members_one_owner');
  });
});

describe('points of a session', () => {
  const states = ['locked', 'available', 'arrived', 'solved'];
  let sessionId: string;
  let order = 0;
  const add = (state: string) =>
    insert(db.client, 'session_points', {
      session: sessionId,
      point: randomUUID(),
      order: ++order,
      state,
      solved_at: state === 'solved' ? NOW : null,
    });
  beforeAll(async () => {
    sessionId = await session(db.client, await publishedQuest(db.client), owner);
  });

  it.each(states.flatMap((from, i) => states.map((to, j) => [from, to, j >= i] as const)))(
    'may go from %s to %s: %s',
    async (from, to, forward) => {
      const id = await add(from);
      const values = { state: to, solved_at: to === 'solved' ? NOW : null };
      const step = update(db.client, 'session_points', id, values);
      if (forward) await step;
      else await expectRefused(step, 'session_points_forward');
    },
  );

  it('are solved by the first of two members who solve them at once', async () => {
    const id = await add('available');
    const other = await player(db.client);
    await withClients(db.connection, 2, async (clients) => {
      const solve = clients.map((client, index) =>
        update(client, 'session_points', id, {
          state: 'solved',
          solved_at: new Date(NOW.getTime() + index * 1000),
          solved_by: index ? owner : other,
        }),
      );
      const result = await outcomes(solve);
      expect(result).toEqual({ done: 1, refused: ['session_points_solved_once'] });
    });
  });
});

describe('an attempt', () => {
  let sessionId: string;
  beforeAll(async () => {
    sessionId = await session(db.client, await publishedQuest(db.client), owner);
  });
  const attempt = (values: Values = {}) =>
    insert(db.client, 'attempts', {
      session: sessionId,
      point: randomUUID(),
      user: owner,
      client_attempt_id: randomUUID(),
      latitude: 55.755833123456,
      longitude: 37.617778,
      captured_at: NOW,
      mocked: false,
      outcome: 'in_review',
      reasons: '["mocked"]',
      ...values,
    });

  it('keeps the position exactly', async () => {
    const row = await read(db.client, 'attempts', await attempt());
    expect(row.latitude).toBe(55.755833123456);
  });

  it('is recorded once per client id', async () => {
    const client_attempt_id = randomUUID();
    await attempt({ client_attempt_id });
    await expectRefused(attempt({ client_attempt_id }), 'attempts_once');
  });

  it.each([[{ latitude: 91 }], [{ longitude: 181 }], [{ accuracy: -1 }], [{ heading: 361 }]])(
    'is on earth: %o',
    async (values) => {
      await expectRefused(attempt(values), 'attempts_position_range');
    },
  );

  it('is decided once and otherwise kept', async () => {
    const id = await attempt({ file: await file(db.client) });
    const changes = [{ latitude: 1 }, { user: null }, { proof: '{}' }, { response: '{}' }];
    for (const values of changes) {
      await expectRefused(update(db.client, 'attempts', id, values), 'attempts_append_only');
    }
    await update(db.client, 'attempts', id, { outcome: 'solved', decided_by: owner });
    expect((await read(db.client, 'attempts', id)).decided_at).toBeInstanceOf(Date);
    const again = update(db.client, 'attempts', id, { outcome: 'rejected' });
    await expectRefused(again, 'attempts_decided_once');
    await expectRefused(
      db.client.query('delete from attempts where id = $1', [id]),
      'attempts_append_only',
    );
  });

  it('outlives its player and its file, and goes with its session', async () => {
    const [user, fileId] = [await player(db.client), await file(db.client)];
    const run = await session(db.client, await publishedQuest(db.client), user);
    const id = await attempt({ session: run, user, file: fileId });
    await db.client.query('delete from directus_files where id = $1', [fileId]);
    await db.client.query('delete from directus_users where id = $1', [user]);
    expect(await read(db.client, 'attempts', id)).toMatchObject({ user: null, file: null });
    await db.client.query('delete from sessions where id = $1', [run]);
    expect(await read(db.client, 'attempts', id)).toBeUndefined();
  });
});
