/**
 * What becomes of an attempt. Pure: everything that has to be read or computed first is passed in, so
 * the same question always has the same answer.
 */
import { type PinnedPoint, placesOf, taskOf } from './content.ts';
import { fixesOf, type Memory, recallWrongAnswers, remember } from './memory.ts';
import { type Answer, checkProof, type ProofResult } from './proofs/check.ts';
import type { PhotoFinding } from './proofs/photo-rules.ts';
import type { ReasonCode } from './reasons.ts';
import type { SessionStatus } from './sessions.schema.ts';
import type { PointRow } from './sessions.store.ts';
import { assessFix, type Fix, type FixQuestion } from './trust.ts';

export type Outcome = 'arrived' | 'solved' | 'rejected' | 'in_review';

export interface DecisionQuestion {
  readonly status: SessionStatus;
  readonly point: PinnedPoint;
  readonly state: PointRow;
  /** The member who tries. */
  readonly user: string;
  readonly memory: Memory;
  readonly fix: Fix;
  readonly answer?: Answer | undefined;
  /** Of the photo in `answer`. */
  readonly photo?: PhotoFinding | undefined;
  readonly offline?: FixQuestion['offline'];
  /** A manager has ended the session and given its credits back. */
  readonly cancelled?: boolean | undefined;
  /** When the session's time is over; null when it has no end. */
  readonly deadline?: Date | null | undefined;
  readonly vehicleTopSpeedKmh: number;
  readonly pepper: string;
  readonly now: Date;
}

export interface Decision {
  readonly outcome: Outcome;
  /** Whether it was sent after the time of the session was over, and taken all the same. */
  readonly late: boolean;
  /** For the player. */
  readonly reasons: readonly ReasonCode[];
  /** For managers: also what was odd about a position that was accepted. */
  readonly noted: readonly ReasonCode[];
  /** Of an attempt in review: what accepting it will do. */
  readonly effect: 'arrived' | 'solved' | null;
  /** The state the point goes to; never back. */
  readonly state: PointRow['state'];
  /** Parts held afterwards. */
  readonly parts: readonly number[] | null;
  readonly memory: Memory;
  /** For managers: metres from the place, trust in the position from 0 to 1, the part that lies there. */
  readonly judged: {
    readonly distance: number;
    readonly score: number;
    readonly part_here?: number;
  } | null;
}

/**
 * How long after its deadline a session still takes what was done before it without a connection.
 * When that was, only the phone can tell, so a manager approves the reward of such a session.
 */
const LATE_UPLOAD_MS = 24 * 3_600_000;

/** Where the server has no vehicle of the quest to go by (km/h). */
const ANY_VEHICLE_KMH = 1000;

export function topSpeedOf(vehicle: { top_speed_kmh: number } | null | undefined): number {
  return vehicle?.top_speed_kmh ?? ANY_VEHICLE_KMH;
}

export function decide(question: DecisionQuestion): Decision {
  const { status, point, state, user, memory, fix, answer, now } = question;
  const late = isLateUpload(question);
  const before: Decision = {
    outcome: 'rejected',
    late,
    reasons: [],
    noted: [],
    effect: null,
    state: state.state,
    parts: state.parts,
    memory,
    judged: null,
  };
  const refuse = (code: ReasonCode): Decision => ({ ...before, reasons: [code], noted: [code] });
  if (question.cancelled) return refuse('session_cancelled');
  if (status !== 'active' && !late) return refuse(OVER[status]);
  if (state.state === 'solved') return refuse('already_solved');

  const { accepted: lastAcceptedFix, recent: previousFixes } = fixesOf(memory, user);
  const judgement = assessFix({
    fix,
    places: placesOf(point),
    vehicleTopSpeedKmh: question.vehicleTopSpeedKmh,
    lastAcceptedFix,
    previousFixes,
    now,
    offline: question.offline,
  });
  const part = judgement.place.part ?? undefined;
  const judged = {
    distance: Math.round(judgement.distance * 10) / 10,
    score: judgement.score,
    ...(part !== undefined && { part_here: part }),
  };
  const proof = checkProof(taskOf(point), {
    answer,
    heading: fix.heading,
    partHere: part,
    partsHeld: state.parts ?? [],
    wrongAnswers: recallWrongAnswers(memory, point.id, now),
    photo: question.photo,
    pepper: question.pepper,
  });
  const remembered = remember(memory, {
    user,
    fix,
    accepted: judgement.accepted,
    wrongAnswerAt:
      judgement.accepted && proof.reasons.includes('wrong_answer') ? point.id : undefined,
    now,
  });
  const known: Decision = { ...before, memory: remembered, judged };
  const lateness: ReasonCode[] = late ? ['uploaded_late'] : [];

  if (judgement.verdict === 'rejected') {
    return { ...known, reasons: judgement.reasons, noted: judgement.reasons };
  }
  if (judgement.verdict === 'in_review') {
    // Whether the answer is right is for the manager to see, not for the player to find out.
    const noted = [...judgement.reasons, ...proof.reasons, ...lateness];
    const reasons = judgement.reasons;
    return { ...known, outcome: 'in_review', reasons, noted, effect: effectOf(proof) };
  }
  return {
    ...known,
    outcome: proof.outcome,
    reasons: [...proof.reasons, ...lateness],
    noted: [...proof.reasons, ...judgement.reasons, ...lateness],
    effect: proof.outcome === 'in_review' ? 'solved' : null,
    // Who is there has arrived, whatever else is still missing.
    state: proof.outcome === 'solved' ? 'solved' : 'arrived',
    parts: proof.parts ?? state.parts,
  };
}

/** Whether an attempt of an offline batch comes when the time is over, but not too late. */
function isLateUpload({ status, offline, deadline, now }: DecisionQuestion): boolean {
  if (status !== 'expired' || !offline || !deadline) return false;
  return now.getTime() <= deadline.getTime() + LATE_UPLOAD_MS;
}

const OVER = {
  completed: 'session_completed',
  abandoned: 'session_abandoned',
  expired: 'session_expired',
} as const satisfies Record<Exclude<SessionStatus, 'active'>, ReasonCode>;

function effectOf({ outcome }: ProofResult): 'arrived' | 'solved' {
  return outcome === 'solved' || outcome === 'in_review' ? 'solved' : 'arrived';
}
