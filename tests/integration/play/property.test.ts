/**
 * Random sequences of valid and invalid commands from several members, with repeats, in any order and
 * several at once, against a real database: points and sessions only move forward, each member is paid
 * once, balances are the sums of the ledger, and no attempt is lost.
 */
import fc from 'fast-check';
import createKnex, { type Knex } from 'knex';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { isDirectusError } from '../../../extensions/questcity/src/kernel/errors.ts';
import type { Call, JsonText } from '../../../extensions/questcity/src/kernel/route.ts';
import {
  makeAttempt,
  makeAttempts,
} from '../../../extensions/questcity/src/play/attempts.service.ts';
import { positionAt } from '../../../extensions/questcity/src/play/geodesy.ts';
import { removeMember } from '../../../extensions/questcity/src/play/members.service.ts';
import { decideAttempt } from '../../../extensions/questcity/src/play/review.service.ts';
import {
  approveReward,
  cancelSession,
} from '../../../extensions/questcity/src/play/rewards.service.ts';
import {
  abandonSession,
  getSession,
  startSession,
} from '../../../extensions/questcity/src/play/sessions.service.ts';
import { setPlaySettings } from '../../../extensions/questcity/src/play/settings.ts';
import { accounts } from '../../harness/accounts.ts';
import { type TestDatabase, withDatabase } from '../../harness/database.ts';
import { PEPPER } from '../../harness/environment.ts';
import { insert, player } from '../database/fixtures.ts';
import { attemptAt, makeQuest } from './quests.ts';

let db: TestDatabase;
let pool: Knex;
beforeAll(async () => {
  db = await withDatabase();
  pool = createKnex({ client: 'pg', connection: { ...db.connection }, pool: { max: 8 } });
  const unused = () => Promise.reject(new Error('There are no files here'));
  setPlaySettings({ pepper: PEPPER, readPhoto: unused, openFile: unused });
});
afterAll(async () => {
  await pool.destroy();
  await db.close();
});

const MEMBERS = 3;
const COST = 10;
const REWARD = 30;

const attemptCommand = fc.record({
  kind: fc.constant('attempt' as const),
  by: fc.nat(MEMBERS - 1),
  point: fc.nat(3),
  how: fc.constantFrom('good', 'good', 'good', 'far', 'mocked', 'wrong', 'old', 'bare'),
});
const command = fc.oneof(
  { weight: 60, arbitrary: attemptCommand },
  {
    weight: 20,
    arbitrary: fc.record({ kind: fc.constant('repeat' as const), which: fc.nat(200) }),
  },
  {
    weight: 10,
    arbitrary: fc.record({
      kind: fc.constant('batch' as const),
      by: fc.nat(MEMBERS - 1),
      attempts: fc.array(attemptCommand, { minLength: 1, maxLength: 4 }),
    }),
  },
  {
    weight: 10,
    arbitrary: fc.record({ kind: fc.constant('decide' as const), accept: fc.boolean() }),
  },
  {
    weight: 5,
    arbitrary: fc.record({ kind: fc.constant('leave' as const), by: fc.nat(MEMBERS - 1) }),
  },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('reward' as const) }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('abandon' as const), by: fc.nat(MEMBERS - 1) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('cancel' as const) }) },
);
type Command = typeof command extends fc.Arbitrary<infer C> ? C : never;

const STATES = ['locked', 'available', 'arrived', 'solved'];
const NEXT: Record<string, string[]> = {
  active: ['active', 'completed', 'abandoned'],
  completed: ['completed'],
  abandoned: ['abandoned'],
};

async function world(autoAccrual: boolean) {
  const quest = await makeQuest(
    db.client,
    [
      { activity: 'catch_ghost' },
      { activity: 'enter_code', code: '42' },
      {
        activity: 'pick_up_artifact',
        divided: true,
        file: (
          await db.client.query(`select id from directus_files where title = 'canary-artifact'`)
        ).rows[0].id,
        places: [{}, { north: 300 }],
      },
    ],
    { cost: COST, reward: REWARD, group_size: MEMBERS, auto_accrual: autoAccrual },
  );
  const users: string[] = [];
  for (let i = 0; i < MEMBERS; i++) users.push(await player(db.client));
  await insert(db.client, 'ledger_entries', {
    user: users[0],
    kind: 'purchase',
    amount: 50,
    reference: `test-${users[0]}`,
  });
  const callOf = (id: string): Call => ({
    actor: { id, admin: false, policies: new Set() },
    database: pool,
    now: () => new Date(),
  });
  const calls = users.map(callOf);
  const session = (await startSession(calls[0] as Call, quest.id)).id;
  for (const user of users.slice(1)) {
    await insert(db.client, 'session_members', { session, user, status: 'joined' });
  }
  return { quest, users, calls, session, manager: callOf(accounts.manager.id) };
}
type World = Awaited<ReturnType<typeof world>>;

/** The attempt that a command stands for; the fourth point is none of this quest. */
function bodyOf(
  { quest }: World,
  { point, how }: typeof attemptCommand extends fc.Arbitrary<infer A> ? A : never,
) {
  const there = quest.points[point];
  const place = there?.places[Math.floor(Math.random() * there.places.length)] ?? {
    latitude: 59,
    longitude: 30,
  };
  const body = attemptAt(
    how === 'far' ? positionAt(place, 0, 2000) : place,
    how === 'bare' || point !== 1 ? undefined : { code: how === 'wrong' ? '0' : '42' },
    {
      ...(how === 'mocked' && { mocked: true }),
      ...(how === 'old' && { captured_at: new Date(Date.now() - 200_000).toISOString() }),
    },
  );
  return {
    id: there?.id ?? accounts.player.id,
    body: body as never as Parameters<typeof makeAttempt>[3],
  };
}

/** A refusal in the API's words is an answer; anything else is a fault. */
async function refusable<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (isDirectusError(error) && error.status < 500) return undefined;
    throw error;
  }
}

it('keeps what must hold, whatever is done in whichever order', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.boolean(),
      fc.array(fc.array(command, { minLength: 1, maxLength: 4 }), { minLength: 4, maxLength: 16 }),
      async (autoAccrual, rounds) => {
        const made = await world(autoAccrual);
        const { quest, calls, session, users, manager } = made;
        /** Every attempt that was answered: how to send it again, and its first answer. */
        const answered: { again: () => Promise<JsonText>; text: string; client: string }[] = [];

        const run = async (one: Command): Promise<void> => {
          switch (one.kind) {
            case 'attempt': {
              const { id, body } = bodyOf(made, one);
              const again = () => makeAttempt(calls[one.by] as Call, session, id, body);
              const answer = await refusable(again());
              if (answer) {
                answered.push({ again, text: answer.text, client: body.client_attempt_id });
              }
              return;
            }
            case 'batch': {
              const attempts = one.attempts.map((attempt) => {
                const { id, body } = bodyOf(made, attempt);
                return { ...body, point_id: id };
              });
              const again = () => makeAttempts(calls[one.by] as Call, session, { attempts });
              const answer = await refusable(again());
              for (const { client_attempt_id: client } of answer ? attempts : []) {
                answered.push({ again, text: answer?.text as string, client });
              }
              return;
            }
            case 'repeat': {
              const first = answered[one.which % Math.max(1, answered.length)];
              const answer = first && (await refusable(first.again()));
              if (first && answer) expect(answer.text).toBe(first.text);
              return;
            }
            case 'decide': {
              const { rows } = await pool.raw(
                `select id from attempts where session = ? and outcome = 'in_review' limit 1`,
                [session],
              );
              const decision = one.accept ? 'accept' : 'reject';
              if (rows[0]) await refusable(decideAttempt(manager, rows[0].id, { decision }));
              return;
            }
            case 'leave':
              await refusable(
                removeMember(calls[one.by] as Call, session, users[one.by] as string),
              );
              return;
            case 'reward':
              await refusable(approveReward(manager, session));
              return;
            case 'abandon':
              await refusable(abandonSession(calls[one.by] as Call, session));
              return;
            case 'cancel':
              await refusable(cancelSession(manager, session, null));
          }
        };

        let before = await snapshot(session);
        for (const round of rounds) {
          await Promise.all(round.map(run));
          const after = await snapshot(session);
          expect(NEXT[before.status]).toContain(after.status);
          after.points.forEach((state, i) => {
            expect(STATES.indexOf(state)).toBeGreaterThanOrEqual(
              STATES.indexOf(before.points[i] as string),
            );
          });
          before = after;
        }
        for (const { again, text } of answered) {
          const answer = await refusable(again());
          if (answer) expect(answer.text).toBe(text);
        }
        await check(made, autoAccrual, answered);
        expect(quest.points).toHaveLength(before.points.length);
      },
    ),
    { numRuns: 25, endOnFailure: true },
  );
}, 280_000);

async function snapshot(session: string): Promise<{ status: string; points: string[] }> {
  const { rows } = await db.client.query(
    `select status, array(select state::text from session_points p where p.session = s.id order by "order") as points
       from sessions s where id = $1`,
    [session],
  );
  return rows[0];
}

async function check(
  { session, users, calls }: World,
  autoAccrual: boolean,
  answered: readonly { client: string }[],
): Promise<void> {
  const { rows: attempts } = await db.client.query(
    'select client_attempt_id as client, outcome from attempts where session = $1',
    [session],
  );
  const clients = attempts.map(({ client }) => client).sort();
  expect(clients).toEqual([...new Set(clients)]);
  // Nothing that was answered is lost. A batch may break off when its member leaves meanwhile.
  for (const { client } of answered) expect(clients).toContain(client);
  const { rows: solved } = await db.client.query(
    `select count(*)::int as n, count(distinct point)::int as points from attempts
      where session = $1 and outcome = 'solved'`,
    [session],
  );
  expect(solved[0].n).toBe(solved[0].points);

  const { rows: ledger } = await db.client.query(
    `select "user", kind, count(*)::int as n from ledger_entries where session = $1 group by 1, 2`,
    [session],
  );
  const rewards = ledger.filter(({ kind }) => kind === 'reward');
  const { status, points } = await snapshot(session);
  expect(status === 'completed').toBe(points.every((state) => state === 'solved'));
  const { rows: members } = await db.client.query(
    `select "user" from session_members where session = $1 and status = 'joined'`,
    [session],
  );
  if (rewards.length > 0 || (status === 'completed' && autoAccrual)) {
    expect(status).toBe('completed');
    expect(rewards.map(({ user }) => user).sort()).toEqual(members.map(({ user }) => user).sort());
    expect(rewards.every(({ n }) => n === 1)).toBe(true);
    expect(ledger.filter(({ kind }) => kind === 'refund')).toEqual([]);
  }
  const { rows: balances } = await db.client.query(
    `select p.id from profiles p where id = any($1)
        and credits <> coalesce((select sum(amount) from ledger_entries where "user" = p.id), 0)`,
    [users],
  );
  expect(balances).toEqual([]);
  expect((await getSession(calls[0] as Call, session)).status).toBe(status);
}
