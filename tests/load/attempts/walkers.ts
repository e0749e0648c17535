/**
 * The process that walks: each connection takes sessions from a range and solves their points one
 * after the other, as their players would. Driven by messages.
 */
import { randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import { idOf, PLACE, POINTS, STEPS, tokenOf } from './world.ts';

export interface Walk {
  readonly url: string;
  /** `attempts` through QuestCity's route; `items`: the same rows through Directus's /items. */
  readonly way: 'attempts' | 'items';
  /** Of the administrator, for `items`. */
  readonly token?: string;
  readonly connections: number;
  readonly seconds: number;
  /** So long before they count, all walk already: connections that rested are made anew. */
  readonly leadIn: number;
  /** The first session to take; the others follow. */
  readonly from: number;
}

export interface Walked {
  readonly perSecond: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly errors: number;
  /** The first session that nobody took. */
  readonly next: number;
}

interface Request {
  readonly method: string;
  readonly path: string;
  readonly token: string;
  readonly body: unknown;
}

async function walk({
  url,
  way,
  token = '',
  connections,
  seconds,
  leadIn,
  from,
}: Walk): Promise<Walked> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const since = performance.now() + leadIn * 1000;
  const until = since + seconds * 1000;
  const times: number[] = [];
  let errors = 0;
  let next = from;
  const walker = async () => {
    while (performance.now() < until) {
      const session = next++;
      for (let step = 0; step < STEPS && performance.now() < until; step++) {
        const made = way === 'attempts' ? attempt(session, step) : items(session, step, token);
        const began = performance.now();
        const good = await send(agent, url, made, way === 'attempts' ? '"outcome":"solved"' : '');
        const ended = performance.now();
        if (!good) errors++;
        else if (began >= since && ended <= until) times.push(ended - began);
      }
    }
  };
  await Promise.all(Array.from({ length: connections }, walker));
  agent.destroy();
  times.sort((a, b) => a - b);
  const percentile = (share: number) =>
    times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? Number.POSITIVE_INFINITY;
  return {
    perSecond: times.length / seconds,
    p50: percentile(0.5),
    p95: percentile(0.95),
    p99: percentile(0.99),
    errors,
    next,
  };
}

/** A phone's position moves a little at each reading. */
function fix() {
  const near = (degrees: number) => degrees + (Math.random() - 0.5) * 0.00004;
  const { latitude, longitude } = PLACE;
  return { latitude: near(latitude), longitude: near(longitude), accuracy: 8 };
}

function attempt(session: number, step: number): Request {
  return {
    method: 'POST',
    path: `/api/v2/sessions/${idOf('session', session)}/points/${idOf('point', step)}/attempts`,
    token: tokenOf(session),
    body: {
      client_attempt_id: randomUUID(),
      position: { ...fix(), captured_at: new Date().toISOString() },
    },
  };
}

/** The same change in one request, which Directus makes in one transaction. */
function items(session: number, step: number, token: string): Request {
  const now = new Date().toISOString();
  const state = (of: number) => idOf('state', session * POINTS + of);
  const user = idOf('user', session);
  return {
    method: 'PATCH',
    path: `/items/sessions/${idOf('session', session)}?fields=id,status`,
    token,
    body: {
      points: {
        create: [],
        delete: [],
        update: [
          { id: state(step), state: 'solved', arrived_at: now, solved_at: now, solved_by: user },
          { id: state(step + 1), state: 'available' },
        ],
      },
      attempts: {
        update: [],
        delete: [],
        create: [
          {
            point: idOf('point', step),
            user,
            client_attempt_id: randomUUID(),
            ...fix(),
            captured_at: now,
            outcome: 'solved',
            reasons: [],
            proof: { score: 1 },
            response: { outcome: 'solved', reasons: [] },
          },
        ],
      },
    },
  };
}

function send(agent: Agent, url: string, made: Request, expected: string): Promise<boolean> {
  return new Promise((resolve) => {
    const body = JSON.stringify(made.body);
    const sent = request(
      url + made.path,
      {
        agent,
        method: made.method,
        headers: {
          authorization: `Bearer ${made.token}`,
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
        },
      },
      (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (part) => {
          text += part;
        });
        response.on('end', () => {
          const good = response.statusCode === 200 && text.includes(expected);
          if (!good && process.env.SHOW_ERRORS) console.error(response.statusCode, text);
          resolve(good);
        });
      },
    );
    sent.on('error', () => resolve(false));
    sent.end(body);
  });
}

process.on('message', (order: Walk) => {
  walk(order).then(
    (walked) => process.send?.({ walked }),
    (error: Error) => process.send?.({ error: error.message }),
  );
});
process.on('disconnect', () => process.exit());
process.send?.('ready');
