/**
 * PostgreSQL's errors in the API's words. The message of a rule stands beside the rule: it is the
 * comment on the constraint or unique index, or the message that its trigger raises.
 * SQLSTATE classes: https://www.postgresql.org/docs/17/errcodes-appendix.html
 */
import { type Database, query, sql } from './database.ts';
import {
  ConstraintViolationError,
  InvalidQueryError,
  isDirectusError,
  ServiceUnavailableError,
} from './errors.ts';

interface PostgresError extends Error {
  code: string;
  constraint?: string;
  /** Our triggers put their message here too, since knex writes the statement before the message. */
  hint?: string;
}

/** Connection trouble as Node and the pool report it. */
const UNREACHABLE = new Set(['ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', 'ENOTFOUND', 'EPIPE']);

function isPostgresError(error: unknown): error is PostgresError {
  return error instanceof Error && /^[0-9A-Z]{5}$/.test((error as PostgresError).code ?? '');
}

let messages: Promise<Map<string, string>> | undefined;

/** The comments on constraints and unique indexes, by name; read once, after the first violation. */
function constraintMessages(database: Database): Promise<Map<string, string>> {
  messages ??= query<{ name: string; message: string }>(
    database,
    sql`select conname as name, obj_description(oid, 'pg_constraint') as message
          from pg_constraint where obj_description(oid, 'pg_constraint') is not null
        union all
        select relname, obj_description(oid, 'pg_class')
          from pg_class where relkind = 'i' and obj_description(oid, 'pg_class') is not null`,
  )
    .then((rows) => new Map(rows.map((row) => [row.name, row.message])))
    .catch((error) => {
      messages = undefined;
      throw error;
    });
  return messages;
}

/** True for what says that the database cannot be reached or takes no more work just now. */
function isUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = (error as PostgresError).code ?? '';
  if (UNREACHABLE.has(code) || /^(08|53|57P|58)/.test(code)) return true;
  if (error.name === 'KnexTimeoutError') return true;
  return /Connection terminated|Unable to acquire a connection/.test(error.message);
}

/**
 * Turns a database error into the API's error: a broken rule and an impossible value are the
 * caller's (400), an unreachable database is 503. Anything else comes back as it was.
 */
export async function translateDatabaseError(database: Database, error: unknown): Promise<unknown> {
  if (isDirectusError(error)) return error;
  if (isUnavailable(error)) {
    return new ServiceUnavailableError({ service: 'database', reason: 'It cannot be reached now' });
  }
  if (!isPostgresError(error)) return error;
  if (error.code.startsWith('23')) {
    const constraint = error.constraint;
    const known = constraint ? (await constraintMessages(database)).get(constraint) : undefined;
    const reason = error.hint ?? known ?? `It breaks the rule "${constraint ?? 'not null'}".`;
    return new ConstraintViolationError({ reason, ...(constraint && { constraint }) });
  }
  if (error.code.startsWith('22')) {
    return new InvalidQueryError({ reason: 'A value has the wrong form or is out of range' });
  }
  return error;
}
