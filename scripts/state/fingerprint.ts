/** One hash of everything that makes up the state, to see at once that nothing changed. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { listMigrations } from './migrations.ts';
import type { StateFiles } from './paths.ts';

/** To be raised when the code of apply makes something else of the same files. */
const formOfState = 1;

/** The version of Directus that is installed in the project. */
export function directusVersion(): string {
  const require = createRequire(import.meta.url);
  return (require('directus/package.json') as { version: string }).version;
}

/** The hash of all files of the state, of the migrations and of Directus's version. */
export function fingerprint(files: StateFiles, migrations: string): string {
  const hash = createHash('sha256').update(`${formOfState}\0${directusVersion()}\0`);
  const add = (name: string, path: string) => {
    if (existsSync(path)) hash.update(`${name}\0`).update(readFileSync(path)).update('\0');
  };
  for (const [name, path] of Object.entries(files)) add(name, path);
  for (const file of listMigrations(migrations).values()) add(file, join(migrations, file));
  return hash.digest('hex');
}

/** The hash of what decides the data model. */
export function schemaFingerprint(files: StateFiles): string {
  const hash = createHash('sha256').update(`${formOfState}\0${directusVersion()}\0`);
  return hash.update(readFileSync(files.schema)).digest('hex');
}
