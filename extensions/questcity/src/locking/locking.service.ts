/**
 * Who may lock whom. What a lock does is the database's business (migrations/…L-revocation.ts and
 * …LA-locking.ts), so it is the same at every door.
 */
import type { Actor } from '../kernel/actor.ts';
import { type Database, inTransaction } from '../kernel/database.ts';
import { ForbiddenError, NotFoundError } from '../kernel/errors.ts';
import type { Call } from '../kernel/route.ts';
import { AccountNotActiveError, AccountNotLockedError, LastAdministratorError } from './errors.ts';
import type { AccountStatusBody } from './locking.schema.ts';
import * as store from './locking.store.ts';
import { sendNotices } from './notices.ts';

/** Who decides about an account. */
export type Decider = Pick<Actor, 'id' | 'admin'>;

/**
 * Locks an account; one that is locked stays so.
 * @throws NotFoundError, ForbiddenError, AccountNotActiveError, LastAdministratorError
 */
export async function lockUser(
  { actor, database }: Call,
  user: string,
  reason: string,
): Promise<AccountStatusBody> {
  return inTransaction(database, async (transaction) => {
    const account = await readAccount(transaction, actor, user);
    if (user === actor.id) throw new ForbiddenError({ reason: 'Nobody can lock themselves.' });
    const { id, status } = account;
    if (status === 'active') {
      await store.sayWho(transaction, actor.id, reason);
      await store.setStatus(transaction, id, 'suspended').catch(lastAdministrator);
    } else if (status !== 'suspended') {
      throw new AccountNotActiveError({ status });
    }
    return { data: { id, status: 'suspended' } };
  });
}

/**
 * Unlocks an account, which answers its pending unlock request; one that is active stays so.
 * @throws NotFoundError, ForbiddenError, AccountNotLockedError
 */
export async function unlockUser(
  { actor, database }: Call,
  user: string,
): Promise<AccountStatusBody> {
  return inTransaction(database, async (transaction) => {
    const { id, status } = await readAccount(transaction, actor, user);
    if (status === 'suspended') {
      await store.sayWho(transaction, actor.id, '');
      await store.setStatus(transaction, id, 'active');
      await sendNotices(transaction);
    } else if (status !== 'active') {
      throw new AccountNotLockedError({ status });
    }
    return { data: { id, status: 'active' } };
  });
}

async function readAccount(
  transaction: Database,
  actor: Decider,
  user: string,
): Promise<store.Account> {
  const account = await store.readAccountForUpdate(transaction, user);
  if (!account) throw new NotFoundError({ thing: 'user' });
  if (account.administrator) onlyAdministrators(actor);
  return account;
}

function onlyAdministrators({ admin }: Decider): void {
  if (admin) return;
  throw new ForbiddenError({ reason: 'Only an administrator decides about an administrator.' });
}

function lastAdministrator(error: unknown): never {
  if ((error as { constraint?: string }).constraint === 'last_administrator') {
    throw new LastAdministratorError();
  }
  throw error;
}

/** Somebody who writes a status at one of Directus's doors, before Directus looks at their rights. */
export interface Writer extends Decider {
  readonly address: string | null;
}

/**
 * The same rules for a status that is written at one of Directus's doors.
 * @throws ForbiddenError
 */
export async function assertMaySetStatus(
  database: Database,
  writer: Writer,
  users: readonly string[],
  status: unknown,
): Promise<void> {
  if (status !== 'active' && users.includes(writer.id)) {
    throw new ForbiddenError({ reason: 'Nobody can lock themselves.' });
  }
  await assertMayWriteStatus(database, writer, 'directus_users', users);
}

/**
 * That nobody but an administrator writes a status, of an account or a request, which decides about
 * an administrator. Who may write none at all is left to Directus to refuse: the refusal here would
 * tell who is an administrator.
 * @throws ForbiddenError
 */
export async function assertMayWriteStatus(
  database: Database,
  writer: Writer,
  collection: string,
  users: readonly string[],
): Promise<void> {
  const { id, admin, address } = writer;
  if (admin || !(await store.mayWriteStatus(database, id, address, collection))) return;
  await assertMayDecide(database, writer, users);
}

/**
 * That no moderator edits the profile of an administrator, whom they could not lock either.
 * @throws ForbiddenError
 */
export async function assertMayEditProfiles(
  database: Database,
  writer: Writer,
  users: readonly string[],
): Promise<void> {
  if (users.length > 0) await assertMayWriteStatus(database, writer, 'directus_users', users);
}

/**
 * Whether the decider may decide about these accounts at all.
 * @throws ForbiddenError
 */
export async function assertMayDecide(
  database: Database,
  decider: Decider,
  users: readonly string[],
): Promise<void> {
  if (decider.admin) return;
  if (await store.hasAdministrator(database, users)) onlyAdministrators(decider);
}

/**
 * After a status was written at one of Directus's doors: notes who did it, and sends the mails.
 */
export async function statusWritten(
  database: Database,
  users: readonly string[],
  writer: string,
): Promise<void> {
  await store.attribute(database, users, writer);
  await sendNotices(database);
}
