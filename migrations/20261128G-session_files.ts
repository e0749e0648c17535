/**
 * Files that a running session has pinned: the quest's picture, files and reference photos of points.
 * As long as one runs, its files can be neither deleted nor given other contents: docs/decisions/0026.
 */
import { migration } from './kit.ts';

/** The files in a quest as it is pinned. */
const pinned = `
create or replace function questcity.pinned_files(content json) returns setof uuid
language sql immutable parallel safe as $$
  select distinct file::uuid from (
    select content ->> 'image' as file
    union all
    select unnest(array[point ->> 'file', point ->> 'reference_photo'])
      from json_array_elements(
        case when json_typeof(content -> 'points') = 'array' then content -> 'points' else '[]' end) point
  ) files where file is not null
$$`;

/** A session holds its files while it is active; one that is extended takes them up again. */
const hold = `
create or replace function questcity.hold_session_files() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' then
    if new.status = old.status then
      return null;
    end if;
    if old.status = 'active' then
      delete from questcity.session_files where session = new.id;
    end if;
  end if;
  if new.status = 'active' then
    insert into questcity.session_files (session, file)
      select new.id, file from questcity.pinned_files(new.content) file;
  end if;
  return null;
end $$`;

const guard = `
create or replace function questcity.guard_session_file() returns trigger language plpgsql as $$
declare
  sessions integer;
begin
  select count(*) into sessions from questcity.session_files where file = old.id;
  if sessions > 0 then
    perform questcity.refuse('files_in_play',
      format('This file is played with in %s running session(s): it can be %s once they have ended. %s',
        sessions, case when tg_op = 'DELETE' then 'deleted' else 'replaced' end,
        'Upload another one for those who start from now on'),
      'directus_files');
  end if;
  return case when tg_op = 'DELETE' then old else new end;
end $$`;

export const { up, down } = migration({
  needs: ['sessions', 'directus_files'],
  before: [
    // The foreign key is for a file that is deleted while a session starts.
    `create table if not exists questcity.session_files (
      session uuid not null references public.sessions (id) on delete cascade,
      file uuid not null constraint session_files_file references public.directus_files (id),
      primary key (session, file)
    )`,
    `comment on constraint session_files_file on questcity.session_files is
      'A file of this quest has been deleted, so it cannot be played as it is'`,
  ],
  functions: [pinned, hold, guard],
  indexes: [{ on: 'questcity.session_files', name: 'session_files_file', using: '(file)' }],
  triggers: [
    {
      on: 'sessions',
      name: 'sessions_files_held',
      when: 'after insert or update',
      call: 'questcity.hold_session_files()',
    },
    {
      on: 'directus_files',
      name: 'directus_files_kept',
      when: 'before delete',
      call: 'questcity.guard_session_file()',
    },
    // What replaces a file's contents names its storage again, and nothing else does.
    {
      on: 'directus_files',
      name: 'directus_files_not_replaced',
      when: 'before update of storage',
      call: 'questcity.guard_session_file()',
    },
  ],
  after: [
    `insert into questcity.session_files (session, file)
     select s.id, f.id
       from public.sessions s, questcity.pinned_files(s.content) file
       join public.directus_files f on f.id = file
      where s.status = 'active'
     on conflict do nothing`,
  ],
  undo: ['drop table if exists questcity.session_files'],
});
