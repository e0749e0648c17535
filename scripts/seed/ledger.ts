/** The ledger of the demo players, worked out from what they bought and played. */
import type { Content } from './content.ts';
import { demoId } from './ids.ts';
import type { Session } from './shapes.ts';

/** One entry, with the keys of the content in place of ids. */
export interface LedgerLine {
  user: string;
  kind: 'purchase' | 'quest_cost' | 'extension' | 'reward';
  amount: number;
  /** What it is for; unique per kind and user. */
  reference: string;
  quest?: string;
  session?: string;
  note?: string;
  /** Milliseconds before now. */
  ago: number;
}

const MINUTE = 60_000;

/** When a session ended, in milliseconds before now. */
export const endedAgo = (session: Session) => session.ago - session.minutes * MINUTE;

/** The id of a session of the demo. */
export const sessionId = (key: string) => demoId('session', key);

/** All entries, oldest first, so that no balance falls below zero on the way. */
export function ledgerOf({
  purchases,
  sessions,
  quests,
}: Pick<Content, 'purchases' | 'sessions' | 'quests'>): LedgerLine[] {
  const lines: LedgerLine[] = purchases.map(({ user, amount, ago, note }, i) => ({
    user,
    kind: 'purchase',
    amount,
    reference: `demo-purchase-${i + 1}`,
    ago,
    note,
  }));
  for (const session of sessions) {
    const quest = quests.find(({ key }) => key === session.quest);
    if (!quest) continue;
    const about = { quest: quest.key, session: session.key, reference: sessionId(session.key) };
    if (quest.cost > 0) {
      lines.push({
        ...about,
        user: session.owner,
        kind: 'quest_cost',
        amount: -quest.cost,
        ago: session.ago,
      });
    }
    for (let i = 1; i <= session.extensions; i++) {
      lines.push({
        ...about,
        user: session.owner,
        kind: 'extension',
        amount: -quest.pay_extra,
        reference: `${about.reference}:${i}`,
        ago: session.ago - i * (quest.timeframe ?? 0) * 60 * MINUTE,
      });
    }
    if (session.status === 'completed' && session.rewarded && quest.reward > 0) {
      for (const user of [session.owner, ...session.members]) {
        lines.push({
          ...about,
          user,
          kind: 'reward',
          amount: quest.reward,
          ago: endedAgo(session),
        });
      }
    }
  }
  return lines.sort((a, b) => b.ago - a.ago);
}
