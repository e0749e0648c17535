/**
 * Probes for a load balancer or an orchestrator: GET /health/live says that the process answers, GET
 * /health/ready that it can serve, with the state of its parts. Neither needs a token; neither
 * touches mail or files.
 */
import { type Request, type Response, Router } from 'express';
import { type Database, query, sql } from '../kernel/database.ts';

type State = 'ok' | 'down';

/** How long one look at the parts serves all probes, in milliseconds. */
const LOOK_KEPT_MS = 1000;
/** How long a part may take to answer, in milliseconds. */
const PATIENCE_MS = 2000;

export function healthRouter(database: Database): Router {
  const router = Router({ caseSensitive: true });
  let last: { at: number; parts: Promise<Record<string, State>> } | undefined;

  function look(): Promise<Record<string, State>> {
    const now = performance.now();
    if (!last || now - last.at > LOOK_KEPT_MS) last = { at: now, parts: lookAtParts(database) };
    return last.parts;
  }

  router.get('/live', (_request, response) => send(response, 200, { status: 'ok' }));
  router.get('/ready', (_request: Request, response, next) => {
    look().then((parts) => {
      const ready = Object.values(parts).every((state) => state === 'ok');
      if (!ready) response.setHeader('Retry-After', 5);
      send(response, ready ? 200 : 503, { status: ready ? 'ok' : 'down', parts });
    }, next);
  });
  return router;
}

async function lookAtParts(database: Database): Promise<Record<string, State>> {
  return { database: await stateOf(query(database, sql`select 1`)) };
}

function stateOf(check: Promise<unknown>): Promise<State> {
  let timer: NodeJS.Timeout;
  const patience = new Promise<State>((resolve) => {
    timer = setTimeout(() => resolve('down'), PATIENCE_MS);
  });
  const answer = check.then(
    (): State => 'ok',
    (): State => 'down',
  );
  return Promise.race([answer, patience]).finally(() => clearTimeout(timer));
}

function send(response: Response, status: number, body: unknown): void {
  response.status(status).set('Cache-Control', 'no-store').json(body);
}
