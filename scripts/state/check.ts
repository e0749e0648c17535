/** Compares a database with the project's files, for real: whatever was recorded counts for nothing. */
import type pg from 'pg';
import { ClearError } from '../lib/clear-error.mjs';
import { withClient } from '../lib/database.ts';
import { compareAccess } from './access.ts';
import { parseAccess } from './access-file.ts';
import { findNewerMigrations, findPendingMigrations } from './migrations.ts';
import { migrationsFolder, type StateFiles, stateFiles } from './paths.ts';
import { describeChanges } from './report.ts';
import { compareRules, describeRuleChanges } from './rules.ts';
import { readRulesFile } from './rules-file.ts';
import { readRules } from './rules-query.ts';
import { compareSnapshots, readSnapshot, takeSnapshot } from './schema.ts';
import { compareStudio } from './studio.ts';
import { parseStudio } from './studio-file.ts';
import { readYaml } from './yaml-file.ts';

export interface CheckOptions {
  /** The full environment of a Directus process. */
  env: Readonly<Record<string, string>>;
  files?: StateFiles;
  /** Leave out the data model, the slow part: it starts a Directus. */
  skipSchema?: boolean;
}

/**
 * Finds all differences, as lines such as
 * `access: policy Player: quests.read: fields: + mentor_preference`.
 *
 * @returns no line when there is no drift
 * @throws {ClearError} when nothing was ever applied to the database
 */
export async function checkState(options: CheckOptions): Promise<string[]> {
  const { env, files = stateFiles, skipSchema = false } = options;
  const access = parseAccess(readYaml(files.access).toJS());
  const studio = parseStudio(readYaml(files.studio).toJS());
  const { rules } = readRulesFile(files.rules);
  return withClient(env, async (client) => {
    await assertApplied(client);
    const lines: string[] = [];
    if (!skipSchema) {
      const { snapshot } = await takeSnapshot(env, () => undefined);
      lines.push(...compareSnapshots(await readSnapshot(files.schema), snapshot));
    }
    for (const file of await findPendingMigrations(client, migrationsFolder(env))) {
      lines.push(`migrations: ${file}: not run`);
    }
    for (const migration of await findNewerMigrations(client, migrationsFolder(env))) {
      lines.push(`migrations: ${migration}: not in this release`);
    }
    lines.push(...describeRuleChanges(compareRules(rules, await readRules(client))));
    for (const { changes } of await compareAccess(client, access)) {
      lines.push(...describeChanges('access', changes));
    }
    for (const { changes } of await compareStudio(client, studio, access)) {
      lines.push(...describeChanges('studio', changes));
    }
    return lines;
  });
}

/** @throws {ClearError} when the database was never set up */
export async function assertApplied(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ there: boolean }>(
    `select to_regclass('questcity.owned') is not null
       and to_regclass('public.directus_access') is not null as there`,
  );
  if (!rows[0]?.there) {
    throw new ClearError(
      'Nothing was applied to this database yet: run "npm run schema:apply" first.',
    );
  }
}
