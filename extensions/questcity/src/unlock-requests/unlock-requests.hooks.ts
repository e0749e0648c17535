/** Decisions that are written at Directus's own doors: the admin app, /items, GraphQL, WebSockets. */
import type { RegisterFunctions } from '@directus/extensions';
import type { Database } from '../kernel/database.ts';
import { sendNotices } from '../locking/notices.ts';
import * as unlockRequests from './unlock-requests.service.ts';

export function registerUnlockRequestHooks({
  filter,
  action,
}: Pick<RegisterFunctions, 'filter' | 'action'>): void {
  filter('unlock_requests.items.update', async (payload, { keys }, context) => {
    const { decided_by: _, ...change } = payload as Record<string, unknown>;
    const { accountability, database } = context;
    if (change.status === undefined || !accountability?.user) return change;
    const { user: id, admin, ip: address } = accountability;
    const requests = keys.map(String);
    await unlockRequests.assertMayWrite(database as Database, { id, admin, address }, requests);
    return { ...change, decided_by: id };
  });

  action('unlock_requests.items.update', async ({ payload }, { database }) => {
    if (payload.status !== undefined) await sendNotices(database as Database);
  });
}
