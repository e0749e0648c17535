/**
 * Brings a database to the state that the project's files describe: Directus's own tables, the data
 * model, the migrations, access, studio and reference data.
 *
 * Servers keep schema and permissions in memory. With Redis their shared caches are cleared here;
 * without it, servers that run meanwhile must be restarted to see the change.
 */
import type pg from 'pg';
import { ClearError } from '../lib/clear-error.mjs';
import { inTransaction, withClient } from '../lib/database.ts';
import { compareAccess, ownedByAccess } from './access.ts';
import { parseAccess } from './access-file.ts';
import { readRecord, withApplyLock, writeRecord } from './database.ts';
import { runDirectus } from './directus.ts';
import { directusVersion, fingerprint, schemaFingerprint } from './fingerprint.ts';
import { installDirectus } from './install.ts';
import { assertNotNewer, findPendingMigrations } from './migrations.ts';
import { recordOwned } from './owned.ts';
import { migrationsFolder, type StateFiles, stateFiles } from './paths.ts';
import { insertReferenceData } from './reference.ts';
import { compareRules } from './rules.ts';
import { migrationsFingerprint, readRulesFile } from './rules-file.ts';
import { readRules } from './rules-query.ts';
import { putBackRules } from './rules-repair.ts';
import { findSurplus, readSnapshot, schemaKeys } from './schema.ts';
import { compareStudio, ownedByStudio } from './studio.ts';
import { parseStudio } from './studio-file.ts';
import { type TableChanges, writeChanges } from './table-diff.ts';
import { readYaml } from './yaml-file.ts';

export interface ApplyOptions {
  /** The full environment of a Directus process: DB_*, CONFIG_PATH and the rest. */
  env: Readonly<Record<string, string>>;
  /** Gets a line per step that takes time. */
  log: (line: string) => void;
  /** Compares everything with the database even though the files have not changed since. */
  always?: boolean;
  /** Deletes collections and fields that were made by hand, with their content. */
  discard?: boolean;
  files?: StateFiles;
}

/** Where the fingerprint of the state is recorded once all of it is applied. */
const recordName = 'state';

/**
 * Applies the state. Several nodes may do so at once: one works, the others wait and find it done.
 * Killed at any point, the next apply completes it.
 *
 * @returns whether anything was to be done
 * @throws {ClearError} saying in a line what is wrong
 */
export async function applyState(options: ApplyOptions): Promise<{ changed: boolean }> {
  const { env, log, always = false } = options;
  const files = options.files ?? stateFiles;
  const current = fingerprint(files, migrationsFolder(env));
  return withClient(env, async (client) => {
    if (!always && (await readRecord(client, recordName)) === current) {
      await warnOfDrift(client, files, log);
      return { changed: false };
    }
    return withApplyLock(client, log, async () => {
      // Another node may have done it while this one waited.
      if (!always && (await readRecord(client, recordName)) === current) return { changed: false };
      const changed = await applyAll(client, { ...options, files });
      await writeRecord(client, recordName, current);
      if (changed) await refreshServers(options);
      return { changed };
    });
  });
}

type AllOptions = ApplyOptions & { files: StateFiles };

async function applyAll(client: pg.Client, options: AllOptions): Promise<boolean> {
  const { env, log, files } = options;
  // First of all, so that a mistake in a file is told before anything is touched.
  const access = parseAccess(readYaml(files.access).toJS());
  const studio = parseStudio(readYaml(files.studio).toJS());
  readRulesFile(files.rules);
  await assertNotNewer(client, migrationsFolder(env));

  const installed = await installDirectus(client, directusVersion(), async () => {
    log("Preparing Directus's tables");
    await runDirectus({ args: ['bootstrap', '--skipAdminInit'], env, log: () => undefined });
  });
  const schema = await applySchema(client, options);
  const migrated = await migrate(client, options);
  const putBack = await restoreRules(client, options, migrated);

  log('Applying access, studio and reference data');
  const rest = await inTransaction(client, async () => {
    const changes = [
      ...(await compareAccess(client, access)),
      ...(await compareStudio(client, studio, access)),
    ];
    await writeChanges(client, changes);
    for (const [kind, keys] of [...ownedByAccess(access), ...ownedByStudio(studio, access)]) {
      await recordOwned(client, kind, keys);
    }
    const inserted = await insertReferenceData(client, files.reference);
    return countChanges(changes) + inserted;
  });
  return installed || schema || migrated || putBack > 0 || rest > 0;
}

async function applySchema(client: pg.Client, options: AllOptions): Promise<boolean> {
  const { env, log, files, always = false, discard = false } = options;
  const snapshot = await readSnapshot(files.schema);
  const { outdated, handMade } = await findSurplus(client, snapshot);
  if (handMade.length > 0 && !discard) {
    throw new ClearError(
      `The database has ${list(handMade)}, which snapshots/schema.yaml lacks and applying it would delete. Keep it with "npm run schema:export", or delete it with "npm run schema:apply -- --discard".`,
    );
  }
  // It takes seconds even when nothing differs, so not for a change of some other file.
  const current = schemaFingerprint(files);
  if (!always && (await readRecord(client, 'schema')) === current) return false;
  log('Applying the data model');
  if (outdated.length > 0) log(`Deleting ${list(outdated)}, which it no longer has`);
  let changed = false;
  await runDirectus({
    args: ['schema', 'apply', '--yes', files.schema],
    env,
    log: (line) => {
      changed ||= line.includes('applied successfully');
    },
  });
  await recordOwned(client, 'schema', schemaKeys(snapshot));
  await writeRecord(client, 'schema', current);
  return changed;
}

function list(names: readonly string[]): string {
  return `${names.slice(0, 5).join(', ')}${names.length > 5 ? ' and more' : ''}`;
}

async function migrate(client: pg.Client, { env, log }: AllOptions): Promise<boolean> {
  const folder = migrationsFolder(env);
  const pending = await findPendingMigrations(client, folder);
  if (pending.length === 0) return false;
  log(`Running ${pending.length} migration${pending.length === 1 ? '' : 's'}`);
  const override = { MIGRATIONS_PATH: folder };
  const command = { args: ['database', 'migrate:latest'], env, override, log: () => undefined };
  await runDirectus(command);
  const left = await findPendingMigrations(client, folder);
  if (left.length > 0) throw new ClearError(`These migrations did not run: ${left.join(', ')}.`);
  return true;
}

/**
 * Puts back what migrations made and somebody took away. Not in the apply that ran migrations, nor
 * with a file that is older than they are: then the difference is a developer's change to export.
 */
async function restoreRules(
  client: pg.Client,
  { files, log }: AllOptions,
  migrated: boolean,
): Promise<number> {
  const { rules, migrations } = readRulesFile(files.rules);
  const changes = compareRules(rules, await readRules(client));
  if (changes.length === 0) return 0;
  if (migrated || migrations !== migrationsFingerprint()) {
    log(differs('rules', changes.length));
    return 0;
  }
  const count = await inTransaction(client, () => putBackRules(client, changes));
  const left = changes.length - count;
  if (left > 0) log(differs('rules', left));
  return count;
}

/** Says what changed by hand, without undoing it: a start must not throw away somebody's work. */
async function warnOfDrift(
  client: pg.Client,
  files: StateFiles,
  log: (line: string) => void,
): Promise<void> {
  const access = parseAccess(readYaml(files.access).toJS());
  const studio = parseStudio(readYaml(files.studio).toJS());
  const counts = {
    access: countChanges(await compareAccess(client, access)),
    studio: countChanges(await compareStudio(client, studio, access)),
    rules: compareRules(readRulesFile(files.rules).rules, await readRules(client)).length,
  };
  for (const [name, count] of Object.entries(counts)) {
    if (count > 0) log(differs(name, count));
  }
}

function differs(name: string, count: number): string {
  const places = `${count} place${count === 1 ? '' : 's'}`;
  return `The database differs from snapshots/${name}.yaml in ${places}: "npm run schema:check" shows them.`;
}

/** Running servers learn of the change from Redis, where they share their caches there. */
async function refreshServers({ env, log }: ApplyOptions): Promise<void> {
  if (!env.REDIS) return;
  await runDirectus({ args: ['cache', 'clear'], env, log: () => undefined });
  log('Cleared the caches that running servers share.');
}

function countChanges(changes: readonly TableChanges[]): number {
  return changes.reduce((sum, { changes: list }) => sum + list.length, 0);
}
