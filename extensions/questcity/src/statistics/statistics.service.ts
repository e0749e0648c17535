/** For those who write quests: how a quest is played, where players give up, and why fixes fail. */
import { NotFoundError } from '../kernel/errors.ts';
import type { Call } from '../kernel/route.ts';
import type { StatisticsQuery } from './statistics.schema.ts';
import * as store from './statistics.store.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * The statistics of a quest in any status.
 * @throws NotFoundError
 */
export async function getQuestStatistics(
  { database, now }: Call,
  quest: string,
  { days }: StatisticsQuery,
) {
  const since = days === undefined ? null : new Date(now().getTime() - days * DAY_MS);
  const sessions = await store.readSessions(database, { quest, since });
  if (!sessions) throw new NotFoundError({ thing: 'quest' });
  const points = await store.readPoints(database, { quest, since });
  return { data: { quest, sessions, points } };
}
