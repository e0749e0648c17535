/** The database that settings choose: the embedded one, or another PostgreSQL. */

import { readFileSync } from 'node:fs';
import pg from 'pg';
import { dataFolder, root, type Settings } from '../../directus.config.ts';
import { ClearError, machineFault, networkReason } from './clear-error.mjs';
import { type EmbeddedPostgres, usePostgres } from './postgres.ts';
import { preparePlace } from './postgres-program.ts';

/** A database that answers, and how to leave it. */
export interface Database {
  readonly kind: 'embedded' | 'external';
  /** The variables by which Directus, `pg` and the scripts reach it. */
  readonly variables: Readonly<Record<string, string>>;
  /** Whether the embedded server still runs; of another one nothing is known here. */
  alive(): boolean;
  /** A fault of the machine that the embedded server has reported, in a sentence. */
  fault(): string | undefined;
  release(): Promise<void>;
}

/**
 * Connects to the chosen database, starting the embedded one if it does not run.
 *
 * @throws {ClearError} when it cannot be reached, naming host, port and reason
 */
export async function openDatabase(settings: Settings): Promise<Database> {
  if (settings.DB_HOST !== undefined) {
    const variables = Object.fromEntries(
      Object.entries({
        DB_CLIENT: settings.DB_CLIENT,
        DB_HOST: settings.DB_HOST,
        DB_PORT: String(settings.DB_PORT),
        DB_DATABASE: settings.DB_DATABASE,
        DB_USER: settings.DB_USER,
        DB_PASSWORD: settings.DB_PASSWORD ?? '',
        DB_SSL_MODE: settings.DB_SSL_MODE,
        DB_SSL_CA_FILE: settings.DB_SSL_CA_FILE ?? '',
      }).filter(([, value]) => value !== ''),
    );
    await withClient(variables, checkServer);
    return {
      kind: 'external',
      variables,
      alive: () => true,
      fault: () => undefined,
      release: async () => undefined,
    };
  }
  const server = await usePostgres(preparePlace(root, dataFolder));
  const { connection } = server;
  try {
    await ensureDatabase(server);
  } catch (error) {
    await server.release();
    throw error;
  }
  const variables = {
    DB_CLIENT: 'pg',
    DB_HOST: connection.host,
    DB_PORT: String(connection.port),
    DB_DATABASE: connection.database,
    DB_USER: connection.user,
    DB_PASSWORD: connection.password,
  };
  const { alive, fault, release } = server;
  return { kind: 'embedded', variables, alive, fault, release };
}

/**
 * The options of `pg` for a set of DB_… variables.
 *
 * @param variables as in `Database.variables`
 */
export function clientOptions(
  variables: Readonly<Record<string, string | undefined>>,
): pg.ClientConfig {
  const mode = variables.DB_SSL_MODE ?? 'disable';
  const ca = variables.DB_SSL_CA_FILE;
  return {
    host: variables.DB_HOST,
    port: Number(variables.DB_PORT),
    database: variables.DB_DATABASE,
    user: variables.DB_USER,
    password: variables.DB_PASSWORD ?? '',
    ssl:
      mode === 'disable'
        ? false
        : {
            rejectUnauthorized: mode === 'verify-full',
            ...(ca && { ca: readFileSync(ca, 'utf8') }),
          },
    connectionTimeoutMillis: 10_000,
  };
}

/**
 * Makes a connection, which the caller ends.
 *
 * @throws {ClearError} when the database cannot be reached
 */
export async function connect(
  variables: Readonly<Record<string, string | undefined>>,
): Promise<pg.Client> {
  const client = new pg.Client(clientOptions(variables));
  client.on('error', () => undefined);
  try {
    await client.connect();
  } catch (error) {
    throw new ClearError(unreachable(variables, error as NodeJS.ErrnoException));
  }
  try {
    // As in directus.config.ts: not the schema of the user's own name, whatever that is.
    await client.query('SET search_path = public');
    return client;
  } catch (error) {
    await client.end().catch(() => undefined);
    throw error;
  }
}

/**
 * Runs something with a connection of its own.
 *
 * @throws {ClearError} when the database cannot be reached
 */
export async function withClient<T>(
  variables: Readonly<Record<string, string | undefined>>,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const client = await connect(variables);
  try {
    return await work(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Runs `work` in one transaction of the connection. */
export async function inTransaction<T>(client: pg.Client, work: () => Promise<T>): Promise<T> {
  await client.query('begin');
  try {
    const result = await work();
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback').catch(() => {});
    throw error;
  }
}

function unreachable(
  variables: Readonly<Record<string, string | undefined>>,
  error: NodeJS.ErrnoException,
): string {
  const where = `${variables.DB_HOST}:${variables.DB_PORT}`;
  const fault = machineFault(error);
  if (fault) return fault;
  const reasons: Record<string, string> = {
    '28P01': `the password of user "${variables.DB_USER}" is wrong`,
    '28000': `user "${variables.DB_USER}" may not log in: ${error.message}`,
    '3D000': `there is no database "${variables.DB_DATABASE}"; make it with: CREATE DATABASE "${variables.DB_DATABASE}" OWNER "${variables.DB_USER}"`,
    '53300': 'it has no connection left',
    '57P03': 'it is starting or stopping',
  };
  // Several addresses of one host fail as one error without a message of its own.
  const code =
    error.code ?? (error as { errors?: NodeJS.ErrnoException[] }).errors?.[0]?.code ?? '';
  return `The database at ${where} cannot be reached: ${networkReason(code) ?? reasons[code] ?? (error.message || code)} (DB_HOST, DB_PORT, DB_DATABASE, DB_USER, DB_PASSWORD).`;
}

/** The oldest PostgreSQL whose SQL the migrations may use. */
const oldestServer = 15;

async function checkServer(client: pg.Client): Promise<void> {
  const { rows } = await client.query('SHOW server_version_num');
  const major = Math.floor(Number(rows[0].server_version_num) / 10_000);
  if (major < oldestServer) {
    throw new ClearError(
      `The database is PostgreSQL ${major}; QuestCity needs ${oldestServer} or newer.`,
    );
  }
}

/** Makes the role and the database of the embedded server, where they are not there yet. */
async function ensureDatabase({ superuser, connection }: EmbeddedPostgres): Promise<void> {
  await asSuperuser(superuser, async (client) => {
    const { user, database, password } = connection;
    const role = await client.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [user]);
    if (role.rowCount === 0) {
      // CREATEDB is for the tests, which clone databases. Not a superuser, who may run programs.
      await client.query(
        `CREATE ROLE ${pg.escapeIdentifier(user)} LOGIN CREATEDB PASSWORD ${pg.escapeLiteral(password)}`,
      );
    }
    const present = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [database]);
    if (present.rowCount === 0) {
      await client.query(
        `CREATE DATABASE ${pg.escapeIdentifier(database)} OWNER ${pg.escapeIdentifier(user)} TEMPLATE template0`,
      );
    }
  });
  // The only extension of ours that an ordinary owner may not create.
  await asSuperuser({ ...superuser, database: connection.database }, (client) =>
    client.query('CREATE EXTENSION IF NOT EXISTS earthdistance SCHEMA public CASCADE'),
  );
}

async function asSuperuser(
  superuser: EmbeddedPostgres['superuser'],
  work: (client: pg.Client) => Promise<unknown>,
): Promise<void> {
  const client = new pg.Client(superuser);
  client.on('error', () => undefined);
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
