/** What the statistics of a quest are asked with and tell. */
import { z } from 'zod';
import { dataOf, queryInteger, uuid } from '../kernel/fields.ts';

export const StatisticsParams = z.strictObject({ id: uuid });

export const StatisticsQuery = z.strictObject({
  days: queryInteger(1, 3650)
    .optional()
    .describe('Only sessions started within so many days; all of them unless given.'),
});
export type StatisticsQuery = z.infer<typeof StatisticsQuery>;

const Count = z.int().min(0);

const Duration = z
  .object({
    median: z.number().describe('Half of them took no longer.'),
    p90: z.number().describe('Nine out of ten took no longer.'),
  })
  .describe('Seconds.');

const Refusals = z
  .array(z.object({ reason: z.string().describe('A code.'), count: Count }))
  .describe('The most frequent first. An attempt with two reasons counts for both.');

const SessionStatistics = z.object({
  started: Count,
  active: Count,
  completed: Count,
  abandoned: Count,
  expired: Count,
  players: Count.describe('Different players who joined one of them.'),
  duration: Duration.nullable().describe('From start to completion; null when none is completed.'),
});
export type SessionStatistics = z.infer<typeof SessionStatistics>;

const PointStatistics = z.object({
  point: uuid,
  name: z.string().nullable(),
  order: z.int(),
  in_quest: z.boolean().describe('False for a point that was taken out of the quest since.'),
  started: Count.describe('Sessions in which the point was opened.'),
  arrived: Count,
  solved: Count,
  gave_up: Count.describe('Sessions that were abandoned or expired at this point.'),
  duration: Duration.nullable().describe('From opening to solving; null when nobody solved it.'),
  attempts: Count,
  refused: Count,
  in_review: Count.describe('Attempts that wait for a decision.'),
  refusals: Refusals,
});
export type PointStatistics = z.infer<typeof PointStatistics>;

const QuestStatistics = z
  .object({
    quest: uuid,
    sessions: SessionStatistics,
    points: z.array(PointStatistics).describe('In the order of the route.'),
  })
  .meta({ id: 'QuestStatistics' });

export const StatisticsBody = dataOf(QuestStatistics);
