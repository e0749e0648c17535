/**
 * Directus copies and walks bodies by recursion, so that a body of many levels overflows its stack: an
 * error of the server for what is one of the request. Here such a body is refused.
 */
import type { Express, NextFunction, Request, Response } from 'express';
import { InvalidPayloadError } from '../kernel/errors.ts';

/** More than any nested save, filter or flow has. */
const MOST_LEVELS = 100;

/** Goes before Directus's routes. */
export function refuseDeepBodies(app: Express): void {
  app.use((request: Request, _response: Response, next: NextFunction) => {
    if (!isDeep(request.body)) return next();
    next(new InvalidPayloadError({ reason: `A body has at most ${MOST_LEVELS} levels` }));
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
