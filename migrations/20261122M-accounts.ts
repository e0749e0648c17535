/** Accounts: e-mail addresses that cannot be confused, own pictures as avatars, counts of failures. */
import { migration } from './kit.ts';

/** Two spellings of one address fold to the same text, whatever the locale of the database. */
const foldEmail = `
create or replace function questcity.fold_email(value text) returns text
language sql immutable parallel safe return
  lower(normalize(value, NFKC) collate "und-x-icu")`;

/**
 * An avatar is a picture that the player uploaded, or that staff provided. One from the player's
 * private uploads moves to the avatars, where everybody who is signed in may see it.
 */
const guardAvatar = `
create or replace function questcity.guard_avatar() returns trigger language plpgsql as $$
declare
  picture record;
begin
  if new.avatar is null or (tg_op = 'UPDATE' and new.avatar is not distinct from old.avatar) then
    return new;
  end if;
  select folder, type, uploaded_by into picture from public.directus_files where id = new.avatar;
  if not found
     or picture.type not like 'image/%'
     or picture.folder is null
     or picture.folder not in ('30000000-0000-4000-8000-000000000003', '30000000-0000-4000-8000-000000000004')
     or not (picture.uploaded_by = new.id
             or (picture.folder = '30000000-0000-4000-8000-000000000003'
                 and (picture.uploaded_by is null
                      or (questcity.actor(picture.uploaded_by) ->> 'app')::boolean))) then
    perform questcity.refuse('profiles_avatar_own',
      'The avatar must be a picture that the player has uploaded as an avatar or as an own file',
      'profiles', 'avatar');
  end if;
  update public.directus_files set folder = '30000000-0000-4000-8000-000000000003'
   where id = new.avatar and folder <> '30000000-0000-4000-8000-000000000003';
  return new;
end $$`;

/**
 * What an account leaves behind, whoever deletes it and in whichever way. References to the profile
 * end by themselves (messages, reviews, attempts and the ledger stay without it); this does what they
 * can't. The files are removed by a job, since their contents are not in the database.
 */
const forgetAccount = `
create or replace function questcity.forget_account() returns trigger language plpgsql as $$
begin
  -- Nobody is left to play these.
  update public.sessions s set status = 'abandoned', ended_at = now()
   where s.status = 'active'
     and exists (select from public.session_members m
                  where m.session = s.id and m."user" = old.id and m.active)
     and not exists (select from public.session_members m
                      where m.session = s.id and m."user" <> old.id and m.active);
  -- Where they last were, which sessions remember for the next attempt.
  update questcity.session_heads
     set memory = memory #- array['members', old.id::text], revision = revision + 1
   where session in (select session from public.session_members where "user" = old.id);
  update public.directus_activity set "user" = null, ip = null, user_agent = null, origin = null
   where "user" = old.id;
  delete from public.directus_revisions
   where collection in ('directus_users', 'profiles') and item = old.id::text;
  update public.directus_files
     set uploaded_by = nullif(uploaded_by, old.id), modified_by = nullif(modified_by, old.id)
   where old.id in (uploaded_by, modified_by);
  update public.directus_notifications set sender = null where sender = old.id;
  update public.directus_versions set user_updated = null where user_updated = old.id;
  update public.directus_comments set user_updated = null where user_updated = old.id;
  return old;
end $$`;

export const { up, down } = migration({
  needs: ['directus_users', 'directus_files', 'directus_activity', 'profiles', 'sessions'],
  before: [
    // Of rate-limiter-flexible, which would make it by itself with the rights of the server.
    `create table if not exists questcity.rate_limits (
      key varchar(255) primary key,
      points integer not null default 0,
      expire bigint
    )`,
  ],
  functions: [foldEmail, guardAvatar, forgetAccount],
  rules: [
    {
      on: 'directus_users',
      name: 'directus_users_email_form',
      rule: 'check (email = normalize(email, NFKC))',
      message: 'The e-mail address holds a character that only looks like another: type it plainly',
    },
  ],
  indexes: [
    {
      on: 'directus_users',
      name: 'directus_users_email_fold_unique',
      using: '(questcity.fold_email(email))',
      unique: true,
      message: 'This e-mail address belongs to an account already',
    },
    // Directus looks for an address in this form whenever somebody signs in.
    { on: 'directus_users', name: 'directus_users_email_lower', using: '(lower(email))' },
    // What a user has, for the export and when the account is deleted. Over two columns, since the
    // snapshot takes an index over one for its own and would drop it under the name it would have given.
    { on: 'directus_files', name: 'directus_files_uploaded_by', using: '(uploaded_by, id)' },
    { on: 'directus_files', name: 'directus_files_modified_by', using: '(modified_by, id)' },
    { on: 'directus_activity', name: 'directus_activity_by_user', using: '("user", id)' },
    { on: 'questcity.rate_limits', name: 'rate_limits_expire', using: '(expire)' },
  ],
  triggers: [
    {
      on: 'profiles',
      name: 'profiles_avatar',
      when: 'before insert or update',
      call: 'questcity.guard_avatar()',
    },
    {
      on: 'directus_users',
      name: 'directus_users_forgotten',
      when: 'before delete',
      call: 'questcity.forget_account()',
    },
  ],
  undo: ['drop table if exists questcity.rate_limits'],
});
