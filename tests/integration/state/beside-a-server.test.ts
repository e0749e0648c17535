/** Commands on the state run beside a server of the same folder, and leave what it works with alone. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { checkState } from '../../../scripts/state/check.ts';
import { type TestDatabase, withDatabase } from '../../harness/database.ts';
import { configFile } from '../../harness/environment.ts';

let database: TestDatabase;
let folder: string;

beforeAll(async () => {
  database = await withDatabase();
  folder = mkdtempSync(join(tmpdir(), 'questcity-beside-'));
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await database?.close();
});

it('keeps the bundle of the admin app that the server has made', async () => {
  const temporary = join(folder, 'tmp');
  const bundle = join(temporary, 'app-extensions', '_virtual_entry.js');
  mkdirSync(join(temporary, 'app-extensions'), { recursive: true });
  writeFileSync(bundle, 'the studio');
  // Values of a configuration file win, so the folder of the server is said in one.
  const config = join(folder, 'config.cjs');
  writeFileSync(
    config,
    `const { default: config } = require(${JSON.stringify(configFile)});
     module.exports = (env) => ({ ...config(env), TEMP_PATH: ${JSON.stringify(temporary)} });`,
  );
  expect(await checkState({ env: { ...database.env, CONFIG_PATH: config } })).toEqual([]);
  expect(readFileSync(bundle, 'utf8')).toBe('the studio');
});
