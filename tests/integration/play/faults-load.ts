/**
 * Players who walk while things break: two members race at every point, some attempts are sent twice,
 * some groups begin their walk offline and send it in batches later, and everything is sent again until
 * an answer has come.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { positionAt } from '../../../extensions/questcity/src/play/geodesy.ts';
import type { Position } from './quests.ts';

/** Of the requests, as it may be in life on a bad day. */
const SENT_TWICE = 0.3;
/** How many points a phone without a network walks before it sends what it has done. */
const STRETCH_POINTS = 4;
/** The most that a batch takes. */
const BATCH_ATTEMPTS = 100;
/** When that is sent: spread over this share of the others' load. */
const SPREAD = 0.6;
/** Between two attempts of who walks offline. */
const STEP_MS = 15_000;
/** Nobody waits longer for the server to come back, in milliseconds. */
const PATIENCE_MS = 120_000;

export interface Walker {
  readonly token: string;
  readonly session: string;
  readonly points: readonly Place[];
  /** How many attempts to make at the least; half of them miss. */
  readonly attempts: number;
  /** The walk's beginning without a network. */
  readonly offline?: Offline;
}

interface Offline {
  /** How many points are walked so. */
  readonly points: number;
  /** When the walk began. */
  readonly since: Date;
  /** How many attempts those make who have a network. */
  readonly load: number;
}

interface Place {
  readonly id: string;
  readonly at: Position;
}

/** What the server has said, by the client's id. */
export interface Acknowledged {
  readonly outcome: string;
  readonly reasons: readonly { readonly code: string }[];
}

export interface Journal {
  readonly acknowledged: Map<string, Acknowledged>;
  /** Ids for which two different answers came. */
  readonly contradictions: string[];
  /** Answers that should never come: status and body. */
  readonly wrong: string[];
  /** Requests that got no answer, or were told to come back later. */
  retries: number;
}

export const newJournal = (): Journal => ({
  acknowledged: new Map(),
  contradictions: [],
  wrong: [],
  retries: 0,
});

interface Attempt {
  readonly client_attempt_id: string;
  readonly position: object;
}

/** Walks to the end of the quest. */
export async function walk(url: string, walker: Walker, journal: Journal): Promise<void> {
  const offline = walker.offline?.points ?? 0;
  await walkOffline(url, walker, journal);
  for (const place of walker.points.slice(offline)) await solve(url, walker, place, journal);
}

const missesOf = ({ attempts, points }: Walker) =>
  Math.max(1, Math.ceil(attempts / points.length) - 1);

const times = () => Array.from({ length: Math.random() < SENT_TWICE ? 2 : 1 });

/** Tries at a point with a network, one by one, until somebody has solved it. */
async function solve(url: string, walker: Walker, place: Place, journal: Journal): Promise<void> {
  const { token, session } = walker;
  const { id, at } = place;
  const path = `${url}/api/v2/sessions/${session}/points/${id}/attempts`;
  const send = async (one: Attempt) => {
    const sent = times().map(() => persist(path, token, one, journal));
    for (const { data } of await Promise.all(sent)) {
      note(journal, one.client_attempt_id, data as Acknowledged);
    }
    return journal.acknowledged.get(one.client_attempt_id) as Acknowledged;
  };
  for (;;) {
    const far = positionAt(at, Math.random() * 360, 400);
    for (let i = 0; i < missesOf(walker); i++) await send(attemptAt(far));
    const { outcome, reasons } = await send(attemptAt(at));
    if (isOver({ outcome, reasons })) return;
    // The position has grown old while the server was away, or came too soon after the one before,
    // since these walkers are at the next point at once: measured anew, with another id.
    const why = reasons[0]?.code ?? '';
    if (!['too_old', 'out_of_order', 'implausible_speed'].includes(why)) {
      throw new Error(`Not solved: ${outcome} ${JSON.stringify(reasons)}`);
    }
  }
}

/** Waits until so many attempts have been answered. */
export async function answered(journal: Journal, count: number): Promise<void> {
  while (journal.acknowledged.size < count) await sleep(1);
}

/** Walks without a network, and sends each stretch when it is over; some of it twice, and at once. */
async function walkOffline(url: string, walker: Walker, journal: Journal): Promise<void> {
  const { token, session, points, offline } = walker;
  if (!offline) return;
  const path = `${url}/api/v2/sessions/${session}/attempts/batch`;
  let clock = offline.since.getTime();
  const tick = () => {
    clock += STEP_MS;
    return new Date(clock);
  };
  const length = Math.min(STRETCH_POINTS, Math.floor(BATCH_ATTEMPTS / (missesOf(walker) + 1)));
  const stretches = Math.ceil(offline.points / length);
  for (let stretch = 0; stretch < stretches; stretch++) {
    const from = stretch * length;
    const attempts = points
      .slice(from, Math.min(from + length, offline.points))
      .flatMap((place) => {
        const far = positionAt(place.at, Math.random() * 360, 400);
        const misses = Array.from({ length: missesOf(walker) }, () => attemptAt(far, tick()));
        return [...misses, attemptAt(place.at, tick())].map((one) => ({
          point_id: place.id,
          ...one,
        }));
      });
    await answered(journal, offline.load * SPREAD * ((stretch + Math.random()) / stretches));
    const sent = times().map(() => persist(path, token, { attempts }, journal));
    for (const { data } of await Promise.all(sent)) {
      const answers = data as (Acknowledged & Attempt)[];
      for (const one of answers) note(journal, one.client_attempt_id, one);
    }
    // What was in order on the phone is in order here: each point was solved, by this or the other one.
    for (const [i, { client_attempt_id }] of attempts.entries()) {
      const answer = journal.acknowledged.get(client_attempt_id) as Acknowledged;
      const hit = (i + 1) % (missesOf(walker) + 1) === 0;
      if (hit && !isOver(answer)) throw new Error(`Not solved offline: ${JSON.stringify(answer)}`);
    }
  }
}

/** Whether the point is solved now. */
function isOver({ outcome, reasons }: Acknowledged): boolean {
  const why = reasons[0]?.code ?? '';
  return outcome === 'solved' || ['already_solved', 'session_completed'].includes(why);
}

/** Each a little apart from every other. */
function attemptAt(at: Position, when = new Date()): Attempt {
  const near = positionAt(at, Math.random() * 360, Math.random() * 3);
  return {
    client_attempt_id: randomUUID(),
    position: { ...near, accuracy: 8, captured_at: when.toISOString() },
  };
}

function note(journal: Journal, id: string, { outcome, reasons }: Acknowledged): void {
  const first = journal.acknowledged.get(id);
  if (!first) journal.acknowledged.set(id, { outcome, reasons });
  else if (first.outcome !== outcome) journal.contradictions.push(id);
}

/** Sends until there is an answer: without one, or with a 503, it is sent again as it was. */
async function persist(
  url: string,
  token: string,
  body: unknown,
  journal: Journal,
): Promise<{ data: unknown }> {
  const until = Date.now() + PATIENCE_MS;
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  for (;;) {
    const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) }).then(
      async (answer) => ({ status: answer.status, text: await answer.text() }),
      () => undefined,
    );
    if (response?.status === 200) return JSON.parse(response.text);
    if (response && response.status !== 503) {
      journal.wrong.push(`${response.status} ${response.text.slice(0, 300)}`);
    }
    journal.retries++;
    if (Date.now() > until) throw new Error(`No answer: ${response?.status} ${response?.text}`);
    await sleep(50 + Math.random() * 200);
  }
}
