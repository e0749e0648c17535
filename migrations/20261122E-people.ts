/** Profiles, friendships and unlock requests. */
import { migration } from './kit.ts';

/**
 * The generated columns. Directus's snapshot knows that they are generated but makes plain columns
 * of them; this replaces those, once. `account` repeats the key under another name, because a
 * primary key that is also a relation confuses Directus: it is what ties a profile to its user.
 */
const generatedColumns = [
  `do $$ begin
    if (select attgenerated from pg_attribute
         where attrelid = 'public.profiles'::regclass and attname = 'account') = '' then
      alter table public.profiles drop column account;
      alter table public.profiles add column account uuid generated always as (id) stored;
      alter table public.profiles add constraint profiles_account_foreign
        foreign key (account) references public.directus_users (id) on delete cascade;
      create index profiles_account_index on public.profiles (account);
    end if;
  end $$`,
  `do $$ begin
    if (select attgenerated from pg_attribute
         where attrelid = 'public.profiles'::regclass and attname = 'full_name') = '' then
      alter table public.profiles drop column full_name;
      alter table public.profiles add column full_name varchar(101) generated always as (
        nullif(btrim(coalesce(first_name, '') || ' ' || coalesce(last_name, '')), '')
      ) stored;
    end if;
  end $$`,
];

/**
 * Every account gets a profile, whoever creates it and in whichever way, with a free username that
 * the player may change.
 */
const createProfile = `
create or replace function questcity.create_profile(account_id uuid, first text, last text)
returns void language plpgsql as $$
declare
  letters constant text := 'abcdefghijklmnopqrstuvwxyz0123456789';
begin
  loop
    insert into public.profiles (id, username, first_name, last_name)
    select account_id, 'player_' || string_agg(substr(letters, 1 + floor(random() * 36)::int, 1), ''),
           nullif(btrim(first), ''), nullif(btrim(last), '')
      from generate_series(1, 8)
    on conflict do nothing;
    -- Nothing inserted: either there is a profile already, or the name was taken; then try another.
    exit when found or exists (select from public.profiles where id = account_id);
  end loop;
end $$`;

const accountCreated = `
create or replace function questcity.account_created() returns trigger language plpgsql as $$
begin
  perform questcity.create_profile(new.id, new.first_name, new.last_name);
  return null;
end $$`;

const profileUpdated = `
create or replace function questcity.guard_profile() returns trigger language plpgsql as $$
begin
  if new.id <> old.id then
    perform questcity.refuse('profiles_id_fixed', 'The profile of an account cannot become that of another',
      'profiles', 'id');
  end if;
  return new;
end $$`;

/**
 * Both directions of a friendship say the same. Looked at on commit, since they are two rows.
 * A block needs no answer: it is invisible to the blocked.
 */
const checkEdges = `
create or replace function questcity.check_friend_edges() returns trigger language plpgsql as $$
declare
  edge record;
begin
  for edge in
    select e."user", e.other,
           (select state from public.friend_edges where "user" = e."user" and other = e.other) as here,
           (select state from public.friend_edges where "user" = e.other and other = e."user") as there
      from (values (case when tg_op <> 'INSERT' then old."user" end,
                    case when tg_op <> 'INSERT' then old.other end),
                   (case when tg_op <> 'DELETE' then new."user" end,
                    case when tg_op <> 'DELETE' then new.other end)) e ("user", other)
     where e."user" is not null
  loop
    if (coalesce(edge.here, '-'), coalesce(edge.there, '-')) not in (
      ('-', '-'), ('friend', 'friend'),
      ('request_sent', 'request_received'), ('request_received', 'request_sent'),
      ('blocked', '-'), ('-', 'blocked'), ('blocked', 'blocked')
    ) then
      perform questcity.refuse('friend_edges_agree',
        'Both directions of a friendship must be saved together and agree: friend with friend, '
        'request_sent with request_received, blocked with nothing or blocked', 'friend_edges', 'state');
    end if;
  end loop;
  return null;
end $$`;

/** A request is decided once. Of two who decide at once, the second meets this. */
const guardUnlockRequest = `
create or replace function questcity.guard_unlock_request() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' then
    new.created_at := questcity.kept_time(new.created_at, old.created_at);
    if old.status <> 'pending' and new.status <> old.status then
      perform questcity.refuse('unlock_requests_decided_once',
        'This request has been decided already', 'unlock_requests', 'status');
    end if;
    if (new."user", new.reason, new.message, new.created_at)
       is distinct from (old."user", old.reason, old.message, old.created_at) then
      perform questcity.refuse('unlock_requests_fixed',
        'What the user wrote cannot be changed', 'unlock_requests');
    end if;
  end if;
  if new.status <> 'pending' and new.decided_at is null then
    new.decided_at := now();
  end if;
  return new;
end $$`;

export const { up, down } = migration({
  needs: ['directus_users', 'profiles', 'friend_edges', 'unlock_requests'],
  before: generatedColumns,
  functions: [createProfile, accountCreated, profileUpdated, checkEdges, guardUnlockRequest],
  rules: [
    {
      on: 'profiles',
      name: 'profiles_username_form',
      rule: `check (username ~ '^[A-Za-z0-9_.]{3,15}$')`,
      message: 'A username has 3 to 15 of the characters a-z, A-Z, 0-9, _ and .',
    },
    {
      on: 'profiles',
      name: 'profiles_instagram_form',
      rule: `check (instagram ~ '^[A-Za-z0-9_.]{1,30}$')`,
      message: 'An Instagram username has up to 30 of the characters a-z, A-Z, 0-9, _ and .',
    },
    {
      on: 'profiles',
      name: 'profiles_settings_object',
      rule: `check (json_typeof(settings) = 'object' and octet_length(settings::text) <= 16384)`,
      message: 'settings must be a JSON object of at most 16 KiB',
    },
    {
      on: 'friend_edges',
      name: 'friend_edges_unique',
      rule: 'unique ("user", other)',
      message: 'These two players are connected already: change the entry that is there',
    },
    {
      on: 'friend_edges',
      name: 'friend_edges_not_self',
      rule: 'check ("user" <> other)',
      message: 'Nobody can befriend or block themselves: choose another player',
    },
    {
      on: 'friend_edges',
      name: 'friend_edges_state_known',
      rule: `check (state in ('friend', 'request_sent', 'request_received', 'blocked'))`,
      message: 'state must be one of: friend, request_sent, request_received, blocked',
    },
    {
      on: 'unlock_requests',
      name: 'unlock_requests_status_known',
      rule: `check (status in ('pending', 'approved', 'rejected'))`,
      message: 'status must be one of: pending, approved, rejected',
    },
  ],
  indexes: [
    {
      on: 'profiles',
      name: 'profiles_username_unique',
      using: '(lower(username))',
      unique: true,
      message: 'This username is taken: choose another one',
    },
    {
      on: 'unlock_requests',
      name: 'unlock_requests_one_pending',
      using: `("user") where status = 'pending'`,
      unique: true,
      message: 'A request of this user is waiting for a decision already',
    },
    // Newest first within a state, as moderators read them.
    {
      on: 'unlock_requests',
      name: 'unlock_requests_by_status',
      using: '(status, created_at desc, id desc)',
    },
    // A player's friends or requests, newest first.
    {
      on: 'friend_edges',
      name: 'friend_edges_by_state',
      using: '("user", state, created_at desc, id desc)',
    },
  ],
  triggers: [
    {
      on: 'directus_users',
      name: 'directus_users_profile',
      when: 'after insert',
      call: 'questcity.account_created()',
    },
    {
      on: 'profiles',
      name: 'profiles_guarded',
      when: 'before update',
      call: 'questcity.guard_profile()',
    },
    {
      on: 'friend_edges',
      name: 'friend_edges_agree',
      when: 'after insert or update or delete',
      call: 'questcity.check_friend_edges()',
      deferred: true,
    },
    {
      on: 'unlock_requests',
      name: 'unlock_requests_guarded',
      when: 'before insert or update',
      call: 'questcity.guard_unlock_request()',
    },
  ],
  // Accounts that were there before their profiles, such as the first administrator.
  after: ['select questcity.create_profile(id, first_name, last_name) from public.directus_users'],
});
