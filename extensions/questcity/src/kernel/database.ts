/**
 * How the code speaks to PostgreSQL: parameterised statements written with `sql`, run on Directus's
 * own pool or on the transaction that a hook was given.
 */
import { createHash } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import type { Knex } from 'knex';
import type { PoolClient } from 'pg';
import { raw, type Sql } from 'sql-template-tag';

export { default as sql, empty, join, raw, type Sql } from 'sql-template-tag';

/**
 * A whole number written into the statement. With a parameter for LIMIT, PostgreSQL takes a plan made
 * once for all values to be expensive, and plans each execution anew, at more cost than running it.
 */
export const literal = (integer: number): Sql => raw(String(Math.trunc(integer)));

/** The default page, half of the longest and the longest, and the row that tells of another page. */
const ROWS_READ = [21, 51, 101];

/**
 * LIMIT for at least this many rows. Pages may be of any size, but each text of a statement costs
 * memory on each connection, so there are a few limits only.
 */
export const limitOf = (rows: number): Sql =>
  literal(ROWS_READ.find((read) => read >= rows) ?? rows);

/** A time as the API gives it. `time` is written in the code, such as `r.created_at`. */
export const utcText = (time: string): Sql =>
  raw(`to_char(${time} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`);

/** A value as text from which PostgreSQL reads the same value again, for cursors; written in the code. */
export const exactText = (value: string): Sql => raw(`to_json(${value}) #>> '{}'`);

/** Directus's pool, or an open transaction of it. */
export type Database = Knex;

/** Some hundred kilobytes each, on each connection. Beyond it statements are planned at each call. */
export const MOST_PREPARED = 200;

const statementNames = new Map<string, string>();

/** A name per statement text, so that PostgreSQL plans each text once per connection. */
function statementName(text: string): string | undefined {
  let name = statementNames.get(text);
  if (!name && statementNames.size < MOST_PREPARED) {
    name = `qc_${createHash('sha1').update(text).digest('base64url')}`;
    statementNames.set(text, name);
  }
  return name;
}

/** Runs one statement and returns its rows. */
export async function query<Row>(database: Database, statement: Sql): Promise<Row[]> {
  const result: { rows: Row[] } = await database.raw(
    statement.sql,
    statement.values as Knex.RawBinding[],
  );
  return result.rows;
}

/**
 * Like {@link query}, as a prepared statement. For texts that come in few shapes, whatever a client
 * asks for: what varies in them must be parameters, since each text stays prepared on each connection.
 *
 * Outside a transaction it takes a connection of knex's pool and speaks to it directly: compiling and
 * reporting a statement costs knex about as much as all else that a short request does.
 */
export async function queryPrepared<Row>(database: Database, statement: Sql): Promise<Row[]> {
  const name = statementName(statement.sql);
  const { values } = statement;
  if (database.isTransaction) {
    const statementRun = database.raw(statement.sql, values as Knex.RawBinding[]);
    const result: { rows: Row[] } = await (name ? statementRun.options({ name }) : statementRun);
    return result.rows;
  }
  const client = database.client as Knex.Client;
  const connection: PoolClient = await client.acquireConnection();
  try {
    const { rows } = await connection.query({
      ...(name && { name }),
      text: statement.text,
      values,
    });
    return rows as Row[];
  } finally {
    client.releaseConnection(connection);
  }
}

const RETRIED_CODES = new Set(['40001', '40P01']); // serialization failure, deadlock detected
const MAX_TRIES = 4;

/**
 * Runs `work` in one transaction: all of it holds, or nothing. Joins the transaction when `database`
 * is one already. A deadlock or serialization failure is tried again after some milliseconds, up to
 * 4 times in all, so `work` must do nothing outside the database.
 */
export async function inTransaction<T>(
  database: Database,
  work: (transaction: Knex.Transaction) => Promise<T>,
): Promise<T> {
  if (database.isTransaction) return work(database as Knex.Transaction);
  for (let attempt = 1; ; attempt++) {
    try {
      return await database.transaction(work);
    } catch (error) {
      const code = (error as { code?: string }).code ?? '';
      if (attempt === MAX_TRIES || !RETRIED_CODES.has(code)) throw error;
      // Apart in time, or the same two would meet again.
      await setTimeout(attempt * (5 + Math.random() * 45));
    }
  }
}
