/** Installs Directus's own tables in an empty database, and mends an installation that was cut off. */
import type pg from 'pg';
import { ClearError } from '../lib/clear-error.mjs';
import { prepareRecords, readRecord, writeRecord } from './database.ts';
import { quote } from './table-diff.ts';

type Step = 'installing' | `installed ${string}`;

/**
 * Brings Directus's tables to its version. Does nothing when an earlier apply did it already.
 *
 * Directus takes a database for installed as soon as its first table is there, so an installation
 * that was killed would never be completed. Hence a record before and after it: where it says that
 * ours began and did not end, its leftovers are dropped (they hold nothing yet) and it starts over.
 *
 * @param bootstrap installs the tables, or brings those of an older version up to date
 * @returns whether there was something to do
 * @throws {ClearError} when the database holds anything that is not ours to change
 */
export async function installDirectus(
  client: pg.Client,
  version: string,
  bootstrap: () => Promise<void>,
): Promise<boolean> {
  const done: Step = `installed ${version}`;
  const record = (await readRecord(client, 'directus')) as Step | undefined;
  if (record === done) return false;

  const tables = await readTables(client);
  if (record === 'installing') {
    await dropLeftovers(client, tables);
  } else if (record === undefined && tables.length > 0) {
    await assertComplete(client, tables);
  }
  await prepareRecords(client);
  if (record === undefined && tables.length === 0)
    await writeRecord(client, 'directus', 'installing');
  await bootstrap();
  await writeRecord(client, 'directus', done);
  return true;
}

async function readTables(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select c.relname as name from pg_class c
     where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
       and not exists (
         select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e'
       )
     order by c.relname`,
  );
  return rows.map((row) => row.name);
}

async function dropLeftovers(client: pg.Client, tables: readonly string[]): Promise<void> {
  if (tables.length === 0) return;
  const foreign = tables.filter((table) => !table.startsWith('directus_'));
  const users = tables.includes('directus_users')
    ? await client.query('select from public.directus_users limit 1')
    : undefined;
  if (foreign.length > 0 || users?.rowCount) {
    throw new ClearError(
      'The database holds a half-installed Directus with data in it. Use an empty database, or restore a backup.',
    );
  }
  const list = tables.map((table) => `public.${quote(table)}`).join(', ');
  await client.query(`drop table ${list} cascade`);
}

/** A database that somebody else filled may be used when it is a whole and empty Directus. */
async function assertComplete(client: pg.Client, tables: readonly string[]): Promise<void> {
  const foreign = tables.filter((table) => !table.startsWith('directus_'));
  if (foreign.length > 0) {
    throw new ClearError(
      `The database already holds tables that QuestCity did not make (${foreign.slice(0, 3).join(', ')}). Use an empty database.`,
    );
  }
  const migrated = tables.includes('directus_migrations')
    ? await client.query('select from public.directus_migrations limit 1')
    : undefined;
  if (!migrated?.rowCount || !tables.includes('directus_access')) {
    throw new ClearError(
      'The database holds a half-installed Directus that QuestCity did not begin. Use an empty database.',
    );
  }
}
