/**
 * Doors of Directus that anybody could use by its own rules and that are made for staff: an export
 * runs in the background and fills the log when it is refused there, an archive of many files takes as
 * long as its files are, and a password's hash takes as long as it is meant to. What fetches an address
 * is closed behind all doors, in imports.ts; GraphQL's doors are in graphql-documents.ts.
 */
import type { Express, NextFunction, Request, Response } from 'express';
import { isStaff } from '../kernel/actor.ts';
import { ForbiddenError } from '../kernel/errors.ts';

const STAFF_DOORS = ['/utils/export', '/utils/import', '/assets/files', '/assets/folder'];
const ADMINISTRATORS_DOORS = ['/utils/hash'];

interface WithAccountability extends Request {
  accountability?: { app?: boolean; admin?: boolean } | null;
}

/** Refuses these doors to those whom they are not for. Goes before Directus's routes. */
export function closeStaffDoors(app: Express): void {
  app.use(STAFF_DOORS, (request: WithAccountability, _response: Response, next: NextFunction) => {
    next(isStaff(request.accountability) ? undefined : new ForbiddenError());
  });
  app.use(
    ADMINISTRATORS_DOORS,
    (request: WithAccountability, _response: Response, next: NextFunction) =>
      next(request.accountability?.admin ? undefined : new ForbiddenError()),
  );
}
