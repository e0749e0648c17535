/**
 * The code that extensions bring to the admin app: everybody may have it, and the page loads it before
 * signing in. Directus refuses it to a browser whose session has ended, which would then have an admin
 * app without extensions until it is loaded again.
 */
import type { Express, NextFunction, Request, Response } from 'express';

/** Goes before Directus reads cookies. */
export function serveSourcesWithoutSession(app: Express): void {
  app.use('/extensions/sources', (request: Request, _response: Response, next: NextFunction) => {
    delete request.headers.cookie;
    next();
  });
}
