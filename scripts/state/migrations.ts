/** Which of the project's migrations a database has. */
import { existsSync, readdirSync } from 'node:fs';
import type pg from 'pg';

/** The versions and files of the migrations in a folder: what stands before the first `-`. */
export function listMigrations(folder: string): Map<string, string> {
  if (!existsSync(folder)) return new Map();
  const files = readdirSync(folder).filter((file) => /^[^-]+-.*\.[cm]?[jt]s$/.test(file));
  return new Map(files.sort().map((file) => [file.split('-', 1)[0] as string, file]));
}

/** The files of migrations that the database does not have yet. */
export async function findPendingMigrations(client: pg.Client, folder: string): Promise<string[]> {
  const { rows } = await client.query<{ version: string }>(
    'select version from public.directus_migrations',
  );
  const done = new Set(rows.map((row) => row.version));
  return [...listMigrations(folder)]
    .filter(([version]) => !done.has(version))
    .map(([, file]) => file);
}
