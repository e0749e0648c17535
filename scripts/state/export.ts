/** Writes the state of a database into the project's files, so that a change made by hand becomes code. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type pg from 'pg';
import { ClearError } from '../lib/clear-error.mjs';
import { withClient } from '../lib/database.ts';
import { exportAccess } from './access.ts';
import { parseAccess } from './access-file.ts';
import { assertApplied } from './check.ts';
import { assertNotNewer, findPendingMigrations } from './migrations.ts';
import { migrationsFolder, type StateFiles, stateFiles } from './paths.ts';
import { rulesForFile } from './rules.ts';
import { migrationsFingerprint, printRules } from './rules-file.ts';
import { readRules } from './rules-query.ts';
import { takeSnapshot } from './schema.ts';
import { exportStudio } from './studio.ts';
import { parseStudio } from './studio-file.ts';
import { printYaml, readYaml, rewrite } from './yaml-file.ts';

export interface ExportOptions {
  /** The full environment of a Directus process. */
  env: Readonly<Record<string, string>>;
  /** Also takes in roles, policies, dashboards, flows, presets … that the files do not have yet. */
  adopt?: boolean;
  /** Leave out the data model, the slow part: it starts a Directus. */
  skipSchema?: boolean;
  files?: StateFiles;
}

/**
 * Rewrites schema.yaml, rules.yaml, access.yaml and studio.yaml from the database. In the last two
 * comments, order and layout of what did not change stay as they are.
 *
 * @returns the files that changed
 * @throws {ClearError} when the database lacks a migration, whose rules the export would lose, or a newer
 *   release was here, whose data model the export would mix with this one's migrations
 */
export async function exportState(options: ExportOptions): Promise<string[]> {
  const { env, adopt = false, skipSchema = false, files = stateFiles } = options;
  const accessFile = readYaml(files.access);
  const studioFile = readYaml(files.studio);
  const accessBefore = parseAccess(accessFile.toJS());
  const studioBefore = parseStudio(studioFile.toJS());
  return withClient(env, async (client) => {
    await assertApplied(client);
    await assertMigrated(client, migrationsFolder(env));
    await assertNotNewer(client, migrationsFolder(env));
    const access = await exportAccess(client, accessBefore, adopt);
    const studio = await exportStudio(client, studioBefore, access, adopt);
    const schema = skipSchema ? undefined : (await takeSnapshot(env, () => undefined)).text;
    const { rules } = rulesForFile(await readRules(client));
    const migrations = migrationsFingerprint();
    rewrite(accessFile, access);
    rewrite(studioFile, studio);
    const texts = [
      [files.schema, schema],
      [files.rules, printRules({ migrations, rules })],
      [files.access, printYaml(accessFile)],
      [files.studio, printYaml(studioFile)],
    ] as const;
    return texts.filter(([path, text]) => writeIfDifferent(path, text)).map(([path]) => path);
  });
}

async function assertMigrated(client: pg.Client, folder: string): Promise<void> {
  const pending = await findPendingMigrations(client, folder);
  if (pending.length === 0) return;
  throw new ClearError(
    `The database lacks the migration ${pending[0]}: run "npm run schema:apply" first.`,
  );
}

function writeIfDifferent(path: string, text: string | undefined): boolean {
  if (text === undefined || (existsSync(path) && readFileSync(path, 'utf8') === text)) return false;
  writeFileSync(path, text);
  return true;
}
