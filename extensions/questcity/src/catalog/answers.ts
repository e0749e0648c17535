/**
 * Answers of points (code, word, QR payload) as they are stored: a keyed hash with a salt of its own.
 *
 * The answers have few possible values, so what protects them when a copy of the database leaks is
 * the key, which is not in it. HMAC-SHA-256 (RFC 2104) rather than a slow password hash: slowness
 * would not save four digits, and attempts are checked at every try.
 */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

export type AnswerKind = 'code' | 'word' | 'qr_secret';

const SALT_BYTES = 12;
const FORMAT = 'v1';

/** Longest answers, in characters. */
export const ANSWER_LIMITS: Record<AnswerKind, number> = { code: 32, word: 32, qr_secret: 255 };

/**
 * The form in which answers are compared. Of a word, case, Unicode form, surrounding space and ё/е do
 * not matter; of a code, surrounding space doesn't; a QR payload counts as it is.
 */
export function normalizeAnswer(kind: AnswerKind, answer: string): string {
  switch (kind) {
    case 'word':
      return answer.normalize('NFKC').trim().toLowerCase().replaceAll('ё', 'е');
    case 'code':
      return answer.trim();
    case 'qr_secret':
      return answer;
  }
}

/** What is wrong with an answer that an editor set, in words for them; undefined when it is good. */
export function answerProblem(kind: AnswerKind, answer: string): string | undefined {
  const normal = normalizeAnswer(kind, answer);
  const limit = ANSWER_LIMITS[kind];
  if (kind === 'code' && !/^[0-9]+$/.test(normal)) return 'must hold digits only';
  if (normal.length === 0) return 'must not be blank';
  if ([...normal].length > limit) return `must have at most ${limit} characters`;
  return undefined;
}

/** Hashes an answer for storage; the same answer gives another text each time. */
export function hashAnswer(pepper: string, kind: AnswerKind, answer: string): string {
  const salt = randomBytes(SALT_BYTES).toString('base64url');
  return `${FORMAT}:${salt}:${mac(pepper, kind, salt, answer).toString('base64url')}`;
}

/** Whether `answer` is the one that was stored; takes the same time whichever way it differs. */
export function answerMatches(
  pepper: string,
  kind: AnswerKind,
  answer: string,
  stored: string,
): boolean {
  const [format, salt, expected] = stored.split(':');
  if (format !== FORMAT || !salt || !expected) return false;
  const actual = mac(pepper, kind, salt, answer);
  const wanted = Buffer.from(expected, 'base64url');
  return wanted.length === actual.length && timingSafeEqual(wanted, actual);
}

function mac(pepper: string, kind: AnswerKind, salt: string, answer: string): Buffer {
  return createHmac('sha256', pepper)
    .update(JSON.stringify([kind, salt, normalizeAnswer(kind, answer)]))
    .digest();
}
