/**
 * The rules between two players. What they are to each other is one pair of edges:
 *
 *   nothing · request_sent with request_received · friend with friend · blocked with nothing or blocked
 *
 * Every command takes the turn of both players first (store.lockPlayers), then looks, then writes both
 * edges in one statement. Whoever has blocked the caller, or whose account is not active, looks like
 * somebody who does not exist.
 */
import { z } from 'zod';
import { type Database, inTransaction } from '../kernel/database.ts';
import {
  ForbiddenError,
  InvalidPayloadError,
  LimitReachedError,
  NotFoundError,
} from '../kernel/errors.ts';
import { uuid } from '../kernel/fields.ts';
import { listPage } from '../kernel/page.ts';
import type { Call, JsonText } from '../kernel/route.ts';
import { FriendRequestTooSoonError } from './errors.ts';
import {
  type BlockListQuery,
  Direction,
  type Friend,
  type FriendListQuery,
  type FriendSort,
  type RequestBody,
  type RequestListQuery,
  type RequestOutcome,
} from './friends.schema.ts';
import * as store from './friends.store.ts';

/** How long a sender waits after a rejection by the same player. */
export const REJECTION_WAIT_MS = 7 * 24 * 60 * 60 * 1000;

/** How many of each a player may have. */
export const LIMITS = { friends: 5_000, outgoing: 100, blocks: 5_000 } as const;

/** Of no player: for a name that nobody has, the same is done as for one that somebody has. */
const NOBODY = '00000000-0000-0000-0000-000000000000';

/**
 * True when either has blocked the other. In SQL the same is questcity.blocked(one, two).
 *
 * @public
 */
export const isBlocked = store.isBlocked;

export const areFriends = store.areFriends;
/** Takes the turn of players: nothing changes between them until the transaction ends. */
export const lockPlayers = store.lockPlayers;
export const isActiveFriend = store.isActiveFriend;

/** Forgets rejections whose time is over. Safe to run on several nodes at once. */
export async function forgetOldRejections(database: Database, now: Date): Promise<void> {
  await store.deleteRejectionsBefore(database, new Date(now.getTime() - REJECTION_WAIT_MS));
}

interface Turn {
  transaction: Database;
  me: string;
  other: string;
  /** Whether the other one has an account. */
  exists: boolean;
  /** Whether it is active. */
  active: boolean;
}

/** Runs a command while nobody else changes anything about the two. */
function taking<T>(
  { actor, database }: Call,
  other: string,
  work: (turn: Turn) => Promise<T>,
): Promise<T> {
  const me = actor.id;
  return inTransaction(database, async (transaction) => {
    const players = await store.lockPlayers(transaction, [me, other]);
    const player = players.get(other);
    const [exists, active] = [player !== undefined, player?.active ?? false];
    return work({ transaction, me, other, exists, active });
  });
}

function refuseSelf({ actor }: Call, other: string, what: string): void {
  if (other === actor.id)
    throw new InvalidPayloadError({ reason: `Nobody can ${what} themselves` });
}

type Outcome = z.input<typeof RequestOutcome>;

/**
 * Asks a player to be friends, or makes friends with one who has asked already.
 *
 * @returns `created` when there was no request before and the two are no friends yet
 * @throws NotFoundError also when one of the two has blocked the other
 * @throws FriendRequestTooSoonError after a rejection
 * @throws LimitReachedError
 */
export async function sendRequest(
  call: Call,
  { user_id, username }: RequestBody,
): Promise<{ created: boolean; outcome: Outcome }> {
  if ((user_id === undefined) === (username === undefined)) {
    throw new InvalidPayloadError({ reason: 'Name the player by "user_id" or by "username"' });
  }
  const named = user_id ?? (await store.findByUsername(call.database, username ?? '')) ?? NOBODY;
  refuseSelf(call, named, 'befriend');
  return taking(call, named, async ({ transaction, me, other, active }) => {
    const { here, there, rejected_at } = await store.readPair(transaction, me, other);
    if (!active || here === 'blocked' || there === 'blocked') {
      throw new NotFoundError({ thing: 'player' });
    }
    if (here === 'request_received') await befriend(call, transaction, me, other);
    if (here === null) {
      await checkNewRequest(call, transaction, rejected_at);
      await store.insertRequest(transaction, { sender: me, recipient: other, now: call.now() });
    }
    const { id, state, user, since } = await store.readEdge(transaction, me, other);
    const sent = state === 'request_sent';
    const outcome: Outcome = { state: sent ? state : 'friend', id: sent ? id : null, user, since };
    return { created: here === null, outcome };
  });
}

async function checkNewRequest(
  { actor, now }: Call,
  transaction: Database,
  rejectedAt: Date | null,
): Promise<void> {
  const mayRequestAt = rejectedAt && new Date(rejectedAt.getTime() + REJECTION_WAIT_MS);
  if (mayRequestAt && now() < mayRequestAt) {
    throw new FriendRequestTooSoonError({ may_request_at: mayRequestAt.toISOString() });
  }
  await checkLimit(transaction, actor.id, 'request_sent', LIMITS.outgoing, 'requests that wait');
}

async function checkLimit(
  transaction: Database,
  user: string,
  state: store.EdgeState,
  limit: number,
  of: string,
): Promise<void> {
  if ((await store.countEdges(transaction, user, state, limit)) >= limit) {
    throw new LimitReachedError({ limit, of });
  }
}

async function befriend(
  { now }: Call,
  transaction: Database,
  me: string,
  other: string,
): Promise<void> {
  await checkLimit(transaction, me, 'friend', LIMITS.friends, 'friends');
  await checkLimit(transaction, other, 'friend', LIMITS.friends, 'friends of the other player');
  await store.befriend(transaction, me, other, now());
}

/** Runs a decision on a request in one of `states`, by the one of the two who may make it. */
async function deciding<T>(
  call: Call,
  id: string,
  decider: 'sender' | 'recipient',
  states: readonly store.Request['state'][],
  work: (turn: Turn & { request: store.Request }) => Promise<T>,
): Promise<T> {
  const me = call.actor.id;
  const find = async (database: Database) => {
    const request = await store.findRequest(database, id, me, states);
    if (!request) throw new NotFoundError({ thing: 'friend request' });
    return request;
  };
  const found = await find(call.database);
  if (found[decider] !== me) throw new ForbiddenError();
  const other = decider === 'sender' ? found.recipient : found.sender;
  // Looked for again in its turn: it may have been decided meanwhile.
  return taking(call, other, async (turn) =>
    work({ ...turn, request: await find(turn.transaction) }),
  );
}

/**
 * Becomes friends with who sent the request; again, it changes nothing.
 *
 * @throws NotFoundError when there is no such request to the caller, or its sender's account is locked
 * @throws ForbiddenError when the caller sent it
 * @throws LimitReachedError
 */
export function acceptRequest(call: Call, id: string): Promise<z.input<typeof Friend>> {
  return deciding(call, id, 'recipient', ['request_sent', 'friend'], async (turn) => {
    const { transaction, me, other, active, request } = turn;
    if (!active) throw new NotFoundError({ thing: 'friend request' });
    if (request.state === 'request_sent') await befriend(call, transaction, me, other);
    const { user, since } = await store.readEdge(transaction, me, other);
    return { user, since };
  });
}

/**
 * Declines a request; the same sender then has to wait.
 *
 * @throws NotFoundError when there is no such request to the caller
 * @throws ForbiddenError when the caller sent it
 */
export function rejectRequest(call: Call, id: string): Promise<void> {
  return deciding(call, id, 'recipient', ['request_sent'], async ({ transaction, me, other }) => {
    await store.deleteEdges(transaction, me, other);
    await store.saveRejection(transaction, { sender: other, recipient: me, now: call.now() });
  });
}

/**
 * Takes an own request back.
 *
 * @throws NotFoundError when there is no such request by the caller
 * @throws ForbiddenError when the caller received it
 */
export function cancelRequest(call: Call, id: string): Promise<void> {
  return deciding(call, id, 'sender', ['request_sent'], ({ transaction, me, other }) =>
    store.deleteEdges(transaction, me, other),
  );
}

/** Ends a friendship for both; between others it changes nothing. */
export function removeFriend(call: Call, friend: string): Promise<void> {
  return taking(call, friend, async ({ transaction, me, other }) => {
    const { here } = await store.readPair(transaction, me, other);
    if (here === 'friend') await store.deleteEdges(transaction, me, other);
  });
}

/**
 * Blocks a player. Nothing tells whether there is such a player, or one would learn from it who has
 * blocked the caller.
 *
 * @throws InvalidPayloadError for the caller's own id
 * @throws LimitReachedError
 */
export function blockPlayer(call: Call, player: string): Promise<void> {
  refuseSelf(call, player, 'block');
  return taking(call, player, async ({ transaction, me, other, exists }) => {
    const { here } = await store.readPair(transaction, me, other);
    if (here === 'blocked') return;
    await checkLimit(transaction, me, 'blocked', LIMITS.blocks, 'blocked players');
    if (!exists) return;
    await store.insertBlock(transaction, { user: me, other, now: call.now() });
  });
}

/** Lifts an own block; the other's stays. */
export async function unblockPlayer(call: Call, player: string): Promise<void> {
  await taking(call, player, ({ transaction, me, other }) =>
    store.deleteBlock(transaction, me, other),
  );
}

const Timestamp = z.iso.datetime({ offset: true });
const SORT_VALUE = {
  newest: Timestamp,
  username: z.string().max(15),
} satisfies Record<FriendSort, z.ZodType>;

/** A page of what has a value to be ordered by, and an id. */
function page(
  query: { limit?: number | undefined; cursor?: string | undefined },
  name: string,
  filters: Record<string, unknown>,
  value: z.ZodType<string>,
  read: (page: { limit: number; after: store.After | undefined }) => Promise<store.ItemRow[]>,
): Promise<JsonText> {
  return listPage(query, {
    name,
    filters,
    key: z.tuple([value, uuid]),
    read: ({ limit, after }) => read({ limit, after: after && { value: after[0], id: after[1] } }),
    textOf: (row) => row.item,
    keyOf: (row) => [row.sort_value, row.id],
  });
}

/** @throws InvalidCursorError */
export function listFriends({ actor, database }: Call, query: FriendListQuery): Promise<JsonText> {
  const { sort = 'newest' } = query;
  return page(query, 'friends', { user: actor.id, sort }, SORT_VALUE[sort], (wanted) =>
    store.readFriends(database, actor.id, { ...wanted, sort }),
  );
}

/** @throws InvalidCursorError */
export function listRequests(
  { actor, database }: Call,
  query: RequestListQuery,
): Promise<JsonText> {
  const asked = query.direction ?? Direction.options;
  const directions = Direction.options.filter((direction) => asked.includes(direction));
  return page(query, 'friend-requests', { user: actor.id, directions }, Timestamp, (wanted) =>
    store.readRequests(database, actor.id, { ...wanted, directions }),
  );
}

/** @throws InvalidCursorError */
export function listBlocks({ actor, database }: Call, query: BlockListQuery): Promise<JsonText> {
  return page(query, 'blocks', { user: actor.id }, Timestamp, (wanted) =>
    store.readBlocks(database, actor.id, wanted),
  );
}
