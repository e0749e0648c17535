/**
 * Nothing that was acknowledged is lost, and nothing happens twice: players race, repeat and send
 * batches while the server is killed and PostgreSQL is stopped at once.
 *
 * QUESTCITY_FAULTS_PLAYERS=100 QUESTCITY_FAULTS_ATTEMPTS=100 runs it in full, which takes minutes.
 */
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { roles } from '../../harness/accounts.ts';
import { insert, player } from '../database/fixtures.ts';
import { answered, type Journal, newJournal, type Walker, walk } from './faults-load.ts';
import { type Machine, startMachine } from './faults-machine.ts';
import { type MadeQuest, makeQuest } from './quests.ts';

const PLAYERS = Number(process.env.QUESTCITY_FAULTS_PLAYERS ?? 12);
const ATTEMPTS = Number(process.env.QUESTCITY_FAULTS_ATTEMPTS ?? 24);
const MEMBERS = 2;
const REWARD = 30;
const COST = 10;
const MINUTES = 60_000;
/** In this share of the groups both walk half of the way offline: 5 % of all attempts. */
const OFFLINE_GROUPS = 0.1;
/** Sessions have begun so long ago, by far more than the walk offline takes. */
const BEGUN_MS = 120 * MINUTES;
/** What a phone may take to send a position in time. */
const FRESH_MINUTES = 2;

let machine: Machine;
beforeAll(async () => {
  machine = await startMachine();
}, 5 * MINUTES);
afterAll(() => machine?.close(), 2 * MINUTES);

interface Group {
  session: string;
  members: string[];
  walkers: Walker[];
  offline: boolean;
}

/** Pairs of players, each pair in a session of its own that its owner has started and paid. */
async function makeGroups(client: pg.Client, quest: MadeQuest): Promise<Group[]> {
  const groups: Group[] = [];
  const offlineGroups = Math.ceil((PLAYERS / MEMBERS) * OFFLINE_GROUPS);
  const beginning = {
    points: Math.ceil(quest.points.length / 2),
    since: new Date(Date.now() - BEGUN_MS),
    load: (PLAYERS - offlineGroups * MEMBERS) * ATTEMPTS,
  };
  for (let group = 0; group < PLAYERS / MEMBERS; group++) {
    const members: string[] = [];
    const tokens: string[] = [];
    for (let member = 0; member < MEMBERS; member++) {
      const token = `faults-${quest.id}-${group}-${member}`;
      const id = await player(client, { token, role: roles.player });
      const purchase = { user: id, kind: 'purchase', amount: 100, reference: `faults-${id}` };
      await insert(client, 'ledger_entries', purchase);
      members.push(id);
      tokens.push(token);
    }
    const response = await fetch(`${machine.url}/api/v2/quests/${quest.id}/sessions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${tokens[0]}` },
    });
    const session = ((await response.json()) as { data: { id: string } }).data.id;
    for (const user of members.slice(1)) {
      await insert(client, 'session_members', { session, user, role: 'member', status: 'joined' });
    }
    const offline = group < offlineGroups;
    const walkers = tokens.map((token) => ({
      token,
      session,
      points: quest.points,
      attempts: ATTEMPTS,
      ...(offline && { offline: beginning }),
    }));
    groups.push({ session, members, walkers, offline });
  }
  await beginEarlier(
    client,
    groups.map(({ session }) => session),
  );
  return groups;
}

/** As if the sessions had been started before the walk offline. */
async function beginEarlier(client: pg.Client, sessions: readonly string[]): Promise<void> {
  await client.query('alter table sessions disable trigger sessions_guarded');
  await client.query(
    `update sessions set started_at = started_at - ($2 + 1000) * interval '1 millisecond'
      where id = any ($1)`,
    [sessions, BEGUN_MS],
  );
  await client.query('alter table sessions enable trigger sessions_guarded');
}

/** All walk at once. */
function walkAll(groups: readonly Group[], journal: Journal): Promise<unknown> {
  return Promise.all(
    groups.flatMap(({ walkers }) => walkers.map((walker) => walk(machine.url, walker, journal))),
  );
}

/** What the database must hold after what the players were told. */
async function expectKept(groups: readonly Group[], journal: Journal): Promise<void> {
  const client = await machine.connect();
  try {
    const sessions = groups.map(({ session }) => session);
    const members = groups.flatMap((group) => group.members);
    const { rows: attempts } = await client.query<{ id: string; outcome: string }>(
      'select client_attempt_id as id, outcome from attempts where session = any ($1)',
      [sessions],
    );
    const kept = new Map(attempts.map(({ id, outcome }) => [id, outcome]));
    expect(kept.size, 'an attempt is there twice').toBe(attempts.length);
    const acknowledged = [...journal.acknowledged].map(([id, { outcome }]) => [id, outcome]);
    expect(Object.fromEntries(kept)).toEqual(Object.fromEntries(acknowledged));

    const { rows: states } = await client.query(
      `select s.status, count(*) filter (where p.state = 'solved')::int as solved, count(*)::int as points
         from sessions s join session_points p on p.session = s.id
        where s.id = any ($1) group by s.id`,
      [sessions],
    );
    expect(states).toHaveLength(groups.length);
    for (const { status, solved, points } of states) {
      expect({ status, solved }).toEqual({ status: 'completed', solved: points });
    }
    // What was done offline counts although it came late, for both members.
    const { rows: late } = await client.query(
      `select a.session, count(*)::int as sent, count(distinct a."user")::int as members,
              count(*) filter (where a.outcome = 'solved')::int as solved
         from attempts a where a.session = any ($1) and a.proof ->> 'offline' = 'true'
          and a.captured_at < a.created_at - $2 * interval '1 minute'
        group by a.session`,
      [sessions, FRESH_MINUTES],
    );
    const offline = groups.filter((group) => group.offline);
    expect(late.map(({ session }) => session).sort()).toEqual(
      offline.map(({ session }) => session).sort(),
    );
    const half = Math.ceil(ATTEMPTS / 4);
    for (const { sent, members, solved } of late) {
      expect({ sent, members, solved }).toEqual({ sent: half * 4, members: 2, solved: half });
    }
    // Each point was solved by exactly one attempt.
    const { rows: solvers } = await client.query(
      `select session, point from attempts where session = any ($1) and outcome = 'solved'
        group by 1, 2 having count(*) <> 1`,
      [sessions],
    );
    expect(solvers).toEqual([]);

    const { rows: ledger } = await client.query(
      `select l."user", l.kind, count(*)::int as entries, sum(l.amount)::int as amount
         from ledger_entries l where l."user" = any ($1) group by 1, 2`,
      [members],
    );
    const rewards = ledger.filter(({ kind }) => kind === 'reward');
    expect(rewards).toHaveLength(members.length);
    for (const { entries, amount } of rewards) {
      expect({ entries, amount }).toEqual({ entries: 1, amount: REWARD });
    }
    const { rows: balances } = await client.query(
      `select p.id, p.credits, sum(l.amount)::int as sum
         from profiles p join ledger_entries l on l."user" = p.id
        where p.id = any ($1) group by p.id`,
      [members],
    );
    for (const { credits, sum } of balances) expect(credits).toBe(sum);
    const owners = new Set(groups.map((group) => group.members[0]));
    for (const { id, credits } of balances) {
      expect(credits).toBe(100 + REWARD - (owners.has(id) ? COST : 0));
    }
  } finally {
    await client.end();
  }
}

async function newGroups(): Promise<Group[]> {
  const client = await machine.connect();
  try {
    const points = Array.from({ length: ATTEMPTS / 2 }, () => ({ activity: 'catch_ghost' }));
    const quest = await makeQuest(client, points, { reward: REWARD, cost: COST, group_size: 2 });
    return await makeGroups(client, quest);
  } finally {
    await client.end();
  }
}

describe(`${PLAYERS} players, ${ATTEMPTS} attempts each`, () => {
  it(
    'have one outcome for each attempt and one reward each',
    async () => {
      const groups = await newGroups();
      const journal = newJournal();
      await walkAll(groups, journal);
      expect(journal.wrong, machine.said()).toEqual([]);
      expect(journal.contradictions).toEqual([]);
      expect(journal.acknowledged.size).toBeGreaterThanOrEqual((PLAYERS * ATTEMPTS) / 2);
      await expectKept(groups, journal);
    },
    10 * MINUTES,
  );

  it.each([
    ['the server is killed', () => machine.killServer()],
    ['PostgreSQL is stopped at once', () => machine.killPostgres()],
  ])(
    'lose nothing when %s',
    async (_, kill) => {
      const groups = await newGroups();
      const journal = newJournal();
      const walks = walkAll(groups, journal);
      const expected = PLAYERS * ATTEMPTS;
      // At a random moment of the load: when so many attempts have been answered.
      const moment = Math.floor(expected * (0.1 + Math.random() * 0.4));
      const breaking = (async () => {
        await answered(journal, moment);
        const before = journal.acknowledged.size;
        await kill();
        return before;
      })();
      await Promise.all([walks, breaking]);
      expect(await breaking).toBeLessThan(journal.acknowledged.size);
      expect(journal.retries).toBeGreaterThan(0);
      expect(journal.wrong, machine.said()).toEqual([]);
      expect(journal.contradictions).toEqual([]);
      await expectKept(groups, journal);
    },
    10 * MINUTES,
  );
});
