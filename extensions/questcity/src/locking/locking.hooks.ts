/**
 * A status, or a profile of somebody else, that is written at Directus's own doors: the admin app, REST,
 * GraphQL, WebSockets.
 */
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

  filter('profiles.items.update', async (payload, { keys }, { accountability, database }) => {
    if (!accountability?.user) return payload;
    const { user: id, admin, ip: address } = accountability;
    const users = (keys as string[]).filter((key) => key !== id);
    await locking.assertMayEditProfiles(database as Database, { id, admin, address }, users);
    return payload;
  });

  // The database has written the history already, but not who did it, which only Directus knows.
  action('users.update', async ({ payload, keys }, { accountability, database }) => {
    if (payload.status === undefined || !accountability?.user) return;
    await locking.statusWritten(database as Database, keys.map(String), accountability.user);
  });
}
