/**
 * Players who walk while things break: two members race at every point, some attempts are sent twice,
 * some in batches, and everything is sent again until an answer has come.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { positionAt } from '../../../extensions/questcity/src/play/geodesy.ts';
import type { Position } from './quests.ts';

/** Shares of the attempts, as they may be in life on a bad day. */
const SENT_TWICE = 0.3;
const IN_BATCHES = 0.05;
/** Nobody waits longer for the server to come back, in milliseconds. */
const PATIENCE_MS = 120_000;

export interface Walker {
  readonly token: string;
  readonly session: string;
  readonly points: readonly { readonly id: string; readonly at: Position }[];
  /** How many attempts to make at the least; half of them miss. */
  readonly attempts: number;
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
  const { token, session, points, attempts } = walker;
  const misses = Math.max(1, Math.ceil(attempts / points.length) - 1);
  const post = (path: string, body: unknown) => persist(url + path, token, body, journal);

  /** Sends attempts, singly or as a batch, some of them twice; returns the last one's answer. */
  const send = async (point: string, made: readonly Attempt[]): Promise<Acknowledged> => {
    const times = Math.random() < SENT_TWICE ? 2 : 1;
    if (Math.random() < IN_BATCHES) {
      const body = { attempts: made.map((one) => ({ point_id: point, ...one })) };
      const sent = Array.from({ length: times }, () =>
        post(`/api/v2/sessions/${session}/attempts/batch`, body),
      );
      for (const answer of await Promise.all(sent)) {
        for (const one of answer.data as (Acknowledged & Attempt)[]) {
          note(journal, one.client_attempt_id, one);
        }
      }
    } else {
      const path = `/api/v2/sessions/${session}/points/${point}/attempts`;
      for (const one of made) {
        const sent = Array.from({ length: times }, () => post(path, one));
        for (const answer of await Promise.all(sent)) {
          note(journal, one.client_attempt_id, answer.data as Acknowledged);
        }
      }
    }
    return journal.acknowledged.get(made.at(-1)?.client_attempt_id ?? '') as Acknowledged;
  };

  for (const { id, at } of points) {
    for (;;) {
      const far = positionAt(at, Math.random() * 360, 400);
      const made = [...Array.from({ length: misses }, () => attemptAt(far)), attemptAt(at)];
      const { outcome, reasons } = await send(id, made);
      if (outcome === 'solved') break;
      const why = reasons[0]?.code ?? '';
      if (['already_solved', 'session_completed'].includes(why)) break;
      // The position has grown old while the server was away, or came too soon after the one before,
      // since these walkers are at the next point at once: measured anew, with another id.
      if (!['too_old', 'out_of_order', 'implausible_speed'].includes(why)) {
        throw new Error(`Not solved: ${outcome} ${JSON.stringify(reasons)}`);
      }
    }
  }
}

/** Each measured now, a little apart from every other. */
function attemptAt(at: Position): Attempt {
  const near = positionAt(at, Math.random() * 360, Math.random() * 3);
  return {
    client_attempt_id: randomUUID(),
    position: { ...near, accuracy: 8, captured_at: new Date().toISOString() },
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
