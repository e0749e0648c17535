/** Applying the state of the code to the database, as `npm start` does it. */
import { applyState } from '../state/apply.ts';
import { ClearError } from './clear-error.mjs';
import type { Environment } from './environment.ts';

/**
 * Applies schema, migrations, access, studio and reference data.
 *
 * @param log gets a line per step that takes time
 * @returns whether anything was changed
 * @throws {ClearError} saying what to do
 */
export async function setUp(
  { variables }: Environment,
  log: (line: string) => void,
): Promise<{ changed: boolean }> {
  try {
    return await applyState({ env: variables, log });
  } catch (error) {
    // The embedded database has it; a hosted one may keep it for its administrators.
    const extension = /permission denied to create extension "(\w+)"/.exec(String(error))?.[1];
    if (!extension) throw error;
    const { DB_DATABASE, DB_HOST, DB_PORT, DB_USER } = variables;
    throw new ClearError(
      `User "${DB_USER}" may not create the PostgreSQL extension ${extension}. Have an administrator of ${DB_HOST}:${DB_PORT} run this in the database ${DB_DATABASE}, and start again: CREATE EXTENSION ${extension} SCHEMA public CASCADE;`,
    );
  }
}
