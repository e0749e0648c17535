/** The SQL of the own account and profile. */
import { FOLDER } from '../kernel/actor.ts';
import {
  type Database,
  join,
  query,
  queryPrepared,
  type Sql,
  sql,
  utcText,
} from '../kernel/database.ts';
import { ACCOUNT_LANGUAGE } from '../kernel/language.ts';
import type { MePatch } from './me.schema.ts';

/** The caller as JSON text; undefined when the account is gone. */
export async function readMe(database: Database, user: string): Promise<string | undefined> {
  const [row] = await queryPrepared<{ me: string }>(
    database,
    sql`select json_build_object(
          'id', u.id, 'email', u.email, 'role', r.name,
          'two_factor', u.tfa_secret is not null, 'language', u.language,
          'username', p.username, 'first_name', p.first_name, 'last_name', p.last_name,
          'full_name', p.full_name, 'avatar', p.avatar, 'bio', p.bio, 'instagram', p.instagram,
          'settings', p.settings, 'credits', p.credits,
          'unread', (
            select json_build_object('chats', count(*) filter (where n > 0),
                                     'messages', coalesce(sum(n), 0))
              from (select (select count(*) from (
                              select from messages m
                               where m.chat = c.id and m.seq > member.read_seq
                                 and m.author is distinct from p.id and m.deleted_at is null
                               limit 1000) unread) as n
                      from chat_members member join chats c on c.id = member.chat
                     where member."user" = p.id and c.last_seq > member.read_seq) chat),
          'created_at', ${utcText('p.created_at')})::text as me
        from profiles p
        join directus_users u on u.id = p.id
        left join directus_roles r on r.id = u.role
       where p.id = ${user}::uuid`,
  );
  return row?.me;
}

/** Changes the given fields; returns the avatar of before. */
export async function updateMe(
  transaction: Database,
  user: string,
  { language, settings, ...fields }: MePatch,
): Promise<string | null> {
  const [before] = await query<{ avatar: string | null }>(
    transaction,
    sql`select avatar from profiles where id = ${user} for update`,
  );
  const changes: Sql[] = [];
  for (const [name, value] of Object.entries(fields)) {
    if (value !== undefined) changes.push(sql`${COLUMNS[name as keyof typeof COLUMNS]} ${value}`);
  }
  if (settings !== undefined) changes.push(sql`settings = ${JSON.stringify(settings)}::json`);
  if (changes.length > 0) {
    await query(
      transaction,
      sql`update profiles set ${join([...changes, sql`updated_at = now()`])} where id = ${user}`,
    );
  }
  if (language !== undefined) {
    await query(
      transaction,
      sql`update directus_users set language = ${language} where id = ${user}`,
    );
  }
  return before?.avatar ?? null;
}

/** The only columns that a name in a request can become. */
const COLUMNS = {
  username: sql`username =`,
  first_name: sql`first_name =`,
  last_name: sql`last_name =`,
  avatar: sql`avatar =`,
  bio: sql`bio =`,
  instagram: sql`instagram =`,
} as const;

/** Whether a file is an own upload. Other rules on avatars are the database's. */
export async function isOwnFile(
  transaction: Database,
  user: string,
  file: string,
): Promise<boolean> {
  const rows = await query(
    transaction,
    sql`select 1 from directus_files where id = ${file} and uploaded_by = ${user}`,
  );
  return rows.length > 0;
}

/** An own avatar of before that nothing uses any more. */
export async function isUnusedAvatar(
  transaction: Database,
  user: string,
  file: string,
): Promise<boolean> {
  const rows = await query(
    transaction,
    sql`select 1 from directus_files f
         where f.id = ${file} and f.uploaded_by = ${user}
           and f.folder = ${FOLDER.avatars}
           and not exists (select from profiles where avatar = f.id)
           and not exists (select from messages where file = f.id)
           and not exists (select from attempts where file = f.id)`,
  );
  return rows.length > 0;
}

/** Files that go with their owner's account: those that staff add to the catalogue stay. */
export async function filesOf(database: Database, users: readonly string[]): Promise<string[]> {
  const rows = await query<{ id: string }>(
    database,
    sql`select id from directus_files
         where uploaded_by = any(${users})
           and folder in (${FOLDER.avatars}, ${FOLDER.uploads})`,
  );
  return rows.map((row) => row.id);
}

/** Lets a file be deleted although running sessions have it. */
export async function releaseFromSessions(transaction: Database, file: string): Promise<void> {
  await query(transaction, sql`delete from questcity.session_files where file = ${file}::uuid`);
}

/** Which of these accounts are still there. */
export async function remainingUsers(
  database: Database,
  users: readonly string[],
): Promise<string[]> {
  const rows = await query<{ id: string }>(
    database,
    sql`select id from directus_users where id = any(${users})`,
  );
  return rows.map((row) => row.id);
}

/** What deleting an account needs to know of it. */
export async function readAccount(database: Database, user: string) {
  const [row] = await query<{
    email: string | null;
    language: string | null;
    has_password: boolean;
  }>(
    database,
    sql`select u.email, ${ACCOUNT_LANGUAGE} as language, u.password is not null as has_password
          from directus_users u where u.id = ${user}`,
  );
  return row;
}
