/** The SQL of friendships: `friend_edges`, one row per direction, and `questcity.friend_rejections`. */
import type { z } from 'zod';
import {
  type Database,
  empty,
  exactText,
  join,
  limitOf,
  literal,
  query,
  queryPrepared,
  raw,
  type Sql,
  sql,
  utcText,
} from '../kernel/database.ts';
import { activePlayer, PLAYER_CARD, type PlayerCard } from '../users/player-card.ts';
import type { Direction, FriendSort } from './friends.schema.ts';

export type EdgeState = 'friend' | 'request_sent' | 'request_received' | 'blocked';

/** An item of a list as JSON text, with what it is ordered by. */
export interface ItemRow {
  /** The edge's. */
  id: string;
  item: string;
  /** Exact, as text. */
  sort_value: string;
}

/** Where the page before ended. */
export interface After {
  value: string;
  id: string;
}

/** An edge with the player at its end. */
export interface Edge {
  id: string;
  state: EdgeState;
  user: z.infer<typeof PlayerCard>;
  since: string;
}

/** How two players stand to each other, seen from the first. */
export interface Pair {
  here: EdgeState | null;
  there: EdgeState | null;
  /** When the other one last rejected a request of this one. */
  rejected_at: Date | null;
}

/**
 * Takes the turn of two players for the rest of the transaction, always in the order of their ids,
 * so that everything that changes their edges or counts them happens one after the other. Read
 * afterwards, in a statement of its own, which sees what the one before has left.
 *
 * @returns which of them there are, and whether their accounts are active
 */
export async function lockPlayers(
  transaction: Database,
  ids: readonly [string, string],
): Promise<Map<string, { active: boolean }>> {
  const rows = await query<{ id: string; active: boolean }>(
    transaction,
    sql`select p.id, u.status = 'active' as active
          from profiles p join directus_users u on u.id = p.id
         where p.id in (${join(ids)})
         order by p.id
           for no key update of p`,
  );
  return new Map(rows.map(({ id, active }) => [id, { active }]));
}

export async function readPair(transaction: Database, me: string, other: string): Promise<Pair> {
  const [pair] = await query<Pair>(
    transaction,
    sql`select (select state from friend_edges where "user" = ${me} and other = ${other}) as here,
               (select state from friend_edges where "user" = ${other} and other = ${me}) as there,
               (select rejected_at from questcity.friend_rejections
                 where sender = ${me} and recipient = ${other}) as rejected_at`,
  );
  return pair as Pair;
}

/** The player of that name in any case; undefined when there is none. */
export async function findByUsername(
  database: Database,
  username: string,
): Promise<string | undefined> {
  const [row] = await queryPrepared<{ id: string }>(
    database,
    sql`select id from profiles where lower(username) = lower(${username})`,
  );
  return row?.id;
}

/** How many edges of that state a player has, counted up to `most`. */
export async function countEdges(
  database: Database,
  user: string,
  state: EdgeState,
  most: number,
): Promise<number> {
  const [row] = await query<{ count: number }>(
    database,
    sql`select count(*)::int as count from (
          select from friend_edges where "user" = ${user} and state = ${state} limit ${literal(most)}
        ) e`,
  );
  return row?.count ?? 0;
}

/** Writes a request from one to the other: both directions. */
export async function insertRequest(
  transaction: Database,
  { sender, recipient, now }: { sender: string; recipient: string; now: Date },
): Promise<void> {
  await query(
    transaction,
    sql`insert into friend_edges ("user", other, state, created_at)
        values (${sender}, ${recipient}, 'request_sent', ${now}),
               (${recipient}, ${sender}, 'request_received', ${now})`,
  );
}

/** Both edges of a pair, whose rows there are already. */
const between = (one: string, two: string) =>
  sql`(("user" = ${one} and other = ${two}) or ("user" = ${two} and other = ${one}))`;

/** Makes friends of two with a request between them, and forgets what was rejected before. */
export async function befriend(
  transaction: Database,
  one: string,
  two: string,
  now: Date,
): Promise<void> {
  await query(
    transaction,
    sql`with forgotten as (
          delete from questcity.friend_rejections
           where (sender = ${one} and recipient = ${two}) or (sender = ${two} and recipient = ${one})
        )
        update friend_edges set state = 'friend', created_at = ${now}, updated_at = ${now}
         where ${between(one, two)}`,
  );
}

/** Leaves nothing between two. */
export async function deleteEdges(transaction: Database, one: string, two: string): Promise<void> {
  await query(transaction, sql`delete from friend_edges where ${between(one, two)}`);
}

/** Remembers from when on the sender has to wait. */
export async function saveRejection(
  transaction: Database,
  { sender, recipient, now }: { sender: string; recipient: string; now: Date },
): Promise<void> {
  await query(
    transaction,
    sql`insert into questcity.friend_rejections (sender, recipient, rejected_at)
        values (${sender}, ${recipient}, ${now})
        on conflict (sender, recipient) do update set rejected_at = excluded.rejected_at`,
  );
}

export async function deleteRejectionsBefore(database: Database, moment: Date): Promise<void> {
  await query(database, sql`delete from questcity.friend_rejections where rejected_at < ${moment}`);
}

/** One blocks the other: whatever else was between them ends, but not the other's own block. */
export async function insertBlock(
  transaction: Database,
  { user, other, now }: { user: string; other: string; now: Date },
): Promise<void> {
  await query(
    transaction,
    sql`with ended as (
          delete from friend_edges
           where "user" = ${other} and other = ${user} and state <> 'blocked'
        )
        insert into friend_edges as e ("user", other, state, created_at)
        values (${user}, ${other}, 'blocked', ${now})
        on conflict ("user", other) do update
          set state = 'blocked', created_at = excluded.created_at, updated_at = excluded.created_at
          where e.state <> 'blocked'`,
  );
}

export async function deleteBlock(database: Database, user: string, other: string): Promise<void> {
  await query(
    database,
    sql`delete from friend_edges
         where "user" = ${user} and other = ${other} and state = 'blocked'`,
  );
}

/** A request, or the friendship that became of it. */
export interface Request {
  sender: string;
  recipient: string;
  state: 'request_sent' | 'friend';
}

/**
 * By the request's id, which is that of the sender's edge; undefined when the user is none of the two,
 * or it is in none of these states.
 */
export async function findRequest(
  database: Database,
  id: string,
  user: string,
  states: readonly Request['state'][],
): Promise<Request | undefined> {
  const [row] = await query<Request>(
    database,
    sql`select "user" as sender, other as recipient, state from friend_edges
         where id = ${id} and state = any(${states}::text[]) and ${user} in ("user", other)`,
  );
  return row;
}

/** One's edge to another, who must be there. */
export async function readEdge(database: Database, user: string, other: string): Promise<Edge> {
  const [row] = await query<Edge>(
    database,
    sql`select e.id, e.state, ${PLAYER_CARD} as user, ${utcText('e.created_at')} as since
          from friend_edges e join profiles p on p.id = e.other
         where e."user" = ${user} and e.other = ${other}`,
  );
  return row as Edge;
}

const NEWEST = {
  order: raw('e.created_at desc, e.id desc'),
  value: exactText('e.created_at'),
  keyset: ({ value, id }: After) =>
    sql`and (e.created_at, e.id) < (${value}::timestamptz, ${id}::uuid)`,
};

const ORDERS = {
  newest: NEWEST,
  username: {
    order: raw('e.other_username collate "C", e.id'),
    value: raw('e.other_username'),
    keyset: ({ value, id }: After) =>
      sql`and (e.other_username collate "C", e.id) > (${value}::text collate "C", ${id}::uuid)`,
  },
} as const satisfies Record<FriendSort, unknown>;

/** A page of friends whose accounts are active. */
export function readFriends(
  database: Database,
  user: string,
  { sort, limit, after }: { sort: FriendSort; limit: number; after: After | undefined },
): Promise<ItemRow[]> {
  const { order, value, keyset } = ORDERS[sort];
  return queryPrepared<ItemRow>(
    database,
    sql`select e.id, ${value} as sort_value,
               json_build_object('user', ${PLAYER_CARD}, 'since', ${utcText('e.created_at')})::text as item
          from friend_edges e ${activePlayer('e.other')}
         where e."user" = ${user} and e.state = 'friend' ${after ? keyset(after) : empty}
         order by ${order}
         limit ${limitOf(limit)}`,
  );
}

/** A page of requests with players whose accounts are active, the newest first. */
export function readRequests(
  database: Database,
  user: string,
  {
    directions,
    limit,
    after,
  }: { directions: readonly Direction[]; limit: number; after: After | undefined },
): Promise<ItemRow[]> {
  const keyset = after ? NEWEST.keyset(after) : empty;
  // Each direction comes from the index in order; the two are merged afterwards.
  const page = (direction: Direction): Sql => {
    const incoming = direction === 'incoming';
    // Either side knows a request by the id of the sender's edge.
    const sent = incoming
      ? sql`join friend_edges s on s."user" = e.other and s.other = e."user"`
      : empty;
    return sql`(
        select e.id, e.created_at, ${NEWEST.value} as sort_value,
               json_build_object('id', ${raw(incoming ? 's.id' : 'e.id')}, 'direction', ${direction}::text,
                 'user', ${PLAYER_CARD}, 'created_at', ${utcText('e.created_at')})::text as item
          from friend_edges e ${activePlayer('e.other')} ${sent}
         where e."user" = ${user} and e.state = ${incoming ? 'request_received' : 'request_sent'}
               ${keyset}
         order by ${NEWEST.order}
         limit ${limitOf(limit)})`;
  };
  return queryPrepared<ItemRow>(
    database,
    sql`select id, sort_value, item
          from (${join(directions.map(page), ' union all ')}) e
         order by ${NEWEST.order}
         limit ${limitOf(limit)}`,
  );
}

/** A page of those whom a player has blocked, but not those who are nowhere to be seen for the player. */
export function readBlocks(
  database: Database,
  user: string,
  { limit, after }: { limit: number; after: After | undefined },
): Promise<ItemRow[]> {
  return queryPrepared<ItemRow>(
    database,
    sql`select e.id, ${NEWEST.value} as sort_value,
               json_build_object('user', ${PLAYER_CARD}, 'since', ${utcText('e.created_at')})::text as item
          from friend_edges e ${activePlayer('e.other')}
         where e."user" = ${user} and e.state = 'blocked'
           and not exists (select from friend_edges b
                            where b."user" = e.other and b.other = e."user" and b.state = 'blocked')
               ${after ? NEWEST.keyset(after) : empty}
         order by ${NEWEST.order}
         limit ${limitOf(limit)}`,
  );
}

export async function isBlocked(database: Database, one: string, two: string): Promise<boolean> {
  const [row] = await queryPrepared<{ blocked: boolean }>(
    database,
    sql`select questcity.blocked(${one}, ${two}) as blocked`,
  );
  return row?.blocked ?? false;
}

export async function areFriends(database: Database, one: string, two: string): Promise<boolean> {
  const rows = await queryPrepared(
    database,
    sql`select from friend_edges where "user" = ${one} and other = ${two} and state = 'friend'`,
  );
  return rows.length > 0;
}

/** Whether `friend` is one of `user` and may take part: who is locked looks like nobody. */
export async function isActiveFriend(
  database: Database,
  user: string,
  friend: string,
): Promise<boolean> {
  const rows = await queryPrepared(
    database,
    sql`select from friend_edges e join directus_users u on u.id = e.other and u.status = 'active'
         where e."user" = ${user} and e.other = ${friend} and e.state = 'friend'`,
  );
  return rows.length > 0;
}
