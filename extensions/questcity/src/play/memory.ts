/**
 * What the next decision in a session needs to know of the attempts before it: each member's last
 * fixes, and when wrong answers were given at which point. Kept with the session's head, so that it
 * is read and written with it and is the same on every node.
 */

import { WRONG_ANSWERS_ALLOWED, WRONG_ANSWERS_MINUTES } from './proofs/answers.ts';
import type { Fix } from './trust.ts';

/** Latitude, longitude, accuracy in metres, time in milliseconds. */
type NotedFix = readonly [number, number, number, number];

export interface Memory {
  readonly members?: Readonly<
    Record<string, { readonly accepted?: NotedFix; readonly recent: readonly NotedFix[] }>
  >;
  /** Times in milliseconds, by point. */
  readonly wrong?: Readonly<Record<string, readonly number[]>>;
}

const FIXES_KEPT = 5;
const WRONG_ANSWERS_MS = WRONG_ANSWERS_MINUTES * 60_000;

/** A member's last accepted fix, and the last ones whatever became of them. */
export function fixesOf(memory: Memory, user: string): { accepted?: Fix; recent: Fix[] } {
  const known = memory.members?.[user];
  return {
    ...(known?.accepted && { accepted: toFix(known.accepted) }),
    recent: known?.recent.map(toFix) ?? [],
  };
}

/** How many wrong answers all members of the session gave at a point lately. */
export function recallWrongAnswers(memory: Memory, point: string, now: Date): number {
  const since = now.getTime() - WRONG_ANSWERS_MS;
  return (memory.wrong?.[point] ?? []).filter((time) => time > since).length;
}

export interface Remembered {
  readonly user: string;
  readonly fix: Fix;
  readonly accepted: boolean;
  /** The point at which the answer was wrong. */
  readonly wrongAnswerAt?: string | undefined;
  readonly now: Date;
}

/** The memory with one more attempt in it. */
export function remember(memory: Memory, attempt: Remembered): Memory {
  const { user, fix, accepted, wrongAnswerAt, now } = attempt;
  const known = memory.members?.[user];
  const noted: NotedFix = [fix.latitude, fix.longitude, fix.accuracy, fix.capturedAt.getTime()];
  const lastAccepted = accepted ? noted : known?.accepted;
  const members = {
    ...memory.members,
    [user]: {
      ...(lastAccepted && { accepted: lastAccepted }),
      recent: [noted, ...(known?.recent ?? [])].slice(0, FIXES_KEPT),
    },
  };
  if (wrongAnswerAt === undefined) return { ...memory, members };
  const since = now.getTime() - WRONG_ANSWERS_MS;
  const times = (memory.wrong?.[wrongAnswerAt] ?? []).filter((time) => time > since);
  const wrong = {
    ...memory.wrong,
    [wrongAnswerAt]: [...times, now.getTime()].slice(-WRONG_ANSWERS_ALLOWED),
  };
  return { members, wrong };
}

function toFix([latitude, longitude, accuracy, time]: NotedFix): Fix {
  return { latitude, longitude, accuracy, capturedAt: new Date(time) };
}
