/**
 * Doors of Directus that any signed-in user could use by its own rules and that are made for staff:
 * an export runs in the background and fills the log when it is refused there. What fetches an address
 * is closed behind all doors, in imports.ts.
 */
import type { Express, NextFunction, Request, Response } from 'express';
import { ForbiddenError } from '../kernel/errors.ts';

const STAFF_DOORS = ['/utils/export', '/utils/import'];

interface WithAccountability extends Request {
  accountability?: { app?: boolean; admin?: boolean } | null;
}

/** Refuses these doors to everybody without access to the admin app. Goes before Directus's routes. */
export function closeStaffDoors(app: Express): void {
  app.use(STAFF_DOORS, (request: WithAccountability, _response: Response, next: NextFunction) => {
    const { app: staff, admin } = request.accountability ?? {};
    next(staff || admin ? undefined : new ForbiddenError());
  });
}
