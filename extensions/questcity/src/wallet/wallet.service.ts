/**
 * The wallet's rules. Credits move by entries of the ledger and in no other way; an entry is made once
 * for its kind, reference and user, so a command that is repeated charges and pays nothing again.
 *
 * charge, pay and refund belong into the transaction of what they are for.
 */
import type { Knex } from 'knex';
import type { Database } from '../kernel/database.ts';
import { NotFoundError } from '../kernel/errors.ts';
import { listPage, TimeKey } from '../kernel/page.ts';
import type { Call, JsonText } from '../kernel/route.ts';
import { InsufficientCreditsError } from './errors.ts';
import type { PageQuery } from './wallet.schema.ts';
import * as store from './wallet.store.ts';

/** What credits are moved for. */
export interface Movement<Kind extends string> {
  readonly user: string;
  readonly kind: Kind;
  /** Credits, zero or more. Zero makes no entry. */
  readonly credits: number;
  /** What it is for, unique per kind and user: a session's id, say. */
  readonly reference: string;
  readonly quest?: string;
  readonly session?: string;
  /** For the user. */
  readonly note?: string;
}

/** How a movement ended: `repeated` when the entry was there already and nothing was moved. */
export interface Moved {
  readonly repeated: boolean;
}

/**
 * Takes credits.
 * @throws InsufficientCreditsError when the wallet holds less; the transaction stays usable
 * @throws NotFoundError when there is no such user
 */
export function charge(
  transaction: Knex.Transaction,
  movement: Movement<'quest_cost' | 'extension'>,
): Promise<Moved> {
  return move(transaction, movement, -movement.credits);
}

/**
 * Gives credits.
 * @throws NotFoundError when there is no such user
 */
export function pay(
  transaction: Knex.Transaction,
  movement: Movement<'purchase' | 'reward'>,
): Promise<Moved> {
  return move(transaction, movement, movement.credits);
}

/**
 * Gives credits back. `reference` names what is refunded, as the charge did.
 * @throws NotFoundError when there is no such user
 */
export function refund(
  transaction: Knex.Transaction,
  movement: Omit<Movement<'refund'>, 'kind'>,
): Promise<Moved> {
  return move(transaction, { ...movement, kind: 'refund' }, movement.credits);
}

async function move(
  transaction: Knex.Transaction,
  { user, kind, reference, quest, session, note, credits }: Movement<string>,
  amount: number,
): Promise<Moved> {
  if (!Number.isInteger(credits) || credits < 0) {
    throw new RangeError(`Credits must be a whole number from zero, not ${credits}`);
  }
  if (credits === 0) return { repeated: false };
  const made = await store.insertEntry(transaction, {
    ...{ user, kind, amount, reference },
    ...{ quest: quest ?? null, session: session ?? null, note: note ?? null },
  });
  if (made) return { repeated: false };
  // A statement of its own, which sees the entry of whoever held the wallet's lock before.
  const first = await store.findEntry(transaction, { user, kind, reference });
  if (first?.amount === amount) return { repeated: true };
  if (first) throw new RangeError(`${kind} ${reference} was entered before with another amount`);
  const balance = await store.readBalance(transaction, user);
  if (balance === undefined) throw new NotFoundError({ thing: 'user' });
  throw new InsufficientCreditsError({ balance, needed: credits });
}

/**
 * The user's balance in credits.
 * @throws NotFoundError when there is no such user
 */
export async function balanceOf(database: Database, user: string): Promise<number> {
  const balance = await store.readBalance(database, user);
  if (balance === undefined) throw new NotFoundError({ thing: 'user' });
  return balance;
}

/**
 * The caller's entries, the newest first.
 * @throws InvalidCursorError
 */
export function listEntries({ actor, database }: Call, query: PageQuery): Promise<JsonText> {
  return listPage(query, {
    name: 'wallet',
    filters: { user: actor.id },
    key: TimeKey,
    read: ({ limit, after }) =>
      store.readEntries(database, actor.id, limit, after && { created_at: after[0], id: after[1] }),
    textOf: ({ entry }) => entry,
    keyOf: ({ created_at, id }) => [created_at, id],
  });
}
