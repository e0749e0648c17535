/**
 * Idempotency-Key: a repeated request gets the first answer and does nothing again.
 * After https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/
 *
 * The key is a row in the transaction of the command itself: two requests at once meet at its
 * primary key, where the second waits for the first to end. A command that fails leaves no row, so
 * it may be tried again with the same key.
 */
import { createHash } from 'node:crypto';
import { type Database, inTransaction, query, sql } from './database.ts';
import { IdempotencyKeyReusedError, InvalidPayloadError } from './errors.ts';

/** How long an answer is remembered, in hours. */
export const HOURS_REMEMBERED = 24;

export interface IdempotentRequest {
  user: string;
  /** The header's value. */
  key: string;
  /** Method and path, with its ids. */
  route: string;
  body: unknown;
}

export interface Answer {
  status: number;
  body: unknown;
}

/**
 * Runs `command` once per user and key.
 * @throws InvalidPayloadError when the key is empty or longer than 255 characters
 * @throws IdempotencyKeyReusedError when the key came with another route or body before
 */
export async function idempotent(
  database: Database,
  request: IdempotentRequest,
  command: (transaction: Database) => Promise<Answer>,
): Promise<Answer & { repeated: boolean }> {
  const { user, key, route } = request;
  if (!/^[\x21-\x7e]{1,255}$/.test(key)) {
    throw new InvalidPayloadError({
      reason: 'Idempotency-Key must be 1 to 255 visible ASCII characters',
    });
  }
  const hash = createHash('sha256')
    .update(JSON.stringify([route, request.body ?? null]))
    .digest('hex');
  return inTransaction(database, async (transaction) => {
    const inserted = await query(
      transaction,
      sql`insert into questcity.idempotency_keys ("user", key, route, request_hash)
          values (${user}, ${key}, ${route}, ${hash})
          on conflict do nothing returning 1`,
    );
    if (inserted.length === 0) {
      const [first] = await query<{ request_hash: string; status: number; response: unknown }>(
        transaction,
        sql`select request_hash, status, response from questcity.idempotency_keys
             where "user" = ${user} and key = ${key}`,
      );
      if (first?.request_hash !== hash) throw new IdempotencyKeyReusedError();
      return { status: first.status, body: first.response, repeated: true };
    }
    const answer = await command(transaction);
    await query(
      transaction,
      sql`update questcity.idempotency_keys
             set status = ${answer.status}, response = ${JSON.stringify(answer.body ?? null)}::jsonb
           where "user" = ${user} and key = ${key}`,
    );
    return { ...answer, repeated: false };
  });
}

/** Forgets answers older than {@link HOURS_REMEMBERED}. Safe to run on several nodes at once. */
export async function forgetOldKeys(database: Database): Promise<void> {
  await query(
    database,
    sql`delete from questcity.idempotency_keys
         where created_at < now() - make_interval(hours => ${HOURS_REMEMBERED})`,
  );
}
