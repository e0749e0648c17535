/** Decisions that are written at Directus's own doors: the admin app, /items, GraphQL, WebSockets. */
import type { RegisterFunctions } from '@directus/extensions';
import type { Database } from '../kernel/database.ts';
import * as unlockRequests from './unlock-requests.service.ts';

export function registerUnlockRequestHooks({ filter }: Pick<RegisterFunctions, 'filter'>): void {
  filter('unlock_requests.items.update', async (payload, { keys }, context) => {
    const { decided_by: _, ...change } = payload as Record<string, unknown>;
    const { accountability, database } = context;
    if (change.status === undefined || !accountability?.user) return change;
    const decider = { id: accountability.user, admin: accountability.admin };
    await unlockRequests.assertMayDecide(database as Database, decider, keys.map(String));
    return { ...change, decided_by: decider.id };
  });
}
