/** Where the tests keep what they make, and the environment of the Directus processes they start. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { root, systemEnvironment } from '../../directus.config.ts';
import type { Connection } from './postgres.ts';

/** Everything the tests generate; may be deleted at any time. */
export const testFolder = join(root, '.data', 'test');
export const buildFolder = join(testFolder, 'build');
export const configFile = join(buildFolder, 'directus.config.mjs');

/** The password of every account of the tests. */
export const PASSWORD = 'correct horse battery staple';

/** Signs the tokens of every server under test, so that a test can make expired ones. */
export const SECRET = '5f2c8e1ab97d4c30b6e2f7718a0d93c4';
export const PEPPER = '0d1b7a54c3e94f6f8a2265e0c71d9b3e';

/**
 * The environment of a Directus process on one database.
 *
 * @param connection how to reach the database
 * @param more settings of the test's own, over the defaults
 */
export function directusEnvironment(
  connection: Connection,
  more: Readonly<Record<string, string>> = {},
): Record<string, string> {
  return {
    ...systemEnvironment(),
    NODE_ENV: 'test',
    CONFIG_PATH: configFile,
    SECRET,
    PEPPER,
    DB_HOST: connection.host,
    DB_PORT: String(connection.port),
    DB_USER: connection.user,
    DB_PASSWORD: connection.password,
    DB_DATABASE: connection.database,
    // As the tests' own connections; production wants it said.
    DB_SSL_MODE: 'disable',
    DB_POOL__MAX: '10',
    LOG_LEVEL: 'warn',
    LOG_STYLE: 'raw',
    RATE_LIMITER_ENABLED: 'false',
    QUESTCITY_DEMO: 'false',
    ...more,
  };
}

/** Makes a folder below the tests' own, if it is missing. */
export function makeFolder(name: string): string {
  const folder = join(testFolder, name);
  mkdirSync(folder, { recursive: true });
  return folder;
}
