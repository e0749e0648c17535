/** Asking to be let in again, and deciding about it. */
import { setTimeout } from 'node:timers/promises';
import { type Database, inTransaction } from '../kernel/database.ts';
import { AlreadyDecidedError, NotFoundError } from '../kernel/errors.ts';
import { listPage, TimeKey } from '../kernel/page.ts';
import { type Call, JsonText, type PublicCall } from '../kernel/route.ts';
import * as locking from '../locking/locking.service.ts';
import { sendNotices } from '../locking/notices.ts';
import type { Decision, UnlockRequestForm, UnlockRequestQuery } from './unlock-requests.schema.ts';
import * as store from './unlock-requests.store.ts';

/**
 * After so many milliseconds every form is answered, whatever was done with it: longer than the work
 * takes, so that time does not tell whether there is such an account. See docs/decisions/0014.
 */
const ANSWER_AFTER_MS = 250;

/** Takes a form from anybody; the answer says nothing about the account. */
export async function submit(
  { database }: PublicCall,
  form: UnlockRequestForm,
): Promise<{ data: { status: 'received' } }> {
  const answer = setTimeout(ANSWER_AFTER_MS, { data: { status: 'received' as const } });
  await store.insertRequest(database, form);
  return answer;
}

/** @throws InvalidCursorError */
export function listRequests({ database }: Call, query: UnlockRequestQuery): Promise<JsonText> {
  const { status } = query;
  return listPage(query, {
    name: 'unlock-requests',
    filters: { status },
    key: TimeKey,
    read: ({ limit, after }) =>
      store.readRequests(database, { status }, limit, after && { value: after[0], id: after[1] }),
    textOf: ({ item }) => item,
    keyOf: ({ sort_value, id }) => [sort_value, id],
  });
}

/**
 * Decides a request; approving unlocks the account in the same transaction.
 * @throws NotFoundError, ForbiddenError, AlreadyDecidedError
 */
export async function decide(
  { actor, database }: Call,
  request: string,
  decision: Decision,
  note: string,
): Promise<JsonText> {
  return inTransaction(database, async (transaction) => {
    const users = await store.readUsers(transaction, [request]);
    await locking.assertMayDecide(transaction, actor, users);
    const decided = await store.decide(transaction, request, decision, actor.id, note);
    const item = await store.readRequest(transaction, request);
    if (item === undefined) throw new NotFoundError({ thing: 'unlock request' });
    if (!decided) throw new AlreadyDecidedError();
    await sendNotices(transaction);
    return new JsonText(`{"data":${item}}`);
  });
}

/**
 * The same rule at Directus's doors.
 * @throws ForbiddenError
 */
export async function assertMayWrite(
  database: Database,
  writer: locking.Writer,
  requests: readonly string[],
): Promise<void> {
  const users = await store.readUsers(database, requests);
  await locking.assertMayWriteStatus(database, writer, 'unlock_requests', users);
}
