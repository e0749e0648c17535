/** A status that is written at Directus's own doors: the admin app, /users, GraphQL, WebSockets. */
import type { RegisterFunctions } from '@directus/extensions';
import type { Database } from '../kernel/database.ts';
import * as locking from './locking.service.ts';

export function registerLockingHooks({
  filter,
  action,
}: Pick<RegisterFunctions, 'filter' | 'action'>): void {
  filter('users.update', async (payload, { keys }, { accountability, database }) => {
    const { status } = payload as { status?: unknown };
    if (status === undefined || !accountability?.user) return payload;
    const { user: id, admin, ip: address } = accountability;
    const users = keys.map(String);
    await locking.assertMaySetStatus(database as Database, { id, admin, address }, users, status);
    return payload;
  });

  // The database has written the history already, but not who did it, which only Directus knows.
  action('users.update', async ({ payload, keys }, { accountability, database }) => {
    if (payload.status === undefined || !accountability?.user) return;
    await locking.statusWritten(database as Database, keys.map(String), accountability.user);
  });
}
