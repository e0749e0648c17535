/** Which of the project's migrations a database has, and which it has that the project lacks. */
import { existsSync, readdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type pg from 'pg';
import { ClearError } from '../lib/clear-error.mjs';

// Directus keeps its own migrations beside the code that runs them.
const directusMigrations = dirname(
  fileURLToPath(import.meta.resolve('@directus/api/database/migrations/run')),
);

/** The versions and files of the migrations in a folder: what stands before the first `-`. */
export function listMigrations(folder: string): Map<string, string> {
  if (!existsSync(folder)) return new Map();
  const files = readdirSync(folder).filter((file) => /^[^-]+-.*\.[cm]?[jt]s$/.test(file));
  return new Map(files.sort().map((file) => [file.split('-', 1)[0] as string, file]));
}

/** The files of migrations that the database does not have yet. */
export async function findPendingMigrations(client: pg.Client, folder: string): Promise<string[]> {
  const done = new Set((await readDone(client)).map(({ version }) => version));
  return [...listMigrations(folder)]
    .filter(([version]) => !done.has(version))
    .map(([, file]) => file);
}

/**
 * The migrations that ran in the database and that neither this release nor its Directus has, such as
 * `20270101A Seasons`: a newer release was here.
 */
export async function findNewerMigrations(client: pg.Client, folder: string): Promise<string[]> {
  const known = new Set([
    ...listMigrations(folder).keys(),
    ...listMigrations(directusMigrations).keys(),
  ]);
  return (await readDone(client))
    .filter(({ version }) => !known.has(version))
    .map(({ version, name }) => `${version} ${name}`);
}

/**
 * To be called before anything is compared or written: what a newer release added looks like
 * leftovers of an older one, and would be removed with its content.
 *
 * @throws {ClearError} when a newer release was here
 */
export async function assertNotNewer(client: pg.Client, folder: string): Promise<void> {
  const [newer] = await findNewerMigrations(client, folder);
  if (newer === undefined) return;
  throw new ClearError(
    `This database was made by a newer release (migration ${newer}). Check that release out, or restore a backup: docs/operations.md.`,
  );
}

/** What ran, in order; nothing where Directus is not installed yet. */
async function readDone(client: pg.Client): Promise<{ version: string; name: string }[]> {
  const { rows: there } = await client.query<{ there: boolean }>(
    `select to_regclass('public.directus_migrations') is not null as there`,
  );
  if (!there[0]?.there) return [];
  const { rows } = await client.query<{ version: string; name: string }>(
    'select version, name from public.directus_migrations order by version',
  );
  return rows;
}
