/** What accepting an attempt in review does, as its session and its point are now. Pure. */
import { type PinnedPoint, partsOf } from './content.ts';
import { changeOf } from './progress.ts';
import type { AcceptingEffect } from './review.schema.ts';
import type { KeptProof } from './review.store.ts';
import type { SessionStatus } from './sessions.schema.ts';
import type { PointRow } from './sessions.store.ts';

/** The attempt, and where it would move its session on. */
export interface Accepted {
  readonly session: { readonly status: SessionStatus; readonly cancelled_at: unknown };
  /** As it was pinned. */
  readonly point: PinnedPoint | null | undefined;
  /** The point in the session. */
  readonly before: Pick<PointRow, 'state' | 'parts'> | null | undefined;
  /** What was found out about the attempt when it came. */
  readonly effect: 'arrived' | 'solved' | null;
  readonly proof: KeptProof | null;
  readonly reasons: readonly string[];
}

/**
 * What becomes of the point; undefined where nobody waits for the attempt any more. In an expired session
 * it counts all the same: that time ran out while it waited is not the players' fault.
 */
export function acceptedStep(
  accepted: Accepted,
): { state: 'arrived' | 'solved'; parts: number[] | null } | undefined {
  const { session, point, before, effect } = accepted;
  const { status, cancelled_at } = session;
  const over = status === 'completed' || status === 'abandoned' || cancelled_at !== null;
  if (!point || !before || before.state === 'solved' || over) return undefined;
  const parts = gathered(point, before.parts, partOf(accepted));
  const solves = parts ? parts.length === partsOf(point).length : effect === 'solved';
  return { state: solves ? 'solved' : 'arrived', parts };
}

/** What a manager is told before accepting it. */
export function acceptingEffect(accepted: Accepted): AcceptingEffect {
  const step = acceptedStep(accepted);
  if (!step || !accepted.before) return 'none';
  const { forward, gathered } = changeOf(accepted.before, step);
  return forward || gathered ? step.state : 'none';
}

/** The part that accepting the attempt gives: the one at its place, unless another one was picked up. */
function partOf({ proof, reasons }: Accepted): number | undefined {
  const refused = reasons.includes('wrong_part') || reasons.includes('unexpected_answer');
  return refused ? undefined : proof?.part_here;
}

/** The parts held with one more; null for what has no parts. */
function gathered(
  point: PinnedPoint,
  held: readonly number[] | null,
  part: number | undefined,
): number[] | null {
  const all = partsOf(point);
  if (all.length === 0) return null;
  return all.filter((one) => one === part || held?.includes(one));
}
