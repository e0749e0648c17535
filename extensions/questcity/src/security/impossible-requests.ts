/** Requests over which Directus stumbles, instead of saying what is wrong with them. */
import type { Express, NextFunction, Request, Response } from 'express';
import { InvalidPayloadError, InvalidQueryError } from '../kernel/errors.ts';
import { levelsOf, MOST_LEVELS } from '../kernel/levels.ts';

/** What is searched for is text, whatever it looks like. */
const TEXTS: ReadonlySet<string> = new Set(['search', 'query']);

/**
 * Directus reads JSON in parameters (`filter`, `deep`, `transforms`, GraphQL's `variables`) and walks it
 * by recursion. Goes before all of Directus's middleware.
 */
export function refuseDeepQueries(app: Express): void {
  app.use((request: Request, _response: Response, next: NextFunction) => {
    for (const [name, value] of Object.entries(request.query)) {
      if (TEXTS.has(name) || !textsIn(value).some(isDeepJson)) continue;
      const parameter = name.slice(0, 64);
      next(new InvalidQueryError({ reason: `"${parameter}" may have ${MOST_LEVELS} levels` }));
      return;
    }
    next();
  });
}

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

/** The texts in a parameter; the parser of query strings has bounded its levels. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return isNested(value) ? Object.values(value).flatMap(textsIn) : [];
}

const isDeepJson = (json: string) => levelsOf(Buffer.from(json)) > MOST_LEVELS;

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
