/**
 * Whether a position that a phone reports can be believed, and whether it is at the place.
 *
 * A phone's position can be forged, so this can't be proof; it makes forging work, and shows a
 * manager why an attempt is doubted. The limits are the product's rules (see the API guide).
 */
import { distanceBetween, type Position } from './geodesy.ts';
import type { ReasonCode } from './reasons.ts';

/** A position as a phone reports it. */
export interface Fix extends Position {
  /** Metres: the radius of 68 % confidence, as Android and iOS give it. */
  readonly accuracy: number;
  readonly capturedAt: Date;
  /** Degrees clockwise from true north. */
  readonly heading?: number | undefined;
  /** Whether the phone says that an app made the position up. */
  readonly mocked?: boolean | undefined;
}

/** Where something is to be done. */
export interface Place extends Position {
  /** Metres. */
  readonly detectionRadius: number;
  /** Metres of the fix's own inaccuracy that are forgiven. */
  readonly interactionInaccuracy: number;
  /** Of a divided artifact. */
  readonly part?: number | null | undefined;
}

export interface FixQuestion<P extends Place = Place> {
  readonly fix: Fix;
  /** At least one; the one that the fix fits best counts. */
  readonly places: readonly P[];
  readonly vehicleTopSpeedKmh: number;
  /** The member's last accepted fix of this session. */
  readonly lastAcceptedFix?: Fix | undefined;
  /** The member's last fixes of this session, accepted or not, in any order; 5 are enough. */
  readonly previousFixes?: readonly Fix[];
  /** When the server got the fix. */
  readonly now: Date;
  /**
   * Of an offline batch: the session's time, within which the fix may lie, and when the fix of the
   * attempt before it in the batch was measured.
   */
  readonly offline?:
    | {
        readonly sessionStart: Date;
        readonly sessionEnd?: Date | null | undefined;
        readonly previous?: Date | undefined;
      }
    | undefined;
}

export interface FixJudgement<P extends Place = Place> {
  /** `in_review`: not accepted, and for a manager to decide. */
  readonly verdict: 'accepted' | 'rejected' | 'in_review';
  readonly accepted: boolean;
  /** From 0, not believed at all, to 1. */
  readonly score: number;
  /**
   * Why it was not accepted, the gravest first; of an accepted fix, what lowered its score. For the
   * player when it was not accepted, for managers always.
   */
  readonly reasons: readonly ReasonCode[];
  /** Metres from the place, for managers; a player who gets it can work out where the place is. */
  readonly distance: number;
  readonly place: P;
}

const MAX_ACCURACY_M = 100;
const MAX_AGE_MS = 2 * 60_000;
/** A phone's clock may be ahead by so much. */
const CLOCK_SKEW_MS = 60_000;
/** Farther and faster than any vehicle of a quest goes (km/h); between two fixes, whoever judged them. */
const TELEPORT_SPEED_KMH = 1_000;
const TELEPORT_DISTANCE_M = 1_000;
/** So many other fixes with exactly this position look like a replay: a real receiver's noise moves it. */
const REPEATS_DOUBTED = 2;
/** Below it an otherwise acceptable fix goes to a manager: one doubt alone doesn't lead there. */
const SCORE_REVIEWED = 0.3;

/** What each doubt leaves of the score. */
const PENALTY = { implausible_speed: 0.2, teleport: 0.5, repeated_fix: 0.5, refused: 0.5 } as const;

/** Doubts that a manager must judge; the other reasons a player can mend. */
const SUSPICIOUS: ReadonlySet<ReasonCode> = new Set([
  'mocked',
  'implausible_speed',
  'doubtful_position',
]);

/** @throws Error when there is no place */
export function assessFix<P extends Place>(question: FixQuestion<P>): FixJudgement<P> {
  const { fix, lastAcceptedFix, previousFixes = [] } = question;
  const { place, distance, reach } = bestPlace(fix, question.places);
  const speeding =
    lastAcceptedFix !== undefined && isTooFast(lastAcceptedFix, fix, question.vehicleTopSpeedKmh);
  const teleported = previousFixes.some((previous) => isTeleport(previous, fix));
  const repeated = previousFixes.filter((previous) => isRepeat(previous, fix)).length;

  const against: ReasonCode[] = [];
  if (fix.mocked) against.push('mocked');
  if (speeding) against.push('implausible_speed');
  const time = timeProblem(question);
  if (time) against.push(time);
  if (fix.accuracy > MAX_ACCURACY_M) against.push('too_inaccurate');
  if (distance > reach) against.push('too_far');

  const doubts: ReasonCode[] = [];
  if (teleported) doubts.push('teleport');
  if (repeated >= REPEATS_DOUBTED) doubts.push('repeated_fix');

  let score = fix.mocked ? 0 : accuracyFactor(fix.accuracy) * ageFactor(question);
  if (speeding) score *= PENALTY.implausible_speed;
  if (teleported) score *= PENALTY.teleport;
  if (repeated >= REPEATS_DOUBTED) score *= PENALTY.repeated_fix;
  if (time) score *= PENALTY.refused;
  if (against.length === 0 && score < SCORE_REVIEWED) against.push('doubtful_position');

  const verdict = judge(against);
  return {
    verdict,
    accepted: verdict === 'accepted',
    score: Math.round(score * 100) / 100,
    reasons: [...against, ...doubts],
    distance,
    place,
  };
}

function judge(against: readonly ReasonCode[]): FixJudgement['verdict'] {
  if (against.length === 0) return 'accepted';
  return against.some((code) => SUSPICIOUS.has(code)) ? 'in_review' : 'rejected';
}

/** A place as a fix is held against it; both in metres. */
export interface Measured<P extends Place> {
  readonly place: P;
  readonly distance: number;
  /** How far from the place the fix still counts as being there. */
  readonly reach: number;
}

/**
 * The place that a fix fits best: not always the nearest, since each has its own radius.
 * @throws Error when there is no place
 */
export function bestPlace<P extends Place>(fix: Fix, places: readonly P[]): Measured<P> {
  let best: Measured<P> | undefined;
  for (const place of places) {
    const distance = distanceBetween(fix, place);
    const reach = place.detectionRadius + Math.min(fix.accuracy, place.interactionInaccuracy);
    if (!best || distance - reach < best.distance - best.reach) best = { place, distance, reach };
  }
  if (!best) throw new Error('A point without a place cannot be reached');
  return best;
}

/** Whether a time lies farther ahead than a phone's clock may be. */
export function isFromTheFuture(time: Date, now: Date): boolean {
  return time.getTime() > now.getTime() + CLOCK_SKEW_MS;
}

/** What is wrong with when the fix was measured. */
function timeProblem({ fix, now, offline, lastAcceptedFix }: FixQuestion): ReasonCode | undefined {
  const captured = fix.capturedAt.getTime();
  if (isFromTheFuture(fix.capturedAt, now)) return 'from_the_future';
  if (!offline) {
    return now.getTime() - captured > MAX_AGE_MS ? 'too_old' : undefined;
  }
  const { sessionStart, sessionEnd, previous } = offline;
  if (captured < sessionStart.getTime()) return 'outside_session';
  if (sessionEnd && captured > sessionEnd.getTime()) return 'outside_session';
  const before = Math.max(previous?.getTime() ?? 0, lastAcceptedFix?.capturedAt.getTime() ?? 0);
  return captured < before ? 'out_of_order' : undefined;
}

/** Whether the way between two fixes is too long for the time. */
function isTooFast(from: Fix, to: Fix, topSpeedKmh: number): boolean {
  return speedBetween(from, to) > topSpeedKmh;
}

/** How fast somebody went from one fix to another at least, whatever their inaccuracies hide, in km/h. */
export function speedBetween(from: Fix, to: Fix): number {
  const metres = distanceBetween(from, to) - from.accuracy - to.accuracy;
  return Math.max(0, (metres / secondsBetween(from, to)) * 3.6);
}

function isTeleport(from: Fix, to: Fix): boolean {
  const farEnough = distanceBetween(from, to) - from.accuracy - to.accuracy > TELEPORT_DISTANCE_M;
  return farEnough && isTooFast(from, to, TELEPORT_SPEED_KMH);
}

/** The same to the last digit though measured at another time. One fix sent twice is no repeat. */
function isRepeat(previous: Fix, fix: Fix): boolean {
  return (
    previous.latitude === fix.latitude &&
    previous.longitude === fix.longitude &&
    previous.accuracy === fix.accuracy &&
    previous.capturedAt.getTime() !== fix.capturedAt.getTime()
  );
}

/** At least one: phones give whole seconds, and two fixes may share one. */
function secondsBetween(from: Fix, to: Fix): number {
  return Math.max(1, Math.abs(to.capturedAt.getTime() - from.capturedAt.getTime()) / 1000);
}

/** 1 up to 20 m, down to 0.7 at 100 m and beyond. */
function accuracyFactor(metres: number): number {
  const share = Math.min(1, Math.max(0, (metres - 20) / (MAX_ACCURACY_M - 20)));
  return 1 - 0.3 * share;
}

/** 1 for a fix of just now, 0.9 for one of two minutes. Batches are late by nature. */
function ageFactor({ fix, now, offline }: FixQuestion): number {
  if (offline) return 1;
  const age = Math.max(0, now.getTime() - fix.capturedAt.getTime());
  return 1 - 0.1 * Math.min(1, age / MAX_AGE_MS);
}
