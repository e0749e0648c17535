/** `npm run reset`: starts over. Removes the embedded database, uploads and builds of this clone. */
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { confirm, isCancel } from '@clack/prompts';
import { dataFolder, readSettings, root } from '../../directus.config.ts';
import { ClearError, fail } from '../lib/clear-error.mjs';
import { stopPostgres } from '../lib/postgres.ts';
import { placesToRemove, preparePlace } from '../lib/postgres-program.ts';
import { runningSession, stopSession } from './session.ts';

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { yes: { type: 'boolean', short: 'y' } } });
  const settings = readSettings();
  if (!values.yes) {
    if (!process.stdin.isTTY)
      throw new ClearError('This removes the database and all uploads: npm run reset -- --yes');
    const sure = await confirm({
      message: 'Remove the embedded database, all uploads and builds of this clone?',
      initialValue: false,
    });
    if (isCancel(sure) || !sure) return console.log('Nothing was removed.');
  }
  const running = runningSession();
  if (running) {
    console.log(`· Stopping the running QuestCity (process ${running.pid}) …`);
    if (!(await stopSession(running))) {
      throw new ClearError(
        `Process ${running.pid} does not stop. End it and run the command again.`,
      );
    }
  }
  if (existsSync(join(dataFolder, 'postgres'))) await stopPostgres(preparePlace(root, dataFolder));
  const folders = [
    ...placesToRemove(dataFolder),
    ...['uploads', 'build', 'tmp', 'mail'].map((name) => join(dataFolder, name)),
  ];
  for (const folder of folders) rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  console.log('✔ Removed the database, uploads and builds. .env is as it was.');
  if (settings.DB_HOST !== undefined) {
    console.log(
      `! The database "${settings.DB_DATABASE}" at ${settings.DB_HOST}:${settings.DB_PORT} is not QuestCity's own and was left alone.`,
    );
  }
  console.log('  npm start begins anew.');
}

main().catch(fail);
