/** The last stop of every failed request before Directus's error handler: what it would take for a
 * fault of the server and is one of the request, or passes, gets its right status here. */
import type { NextFunction, Request, Response } from 'express';
import type { Database } from './database.ts';
import { translateDatabaseError } from './database-errors.ts';
import { InvalidPayloadError, InvalidQueryError, isDirectusError } from './errors.ts';

/** Seconds after which a client should try again when a part is down. */
const RETRY_AFTER_SECONDS = 5;

/** Express error middleware for all routes, QuestCity's and Directus's. */
export function errorTranslation(database: Database) {
  return (error: unknown, _request: Request, response: Response, next: NextFunction): void => {
    translate(database, error).then((translated) => {
      if (isDirectusError(translated) && translated.status === 503) {
        if (!response.headersSent) response.setHeader('Retry-After', RETRY_AFTER_SECONDS);
      }
      next(translated);
    }, next);
  };
}

async function translate(database: Database, error: unknown): Promise<unknown> {
  if (error instanceof URIError) {
    return new InvalidQueryError({ reason: 'The URL is not encoded correctly' });
  }
  // From Directus's storage, for an upload that names a `storage` that there is not.
  if (error instanceof Error && /^Location ".*" doesn't exist\.$/s.test(error.message)) {
    return new InvalidPayloadError({ reason: 'There is no such storage' });
  }
  return translateDatabaseError(database, error);
}
