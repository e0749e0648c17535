/** The last stop of every failed request before Directus's error handler: what it would take for a
 * fault of the server and is one of the request, or passes, gets its right status here. */
import type { NextFunction, Request, Response } from 'express';
import type { Database } from './database.ts';
import { translateDatabaseError } from './database-errors.ts';
import { InvalidQueryError, isDirectusError, ServiceUnavailableError } from './errors.ts';
import { explainHostError } from './host-errors.ts';
import { isRedisAway } from './redis.ts';

/** Seconds after which a client should try again when a part is down. */
const RETRY_AFTER_SECONDS = 5;

/** Express error middleware for all routes: QuestCity's, which begin with `ownRoot`, and Directus's. */
export function errorTranslation(database: Database, ownRoot: string) {
  return (error: unknown, request: Request, response: Response, next: NextFunction): void => {
    const atHost = !request.originalUrl.startsWith(`${ownRoot}/`);
    translateError(database, error, atHost).then((translated) => {
      if (isDirectusError(translated) && translated.status === 503) {
        if (!response.headersSent) response.setHeader('Retry-After', RETRY_AFTER_SECONDS);
      }
      if (isDirectusError<{ reset?: Date }>(translated, 'REQUESTS_EXCEEDED')) {
        const { reset } = translated.extensions;
        const seconds = reset ? Math.ceil((reset.getTime() - Date.now()) / 1000) : 0;
        if (!response.headersSent) response.setHeader('Retry-After', Math.max(1, seconds));
      }
      next(translated);
    }, next);
  };
}

/**
 * The API's error for what is a mistake in a request or will pass; the error itself otherwise.
 *
 * @param atHost whether it comes from Directus's own code
 */
export async function translateError(
  database: Database,
  error: unknown,
  atHost: boolean,
): Promise<unknown> {
  if (error instanceof URIError) {
    return new InvalidQueryError({ reason: 'The URL is not encoded correctly' });
  }
  if (isRedisAway(error)) {
    return new ServiceUnavailableError({ service: 'redis', reason: 'It cannot be reached now' });
  }
  const translated = await translateDatabaseError(database, error);
  if (translated !== error || !atHost) return translated;
  return explainHostError(error) ?? error;
}
