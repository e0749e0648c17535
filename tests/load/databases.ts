/**
 * The bench's databases: a small and a large catalogue, each a copy of the tests' template (the whole
 * state and the accounts) filled with content. They are kept for the next run, until the state or
 * the content changes.
 *
 * They lie in an embedded PostgreSQL of the bench's own, with the settings that the project ships,
 * or on the server of DB_HOST.
 */
import { join } from 'node:path';
import pg from 'pg';
import { dataFolder, root } from '../../directus.config.ts';
import { fingerprint } from '../../scripts/lib/build.ts';
import { usePostgres } from '../../scripts/lib/postgres.ts';
import { readPostmaster } from '../../scripts/lib/postgres-process.ts';
import { preparePlace } from '../../scripts/lib/postgres-program.ts';
import {
  asOwner,
  type Connection,
  configuredServer,
  type Server,
  withClient,
} from '../harness/postgres.ts';
import { ensureTemplate } from '../harness/template.ts';
import { fillCatalogue } from './bulk.ts';
import type { Size } from './content.ts';
import { fillPeople } from './people-bulk.ts';

export const benchFolder = join(dataFolder, 'bench');

/** The role that owns the databases. The extension earthdistance takes a superuser to create. */
const ROLE = 'questcity_bench';
/** Good enough for servers in production mode; PostgreSQL listens on this machine alone. */
const PASSWORD = 'measured-kV4tq9Rw2nz7';

/** What content is made from; the state's own fingerprint is the template's name. */
const filesOf = (...names: string[]) => names.map((name) => join(import.meta.dirname, name));
const CATALOGUE = filesOf('bulk.ts', 'content.ts', 'vocabulary.ts');
const PEOPLE = filesOf('people-bulk.ts', 'people-names.ts');

export interface Postgres {
  readonly server: Server;
  /** The process to pin; undefined for a server of DB_HOST, which is somebody else's. */
  readonly pid: number | undefined;
  close(): Promise<void>;
}

/** Starts the bench's PostgreSQL, or finds the one of DB_HOST. */
export async function openPostgres(): Promise<Postgres> {
  const server = configuredServer();
  if (server) return { server, pid: undefined, close: async () => undefined };
  const place = preparePlace(root, benchFolder);
  const postgres = await usePostgres(place);
  const { host, port } = postgres.superuser;
  await withClient(postgres.superuser, async (client) => {
    const { rowCount } = await client.query('select from pg_roles where rolname = $1', [ROLE]);
    const verb = rowCount === 0 ? 'create' : 'alter';
    await client.query(`${verb} role ${ROLE} login superuser password '${PASSWORD}'`);
  });
  return {
    server: { host, port, user: ROLE, password: PASSWORD },
    pid: readPostmaster(place.data)?.pid,
    close: () => postgres.release(),
  };
}

/**
 * Makes the catalogues that are missing or out of date.
 *
 * @param fresh makes them anew in any case
 */
export async function ensureCatalogues(
  server: Server,
  fresh: boolean,
  log: (line: string) => void,
): Promise<Record<Size, Connection>> {
  const ensure = (size: Size) =>
    ensureDatabase(server, size, CATALOGUE, fresh, (client) => fillCatalogue(client, size, log));
  return { small: await ensure('small'), large: await ensure('large') };
}

/** Makes the database of people if it is missing or out of date. */
export function ensurePeople(
  server: Server,
  fresh: boolean,
  log: (line: string) => void,
): Promise<Connection> {
  return ensureDatabase(server, 'people', PEOPLE, fresh, (client) => fillPeople(client, log));
}

/** A copy of the template, filled; made unless it is there, from the same template and content. */
async function ensureDatabase(
  server: Server,
  name: string,
  content: string[],
  fresh: boolean,
  fill: (client: pg.Client) => Promise<void>,
): Promise<Connection> {
  const template = await ensureTemplate(server);
  const mark = `${template} ${fingerprint(content)}`;
  const database = `questcity_bench_${name}`;
  const connection = { ...server, database };
  await asOwner(server, async (owner) => {
    // Runs at the same time on one server make it once.
    await owner.query(`select pg_advisory_lock(hashtext('questcity.bench'))`);
    if (!fresh && (await markOf(database, owner)) === mark) return;
    await owner.query(`drop database if exists ${database} with (force)`);
    await owner.query(`create database ${database} template ${template}`);
    await withClient(connection, fill);
    await owner.query(`comment on database ${database} is ${pg.escapeLiteral(mark)}`);
  });
  return connection;
}

/** What a database was made from; undefined when there is none or it was never finished. */
async function markOf(database: string, owner: pg.Client): Promise<string | undefined> {
  const { rows } = await owner.query<{ mark: string | null }>(
    `select shobj_description(oid, 'pg_database') as mark from pg_database where datname = $1`,
    [database],
  );
  return rows[0]?.mark ?? undefined;
}
