/**
 * The commands `schema:apply`, `schema:export` and `schema:check`, on the database that the settings
 * choose.
 */
import { relative } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from '../../directus.config.ts';
import { ClearError, fail } from '../lib/clear-error.mjs';
import { type Environment, withEnvironment } from '../lib/environment.ts';
import { applyState } from './apply.ts';
import { checkState } from './check.ts';
import { exportState } from './export.ts';

const say = (line: string) => console.log(line);

async function apply({ variables: env }: Environment, args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { discard: { type: 'boolean' } } });
  const { changed } = await applyState({ env, log: say, always: true, ...values });
  const after = env.REDIS ? '' : ' Restart servers that are running on this database.';
  say(changed ? `✔ Applied.${after}` : '✔ Nothing to change.');
}

async function exportAll({ variables: env }: Environment, args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { adopt: { type: 'boolean' } } });
  const written = await exportState({ env, ...values });
  for (const path of written) say(`✔ ${relative(root, path)}`);
  if (written.length === 0) say('✔ Nothing changed since the last export.');
}

async function check({ variables: env }: Environment, args: string[]): Promise<void> {
  parseArgs({ args });
  const lines = await checkState({ env });
  for (const line of lines) say(line);
  if (lines.length === 0) return say('✔ no drift');
  console.error(
    '✖ "npm run schema:apply" makes the database as the files are, "npm run schema:export" the files as the database is.',
  );
  process.exitCode = 1;
}

const commands: Record<string, (environment: Environment, args: string[]) => Promise<void>> = {
  apply,
  export: exportAll,
  check,
};

try {
  const [name = '', ...args] = process.argv.slice(2);
  const command = commands[name];
  if (!command)
    throw new ClearError(`Usage: node scripts/state/cli.ts ${Object.keys(commands).join('|')}`);
  await withEnvironment((environment) => command(environment, args), say);
} catch (error) {
  fail(error);
}
