/** Proof by a code, a word or a QR payload: `catalog/answers.ts` compares with what is stored. */
import { type AnswerKind, answerMatches } from '../../catalog/answers.ts';
import { type Sql, sql } from '../../kernel/database.ts';
import type { ReasonCode } from '../reasons.ts';

/** How many wrong answers a session may give at one point within {@link WRONG_ANSWERS_MINUTES}. */
export const WRONG_ANSWERS_ALLOWED = 10;
export const WRONG_ANSWERS_MINUTES = 10;

/** The reasons of attempts that count as wrong answers. */
const COUNTED: ReasonCode = 'wrong_answer';

/**
 * Checks an answer.
 *
 * @param stored the hash pinned in the session; without one nothing is right
 * @param wrongAnswers how many wrong ones there were lately: see {@link countWrongAnswers}
 * @returns why it does not hold; undefined when it does
 */
export function checkAnswer(
  pepper: string,
  kind: AnswerKind,
  given: string,
  stored: string | null | undefined,
  wrongAnswers: number,
): ReasonCode | undefined {
  // Before the comparison, so that a right answer too many is not told from a wrong one.
  if (wrongAnswers >= WRONG_ANSWERS_ALLOWED) return 'too_many_answers';
  return stored && answerMatches(pepper, kind, given, stored) ? undefined : COUNTED;
}

/**
 * An expression with the number of wrong answers that all members of a session gave at a point
 * lately, offline ones too: what counts is when the server got them, which a phone can't set.
 *
 * It is exact for whoever holds the lock on the point's row of `session_points`, on every node:
 * lock it first, in the transaction that inserts the attempt. The index `attempts_by_point` serves.
 */
export function countWrongAnswers(session: string, point: string, now: Date): Sql {
  const since = new Date(now.getTime() - WRONG_ANSWERS_MINUTES * 60_000);
  return sql`(select count(*)::int from public.attempts
               where session = ${session}::uuid and point = ${point}::uuid
                 and created_at > ${since.toISOString()}::timestamptz
                 and outcome = 'rejected' and reasons::jsonb @> ${JSON.stringify([COUNTED])}::jsonb)`;
}
