/**
 * Files that go with an account, removed by a job: their contents are in the storage, which knows no
 * transactions. Directus removes both, whichever storage it is.
 */
import type { RegisterFunctions } from '@directus/extensions';
import { type Database, inTransaction } from '../kernel/database.ts';
import * as jobs from '../kernel/jobs.ts';
import { theHost } from './host.ts';
import * as store from './me.store.ts';

export const REMOVE_FILES = 'remove-files';

export interface RemoveFiles {
  files: string[];
  /** Only if these accounts are gone: the deletion may have failed after the job was written. */
  after?: string[];
  /** Has looked for them before. */
  again?: boolean;
}

const FILES_PER_JOB = 100;

/** Directus asks its hooks before it opens a transaction: seconds to let that one end. */
const PATIENCE_SECONDS = 10;

export function registerFileRemoval({ filter }: Pick<RegisterFunctions, 'filter'>): void {
  jobs.work<RemoveFiles>(REMOVE_FILES, async ({ files, after = [], again = false }) => {
    const { database } = theHost();
    if ((await store.remainingUsers(database, after)).length > 0) {
      if (again) return; // the deletion has failed
      const later = { startAfter: 60 * PATIENCE_SECONDS };
      return jobs.send(database, REMOVE_FILES, { files, after, again: true }, later);
    }
    for (const file of files) await remove(database, file);
  });

  // Whoever deletes the account, through whichever door of Directus.
  filter('users.delete', async (keys, _meta, { database }) => {
    const users = keys as string[];
    const files = await store.filesOf(database, users);
    for (let start = 0; start < files.length; start += FILES_PER_JOB) {
      const part = files.slice(start, start + FILES_PER_JOB);
      const startAfter = database.isTransaction ? 0 : PATIENCE_SECONDS;
      await jobs.send(database, REMOVE_FILES, { files: part, after: users }, { startAfter });
    }
    return keys;
  });
}

/**
 * In a transaction, so that a storage that fails leaves the row for the next try. Also when a session
 * plays with it: what is somebody's own goes with them.
 */
function remove(database: Database, file: string): Promise<void> {
  return inTransaction(database, async (transaction) => {
    await store.releaseFromSessions(transaction, file);
    const service = await theHost().files(transaction);
    await service.deleteMany([file]);
  });
}
