/**
 * Brings the database to the state that the code says, and recovers a first setup that was cut
 * short. While the very first setup of an embedded database is under way, a comment on the database
 * names the process that does it; if that process is gone, what it left is half of Directus, which
 * nothing can be built on, and there is nothing in it to lose.
 */
import pg from 'pg';
import { ClearError } from './clear-error.mjs';
import { withClient } from './database.ts';
import type { Environment } from './environment.ts';
import { self } from './lock.mjs';
import { finishedMark, unfinishedMark } from './setup-mark.ts';

/** What scripts/state/apply.ts exports. */
type ApplyState = (options: {
  env: Record<string, string>;
  log: (line: string) => void;
}) => Promise<{ changed: boolean }>;

/**
 * Applies schema, migrations, access, studio and reference data.
 *
 * @param log gets a line per step that takes time
 * @returns whether anything was changed
 * @throws {ClearError} saying what to do, when a first setup of somebody's own database fails
 */
export async function setUp(
  { database, variables }: Environment,
  log: (line: string) => void,
): Promise<{ changed: boolean }> {
  const { applyState }: { applyState: ApplyState } = await import('../state/apply.ts');
  const state = await setupState(variables);
  const embedded = database.kind === 'embedded';
  if (embedded && state === 'empty') await mark(variables, unfinishedMark(self()));
  try {
    const result = await applyState({ env: variables, log });
    if (embedded && state !== 'finished') await mark(variables, finishedMark);
    return result;
  } catch (error) {
    if (embedded || state === 'finished') throw error;
    const { DB_DATABASE: name = '', DB_HOST, DB_PORT, DB_USER: user = '' } = variables;
    throw new ClearError(
      `${(error as Error).message}\nThe database ${name} at ${DB_HOST}:${DB_PORT} may hold half of a first setup now. If it holds nothing of yours, make it anew and start again: DROP DATABASE ${pg.escapeIdentifier(name)}; CREATE DATABASE ${pg.escapeIdentifier(name)} OWNER ${pg.escapeIdentifier(user)};`,
    );
  }
}

/** How far the setup of a database has come. */
async function setupState(
  variables: Record<string, string>,
): Promise<'empty' | 'begun' | 'finished'> {
  return withClient(variables, async (client) => {
    const { rows } = await client.query(
      `SELECT to_regclass('public.directus_collections') IS NOT NULL AS directus,
              to_regclass('questcity.applied_state') IS NOT NULL AS applied`,
    );
    if (!rows[0].directus) return 'empty';
    if (!rows[0].applied) return 'begun';
    const { rowCount } = await client.query('SELECT FROM questcity.applied_state LIMIT 1');
    return rowCount ? 'finished' : 'begun';
  });
}

async function mark(variables: Record<string, string>, text: string): Promise<void> {
  await withClient(variables, (client) =>
    client.query(
      `COMMENT ON DATABASE ${pg.escapeIdentifier(variables.DB_DATABASE ?? '')} IS ${pg.escapeLiteral(text)}`,
    ),
  );
}
