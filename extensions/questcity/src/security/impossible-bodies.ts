/** Bodies over which Directus stumbles, instead of saying what is wrong with them. */
import type { Express, NextFunction, Request, Response } from 'express';
import { InvalidPayloadError } from '../kernel/errors.ts';

/** More than any nested save, filter or flow has. */
const MOST_LEVELS = 100;

/** Goes before Directus's routes. */
export function refuseImpossibleBodies(app: Express): void {
  // Directus copies and walks bodies by recursion, and many levels overflow its stack.
  app.use((request: Request, _response: Response, next: NextFunction) => {
    if (!isDeep(request.body)) return next();
    next(new InvalidPayloadError({ reason: `A body has at most ${MOST_LEVELS} levels` }));
  });
  // Its answer to a query that is no text holds nothing but an empty object.
  app.use('/graphql', (request: Request, _response: Response, next: NextFunction) => {
    const { query } = (request.body ?? {}) as { query?: unknown };
    if (query === undefined || query === null || typeof query === 'string') return next();
    next(new InvalidPayloadError({ reason: '"query" must be a text' }));
  });
}

/** Level by level, since it must not overflow the stack itself. */
function isDeep(body: unknown): boolean {
  let level = [body].filter(isNested);
  for (let depth = 0; level.length > 0; depth++) {
    if (depth >= MOST_LEVELS) return true;
    level = level.flatMap((value) => Object.values(value).filter(isNested));
  }
  return false;
}

const isNested = (value: unknown): value is object => typeof value === 'object' && value !== null;
