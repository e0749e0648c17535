/** The review queue: attempts that a manager has to look at, and what a decision does. */
import type { Knex } from 'knex';
import { inTransaction } from '../kernel/database.ts';
import { AlreadyDecidedError, NotFoundError } from '../kernel/errors.ts';
import { listPage, TimeKey } from '../kernel/page.ts';
import type { Call, JsonText } from '../kernel/route.ts';
import { type Accepted, acceptedStep, acceptingEffect } from './accepting.ts';
import { writePoints } from './attempts.store.ts';
import { accruesAtOnce, type Pinned, type PinnedPoint, placesOf, readPinned } from './content.ts';
import { advance } from './progress.ts';
import { REASON_CODES, type ReasonCode, reason } from './reasons.ts';
import type {
  AttemptTask,
  DecideBody,
  PointOfAttempt,
  QueueQuery,
  ReviewItem,
} from './review.schema.ts';
import * as store from './review.store.ts';
import { completeSession } from './sessions.service.ts';
import { type LockedSession, lockSession } from './sessions.store.ts';
import { bestPlace, type Fix, type Place, speedBetween } from './trust.ts';
import { statusAt } from './views.ts';

/**
 * Attempts that wait for a decision, the oldest first.
 * @throws InvalidCursorError
 */
export function listQueue({ database, now }: Call, query: QueueQuery): Promise<JsonText> {
  const { quest } = query;
  const moment = now();
  return listPage(query, {
    name: 'review-queue',
    filters: { quest },
    key: TimeKey,
    read: ({ limit, after }) =>
      store.readQueue(database, {
        quest,
        after: after && { created_at: after[0], id: after[1] },
        limit,
      }),
    textOf: (row) => JSON.stringify(itemView(row, moment)),
    keyOf: ({ sort_value, id }) => [sort_value, id],
  });
}

function itemView(row: store.QueueRow, now: Date): ReviewItem {
  const { proof, point } = row;
  return {
    id: row.id,
    created_at: row.created_at.toISOString(),
    player: row.player,
    quest: { id: row.quest, name: row.name },
    session: {
      id: row.session,
      status: statusAt(row, now),
      started_at: row.started_at.toISOString(),
    },
    point: point && { ...pointOf(point), state: row.state ?? 'available' },
    position: {
      latitude: row.latitude,
      longitude: row.longitude,
      accuracy: row.accuracy,
      heading: row.heading,
      captured_at: row.captured_at.toISOString(),
      mocked: row.mocked,
    },
    distance: proof?.distance ?? null,
    score: proof?.score ?? null,
    photo: row.file,
    answer: { given: proof?.given ?? [], part: proof?.part ?? null },
    reasons: row.reasons.filter(isReason).map((code) => reason(code, 'en')),
    effect: acceptingEffect(acceptedOf(row, point)),
  };
}

/** An attempt with the state that its point has now. */
function acceptedOf(row: store.StandingRow, point: PinnedPoint | null | undefined): Accepted {
  const { status, cancelled_at, state, parts, effect, proof, reasons } = row;
  const before = state && { state, parts };
  return { session: { status, cancelled_at }, point, before, effect, proof, reasons };
}

function isReason(code: string): code is ReasonCode {
  return (REASON_CODES as readonly string[]).includes(code);
}

/** What an attempt is held against and would do, without the answers. @throws NotFoundError */
export async function getTask({ database }: Call, attempt: string): Promise<AttemptTask> {
  const row = await store.readMeasured(database, attempt);
  const pinned = row && (await readPinned(database, row.session));
  if (!pinned) throw new NotFoundError({ thing: 'attempt' });
  const point = pinned.points.get(row.point);
  const fix = fixOf(row.fix);
  const last = row.last && fixOf(row.last);
  return {
    point: point ? pointOf(point) : null,
    judged: fix && point ? judgedBy(fix, placesOf(point), row.proof?.distance) : null,
    speed_kmh: fix && last ? round(speedBetween(last, fix)) : null,
    top_speed_kmh: pinned.content.vehicle?.top_speed_kmh ?? null,
    effect: row.outcome === 'in_review' ? acceptingEffect(acceptedOf(row, point)) : null,
  };
}

function fixOf({ latitude, longitude, accuracy, captured_at }: store.KeptFix): Fix | undefined {
  if (latitude === null || longitude === null) return undefined;
  return { latitude, longitude, accuracy: accuracy ?? 0, capturedAt: new Date(captured_at) };
}

/** By the rule that judged the attempt, and with the distance that was kept then. */
function judgedBy(
  fix: Fix,
  places: readonly Place[],
  kept: number | undefined,
): AttemptTask['judged'] {
  if (places.length === 0) return null;
  const { place, distance, reach } = bestPlace(fix, places);
  return { place: places.indexOf(place), distance: kept ?? round(distance), reach: round(reach) };
}

/** To a tenth. */
function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function pointOf(point: PinnedPoint): PointOfAttempt {
  return {
    id: point.id,
    order: point.order,
    name: point.name,
    activity: point.activity,
    photo_kind: point.photo_kind ?? null,
    reference_photo: point.reference_photo ?? null,
    heading: point.heading ?? null,
    heading_tolerance: point.heading_tolerance ?? null,
    places: placesOf(point).map((place) => ({
      latitude: place.latitude,
      longitude: place.longitude,
      detection_radius: place.detectionRadius,
      interaction_inaccuracy: place.interactionInaccuracy,
      part: place.part ?? null,
    })),
  };
}

/**
 * Decides an attempt, once. Accepting it moves the session on as if it had been accepted at once.
 * @throws NotFoundError
 * @throws AlreadyDecidedError when it was decided before, or never was in review
 */
export function decideAttempt(
  { actor, database, now }: Call,
  attempt: string,
  { decision, note }: DecideBody,
): Promise<void> {
  return inTransaction(database, async (transaction) => {
    const moment = now();
    const session = (await store.readTargetOf(transaction, attempt))?.session;
    const locked = session && (await lockSession(transaction, session));
    const row = locked && (await store.readAttempt(transaction, attempt));
    const pinned = session && (await readPinned(transaction, session));
    if (!row || !pinned) throw new NotFoundError({ thing: 'attempt' });
    if (row.outcome !== 'in_review') throw new AlreadyDecidedError();
    const outcome =
      decision === 'accept' ? await accept(transaction, pinned, locked, row, moment) : 'rejected';
    const by = actor.id;
    await store.updateDecision(transaction, attempt, {
      outcome,
      by,
      at: moment,
      note: note || null,
    });
  });
}

/** @returns the outcome that the attempt has had with it */
async function accept(
  transaction: Knex.Transaction,
  pinned: Pinned,
  locked: LockedSession,
  row: store.DecidedRow,
  now: Date,
): Promise<'arrived' | 'solved'> {
  const { session } = pinned;
  const point = pinned.points.get(row.point);
  const before = row.points.find((one) => one.point === row.point);
  const accepted = acceptedStep({ ...row, session: locked, point, before });
  // What nobody waits for any more is on record, and changes nothing.
  if (!accepted) return 'arrived';

  const step = { ...accepted, point: row.point, by: row.user };
  const progress = advance(row.points, step, now);
  const { changed, opened, completed } = progress;
  const rows = [changed, opened].filter((one) => one !== undefined);
  await writePoints(transaction, session, rows);
  if (completed) {
    // Also when its time ran out while the last attempt waited for us: not the players' fault. What was
    // sent too late earns a reward that is decided about by itself, as when nobody had to look at it.
    const { reward } = pinned.content;
    const auto_accrual = accruesAtOnce(pinned, row.reasons.includes('uploaded_late'));
    const of = { quest: pinned.quest, reward, auto_accrual };
    await completeSession(transaction, session, of, { endedAt: now, now });
  }
  return accepted.state;
}
