/**
 * Where attempts are kept: in a table for each month in which sessions started, so that a year's
 * attempts can be taken out as one thing and indexes stay small. See docs/decisions/0024.
 *
 * The months inherit from public.attempts, which itself stays empty. Reading, changing and deleting
 * through it reaches all months. Declarative partitions would do the same, but Directus 11 does not
 * see a partitioned table (it looks for tables of the kind `r`).
 */
import { guardSession } from './20261122G-sessions.ts';
import { guardAttempt } from './20261122H-progress.ts';
import { migration } from './kit.ts';

/** Makes the table for the sessions that started in the month of `started` (UTC); returns its name. */
const partition = `
create or replace function questcity.attempts_partition(started timestamptz) returns text
language plpgsql as $$
declare
  part constant text := to_char(started at time zone 'UTC', '"attempts_"YYYY_MM');
begin
  if to_regclass('questcity.' || part) is not null then
    return part;
  end if;
  perform pg_advisory_xact_lock(hashtext('questcity.attempts_partition'));
  if to_regclass('questcity.' || part) is not null then
    return part;
  end if;
  execute format('create table questcity.%I () inherits (public.attempts)', part);
  -- What is not inherited. All attempts of a session are in one table, so this unique key holds for
  -- the session; it also finds them all.
  execute format('alter table questcity.%I
      add primary key (id),
      add constraint %I unique (session, client_attempt_id),
      add foreign key (session) references public.sessions (id) on delete cascade,
      add foreign key ("user") references public.profiles (id) on delete set null,
      add foreign key (file) references public.directus_files (id) on delete set null,
      add foreign key (decided_by) references public.profiles (id) on delete set null',
    part, part || '_once');
  execute format('create index on questcity.%I ("user") where "user" is not null', part);
  execute format('create index on questcity.%I (file) where file is not null', part);
  execute format('create index on questcity.%I (decided_by) where decided_by is not null', part);
  -- The review queue, oldest first.
  execute format($index$create index on questcity.%I (created_at, id) where outcome = 'in_review'$index$, part);
  execute format('create trigger attempts_guarded before update or delete on questcity.%I
      for each row execute function questcity.guard_attempt()', part);
  return part;
end $$`;

/** A row written to public.attempts itself, as Directus does, goes on to its month. */
const placeAttempt = `
create or replace function questcity.place_attempt() returns trigger language plpgsql as $$
declare
  part text;
begin
  select questcity.attempts_partition(started_at) into part from public.sessions where id = new.session;
  execute format('insert into questcity.%I select ($1).*', part) using new;
  delete from only public.attempts where id = new.id;
  return null;
exception when unique_violation then
  perform questcity.refuse('attempts_once', 'This attempt has been recorded already', 'attempts');
  return null;
end $$`;

/**
 * Takes the attempts of the sessions that started in a month out of public.attempts, into the schema
 * questcity_archive, where they can be dumped and dropped. Returns the table's name. An empty table
 * takes its place, since a phone may still repeat an attempt of a session that has ended.
 */
const archive = `
create or replace function questcity.archive_attempts(month date) returns text language plpgsql as $$
declare
  waiting boolean;
  first constant date := date_trunc('month', month)::date;
  part constant text := to_char(first, '"attempts_"YYYY_MM');
begin
  if to_regclass('questcity.' || part) is null then
    raise exception 'There are no attempts of % to archive', to_char(first, 'YYYY-MM');
  end if;
  if to_regclass('questcity_archive.' || part) is not null then
    raise exception 'The attempts of % are in the archive already', to_char(first, 'YYYY-MM');
  end if;
  if first >= date_trunc('month', now() at time zone 'UTC') then
    raise exception 'Sessions are still being started in %', to_char(first, 'YYYY-MM');
  end if;
  if exists (
    select from public.sessions
     where status = 'active' and started_at >= first::timestamp at time zone 'UTC'
       and started_at < (first + interval '1 month') at time zone 'UTC'
  ) then
    raise exception 'Sessions that started in % are still active', to_char(first, 'YYYY-MM');
  end if;
  execute format('select exists (select from questcity.%I where outcome = ''in_review'')', part)
    into waiting;
  if waiting then
    raise exception 'Attempts of % still wait for a decision', to_char(first, 'YYYY-MM');
  end if;
  create schema if not exists questcity_archive;
  execute format('alter table questcity.%I no inherit public.attempts', part);
  execute format('alter table questcity.%I set schema questcity_archive', part);
  perform questcity.attempts_partition(first::timestamp at time zone 'UTC');
  return 'questcity_archive.' || part;
end $$`;

/** Moves rows that were stored before there were months. */
const placeAll = `do $$
declare
  month record;
begin
  alter table public.attempts disable trigger attempts_guarded;
  for month in
    select distinct questcity.attempts_partition(s.started_at) as part
      from only public.attempts a join public.sessions s on s.id = a.session
  loop
    execute format('with moved as (
        delete from only public.attempts a using public.sessions s
         where s.id = a.session and questcity.attempts_partition(s.started_at) = %L
        returning a.*)
      insert into questcity.%I select * from moved', month.part, month.part);
  end loop;
  alter table public.attempts enable trigger attempts_guarded;
end $$`;

/** Puts all attempts back into one table. */
const gather = `do $$
declare
  part regclass;
begin
  for part in select inhrelid from pg_inherits where inhparent = to_regclass('public.attempts') loop
    execute format('insert into public.attempts select * from %s', part);
    execute format('drop table %s', part);
  end loop;
end $$`;

export const { up, down } = migration({
  needs: ['sessions', 'session_points', 'attempts'],
  before: [
    // What the next decision in a session needs to know of the attempts before it, and the row that
    // all commands of a session lock. Worked out from the attempts, and theirs alone.
    `create table if not exists questcity.session_heads (
      session uuid primary key references public.sessions (id) on delete cascade,
      revision integer not null default 0,
      memory jsonb not null default '{}'
    ) with (fillfactor = 50)`,
    // Room on the page for the states to come: an update that stays on its page touches no index.
    'alter table public.session_points set (fillfactor = 70)',
    // Again, for databases in which it did not know the note of a decision yet.
    guardAttempt,
    // Again, for databases in which nothing completed an expired session.
    guardSession,
  ],
  functions: [partition, placeAttempt, archive],
  rules: [
    {
      on: 'attempts',
      name: 'attempts_effect_known',
      rule: `check (effect in ('arrived', 'solved'))`,
      message: 'effect must be arrived or solved',
    },
  ],
  triggers: [
    {
      on: 'attempts',
      name: 'attempts_placed',
      when: 'after insert',
      call: 'questcity.place_attempt()',
    },
  ],
  after: [
    placeAll,
    'select questcity.attempts_partition(now())',
    `select questcity.attempts_partition(now() + interval '1 month')`,
  ],
  undo: [
    'alter table if exists public.session_points reset (fillfactor)',
    gather,
    'drop table if exists questcity.session_heads',
  ],
});
