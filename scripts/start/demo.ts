/** Demo content, given to the running server once, and again only when the seeds change. */
import { join } from 'node:path';
import { root } from '../../directus.config.ts';
import { administratorToken, findAdministrator } from '../admin/administrator.ts';
import { fingerprint } from '../lib/build.ts';
import { ClearError } from '../lib/clear-error.mjs';
import { withClient } from '../lib/database.ts';
import type { Environment } from '../lib/environment.ts';

/**
 * Seeds the demo content, unless the database has the present one already.
 *
 * @param url of the running server
 * @param log gets a line per step
 * @param again seeds in any case
 * @returns whether it had to
 */
export async function ensureDemo(
  { settings, variables }: Environment,
  url: string,
  log: (line: string) => void,
  again = false,
): Promise<boolean> {
  const seeds = fingerprint([join(root, 'seeds'), join(root, 'scripts', 'seed')]);
  const state = `${seeds} ${settings.DEMO_PASSWORD}`;
  const { administrator, known } = await withClient(variables, async (client) => {
    // Beside the technical tables of the migrations; what the launcher remembers about a database.
    await client.query('CREATE SCHEMA IF NOT EXISTS questcity');
    await client.query(
      'CREATE TABLE IF NOT EXISTS questcity.start_state (key text PRIMARY KEY, value text NOT NULL)',
    );
    const { rows } = await client.query(
      "SELECT value = md5($1) AS same FROM questcity.start_state WHERE key = 'demo'",
      [state],
    );
    return { administrator: await findAdministrator(client), known: rows[0]?.same === true };
  });
  if (known && !again) return false;
  if (!administrator)
    throw new ClearError('There is no administrator to seed with: run npm run admin:create.');
  // Only now: its picture making takes memory that the launcher would keep for as long as it runs.
  const { seedDemo } = await import('../seed/demo.ts');
  await seedDemo({
    url,
    token: administratorToken(settings.SECRET ?? '', administrator, 3600),
    password: settings.DEMO_PASSWORD,
    log,
  });
  await withClient(variables, (client) =>
    client.query(
      `INSERT INTO questcity.start_state (key, value) VALUES ('demo', md5($1))
       ON CONFLICT (key) DO UPDATE SET value = excluded.value`,
      [state],
    ),
  );
  return true;
}
