/** Lines of the queue of rewards. */
import type { RewardItem } from '@questcity/sdk';

interface Owner {
  username: string;
  avatar: string | null;
}

export interface RewardCard {
  /** Of the session. */
  id: string;
  owner: Owner | null;
  quest: string;
  /** Of the completion or of the decision. */
  time: string;
  /** Of one that waits. */
  waiting?: { players: number; reward: number; rejected: number };
  /** Of one that is decided. */
  decided?: 'approved' | 'cancelled';
}

/** A decided session, as `/items` has it. */
export interface DecidedSession {
  id: string;
  rewarded_at: string | null;
  cancelled_at: string | null;
  quest: { name: string } | null;
  owner: Owner | null;
}

export function waitingCard(item: RewardItem): RewardCard {
  const { id, quest, players, completed_at, reward, attempts } = item;
  const owner = players.find(({ role }) => role === 'owner') ?? null;
  const { rejected } = attempts;
  const waiting = { players: players.length, reward, rejected };
  return { id, owner, quest: quest.name, time: completed_at, waiting };
}

/** The `limit` sessions that were decided last, the latest first. */
export function latestDecided(sessions: readonly DecidedSession[], limit: number): RewardCard[] {
  return sessions
    .map(
      ({ id, owner, quest, rewarded_at, cancelled_at }): RewardCard => ({
        id,
        owner,
        quest: quest?.name ?? '',
        time: cancelled_at ?? rewarded_at ?? '',
        decided: cancelled_at ? 'cancelled' : 'approved',
      }),
    )
    .sort((one, other) => other.time.localeCompare(one.time))
    .slice(0, limit);
}
