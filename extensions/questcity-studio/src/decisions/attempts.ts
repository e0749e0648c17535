/** Attempts and what they are held against, as the pages read them. */
import { distanceBetween, type Position } from '../shared/geo.ts';

interface Person {
  id: string;
  username: string;
  full_name: string | null;
  avatar: string | null;
}

export type Outcome = 'arrived' | 'solved' | 'rejected' | 'in_review';

/** A line of the queue. */
export interface AttemptCard {
  id: string;
  created_at: string;
  outcome: Outcome;
  reasons: unknown[];
  mocked: boolean;
  file: string | null;
  user: Person | null;
  session: { id: string; quest: { id: string; name: string } | null };
}

export interface Attempt extends Position {
  id: string;
  point: string;
  outcome: Outcome;
  effect: 'arrived' | 'solved' | null;
  reasons: unknown[];
  created_at: string;
  captured_at: string;
  accuracy: number | null;
  heading: number | null;
  mocked: boolean;
  file: string | null;
  proof: Record<string, unknown> | null;
  note: string | null;
  decided_at: string | null;
  decided_by: Pick<Person, 'id' | 'username'> | null;
  user: Person | null;
}

interface PinnedPlace extends Position {
  detection_radius: number;
  interaction_inaccuracy: number;
  part: number | null;
}

export interface PinnedPoint {
  id: string;
  order: number;
  name: string;
  activity: string;
  photo_kind: string | null;
  reference_photo: string | null;
  heading: number | null;
  heading_tolerance: number | null;
  places: PinnedPlace[];
}

/** As `/api/v2/attempts/:id/task` gives it. */
export interface AttemptTask {
  point: PinnedPoint | null;
  top_speed_kmh: number | null;
}

export interface AttemptSession {
  id: string;
  status: string;
  started_at: string;
  quest: { id: string; name: string } | null;
}

export interface MapPlace extends Position {
  /** Metres. */
  readonly radius: number;
  /** Metres that are added for an inaccurate fix, at most. */
  readonly inaccuracy: number;
  readonly part: number | null;
}

const PERSON = (name: string) =>
  ['id', 'username', 'full_name', 'avatar'].map((f) => `${name}.${f}`);

export const CARD_FIELDS = [
  ...['id', 'created_at', 'outcome', 'reasons', 'mocked', 'file'],
  ...PERSON('user'),
  ...['session.id', 'session.quest.id', 'session.quest.name'],
];

export const ATTEMPT_FIELDS = [
  ...['id', 'point', 'outcome', 'effect', 'reasons', 'created_at', 'captured_at'],
  ...['latitude', 'longitude', 'accuracy', 'heading', 'mocked', 'file', 'proof', 'note'],
  ...['decided_at', 'decided_by.id', 'decided_by.username'],
  ...PERSON('user'),
];

export const SESSION_FIELDS = ['id', 'status', 'started_at', 'quest.id', 'quest.name'];

/** Codes of an attempt's reasons, whether they are stored alone or with words. */
export function codesOf(reasons: unknown[] | null): string[] {
  return (reasons ?? []).flatMap((reason) => {
    if (typeof reason === 'string') return reason;
    const code = (reason as { code?: unknown } | null)?.code;
    return typeof code === 'string' ? code : [];
  });
}

export function placesOf(point: Pick<PinnedPoint, 'places'> | null): MapPlace[] {
  return (point?.places ?? []).map((place) => ({
    latitude: place.latitude,
    longitude: place.longitude,
    radius: place.detection_radius,
    inaccuracy: place.interaction_inaccuracy,
    part: place.part,
  }));
}

/** The place that a position is nearest to, and how many metres away. */
export function nearestOf(
  places: readonly MapPlace[],
  from: Position,
): { place: MapPlace; distance: number } | undefined {
  return places
    .map((place) => ({ place, distance: distanceBetween(from, place) }))
    .sort((one, other) => one.distance - other.distance)[0];
}

/**
 * How fast the player came here from the last fix that was accepted, in km/h; undefined when there
 * is none before.
 */
export function speedTo(attempt: Attempt, earlier: readonly Attempt[]): number | undefined {
  const at = (one: Attempt) => new Date(one.captured_at).getTime();
  const last = earlier
    .filter(({ id, outcome }) => id !== attempt.id && ['arrived', 'solved'].includes(outcome))
    .filter((one) => one.user?.id === attempt.user?.id && at(one) < at(attempt))
    .sort((one, other) => at(other) - at(one))[0];
  if (!last) return undefined;
  const hours = (at(attempt) - at(last)) / 3_600_000;
  return distanceBetween(last, attempt) / 1000 / hours;
}
