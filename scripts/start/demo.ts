/** Demo content, given to the running server once, and again only when the seeds change. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { root } from '../../directus.config.ts';
import { administratorToken, findAdministrator } from '../admin/administrator.ts';
import { fingerprint } from '../lib/build.ts';
import { ClearError } from '../lib/clear-error.mjs';
import { withClient } from '../lib/database.ts';
import type { Environment } from '../lib/environment.ts';
import { recall, remember } from './memory.ts';

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
  const present = createHash('sha256').update(`${seeds} ${settings.DEMO_PASSWORD}`).digest('hex');
  const { administrator, known } = await withClient(variables, async (client) => ({
    administrator: await findAdministrator(client),
    known: (await recall(client, 'demo')) === present,
  }));
  if (known && !again) return false;
  if (!administrator)
    throw new ClearError('There is no administrator to seed with: run npm run admin:create.');
  // Only now: its picture making takes memory that the launcher would keep for as long as it runs.
  const { seedDemo } = await import('../seed/demo.ts');
  await withClient(variables, async (database) => {
    await seedDemo({
      url,
      token: administratorToken(settings.SECRET ?? '', administrator, 3600),
      database,
      password: settings.DEMO_PASSWORD,
      log,
    });
    await remember(database, 'demo', present);
  });
  return true;
}

/**
 * Sees to it that a database that was seeded in development does not go on the net with passwords
 * everybody knows.
 *
 * @param variables of the database, as in `Database.variables`
 * @throws {ClearError} when an account of the demo can sign in
 */
export async function refuseDemoAccounts(
  variables: Readonly<Record<string, string>>,
): Promise<void> {
  const { rowCount } = await withClient(variables, (client) =>
    client.query(
      `SELECT FROM directus_users WHERE email LIKE '%@demo.example.com' AND status = 'active' LIMIT 1`,
    ),
  );
  if (rowCount) {
    throw new ClearError(
      'This database holds demo accounts (…@demo.example.com), whose password is known. Delete or suspend them, or use another database, before starting in production.',
    );
  }
}
