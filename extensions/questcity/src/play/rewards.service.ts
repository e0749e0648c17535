/** What managers read and decide about whole sessions: rewards to approve, sessions to cancel. */
import { inTransaction } from '../kernel/database.ts';
import { AlreadyDecidedError, NotFoundError } from '../kernel/errors.ts';
import { listPage, TimeKey } from '../kernel/page.ts';
import type { Call, JsonText } from '../kernel/route.ts';
import * as wallet from '../wallet/wallet.service.ts';
import { SessionNotActiveError, SessionNotCompletedError } from './errors.ts';
import type { RewardItem, RewardQueueQuery, SessionReport } from './rewards.schema.ts';
import * as store from './rewards.store.ts';
import { endAtDeadline, payRewards } from './sessions.service.ts';
import { type LockedSession, lockSession, setCancelled, updateStatus } from './sessions.store.ts';
import { statusAt } from './views.ts';

/**
 * Completed sessions whose reward waits for approval, the first completed first.
 * @throws InvalidCursorError
 */
export function listRewardQueue({ database }: Call, query: RewardQueueQuery): Promise<JsonText> {
  const { quest } = query;
  return listPage(query, {
    name: 'reward-queue',
    filters: { quest },
    key: TimeKey,
    read: ({ limit, after }) =>
      store.readRewardQueue(database, {
        quest,
        after: after && { completed_at: after[0], id: after[1] },
        limit,
      }),
    textOf: (row) => JSON.stringify(itemView(row)),
    keyOf: ({ sort_value, id }) => [sort_value, id],
  });
}

function itemView(row: store.RewardRow): RewardItem {
  const { id, quest, name, players, started_at, completed_at, attempts, reward } = row;
  return {
    id,
    quest: { id: quest, name },
    players,
    started_at: started_at.toISOString(),
    completed_at: completed_at.toISOString(),
    duration: secondsBetween(started_at, completed_at),
    attempts,
    reward,
  };
}

/**
 * A session with its members, its attempts by outcome and the credits that were moved for it.
 * @throws NotFoundError
 */
export async function getSessionReport(
  { database, now }: Call,
  session: string,
): Promise<SessionReport> {
  const row = await store.readReport(database, session);
  if (!row) throw new NotFoundError({ thing: 'session' });
  const status = statusAt(row, now());
  const endedAt = row.ended_at ?? (status === 'expired' ? row.deadline : null);
  const { cancelled_at, cancelled_by, note } = row;
  return {
    id: row.id,
    quest: { id: row.quest, name: row.name },
    status,
    started_at: row.started_at.toISOString(),
    deadline: row.deadline?.toISOString() ?? null,
    ended_at: endedAt?.toISOString() ?? null,
    duration: endedAt && secondsBetween(row.started_at, endedAt),
    progress: {
      solved: row.points.filter(({ state }) => state === 'solved').length,
      total: row.points.length,
    },
    points: row.points.map((point) => ({
      ...point,
      arrived_at: point.arrived_at && timeOf(point.arrived_at),
      solved_at: point.solved_at && timeOf(point.solved_at),
    })),
    members: row.members.map((member) => ({
      ...member,
      joined_at: member.joined_at && timeOf(member.joined_at),
    })),
    attempts: row.attempts,
    reward: {
      credits: row.reward,
      auto_accrual: row.auto_accrual,
      paid_at: row.rewarded_at?.toISOString() ?? null,
      paid_by: row.rewarded_by,
    },
    cancelled: cancelled_at && { at: cancelled_at.toISOString(), by: cancelled_by, note },
    refund: row.owner ? row.cost + row.extensions * row.pay_extra : 0,
    entries: row.entries.map((entry) => ({ ...entry, created_at: timeOf(entry.created_at) })),
    may: { approve: mayReward(row), cancel: mayCancel({ ...row, status }) },
  };
}

type Settled = Pick<LockedSession, 'status' | 'rewarded_at' | 'cancelled_at'>;

/** Whether a session's reward waits for a manager's approval. */
function mayReward({ status, rewarded_at, cancelled_at }: Settled): boolean {
  return status === 'completed' && !rewarded_at && !cancelled_at;
}

/** Whether a manager may cancel a session that has this status now. */
function mayCancel(session: Settled): boolean {
  const { status, cancelled_at } = session;
  if (status === 'completed') return mayReward(session);
  return (status === 'active' || status === 'expired') && !cancelled_at;
}

/**
 * Pays the reward of a completed session to each member, where that takes a manager's approval.
 * @throws NotFoundError
 * @throws SessionNotCompletedError
 * @throws AlreadyDecidedError when it has been paid or cancelled
 */
export function approveReward({ actor, database, now }: Call, session: string): Promise<void> {
  return inTransaction(database, async (transaction) => {
    const locked = await lockSession(transaction, session);
    if (!locked) throw new NotFoundError({ thing: 'session' });
    if (locked.status !== 'completed') {
      throw new SessionNotCompletedError({ status: statusAt(locked, now()) });
    }
    if (!mayReward(locked)) throw new AlreadyDecidedError();
    await payRewards(transaction, session, locked, now(), actor.id);
  });
}

/**
 * Ends a session that cannot be played to its end, or one whose reward is not to be paid, and refunds
 * what its owner has paid.
 * @throws NotFoundError
 * @throws SessionNotActiveError when it was abandoned, or its reward was paid
 * @throws AlreadyDecidedError when it has been cancelled
 */
export function cancelSession(
  { actor, database, now }: Call,
  session: string,
  note: string | null,
): Promise<void> {
  return inTransaction(database, async (transaction) => {
    const moment = now();
    const locked = await lockSession(transaction, session);
    if (!locked) throw new NotFoundError({ thing: 'session' });
    if (locked.cancelled_at) throw new AlreadyDecidedError();
    const status = statusAt(locked, moment);
    if (!mayCancel({ ...locked, status })) throw new SessionNotActiveError({ status });
    if (status === 'active') {
      await updateStatus(transaction, session, { status: 'abandoned', endedAt: moment });
    } else if (locked.status === 'active') {
      await endAtDeadline(transaction, session, locked);
    }
    await setCancelled(transaction, session, { now: moment, by: actor.id, note });
    if (!locked.owner) return;
    const paid = [
      { reference: session, credits: locked.cost },
      ...Array.from({ length: locked.extensions }, (_, i) => ({
        reference: `${session}:${i + 1}`,
        credits: locked.pay_extra,
      })),
    ];
    for (const { reference, credits } of paid) {
      await wallet.refund(transaction, {
        user: locked.owner,
        credits,
        reference,
        quest: locked.quest,
        session,
      });
    }
  });
}

const secondsBetween = (start: Date, end: Date): number =>
  Math.max(0, Math.round((end.getTime() - start.getTime()) / 1000));

/** A time out of PostgreSQL's JSON. */
const timeOf = (text: string): string => new Date(text).toISOString();
