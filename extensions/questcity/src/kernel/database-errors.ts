/**
 * PostgreSQL's errors in the API's words. The message of a rule stands beside the rule: it is the
 * comment on the constraint or unique index, or the message that its trigger raises.
 * SQLSTATE classes: https://www.postgresql.org/docs/17/errcodes-appendix.html
 */
import { type Database, query, sql } from './database.ts';
import {
  ConstraintViolationError,
  type DirectusError,
  InvalidPayloadError,
  InvalidQueryError,
  isDirectusError,
  RecordNotUniqueError,
  ServiceUnavailableError,
} from './errors.ts';

interface PostgresError extends Error {
  code: string;
  constraint?: string;
  /** Our triggers put their message here too, since knex writes the statement before the message. */
  hint?: string;
}

/** Connection trouble as Node, the pool and the driver report it. */
const UNREACHABLE = new Set(['ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', 'ENOTFOUND', 'EPIPE']);
const UNREACHABLE_MESSAGE =
  /Connection terminated|is not queryable|timeout expired|Unable to acquire a connection/;

/** How PostgreSQL names the type that a value does not fit. */
const TYPE_NEEDED = /(?:for|out of range for) type ([a-z ]{1,40})(?::|$)/;

/** Beyond the limits of PostgreSQL (too many columns), or of a message to it (too many values). */
const TOO_LARGE = /^54|^08P01$/;

/** knex puts the whole statement before the message, however long it is; the message is at the end. */
const LONGEST_MESSAGE = 4000;

function isPostgresError(error: unknown): error is PostgresError {
  return error instanceof Error && /^[0-9A-Z]{5}$/.test((error as PostgresError).code ?? '');
}

/** A rule of the database with the message for whoever breaks it. */
interface Rule {
  name: string;
  table: string;
  /** Of a unique index, the columns it is over. */
  columns: string | null;
  message: string;
}

let rules: Promise<Rule[]> | undefined;

/** All rules with a message; read once, after the first violation. */
function readRules(database: Database): Promise<Rule[]> {
  rules ??= query<Rule & { definition: string | null }>(
    database,
    sql`select c.conname as name, c.conrelid::regclass::text as "table",
               obj_description(c.oid, 'pg_constraint') as message,
               case when c.contype = 'u' then pg_get_constraintdef(c.oid) end as definition
          from pg_constraint c where obj_description(c.oid, 'pg_constraint') is not null
        union all
        select i.indexrelid::regclass::text, i.indrelid::regclass::text,
               obj_description(i.indexrelid, 'pg_class'), pg_get_indexdef(i.indexrelid)
          from pg_index i
         where i.indisunique and obj_description(i.indexrelid, 'pg_class') is not null`,
  )
    .then((found) =>
      found.map(({ definition, ...rule }) => {
        const key = definition && /\((.*?)\)(?: WHERE | DEFERRABLE|$)/.exec(definition)?.[1];
        return { ...rule, columns: key ? columnNames(key) : null };
      }),
    )
    .catch((error) => {
      rules = undefined;
      throw error;
    });
  return rules;
}

/** The columns in a key such as `questcity.fold(name::text)` or `quest, "order"`, as one text. */
function columnNames(key: string): string {
  const words = key.match(/[a-z_]+/g) ?? [];
  return words
    .filter((word) => !['questcity', 'fold', 'fold_email', 'lower', 'text'].includes(word))
    .join();
}

/** True for what says that the database cannot be reached or takes no more work just now. */
function isUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = (error as PostgresError).code ?? '';
  if (UNREACHABLE.has(code) || /^(08(?!P01)|53|57P|58)/.test(code)) return true;
  if (error.name === 'KnexTimeoutError') return true;
  return UNREACHABLE_MESSAGE.test(error.message);
}

/**
 * Turns a database error into the API's error: a broken rule and an impossible value are the
 * caller's (400), an unreachable database is 503. Anything else comes back as it was.
 */
export async function translateDatabaseError(database: Database, error: unknown): Promise<unknown> {
  if (isDirectusError<NotUnique>(error, 'RECORD_NOT_UNIQUE')) return notUnique(database, error);
  if (isDirectusError(error)) return error;
  if (isUnavailable(error)) {
    return new ServiceUnavailableError({ service: 'database', reason: 'It cannot be reached now' });
  }
  if (!isPostgresError(error)) return error;
  return explain(error, error.code.startsWith('23') ? await readRules(database) : []) ?? error;
}

/** The API's error for what the caller did wrong; undefined when it was not the caller. */
function explain(error: PostgresError, known: readonly Rule[]): DirectusError<unknown> | undefined {
  if (error.code.startsWith('23')) {
    const { constraint, hint } = error;
    const reason = hint ?? known.find((rule) => rule.name === constraint)?.message;
    return new ConstraintViolationError({
      reason: reason ?? `It breaks the rule "${constraint ?? 'not null'}".`,
      ...(constraint && { constraint }),
    });
  }
  if (error.code.startsWith('22')) {
    // The type alone: the value might be a stored one.
    const type = TYPE_NEEDED.exec(error.message)?.[1];
    // knex puts the statement before the message.
    const isWritten = /^\s*(?:insert|update)\b/i.test(error.message);
    const Invalid = isWritten ? InvalidPayloadError : InvalidQueryError;
    return new Invalid({
      reason: `A value has the wrong form or is out of range${type ? ` for the type ${type}` : ''}`,
    });
  }
  if (TOO_LARGE.test(error.code)) {
    return new InvalidQueryError({ reason: 'It asks for more than one statement can hold' });
  }
  return undefined;
}

/** Leaves out the middle of a long message, which would be logged. */
function shorten(error: Error): void {
  const { message } = error;
  if (message.length <= LONGEST_MESSAGE) return;
  const half = LONGEST_MESSAGE / 2;
  error.message = `${message.slice(0, half)} … ${message.slice(-half)}`;
}

/**
 * Explains four kinds of error where they arise, since on some of their ways out nothing asks
 * {@link translateDatabaseError}: a rule that is checked at COMMIT, a thing in use that is deleted, and
 * an impossible value in a query or too many of them, all also through GraphQL and WebSockets. The error
 * itself becomes the API's.
 */
export async function explainAtTheSource(database: Database): Promise<void> {
  const known = await readRules(database);
  database.on('query-error', (error: unknown, { sql: statement }: { sql?: string }) => {
    if (error instanceof Error) shorten(error);
    if (!isPostgresError(error)) return;
    const atCommit = error.code.startsWith('23') && /^commit/i.test(statement ?? '');
    const inUse = error.code === '23503' && /^\s*delete\b/i.test(statement ?? '');
    // Of a value written, Directus itself says which field it does not fit.
    const inQuery =
      /^(?:22|54|08P01)/.test(error.code) && /^\s*(select|with)\b/i.test(statement ?? '');
    if (!atCommit && !inUse && !inQuery) return;
    const explained = explain(error, known);
    if (!explained) return;
    const { name, message, code, status, extensions } = explained;
    Object.assign(error, { name, message, code, status, extensions });
  });
}

interface NotUnique {
  collection: string | null;
  field: string | null;
  value: unknown;
}

/**
 * Directus names the column of a unique index as PostgreSQL prints it (`lower(username::text`). Here
 * the field gets its name back and the rule its own message.
 */
async function notUnique(database: Database, error: DirectusError<NotUnique>): Promise<unknown> {
  const { collection, field } = error.extensions;
  const columns = columnNames(field ?? '');
  const found = (await readRules(database)).find(
    (rule) => rule.table === collection && rule.columns === columns,
  );
  if (!found) return error;
  return new RecordNotUniqueError({ reason: found.message, collection, field: columns });
}
