/** Who calls in the matrix of routes, and what a row of it needs. */
import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { type Account, accounts, roles } from '../../../harness/accounts.ts';
import type { Caller, Callers } from '../../../harness/api.ts';
import { accessToken } from '../../../harness/tokens.ts';

/** The columns of the tables. */
export const WHO = [
  'nobody',
  /** The player whose thing it is. */
  'player',
  /** Another player. */
  'other',
  'manager',
  /** A player who is a User moderator too. */
  'moderator',
  'admin',
  /** A player who was locked after the token was given out. */
  'locked',
  /** A player whose e-mail is not verified. */
  'unverified',
] as const;
export type Who = (typeof WHO)[number];

/** A caller with a fresh account; `nobody` has none and sends no token. */
export interface Person {
  readonly id: string;
  readonly username: string;
  /** An access token. */
  readonly token: string;
  readonly call: Caller;
}

export type Cast = Readonly<Record<Who, Person>>;

/** What a stage has to work with. */
export interface Scene {
  readonly client: pg.Client;
  readonly as: Callers;
  /** Everybody's accounts are made for this row alone, so that a row may ruin them. */
  readonly cast: Cast;
}

/** What is called, once the stage is set. */
export interface Play {
  /** Values for the `:names` in the path. */
  readonly params?: Readonly<Record<string, string>>;
  /** Without the `?`. */
  readonly query?: string;
  readonly body?: unknown;
  /** A row, by table and id, that only statuses with `*` may change. */
  readonly guards?: readonly [table: string, id: string];
  /** A text that a success shows to `player` and to nobody else. */
  readonly hides?: string;
}

/** Sets the stage anew for each caller. What it makes belongs to `cast.player`. */
export type Stage = (scene: Scene, who: Who) => Promise<Play>;

export interface Room {
  readonly table: string;
  /** By method and path; a row without a stage is called as it stands. */
  readonly stages: Readonly<Record<string, Stage>>;
}

const MODERATOR = '20000000-0000-4000-8000-000000000005';

let made = 0;

/** Makes everybody's accounts, and locks the one who was let in before. */
export async function gather(client: pg.Client, as: Callers): Promise<Cast> {
  const entries = await Promise.all(
    WHO.map(async (who): Promise<[Who, Person]> => {
      const id = randomUUID();
      const username = `cast_${++made}`;
      if (who === 'nobody') return [who, { id, username, token: '', call: as.nobody }];
      const account = await addAccount(client, id, username, who);
      const token = accessToken(account, 900);
      return [who, { id, username, token, call: as.withToken(token) }];
    }),
  );
  const cast = Object.fromEntries(entries) as Cast;
  const before = await cast.locked.call.get('/users/me');
  if (before.status !== 200) throw new Error(`No way in before the lock: ${before.text}`);
  await client.query(`update directus_users set status = 'suspended' where id = $1`, [
    cast.locked.id,
  ]);
  return cast;
}

async function addAccount(
  client: pg.Client,
  id: string,
  username: string,
  who: Exclude<Who, 'nobody'>,
): Promise<Account> {
  const role =
    who === 'manager' ? 'manager' : who === 'admin' ? ('administrator' as const) : 'player';
  const status = who === 'unverified' ? who : 'active';
  await client.query(
    `insert into directus_users (id, email, password, role, status, provider, token)
     select $1, $2, password, $3, $4, 'default', $5 from directus_users where id = $6`,
    [id, `${username}@test.example.com`, roles[role], status, randomUUID(), accounts.player.id],
  );
  await client.query('update profiles set username = $2 where id = $1', [id, username]);
  if (who === 'moderator') {
    await client.query(
      `insert into directus_access (id, "user", policy) values (gen_random_uuid(), $1, $2)`,
      [id, MODERATOR],
    );
  }
  return { ...accounts.player, id, username, role, status };
}
