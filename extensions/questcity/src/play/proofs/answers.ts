/** Proof by a code, a word or a QR payload: `catalog/answers.ts` compares with what is stored. */
import { type AnswerKind, answerMatches } from '../../catalog/answers.ts';
import type { ReasonCode } from '../reasons.ts';

/**
 * How many wrong answers all members of a session may give at one point within
 * {@link WRONG_ANSWERS_MINUTES}, offline ones too: what counts is when the server got them, which a
 * phone can't set.
 */
export const WRONG_ANSWERS_ALLOWED = 10;
export const WRONG_ANSWERS_MINUTES = 10;

/**
 * Checks an answer.
 *
 * @param stored the hash pinned in the session; without one nothing is right
 * @param wrongAnswers how many wrong ones there were lately
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
  return stored && answerMatches(pepper, kind, given, stored) ? undefined : 'wrong_answer';
}
