/**
 * The PostgreSQL schema `questcity`: what the rules, the search and the API stand on. Directus does
 * not look into it, so nothing here appears in its data model.
 */
import { migration } from './kit.ts';

/**
 * Refuses a change. The message is given twice because knex puts the whole statement in front of an
 * error's message, while the hint reaches the API untouched.
 */
const refuse = `
create or replace function questcity.refuse(
  rule text, message text, at_table text default '', at_column text default ''
) returns void language plpgsql as $$
begin
  raise exception using errcode = '23514', constraint = rule, message = message, hint = message,
    schema = 'public', table = at_table, column = at_column;
end $$`;

/**
 * The one way in which names and search texts are compared: Unicode form, case and ё/е don't
 * matter. An index on questcity.fold(column) only serves a query that uses the same expression.
 * The collation is named so that case works for Cyrillic whatever locale the database was made with.
 */
const fold = `
create or replace function questcity.fold(value text) returns text
language sql immutable parallel safe return
  replace(lower(normalize(value, NFKC) collate "und-x-icu"), 'ё', 'е')`;

/**
 * True for {"type": "Point", "coordinates": [longitude, latitude]} within the ranges of both, and
 * nothing else. Never raises: numbers are looked at as text first.
 */
const isGeojsonPoint = `
create or replace function questcity.is_geojson_point(value json) returns boolean
language sql immutable parallel safe return
  case
    when json_typeof(value) is distinct from 'object' then false
    when value ->> 'type' is distinct from 'Point' then false
    when json_typeof(value -> 'coordinates') is distinct from 'array' then false
    when json_array_length(value -> 'coordinates') <> 2 then false
    when json_typeof(value #> '{coordinates,0}') <> 'number' then false
    when json_typeof(value #> '{coordinates,1}') <> 'number' then false
    when value #>> '{coordinates,0}' !~ '^-{0,1}[0-9]{1,3}([.][0-9]{1,30}){0,1}([eE]-[0-9]{1,2}){0,1}$' then false
    when value #>> '{coordinates,1}' !~ '^-{0,1}[0-9]{1,3}([.][0-9]{1,30}){0,1}([eE]-[0-9]{1,2}){0,1}$' then false
    else (value #>> '{coordinates,0}')::numeric between -180 and 180
     and (value #>> '{coordinates,1}')::numeric between -90 and 90
  end`;

/**
 * A time to keep. JavaScript reads times without their microseconds, so one that comes back
 * shortened is the same; anything else is a change, and stands out when compared with the old.
 */
const keptTime = `
create or replace function questcity.kept_time(new_time timestamptz, old_time timestamptz)
returns timestamptz language sql immutable parallel safe return
  case when date_trunc('milliseconds', new_time) = date_trunc('milliseconds', old_time)
       then old_time else new_time end`;

/** A policy limited to addresses counts only for a caller from one of them, as in Directus. */
const addressAllowed = `
create or replace function questcity.address_allowed(ranges text, address inet) returns boolean
language plpgsql immutable as $$
declare
  item text;
begin
  if ranges is null or btrim(ranges) = '' then
    return true;
  end if;
  if address is null then
    return false;
  end if;
  foreach item in array string_to_array(ranges, ',') loop
    begin
      if position('-' in item) > 0 then
        if address between btrim(split_part(item, '-', 1))::inet
                       and btrim(split_part(item, '-', 2))::inet then
          return true;
        end if;
      elsif address <<= btrim(item)::inet then
        return true;
      end if;
    exception when data_exception then
      continue; -- an entry that is no address allows nobody
    end;
  end loop;
  return false;
end $$`;

/**
 * Who a user is now: {username, status, verified, role, roles, policies, admin, app}; null when
 * there is no such user. Read from the tables on every call, so that a lock or a changed role counts
 * at once. roles: the user's role and those above it. In PL/pgSQL, which plans it once per connection;
 * PostgreSQL 17 plans a function in SQL anew each time, at five times the cost of running it.
 *
 * @param more entries of the object that a later migration adds, each ending with a comma
 */
export const actor = (more = '') => `
create or replace function questcity.actor(account uuid, address inet default null) returns jsonb
language plpgsql stable as $$
begin
  return (with recursive tree as (
    select r.id, r.parent, 1 as depth
      from public.directus_users u join public.directus_roles r on r.id = u.role
     where u.id = account
    union all
    select r.id, r.parent, tree.depth + 1
      from tree join public.directus_roles r on r.id = tree.parent
     where tree.depth < 32 -- a loop of parents must not hang the login
  ), held as (
    select distinct p.id, p.admin_access, p.app_access
      from public.directus_access a join public.directus_policies p on p.id = a.policy
     where (a."user" = account or a.role in (select id from tree)
            -- without a role, what the public may holds for the user too
            or (a.role is null and a."user" is null and not exists (select from tree)))
       and questcity.address_allowed(p.ip_access, address)
  )
  select jsonb_build_object(
    'id', u.id,
    'username', (select username from public.profiles where id = u.id),
    'status', u.status,
    ${more}
    'verified', u.status not in ('draft', 'invited', 'unverified'),
    'role', u.role,
    'roles', coalesce((select jsonb_agg(distinct id) from tree), '[]'),
    'policies', coalesce((select jsonb_agg(id) from held), '[]'),
    'admin', coalesce((select bool_or(admin_access) from held), false),
    'app', coalesce((select bool_or(app_access or admin_access) from held), false)
  )
  from public.directus_users u where u.id = account);
end $$`;

export const { up, down } = migration({
  needs: ['directus_users', 'directus_roles', 'directus_access', 'directus_policies', 'profiles'],
  before: [
    `do $$ begin
      if current_setting('server_encoding') <> 'UTF8' then
        raise exception 'QuestCity needs a database in UTF8, this one is %', current_setting('server_encoding');
      end if;
    end $$`,
    'create schema if not exists questcity',
    'create extension if not exists pg_trgm with schema public',
    // Under the locale C, pg_trgm takes Cyrillic letters for punctuation and finds nothing.
    `do $$ begin
      if public.show_trgm('ж') = '{}' then
        raise exception 'QuestCity searches in Russian too, but the locale of this database (LC_CTYPE %) knows ASCII letters only: create the database with LC_CTYPE C.UTF-8 or another UTF-8 locale',
          (select datctype from pg_database where datname = current_database());
      end if;
    end $$`,
    'create extension if not exists cube with schema public',
    'create extension if not exists earthdistance with schema public',
    // What scripts/state applied last, so that an unchanged state is skipped.
    `create table if not exists questcity.applied_state (
      name text primary key,
      fingerprint text not null,
      applied_at timestamptz not null default now()
    )`,
    // The first answer to a command that a phone may repeat (Idempotency-Key).
    `create table if not exists questcity.idempotency_keys (
      "user" uuid not null references public.directus_users (id) on delete cascade,
      key text not null,
      route text not null,
      request_hash text not null,
      status int,
      response jsonb,
      created_at timestamptz not null default now(),
      primary key ("user", key)
    )`,
  ],
  functions: [refuse, fold, isGeojsonPoint, keptTime, addressAllowed, actor()],
  indexes: [
    // For the job that forgets old keys.
    {
      on: 'questcity.idempotency_keys',
      name: 'idempotency_keys_created_at',
      using: '(created_at)',
    },
  ],
  // The extensions and applied_state stay: others may use them.
  undo: ['drop table if exists questcity.idempotency_keys'],
});
