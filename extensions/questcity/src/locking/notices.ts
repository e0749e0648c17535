/**
 * Mails to users whose account was unlocked, or whose request was rejected, at whatever door. The
 * database notes each such mail with what it tells of (migrations/…LB-unlock_notices.ts); here they
 * become jobs: in the same transaction by our routes, right after the commit at Directus's doors, and
 * within a minute for what was done in SQL.
 */
import { type Database, inTransaction } from '../kernel/database.ts';
import { send } from '../mail/mail.service.ts';
import { takeNotices } from './locking.store.ts';

/** Hands all waiting mails to the queue. */
export async function sendNotices(database: Database): Promise<void> {
  await inTransaction(database, async (transaction) => {
    for (const { email, template, note } of await takeNotices(transaction)) {
      if (email) await send(transaction, { to: email, template, data: { ...(note && { note }) } });
    }
  });
}
