/** Players made for the tests of friends, and what there is between them, written and read by SQL. */
import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { roles } from '../../harness/accounts.ts';

export interface Player {
  readonly id: string;
  /** A static token. */
  readonly token: string;
  readonly username: string;
}

let made = 0;

/** Adds players with active accounts. */
export async function addPlayers(client: pg.Client, count: number): Promise<Player[]> {
  const players = Array.from({ length: count }, (): Player => {
    const number = ++made;
    return { id: randomUUID(), token: `token-${randomUUID()}`, username: `friend_${number}` };
  });
  await client.query(
    `insert into directus_users (id, email, role, status, provider, token)
     select p.id, p.username || '@friends.example.com', $2, 'active', 'default', p.token
       from json_to_recordset($1) as p (id uuid, username text, token text)`,
    [JSON.stringify(players), roles.player],
  );
  await client.query(
    `update profiles set username = p.username
       from json_to_recordset($1) as p (id uuid, username text) where profiles.id = p.id`,
    [JSON.stringify(players)],
  );
  return players;
}

export type EdgeState = 'friend' | 'request_sent' | 'request_received' | 'blocked';

/** What the first of two is to the second, and the second to the first. */
export type Pair = readonly [here: EdgeState | null, there: EdgeState | null];

/** Brings two players into a state, whatever there was. Returns the ids of the edges. */
export async function relate(
  client: pg.Client,
  one: Player,
  two: Player,
  [here, there]: Pair,
): Promise<[string | undefined, string | undefined]> {
  await client.query('begin');
  await client.query(
    `delete from friend_edges where ("user" = $1 and other = $2) or ("user" = $2 and other = $1)`,
    [one.id, two.id],
  );
  const add = async (user: Player, other: Player, state: EdgeState | null) => {
    if (!state) return undefined;
    const { rows } = await client.query<{ id: string }>(
      'insert into friend_edges ("user", other, state) values ($1, $2, $3) returning id',
      [user.id, other.id, state],
    );
    return rows[0]?.id;
  };
  const ids: [string | undefined, string | undefined] = [
    await add(one, two, here),
    await add(two, one, there),
  ];
  await client.query('commit');
  return ids;
}

/** What two players are to each other. */
export async function relationOf(client: pg.Client, one: Player, two: Player): Promise<Pair> {
  const { rows } = await client.query<{ here: EdgeState | null; there: EdgeState | null }>(
    `select (select state from friend_edges where "user" = $1 and other = $2) as here,
            (select state from friend_edges where "user" = $2 and other = $1) as there`,
    [one.id, two.id],
  );
  return [rows[0]?.here ?? null, rows[0]?.there ?? null];
}
