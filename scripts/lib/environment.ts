/**
 * What a script needs to work on QuestCity: checked settings, a database that answers, and the
 * environment for Directus's own programs. `npm start` uses it, and so does every other command,
 * beside a running server or without one.
 */
import { join } from 'node:path';
import {
  dataFolder,
  prepareSettings,
  type Settings,
  systemEnvironment,
} from '../../directus.config.ts';
import { build } from './build.ts';
import { type Database, openDatabase } from './database.ts';

export interface Environment {
  readonly settings: Settings;
  readonly database: Database;
  /** The whole environment of a Directus process: system, settings, database, CONFIG_PATH. */
  readonly variables: Record<string, string>;
  /** Leaves the database; stops the embedded one if nobody else uses it. */
  close(): Promise<void>;
}

/**
 * Opens the environment. Call `close` at the end, or use `withEnvironment`.
 *
 * @param log gets a line per step that takes time
 * @throws {ClearError} for bad settings, a database out of reach or a build that fails
 */
export async function openEnvironment(
  log: (line: string) => void = () => undefined,
): Promise<Environment> {
  const settings = prepareSettings();
  const database = await openDatabase(settings);
  try {
    await build(log);
  } catch (error) {
    await database.release();
    throw error;
  }
  return {
    settings,
    database,
    variables: directusVariables(settings, database),
    close: () => database.release(),
  };
}

/** Does some work in an environment and closes it, whatever comes of the work or of this process. */
export async function withEnvironment<T>(
  work: (environment: Environment) => Promise<T>,
  log?: (line: string) => void,
): Promise<T> {
  const opening = openEnvironment(log);
  const stop = async () => {
    const opened = await opening.catch(() => undefined);
    await opened?.close();
    process.exit(130);
  };
  for (const event of ['SIGINT', 'SIGTERM', 'SIGHUP', 'disconnect']) process.once(event, stop);
  // Listening for `disconnect` alone must not keep a command alive that has done its work.
  process.channel?.unref();
  const environment = await opening;
  try {
    return await work(environment);
  } finally {
    await environment.close();
  }
}

/** Not for Directus: it would make an administrator itself, and flows have no use for passwords. */
const keptBack = new Set(['ADMIN_EMAIL', 'ADMIN_PASSWORD', 'DEMO_PASSWORD']);

/**
 * The environment of a Directus process.
 *
 * @param settings checked
 * @param database where its DB_… variables come from
 */
export function directusVariables(settings: Settings, database: Database): Record<string, string> {
  const texts = Object.entries(settings.texts).filter(([key]) => !keptBack.has(key));
  return {
    ...systemEnvironment(),
    NODE_ENV: settings.NODE_ENV,
    ...Object.fromEntries(texts),
    ...database.variables,
    CONFIG_PATH: join(dataFolder, 'build', 'directus.config.mjs'),
  };
}
