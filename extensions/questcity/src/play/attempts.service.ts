/** What happens at the points of a session: attempts, alone and in batches. */
import { type Database, inTransaction } from '../kernel/database.ts';
import { NotFoundError } from '../kernel/errors.ts';
import { timeOrderedId } from '../kernel/ids.ts';
import { type Call, JsonText } from '../kernel/route.ts';
import type { AttemptBody, AttemptResult, BatchBody } from './attempts.schema.ts';
import * as store from './attempts.store.ts';
import { accruesAtOnce, type Pinned, type PinnedPoint, readPinned } from './content.ts';
import { type Decision, decide, topSpeedOf } from './decision.ts';
import { advance, type Progress } from './progress.ts';
import type { PhotoFinding } from './proofs/photo-rules.ts';
import { reason } from './reasons.ts';
import { completeSession } from './sessions.service.ts';
import type { PointRow } from './sessions.store.ts';
import { playSettings } from './settings.ts';
import { type Fix, type FixQuestion, isFromTheFuture } from './trust.ts';
import { cardView, pointView, statusAt } from './views.ts';

/** How often an attempt is decided anew because another came in between, before it takes the lock. */
const TRIES_WITHOUT_LOCK = 4;

/** So many attempts of one player at one point may wait for a manager. */
const MOST_WAITING = 20;

/** One attempt on its way through. */
interface Trial {
  readonly pinned: Pinned;
  readonly user: string;
  readonly pointId: string;
  readonly body: AttemptBody;
  /** Looks at the photo that the attempt names, if its point asks for one; once, when it is wanted. */
  readonly photo: () => Promise<PhotoFinding | undefined>;
  /** Of a batch. */
  readonly offline?: { readonly previous?: Date | undefined } | undefined;
}

/**
 * An attempt at a point: decided, recorded and answered; repeated, it is answered as the first time.
 *
 * @returns the answer as JSON text
 * @throws NotFoundError when the caller is no member, or the point is not open
 */
export async function makeAttempt(
  call: Call,
  session: string,
  pointId: string,
  body: AttemptBody,
): Promise<JsonText> {
  const pinned = await readPinned(call.database, session);
  if (!pinned) throw new NotFoundError({ thing: 'session' });
  const trial = trialOf(call, pinned, pointId, body);
  const text = await settle(call, trial);
  if (text === undefined) throw new NotFoundError({ thing: 'point' });
  return new JsonText(`{"data":${text}}`);
}

/**
 * Attempts that were made offline, in their order, each decided on what those before it have left.
 * One that is there already is answered as the first time, so the batch can be sent again.
 *
 * @throws NotFoundError when the caller is no member
 */
export async function makeAttempts(
  call: Call,
  session: string,
  { attempts }: BatchBody,
): Promise<JsonText> {
  const pinned = await readPinned(call.database, session);
  if (!pinned) throw new NotFoundError({ thing: 'session' });
  const answers: string[] = [];
  let previous: Date | undefined;
  for (const { point_id, ...body } of attempts) {
    const trial = trialOf(call, pinned, point_id, body);
    const text = await settle(call, { ...trial, offline: { previous } });
    const ids = JSON.stringify({ client_attempt_id: body.client_attempt_id, point_id });
    answers.push(`${ids.slice(0, -1)},${(text as string).slice(1)}`);
    // A clock that runs ahead makes what follows no less true.
    const captured = new Date(body.position.captured_at);
    if (!isFromTheFuture(captured, call.now())) previous = captured;
  }
  return new JsonText(`{"data":[${answers.join(',')}]}`);
}

function trialOf(
  { actor, database }: Call,
  pinned: Pinned,
  pointId: string,
  body: AttemptBody,
): Trial {
  let photo: Promise<PhotoFinding | undefined> | undefined;
  return {
    pinned,
    user: actor.id,
    pointId,
    body,
    photo: () => {
      photo ??= lookAtPhoto(database, actor.id, pinned.points.get(pointId), body);
      return photo;
    },
  };
}

async function lookAtPhoto(
  database: Database,
  owner: string,
  point: PinnedPoint | undefined,
  { answer }: AttemptBody,
): Promise<PhotoFinding | undefined> {
  if (point?.activity !== 'take_photo' || answer?.file_id === undefined) return undefined;
  const reference =
    point.photo_kind === 'photo_matching' ? (point.reference_photo ?? null) : undefined;
  return playSettings().readPhoto({ database, file: answer.file_id, owner, reference });
}

/**
 * Decides and records, again when another attempt came in between.
 *
 * @returns the answer as JSON text; undefined when the point is not open, unless this is of a batch
 */
async function settle(call: Call, trial: Trial): Promise<string | undefined> {
  const { database } = call;
  for (let tries = 0; tries < TRIES_WITHOUT_LOCK; tries++) {
    const result = await tryOnce(database, call.now(), trial);
    if (result !== 'again') return result.text;
  }
  // So many at one session: take turns.
  return inTransaction(database, async (transaction) => {
    await store.lockHead(transaction, trial.pinned.session);
    const result = await tryOnce(transaction, call.now(), trial);
    if (result === 'again') throw new Error('The session moved although it was locked');
    return result.text;
  });
}

/** @returns `again` when the session has moved on since it was read */
async function tryOnce(
  database: Database,
  now: Date,
  trial: Trial,
): Promise<{ text: string | undefined } | 'again'> {
  const { pinned, user, body, pointId } = trial;
  const found = await store.readAttemptSession(database, pinned, user, body.client_attempt_id);
  if (!found) throw new NotFoundError({ thing: 'session' });
  if (found.first !== null) return { text: found.first };
  if (found.revision === null) {
    await store.insertHead(database, pinned.session);
    return 'again';
  }
  const state = found.points.find(({ point }) => point === pointId);
  const point = pinned.points.get(pointId);
  const open = state && point && state.state !== 'locked' ? { state, point } : undefined;
  if (!open && !trial.offline) return { text: undefined };

  const photo = open && (await trial.photo());
  const judged = open ? judge(trial, found, open, photo, now) : unknownPoint(found);
  const decision = judged.outcome === 'in_review' ? await queued(database, trial, judged) : judged;
  const done = trial.offline ? doneAt(trial, found, now) : now;
  const progress = open
    ? advance(
        found.points,
        { point: pointId, state: decision.state, parts: decision.parts, by: user },
        done,
      )
    : { points: found.points, completed: false };
  const text = JSON.stringify(answerOf(trial, found, decision, progress, { done, now }));
  const writing = writingOf(trial, found.revision, decision, progress, photo, text, now);
  if (!progress.completed) {
    return (await store.writeAttempt(database, writing)) ? { text } : 'again';
  }
  const { quest, content } = pinned;
  return inTransaction(database, async (transaction) => {
    if (!(await store.writeAttempt(transaction, writing))) return 'again';
    const of = {
      quest,
      reward: content.reward,
      auto_accrual: accruesAtOnce(pinned, decision.late),
    };
    await completeSession(transaction, pinned.session, of, { endedAt: done, now });
    return { text };
  });
}

/** When an attempt of a batch was made, as far as its session's other times let it be. */
function doneAt({ pinned, body }: Trial, { points }: store.AttemptSession, now: Date): Date {
  const times = points.flatMap(({ arrived_at, solved_at }) => [arrived_at, solved_at]);
  const before = times.map((time) => (time ? Date.parse(time) : 0));
  const captured = Date.parse(body.position.captured_at);
  return new Date(
    Math.min(now.getTime(), Math.max(captured, pinned.startedAt.getTime(), ...before)),
  );
}

function judge(
  { pinned, user, body, offline }: Trial,
  found: store.AttemptSession,
  { state, point }: { state: PointRow; point: PinnedPoint },
  photo: PhotoFinding | undefined,
  now: Date,
): Decision {
  return decide({
    status: statusAt(found, now),
    cancelled: found.cancelled_at !== null,
    deadline: found.deadline,
    point,
    state,
    user,
    memory: found.memory,
    fix: fixOf(body),
    answer: body.answer,
    photo,
    offline: offline && offlineOf(pinned, found, offline.previous),
    vehicleTopSpeedKmh: topSpeedOf(pinned.content.vehicle),
    pepper: playSettings().pepper,
    now,
  });
}

/** Refuses what would be one too many to wait for a manager; it is on record all the same. */
async function queued(
  database: Database,
  { pinned, user, pointId }: Trial,
  decision: Decision,
): Promise<Decision> {
  const waiting = await store.countWaiting(database, pinned, user, pointId);
  if (waiting < MOST_WAITING) return decision;
  return {
    ...decision,
    outcome: 'rejected',
    reasons: ['review_pending'],
    noted: ['review_pending', ...decision.noted],
    effect: null,
  };
}

function fixOf({ position }: AttemptBody): Fix {
  const { latitude, longitude, accuracy, captured_at, heading, mocked } = position;
  return { latitude, longitude, accuracy, capturedAt: new Date(captured_at), heading, mocked };
}

function offlineOf(
  { startedAt }: Pinned,
  { deadline }: store.AttemptSession,
  previous: Date | undefined,
): FixQuestion['offline'] {
  return { sessionStart: startedAt, sessionEnd: deadline, previous };
}

/** Recorded too, so that nothing of a batch is lost and a repeated batch is answered the same. */
function unknownPoint({ memory }: store.AttemptSession): Decision {
  return {
    outcome: 'rejected',
    late: false,
    reasons: ['unknown_point'],
    noted: ['unknown_point'],
    effect: null,
    state: 'locked',
    parts: null,
    memory,
    judged: null,
  };
}

function answerOf(
  { pinned, pointId }: Trial,
  found: store.AttemptSession,
  decision: Decision,
  { points, opened, completed }: Progress,
  { done, now }: { done: Date; now: Date },
): AttemptResult {
  const row = points.find(({ point }) => point === pointId);
  const next = opened && pointView(opened, pinned.points);
  const paid = completed && accruesAtOnce(pinned, decision.late);
  return {
    outcome: decision.outcome,
    reasons: decision.reasons.map((code) => reason(code, found.language)),
    point: (row && pointView(row, pinned.points)) ?? null,
    ...(next && { next_point: next }),
    session: cardView(
      {
        ...found,
        id: pinned.session,
        quest: pinned.quest,
        name: pinned.content.name,
        image: pinned.content.image ?? null,
        status: completed ? 'completed' : found.status,
        membership: 'joined',
        started_at: pinned.startedAt,
        ended_at: completed ? done : found.ended_at,
        pay_extra: pinned.content.pay_extra,
        reward: pinned.content.reward,
        rewarded_at: paid ? now : found.rewarded_at,
        solved: points.filter(({ state }) => state === 'solved').length,
        total: points.length,
      },
      now,
    ),
  };
}

function writingOf(
  { pinned, user, pointId, body, offline }: Trial,
  revision: number,
  decision: Decision,
  { changed, opened }: Progress,
  photo: PhotoFinding | undefined,
  response: string,
  now: Date,
): store.Writing {
  const { position, answer } = body;
  // Which answers were given, not what: a right one in clear text is what hashing them is against.
  const given = Object.keys(answer ?? {}).filter((key) => key !== 'file_id' && key !== 'part');
  return {
    pinned,
    revision,
    memory: decision.memory,
    changed,
    opened,
    attempt: {
      id: timeOrderedId(now),
      point: pointId,
      user,
      clientAttemptId: body.client_attempt_id,
      latitude: position.latitude,
      longitude: position.longitude,
      accuracy: position.accuracy,
      heading: position.heading ?? null,
      // PostgreSQL takes fewer time zones than JavaScript.
      capturedAt: new Date(position.captured_at).toISOString(),
      mocked: position.mocked ?? false,
      file: photo && photo !== 'missing' ? (answer?.file_id ?? null) : null,
      proof: JSON.stringify({
        ...(given.length > 0 && { given }),
        ...(answer?.part && { part: answer.part }),
        ...(offline && { offline: true }),
        ...decision.judged,
      }),
      outcome: decision.outcome,
      reasons: JSON.stringify(decision.noted),
      effect: decision.effect,
      response,
      createdAt: now,
    },
  };
}
