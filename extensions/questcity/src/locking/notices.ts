/**
 * Mails to users whose account was unlocked, or whose request was rejected, at whatever door. The
 * database notes each such mail with what it tells of (migrations/…LB-unlock_notices.ts); here they
 * become jobs: in the same transaction by our routes, right after the commit at Directus's doors, and
 * within a minute for what was done in SQL.
 */
import { type Database, inTransaction, query, sql } from '../kernel/database.ts';
import { send } from '../mail/mail.service.ts';

interface Notice {
  email: string;
  template: string;
  note: string | null;
}

/** Hands all waiting mails to the queue. */
export async function sendNotices(database: Database): Promise<void> {
  await inTransaction(database, async (transaction) => {
    const notices = await query<Notice>(
      transaction,
      sql`delete from questcity.unlock_notices n using directus_users u
           where u.id = n."user" returning u.email, n.template, n.note`,
    );
    for (const { email, template, note } of notices) {
      if (email) await send(transaction, { to: email, template, data: { ...(note && { note }) } });
    }
  });
}
