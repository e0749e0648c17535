/** A few players and their sessions of one quest, and what must hold of them at any time. */
import type { Knex } from 'knex';
import type pg from 'pg';
import { expect } from 'vitest';
import type { Call } from '../../../extensions/questcity/src/kernel/route.ts';
import {
  getSession,
  startSession,
} from '../../../extensions/questcity/src/play/sessions.service.ts';
import { accounts } from '../../harness/accounts.ts';
import { insert, player } from '../database/fixtures.ts';
import { befriend, type MadeQuest, makeQuest } from './quests.ts';

/** The first is the owner of the first session; all are friends but the last, who is a stranger. */
export const PLAYERS = 5;
export const STRANGER = PLAYERS - 1;
const GROUP = 3;
const COST = 10;
const REWARD = 30;
const EXTRA = 7;
const TIMEFRAME_HOURS = 3;
const HOUR_MS = 3_600_000;

export interface World {
  readonly database: Knex;
  readonly client: pg.Client;
  readonly quest: MadeQuest;
  readonly autoAccrual: boolean;
  readonly users: readonly string[];
  readonly calls: readonly Call[];
  readonly manager: Call;
  /** In the order in which they were started. */
  readonly sessions: string[];
  /** What was answered to each attempt, by session and the client's id. */
  readonly told: Map<string, string>;
}

/** A session with its owner, a member and somebody invited, begun an hour ago. */
export async function makeWorld(
  database: Knex,
  client: pg.Client,
  autoAccrual: boolean,
  credits: number,
): Promise<World> {
  const { rows: files } = await client.query(
    `select id from directus_files where title = 'canary-artifact'`,
  );
  const quest = await makeQuest(
    client,
    [
      { activity: 'catch_ghost' },
      { activity: 'enter_code', code: '42' },
      {
        activity: 'pick_up_artifact',
        divided: true,
        file: files[0].id,
        places: [{}, { north: 300 }],
      },
    ],
    {
      cost: COST,
      reward: REWARD,
      pay_extra: EXTRA,
      group_size: GROUP,
      timeframe: TIMEFRAME_HOURS,
      auto_accrual: autoAccrual,
    },
  );
  const users: string[] = [];
  for (let i = 0; i < PLAYERS; i++) {
    const user = await player(client);
    const purchase = { user, kind: 'purchase', amount: credits, reference: `test-${user}` };
    await insert(client, 'ledger_entries', purchase);
    for (const id of i === STRANGER ? [] : users) await befriend(client, { id }, { id: user });
    users.push(user);
  }
  const callOf = (id: string): Call => ({
    actor: { id, admin: false, policies: new Set() },
    database,
    now: () => new Date(),
  });
  const calls = users.map(callOf);
  const early = { ...(calls[0] as Call), now: () => new Date(Date.now() - HOUR_MS) };
  const { id: session } = await startSession(early, quest.id);
  for (const [i, status] of ['joined', 'invited'].entries()) {
    await insert(client, 'session_members', { session, user: users[i + 1], status });
  }
  const manager = callOf(accounts.manager.id);
  const sessions = [session];
  const told = new Map<string, string>();
  return { database, client, quest, autoAccrual, users, calls, manager, sessions, told };
}

interface Snapshot {
  readonly status: string;
  readonly extensions: number;
  readonly cancelled: boolean;
  readonly points: readonly string[];
}

export async function snapshotOf({ client, sessions }: World): Promise<Map<string, Snapshot>> {
  const { rows } = await client.query(
    `select s.id, status, extensions, cancelled_at is not null as cancelled,
            array(select state::text from session_points p where p.session = s.id order by "order") as points
       from sessions s where id = any ($1)`,
    [sessions],
  );
  return new Map(rows.map(({ id, ...row }) => [id, row]));
}

const STATES = ['locked', 'available', 'arrived', 'solved'];
/** Where several commands at once may lead. */
const NEXT: Record<string, string[]> = {
  active: ['active', 'completed', 'abandoned', 'expired'],
  expired: ['expired', 'active', 'completed', 'abandoned'],
  completed: ['completed'],
  abandoned: ['abandoned'],
};

/** Nothing went back between two moments. */
export function expectForward(
  before: ReadonlyMap<string, Snapshot>,
  after: ReadonlyMap<string, Snapshot>,
): void {
  for (const [session, was] of before) {
    const is = after.get(session) as Snapshot;
    expect(NEXT[was.status]).toContain(is.status);
    expect(is.extensions).toBeGreaterThanOrEqual(was.extensions);
    // Only an extension makes an expired session active again.
    if (was.status === 'expired' && ['active', 'abandoned'].includes(is.status)) {
      expect(is.extensions).toBeGreaterThan(was.extensions);
    }
    if (was.cancelled) expect(is).toEqual(was);
    for (const [i, state] of is.points.entries()) {
      const reached = STATES.indexOf(was.points[i] as string);
      expect(STATES.indexOf(state)).toBeGreaterThanOrEqual(reached);
    }
  }
}

/** What must hold of all that has happened. */
export async function expectKept(world: World): Promise<void> {
  const snapshot = await snapshotOf(world);
  for (const session of world.sessions) {
    const now = snapshot.get(session) as Snapshot;
    await expectAttemptsKept(world, session, now);
    await expectMembersKept(world, session, now);
    await expectPaid(world, session, now);
  }
  const { rows: balances } = await world.client.query(
    `select p.id, credits from profiles p where id = any($1)
        and (credits < 0 or
             credits <> coalesce((select sum(amount) from ledger_entries where "user" = p.id), 0))`,
    [world.users],
  );
  expect(balances).toEqual([]);
  const { rows: twice } = await world.client.query(
    `select m."user" from session_members m join sessions s on s.id = m.session
      where m."user" = any($1) and m.status = 'joined' and s.status = 'active'
      group by m."user", s.quest having count(*) > 1`,
    [world.users],
  );
  expect(twice).toEqual([]);
}

/** No attempt that was answered is lost, none is there twice, and its answer is the one that was given. */
async function expectAttemptsKept(
  { client, told }: World,
  session: string,
  { points }: Snapshot,
): Promise<void> {
  const { rows } = await client.query(
    'select client_attempt_id as id, point, outcome, response from attempts where session = $1',
    [session],
  );
  const recorded = new Map(rows.map(({ id, response }) => [id, JSON.stringify(response)]));
  expect(recorded.size).toBe(rows.length);
  for (const [key, text] of told) {
    const [of, id] = key.split(' ');
    if (of === session) expect(recorded.get(id)).toBe(text);
  }
  const solved = rows.filter(({ outcome }) => outcome === 'solved').map(({ point }) => point);
  expect(new Set(solved).size).toBe(solved.length);
  expect(solved.length).toBe(points.filter((state) => state === 'solved').length);
}

async function expectMembersKept(
  { client, calls }: World,
  session: string,
  { status, points }: Snapshot,
): Promise<void> {
  expect(status === 'completed').toBe(points.every((state) => state === 'solved'));
  const { rows } = await client.query(
    `select m."user", role, active from session_members m
      where session = $1 and status in ('joined', 'invited')`,
    [session],
  );
  expect(rows.length).toBeLessThanOrEqual(GROUP);
  expect(rows.filter(({ role }) => role === 'owner')).toHaveLength(1);
  if (status !== 'active') expect(rows.filter(({ active }) => active)).toEqual([]);
  const owner = rows.find(({ role }) => role === 'owner').user;
  const call = calls.find(({ actor }) => actor.id === owner) as Call;
  const { deadline, ended_at, status: said } = await getSession(call, session);
  const over = Date.parse(deadline as string) <= Date.now();
  expect(said).toBe(status === 'active' && over ? 'expired' : status);
  // However late it is noted, it ends at its deadline, and not before.
  if (said === 'expired') expect([over, ended_at]).toEqual([true, deadline]);
}

/** Costs, extensions, rewards and refunds of a session: what happened is paid, once. */
async function expectPaid(
  { client, autoAccrual }: World,
  session: string,
  { status, extensions, cancelled }: Snapshot,
): Promise<void> {
  const { rows: entries } = await client.query(
    `select l.kind, l."user", l.amount, l.reference from ledger_entries l where l.session = $1
      order by l.reference, l."user"`,
    [session],
  );
  const { rows: members } = await client.query(
    `select m."user", role from session_members m where session = $1 and status = 'joined'
      order by 1`,
    [session],
  );
  const user = members.find(({ role }) => role === 'owner').user;
  const of = (kind: string) =>
    entries.filter((one) => one.kind === kind).map(({ kind, ...rest }) => rest);

  const cost = { user, amount: -COST, reference: session };
  const extended = Array.from({ length: extensions }, (_, i) => ({
    user,
    amount: -EXTRA,
    reference: `${session}:${i + 1}`,
  }));
  expect(of('quest_cost')).toEqual([cost]);
  expect(of('extension')).toEqual(extended);
  const refunds = [cost, ...extended].map((paid) => ({ ...paid, amount: -paid.amount }));
  expect(of('refund')).toEqual(cancelled ? refunds : []);
  const rewards = of('reward');
  // What was sent too late pays nothing by itself.
  const { rows: late } = await client.query(
    `select from attempts
      where session = $1 and outcome in ('solved', 'arrived')
        and reasons::jsonb ? 'uploaded_late'`,
    [session],
  );
  const atOnce = status === 'completed' && autoAccrual && late.length === 0;
  const due = rewards.length > 0 || atOnce;
  if (due) expect([status, cancelled]).toEqual(['completed', false]);
  expect(rewards).toEqual(
    due ? members.map((one) => ({ user: one.user, amount: REWARD, reference: session })) : [],
  );
}
