/**
 * The PostgreSQL server that the tests share: the one of DB_HOST, or an embedded one for this run.
 * Databases on it are made by copying a template, which takes a fraction of a second.
 */
import pg from 'pg';
import { readSettings } from '../../directus.config.ts';

/** A database server and its owner's login. */
export interface Server {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
}

/** One database on it. */
export interface Connection extends Server {
  readonly database: string;
}

/** Names of the tests' databases begin so; nothing else on the server is ever touched. */
const PREFIX = 'questcity_test';

/** Copies left behind by killed runs are dropped after this time. */
const HOURS_UNTIL_STALE = 6;

/** The server of DB_HOST, or undefined when none is set. */
export function configuredServer(): Server | undefined {
  const { DB_HOST, DB_PORT, DB_USER, DB_PASSWORD } = readSettings(databaseSettings(), {});
  if (DB_HOST === undefined) return undefined;
  return { host: DB_HOST, port: DB_PORT, user: DB_USER, password: DB_PASSWORD ?? '' };
}

function databaseSettings(): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(process.env).filter(([key]) => key.startsWith('DB_')));
}

/** The name of the template for one state of the project. */
export function templateName(fingerprint: string): string {
  return `${PREFIX}_${fingerprint.slice(0, 12)}`;
}

/** A client that is not connected yet; it looks where the server looks (see directus.config.ts). */
export function clientOf(connection: Connection): pg.Client {
  return new pg.Client({ ...connection, options: '-c search_path=public' });
}

/** Runs `work` with a client on a database; the client is closed whatever happens. */
export async function withClient<T>(
  connection: Connection,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const client = clientOf(connection);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Runs `work` with a client that may create and drop databases. */
export function asOwner<T>(server: Server, work: (client: pg.Client) => Promise<T>): Promise<T> {
  return withClient({ ...server, database: 'postgres' }, work);
}

let copies = 0;

/**
 * Makes a database that is a copy of the template, under a name of its own.
 *
 * @param content what to copy instead: PostgreSQL's own `template1` for an empty database
 */
export async function copyTemplate(
  server: Server,
  template: string,
  content: string = template,
): Promise<Connection> {
  const seconds = Math.floor(Date.now() / 1000);
  const database = `${template}_${seconds}_${process.pid}_${++copies}`;
  await asOwner(server, (client) =>
    client.query(`create database "${database}" template "${content}"`),
  );
  return { ...server, database };
}

/** Drops a database, also when something is still connected to it. */
export async function dropDatabase({ database, ...server }: Connection): Promise<void> {
  await asOwner(server, (client) => dropIfThere(client, database));
}

/**
 * Not `with (force)`: that is refused to an owner who is no superuser when autovacuum happens to be
 * at work in the database, while a plain drop ends autovacuum by itself.
 */
export async function dropIfThere(client: pg.Client, database: string): Promise<void> {
  const found = await client.query('select from pg_database where datname = $1', [database]);
  if (found.rowCount === 0) return;
  await client.query(`alter database "${database}" allow_connections false`);
  await client.query(
    `select pg_terminate_backend(pid, 5000) from pg_stat_activity
      where datname = $1 and usename = current_user`,
    [database],
  );
  await client.query(`drop database "${database}"`);
}

/** Drops the copies that killed runs left behind. */
export async function dropStaleCopies(server: Server): Promise<void> {
  await asOwner(server, async (client) => {
    const { rows } = await client.query<{ datname: string }>(
      `select datname from pg_database where datname ~ $1`,
      [`^${PREFIX}_[0-9a-f]{12}_[0-9]+_[0-9]+_[0-9]+$`],
    );
    const oldest = Date.now() / 1000 - HOURS_UNTIL_STALE * 3600;
    for (const { datname } of rows) {
      if (Number(datname.split('_')[3]) > oldest) continue;
      await dropIfThere(client, datname);
    }
  });
}

/** Inserts a row; values that are objects become JSON. */
export async function insert(
  client: pg.Client,
  table: string,
  row: Record<string, unknown>,
): Promise<void> {
  const columns = Object.keys(row).map((column) => `"${column}"`);
  const values = Object.values(row).map((value) =>
    value !== null && typeof value === 'object' && !(value instanceof Date)
      ? JSON.stringify(value)
      : value,
  );
  const places = values.map((_, index) => `$${index + 1}`);
  await client.query(
    `insert into ${table} (${columns.join(', ')}) values (${places.join(', ')})`,
    values,
  );
}
