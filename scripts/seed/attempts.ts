/** The attempts of the demo sessions: arrivals, a few misses, and some for the review queue. */
import { pointId } from './catalogue.ts';
import type { Row } from './client.ts';
import { distanceM, type LatLng, offset } from './geo.ts';
import { demoId } from './ids.ts';
import { type Random, randomFrom } from './images/random.ts';
import { type TimeAgo, userId } from './people.ts';
import type { Progress } from './play.ts';
import type { Point, Quest, Session } from './shapes.ts';

const MINUTE = 60_000;

/** What a player tried at a point. */
interface Attempt {
  by: string;
  from: LatLng;
  /** What it is measured from. */
  to: LatLng;
  ago: number;
  outcome: 'arrived' | 'solved' | 'rejected' | 'in_review';
  reasons?: string[];
  mocked?: boolean;
  heading?: number;
  part?: number;
}

/** What is tried at a solved point: sometimes from too far away first, then once at each place. */
function* solving(point: Point, progress: Progress, random: Random): Generator<Attempt> {
  const { by, arrivedAgo, solvedAgo } = progress;
  const near = (at: LatLng, radius: number) =>
    offset(at, random.between(1, radius * 0.7), random.between(0, 360));
  const start = point.places[0];
  if (start && random.chance(0.25)) {
    const from = offset(start.at, start.radius + random.between(90, 240), random.between(0, 360));
    const ago = arrivedAgo + 4 * MINUTE;
    yield { by, from, to: start.at, ago, outcome: 'rejected', reasons: ['too_far'] };
  }
  for (const [i, place] of point.places.entries()) {
    const last = i === point.places.length - 1;
    const share = (i + 1) / point.places.length;
    yield {
      by,
      from: near(place.at, place.radius),
      to: place.at,
      ago: Math.round(arrivedAgo + (solvedAgo - arrivedAgo) * share),
      outcome: last ? 'solved' : 'arrived',
      ...(place.part && { part: place.part }),
      ...(point.heading !== undefined && { heading: (point.heading + random.whole(0, 12)) % 360 }),
    };
  }
}

/**
 * Positions that no phone has measured, at the point a cheat is stuck at: at once after the point
 * before, faster than anybody can be there, and a last one in good time.
 *
 * @param solvedAgo when the point before was solved
 */
function* faking(
  point: Point,
  progress: Progress,
  session: Session,
  solvedAgo: number,
): Generator<Attempt> {
  const place = point.places[0];
  for (let i = 0; place && i < session.suspicious; i++) {
    const last = i === session.suspicious - 1;
    yield {
      by: session.owner,
      from: place.at,
      to: place.at,
      ago: last ? progress.arrivedAgo : solvedAgo - (i + 1) * (MINUTE / 3),
      outcome: 'in_review',
      reasons: last ? ['mocked'] : ['mocked', 'implausible_speed'],
      mocked: true,
    };
  }
}

/** What accepting a position alone does: an answer comes with none of these attempts. */
function effectOf({ activity }: Point): 'arrived' | 'solved' {
  return activity === 'catch_ghost' || activity === 'download_file' ? 'solved' : 'arrived';
}

/** Everything that was tried in a session, oldest first. */
export function attemptRows(
  session: Session,
  quest: Quest,
  progress: readonly Progress[],
  at: TimeAgo,
): Row[] {
  const random = randomFrom(`attempts/${session.key}`);
  return quest.points.flatMap((point, i) => {
    const state = progress[i];
    if (!state || state.state === 'locked') return [];
    const tried =
      state.state === 'solved'
        ? solving(point, state, random)
        : faking(point, state, session, progress[i - 1]?.solvedAgo ?? session.ago);
    return [...tried].map((attempt, n) => {
      const reasons = attempt.reasons ?? [];
      return {
        id: demoId('attempt', session.key, i + 1, n + 1),
        point: pointId(quest.key, i + 1),
        user: userId(attempt.by),
        client_attempt_id: demoId('client-attempt', session.key, i + 1, n + 1),
        latitude: Number(attempt.from[0].toFixed(6)),
        longitude: Number(attempt.from[1].toFixed(6)),
        accuracy: attempt.mocked ? 1 : random.whole(4, 18),
        heading: attempt.heading ?? null,
        mocked: attempt.mocked ?? false,
        proof: {
          distance: Math.round(distanceM(attempt.from, attempt.to) * 10) / 10,
          ...(attempt.part && { part: attempt.part }),
        },
        outcome: attempt.outcome,
        reasons,
        effect: attempt.outcome === 'in_review' ? effectOf(point) : null,
        response: { outcome: attempt.outcome, reasons },
        captured_at: at(attempt.ago),
        created_at: at(attempt.ago),
      };
    });
  });
}
