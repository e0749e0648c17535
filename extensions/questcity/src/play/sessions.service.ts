/**
 * The rules of a session as a whole: how it starts, ends, and what that costs and earns. What happens
 * at its points is in attempts.service.ts, its members in members.service.ts, and what managers decide
 * about it in rewards.service.ts.
 */
import type { Knex } from 'knex';
import { type Database, inTransaction } from '../kernel/database.ts';
import { ForbiddenError, NotFoundError } from '../kernel/errors.ts';
import { timeOrderedId } from '../kernel/ids.ts';
import * as jobs from '../kernel/jobs.ts';
import { listPage, TimeKey } from '../kernel/page.ts';
import type { Call, JsonText } from '../kernel/route.ts';
import * as wallet from '../wallet/wallet.service.ts';
import { readPinned } from './content.ts';
import {
  MemberPlaysError,
  SessionActiveError,
  SessionNotActiveError,
  SessionNotExpiredError,
  SubscriptionRequiredError,
} from './errors.ts';
import type { Session, SessionListQuery } from './sessions.schema.ts';
import * as store from './sessions.store.ts';
import { cardView, detailView, statusAt } from './views.ts';

/** The job that ends a session at its deadline. */
export const EXPIRE_JOB = 'expire-session';

const HOUR_MS = 3_600_000;

/**
 * Starts a quest: pins its content, opens the first point, charges the cost.
 * @throws NotFoundError when there is no such published quest
 * @throws SubscriptionRequiredError always for such a quest: there are no subscriptions yet
 * @throws SessionActiveError
 * @throws InsufficientCreditsError
 */
export function startSession({ actor, database, now }: Call, quest: string): Promise<Session> {
  return inTransaction(database, async (transaction) => {
    const moment = now();
    await expireDueOf(transaction, moment, { user: actor.id, quest });
    const id = timeOrderedId(moment);
    const owner = actor.id;
    const made = await store.insertSession(transaction, { id, quest, owner, now: moment });
    if (!made) throw new NotFoundError({ thing: 'quest' });
    if (made.subscription_only) throw new SubscriptionRequiredError();
    await oneActive(store.insertBeginnings(transaction, id, owner, moment));
    await wallet.charge(transaction, {
      user: owner,
      kind: 'quest_cost',
      credits: made.cost,
      reference: id,
      quest,
      session: id,
    });
    if (made.deadline) await expireLater(transaction, id, made.deadline, moment);
    return readSession(transaction, id, owner, moment);
  });
}

/** @throws Refusal when what is done would give a player two active sessions of a quest */
export async function oneActive<T>(
  work: Promise<T>,
  Refusal: typeof SessionActiveError = SessionActiveError,
): Promise<T> {
  try {
    return await work;
  } catch (error) {
    const { constraint } = error as { constraint?: string };
    if (constraint === 'session_members_one_active') throw new Refusal();
    throw error;
  }
}

/**
 * The caller's sessions, the newest first.
 * @throws InvalidCursorError
 */
export function listSessions(
  { actor, database, now }: Call,
  query: SessionListQuery,
): Promise<JsonText> {
  const moment = now();
  const { status } = query;
  return listPage(query, {
    name: 'sessions',
    filters: { user: actor.id, status },
    key: TimeKey,
    read: ({ limit, after }) =>
      store.readCards(database, {
        user: actor.id,
        now: moment,
        ...(status && { status }),
        ...(after && { after: { started_at: after[0], id: after[1] } }),
        limit,
      }),
    textOf: (row) => JSON.stringify(cardView(row, moment)),
    keyOf: (row) => [row.sort_value, row.id],
  });
}

/** @throws NotFoundError when the caller is no member of such a session */
export function getSession({ actor, database, now }: Call, session: string): Promise<Session> {
  return readSession(database, session, actor.id, now());
}

export async function readSession(
  database: Database,
  session: string,
  user: string,
  now: Date,
): Promise<Session> {
  const row = await store.readDetail(database, session, user);
  const pinned = row && (await readPinned(database, session));
  if (!pinned) throw new NotFoundError({ thing: 'session' });
  return detailView(row, pinned.points, now);
}

/**
 * Gives a session up, for all its members. Repeating it changes nothing.
 * @throws NotFoundError when the caller is no member of such a session
 * @throws ForbiddenError when the caller is not its owner
 * @throws SessionNotActiveError when it has ended otherwise
 */
export function abandonSession(call: Call, session: string): Promise<Session> {
  return asOwner(call, session, async (transaction, locked, now) => {
    const status = statusAt(locked, now);
    if (status === 'abandoned') return;
    if (status !== 'active') throw new SessionNotActiveError({ status });
    await store.updateStatus(transaction, session, { status: 'abandoned', endedAt: now });
  });
}

/**
 * Makes an expired session active for another timeframe from now on, and charges its owner.
 * @throws NotFoundError when the caller is no member of such a session
 * @throws ForbiddenError when the caller is not its owner
 * @throws SessionNotExpiredError
 * @throws MemberPlaysError when a member has started the quest again
 * @throws InsufficientCreditsError
 */
export function extendSession(call: Call, session: string): Promise<Session> {
  return asOwner(call, session, async (transaction, locked, now) => {
    const status = statusAt(locked, now);
    if (status !== 'expired') throw new SessionNotExpiredError({ status });
    if (locked.cancelled_at) throw new SessionNotExpiredError({ status: 'cancelled' });
    // Another session of a member may be over although no job has said so yet.
    for (const user of await store.readJoined(transaction, session)) {
      await expireDueOf(transaction, now, { user, quest: locked.quest });
    }
    const extensions = locked.extensions + 1;
    const deadline = new Date(now.getTime() + (locked.timeframe ?? 0) * HOUR_MS);
    await oneActive(
      store.updateStatus(transaction, session, {
        status: 'active',
        endedAt: null,
        deadline,
        extensions,
      }),
      MemberPlaysError,
    );
    await wallet.charge(transaction, {
      user: call.actor.id,
      kind: 'extension',
      credits: locked.pay_extra,
      reference: `${session}:${extensions}`,
      quest: locked.quest,
      session,
    });
    await expireLater(transaction, session, deadline, now);
  });
}

function asOwner(
  { actor, database, now }: Call,
  session: string,
  work: (transaction: Knex.Transaction, locked: store.LockedSession, now: Date) => Promise<void>,
): Promise<Session> {
  return inTransaction(database, async (transaction) => {
    const moment = now();
    const before = await store.readDetail(transaction, session, actor.id);
    if (!before) throw new NotFoundError({ thing: 'session' });
    if (before.role !== 'owner') throw new ForbiddenError();
    const locked = await store.lockSession(transaction, session);
    if (!locked) throw new NotFoundError({ thing: 'session' });
    await work(transaction, locked, moment);
    return readSession(transaction, session, actor.id, moment);
  });
}

/**
 * Completes a session whose last point is solved, and pays its members unless a manager is to approve
 * that. It ended when the point was solved, which a phone may have told later. The caller holds the
 * session's lock.
 */
export async function completeSession(
  transaction: Knex.Transaction,
  session: string,
  { quest, reward, auto_accrual }: { quest: string; reward: number; auto_accrual: boolean },
  { endedAt, now }: { endedAt: Date; now: Date },
): Promise<void> {
  await store.updateStatus(transaction, session, { status: 'completed', endedAt });
  if (auto_accrual) await payRewards(transaction, session, { quest, reward }, now, null);
}

/** Pays the reward to everybody who is in the session now. The caller holds the session's lock. */
export async function payRewards(
  transaction: Knex.Transaction,
  session: string,
  { quest, reward }: { quest: string; reward: number },
  now: Date,
  by: string | null,
): Promise<void> {
  for (const user of await store.readJoined(transaction, session)) {
    await wallet.pay(transaction, {
      user,
      kind: 'reward',
      credits: reward,
      reference: session,
      quest,
      session,
    });
  }
  await store.setRewarded(transaction, session, now, by);
}

/** Has the job queue end the session at its deadline. */
function expireLater(
  transaction: Knex.Transaction,
  session: string,
  deadline: Date,
  now: Date,
): Promise<void> {
  // A second more: the queue goes by the database's clock, and a job that comes early does nothing.
  const startAfter = Math.max(1, Math.ceil((deadline.getTime() - now.getTime()) / 1000)) + 1;
  return jobs.send(transaction, EXPIRE_JOB, { session }, { startAfter });
}

/** Ends a session if its time is over. Late or repeated, it says the same. */
export function expireSession(database: Database, session: string, now: Date): Promise<void> {
  return inTransaction(database, async (transaction) => {
    const locked = await store.lockSession(transaction, session);
    if (locked?.status === 'active' && statusAt(locked, now) === 'expired') {
      await endAtDeadline(transaction, session, locked);
    }
  });
}

/** Marks a session as expired. The caller holds its lock. */
export function endAtDeadline(
  transaction: Knex.Transaction,
  session: string,
  { deadline }: store.LockedSession,
): Promise<void> {
  return store.updateStatus(transaction, session, { status: 'expired', endedAt: deadline });
}

/** Ends the sessions of a player and quest whose time is over. */
export async function expireDueOf(
  transaction: Knex.Transaction,
  now: Date,
  of: { user: string; quest: string },
): Promise<void> {
  for (const session of await store.readDue(transaction, now, of)) {
    await expireSession(transaction, session, now);
  }
}

/**
 * Ends all sessions whose time is over.
 *
 * @throws AggregateError when some could not be ended; the others are
 */
export async function expireDue(database: Database, now: Date): Promise<void> {
  const failures: unknown[] = [];
  for (const session of await store.readDue(database, now)) {
    await expireSession(database, session, now).catch((error) => failures.push(error));
  }
  if (failures.length > 0) throw new AggregateError(failures, 'Sessions could not be ended');
}
