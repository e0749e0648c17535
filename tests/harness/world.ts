/**
 * What every test database holds beside the reference data: at least one row of each collection, of
 * `player` and of `other`, public and secret.
 *
 * Whatever a player must never be shown is marked, so that a test can look for the mark in any
 * answer: texts hold `canary-`, coordinates end in 7654321, ids begin with `cafecafe-`.
 */
import { files } from './world-files.ts';

/** Matches anything that only staff may see. */
export const CANARY = /canary-|7654321|cafecafe-/i;

const open = (number: number) => `b0000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
const secret = (number: number) => `cafecafe-0000-4000-8000-${String(number).padStart(12, '0')}`;

export const world = {
  files,
  category: open(1),
  city: open(2),
  vehicle: open(3),
  tool: open(4),
  /** Published, with three points. */
  quest: open(10),
  merch: open(11),
  draft: secret(10),
  inReview: secret(11),
  archived: secret(12),
  /** Points of `quest` in order; the first has its place in `places[0]`. */
  points: [secret(20), secret(21), secret(22)],
  places: [secret(30), secret(31), secret(32)],
  draftPoint: secret(25),
  draftPlace: secret(35),
  draftMerch: secret(36),
  session: secret(40),
  attempt: secret(41),
  sessionMembers: [secret(42), secret(43)],
  sessionPoints: [secret(44), secret(45), secret(46)],
  chat: secret(50),
  chatMembers: [secret(51), secret(52)],
  message: secret(53),
  review: open(60),
  hiddenReview: secret(61),
  favorite: { player: open(62), other: secret(63) },
  ledgerEntry: { player: open(64), other: secret(65) },
  friendEdges: [secret(66), secret(67)],
  unlockRequest: secret(68),
} as const;

/** The exact start of `world.quest`; players may know it to three decimals only. */
export const START = { latitude: 55.757654321, longitude: 37.617654321 };
