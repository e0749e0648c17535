/** Seeds the demo accounts, their profiles, friendships and unlock requests. */
import argon2 from 'argon2';
import type { ClientBase } from 'pg';
import { type Client, createMissing, type Row } from './client.ts';
import type { Content } from './content.ts';
import { aboutFile, fileId } from './files.ts';
import { demoId } from './ids.ts';

/** Roles and policies of the project, by their fixed ids. */
const roles = {
  player: '10000000-0000-4000-8000-000000000001',
  manager: '10000000-0000-4000-8000-000000000002',
} as const;
const policies = {
  quest_editor: '20000000-0000-4000-8000-000000000004',
  user_moderator: '20000000-0000-4000-8000-000000000005',
} as const;

/** The id of a demo account, which is that of its profile too. */
export const userId = (key: string) => demoId('user', key);

/** Turns a time before now into a timestamp. */
export type TimeAgo = (milliseconds: number) => string;

/** The start of the username that the database gives a new profile. */
const UNNAMED = 'player_';

/** Accounts and, made with them by the database, profiles, which get the rest of the fields. */
async function seedAccounts(
  client: Client,
  { accounts }: Content,
  password: string,
  at: TimeAgo,
): Promise<number> {
  let done = await createMissing(
    client,
    '/users',
    accounts.map(({ key, role, policy, status, language, first_name, last_name }) => ({
      id: userId(key),
      email: `${key}@demo.example.com`,
      password,
      role: roles[role],
      status,
      language,
      first_name,
      last_name,
      avatar: fileId('avatar', key),
      ...(policy && { policies: [{ id: demoId('access', key), policy: policies[policy] }] }),
    })),
  );
  const profiles = await client.find(
    '/items/profiles',
    accounts.map(({ key }) => userId(key)),
    ['id', 'username'],
  );
  const fresh = new Set(
    profiles.filter(({ username }) => String(username).startsWith(UNNAMED)).map(({ id }) => id),
  );
  const rows = accounts
    .filter(({ key }) => fresh.has(userId(key)))
    .map(({ key, joined, username, bio, instagram }) => ({
      id: userId(key),
      created_at: at(joined),
      username,
      bio,
      instagram: instagram ?? null,
      avatar: fileId('avatar', key),
    }));
  await client.update('/items/profiles', rows);
  done += rows.length;
  return done;
}

/**
 * Gives every demo account this password: the start says so, also when it was another one before.
 *
 * @returns How many accounts had another one.
 */
export async function setPasswords(
  database: ClientBase,
  { accounts }: Content,
  password: string,
): Promise<number> {
  const { rows } = await database.query<{ id: string; password: string | null }>(
    'select id, password from public.directus_users where id = any($1::uuid[])',
    [accounts.map(({ key }) => userId(key))],
  );
  const same = await Promise.all(
    rows.map((row) => row.password !== null && argon2.verify(row.password, password)),
  );
  const others = rows.filter((_, index) => !same[index]).map(({ id }) => id);
  if (others.length === 0) return 0;
  await database.query(
    'update public.directus_users set password = $2 where id = any($1::uuid[])',
    [others, await argon2.hash(password)],
  );
  return others.length;
}

/** Names the administrator who seeds the demo, and so has written its quests. */
async function nameAuthor(client: Client): Promise<number> {
  const [about] = await client.find('/files', [aboutFile], ['id', 'uploaded_by']);
  const profiles = await client.find(
    '/items/profiles',
    [String(about?.uploaded_by)],
    ['id', 'username'],
  );
  const unnamed = profiles.filter(({ username }) => String(username).startsWith(UNNAMED));
  await client.update(
    '/items/profiles',
    unnamed.map(({ id }) => ({ id, username: 'questcity' })),
  );
  return unnamed.length;
}

/**
 * Says when, why and by whom accounts were locked: the database has noted it at the moment when the
 * account was made. Its guard of that history is off meanwhile, within the transaction.
 */
async function dateLocks(database: ClientBase, { locks }: Content, at: TimeAgo): Promise<number> {
  const { rowCount: undated } = await database.query(
    `select from public.account_locks
      where "user" = any($1::uuid[]) and event = 'lock' and decided_by is null`,
    [locks.map(({ user }) => userId(user))],
  );
  if (!undated) return 0;
  await database.query('begin');
  try {
    await database.query('alter table public.account_locks disable trigger account_locks_guarded');
    for (const { user, ago, by, reason } of locks) {
      await database.query(
        `update public.account_locks set created_at = $2, decided_by = $3, reason = $4
          where "user" = $1 and event = 'lock' and decided_by is null`,
        [userId(user), at(ago), userId(by), reason],
      );
    }
    await database.query('alter table public.account_locks enable trigger account_locks_guarded');
    await database.query('commit');
  } catch (error) {
    await database.query('rollback');
    throw error;
  }
  return undated;
}

/** Both directions of what is between two players. */
function* edges(
  { friends, friend_requests, blocks }: Content,
  at: TimeAgo,
): Generator<Row & { id: string }> {
  const edge = (user: string, other: string, state: string, ago: number) => ({
    id: demoId('edge', user, other),
    user: userId(user),
    other: userId(other),
    state,
    created_at: at(ago),
  });
  for (const { between, ago } of friends) {
    const [one, two] = between;
    yield edge(one, two, 'friend', ago);
    yield edge(two, one, 'friend', ago);
  }
  for (const { from, to, ago } of friend_requests) {
    yield edge(from, to, 'request_sent', ago);
    yield edge(to, from, 'request_received', ago);
  }
  for (const { from, to, ago } of blocks) yield edge(from, to, 'blocked', ago);
}

/**
 * Adds the friendships that the demo starts with. Players who have ended one stay apart: once any
 * of the edges is there, all of them have been.
 */
async function seedFriendships(client: Client, content: Content, at: TimeAgo): Promise<number> {
  const rows = [...edges(content, at)];
  const there = await client.find(
    '/items/friend_edges',
    rows.map(({ id }) => id),
    ['id'],
  );
  if (there.length > 0) return 0;
  await client.create('/items/friend_edges', rows);
  return rows.length;
}

/**
 * Seeds accounts and what is between them; their avatars must be there already.
 *
 * @param password - Of every account.
 * @returns How many rows were created or completed.
 */
export async function seedPeople(
  client: Client,
  database: ClientBase,
  content: Content,
  password: string,
  at: TimeAgo,
): Promise<number> {
  const accounts = await seedAccounts(client, content, password, at);
  const author = await nameAuthor(client);
  const locks = await dateLocks(database, content, at);
  const friendships = await seedFriendships(client, content, at);
  const requests = await createMissing(
    client,
    '/items/unlock_requests',
    content.unlock_requests.map(({ user, ago, decided_by, decided_ago, ...request }, i) => ({
      ...request,
      id: demoId('unlock-request', user, i + 1),
      user: userId(user),
      created_at: at(ago),
      ...(decided_by && { decided_by: userId(decided_by) }),
      ...(decided_ago !== undefined && { decided_at: at(decided_ago) }),
    })),
  );
  return accounts + author + locks + friendships + requests;
}
