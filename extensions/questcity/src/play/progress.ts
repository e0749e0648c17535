/** How the points of a session move on. Pure. */
import type { PointRow } from './sessions.store.ts';

/** What becomes of one point. */
export interface Step {
  readonly point: string;
  readonly state: PointRow['state'];
  readonly parts: readonly number[] | null;
  readonly by: string | null;
}

export interface Progress {
  /** All points as they are afterwards. */
  readonly points: readonly PointRow[];
  /** The rows that have changed: the point itself, and the one that it opens. */
  readonly changed?: PointRow;
  readonly opened?: PointRow;
  /** Whether this step has solved the last point. */
  readonly completed: boolean;
}

const STATES = ['locked', 'available', 'arrived', 'solved'] as const;

/** In what a step takes a point further; in nothing where it has been there before. */
export function changeOf(
  before: Pick<PointRow, 'state' | 'parts'>,
  { state, parts }: Pick<Step, 'state' | 'parts'>,
): { forward: boolean; gathered: boolean } {
  return {
    forward: STATES.indexOf(state) > STATES.indexOf(before.state),
    gathered: (parts?.length ?? 0) > (before.parts?.length ?? 0),
  };
}

/** Takes a step. A point never goes back, so a step to where it has been changes nothing. */
export function advance(points: readonly PointRow[], step: Step, now: Date): Progress {
  const before = points.find(({ point }) => point === step.point);
  if (!before) return { points, completed: false };
  const { forward, gathered } = changeOf(before, step);
  if (!forward && !gathered) return { points, completed: false };
  const time = now.toISOString();
  const solves = forward && step.state === 'solved';
  const changed: PointRow = {
    ...before,
    state: forward ? step.state : before.state,
    arrived_at: before.arrived_at ?? time,
    ...(solves && { solved_at: time, solved_by: step.by }),
    parts: step.parts ? [...step.parts] : before.parts,
  };
  // Points open in order: by solving one, the next that is locked.
  const next = solves
    ? points.find(({ order, state }) => order > before.order && state === 'locked')
    : undefined;
  const opened: PointRow | undefined = next && { ...next, state: 'available' };
  const after = points.map((row) =>
    row === before ? changed : opened && row === next ? opened : row,
  );
  return {
    points: after,
    changed,
    ...(opened && { opened }),
    completed: solves && after.every(({ state }) => state === 'solved'),
  };
}
