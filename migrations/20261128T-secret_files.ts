/**
 * A file that a point needs to keep becomes public in no way: not as a cover or merch, not among the
 * players' pictures, and not while a running session has pinned it, whatever has become of its quest.
 */
import { CATALOGUE, filesKept, SECRETS } from './20261127S-files.ts';
import { migration } from './kit.ts';

const AVATARS = `'30000000-0000-4000-8000-000000000003'::uuid`;

/** Whether a file belongs to a point, now or in a running session, or to a mentor. */
const secret = `
create or replace function questcity.file_is_secret(wanted uuid) returns boolean language plpgsql stable as $$
begin
  return exists (select from public.points p where wanted in (p.file, p.reference_photo))
      or exists (select from public.quests q where q.mentor_preference = wanted)
      or exists (
        select from questcity.session_files h
          join public.sessions s on s.id = h.session,
               json_array_elements(s.content -> 'points') point
         where h.file = wanted
           and wanted::text in (point ->> 'file', point ->> 'reference_photo'));
end $$`;

/** Puts covers and merch where they belong; files of players stay where they are. */
const place = `
create or replace function questcity.place_files(files uuid[]) returns void language plpgsql as $$
begin
  perform from unnest(files) f where questcity.file_is_shown(f) and questcity.file_is_secret(f);
  if found then
    perform questcity.refuse('files_secret',
      'This file belongs to a point or a mentor: upload another one for what every player sees',
      'directus_files');
  end if;
  update public.directus_files f
     set folder = case when questcity.file_is_shown(f.id) then ${CATALOGUE} else ${SECRETS} end
   where f.id = any (files)
     and (f.folder is null or f.folder in (${CATALOGUE}, ${SECRETS}))
     and f.folder is distinct from
         case when questcity.file_is_shown(f.id) then ${CATALOGUE} else ${SECRETS} end;
end $$`;

/** For files of points and mentors. */
const hide = `
create or replace function questcity.hide_files(files uuid[]) returns void language plpgsql as $$
begin
  perform from unnest(files) f where questcity.file_is_shown(f);
  if found then
    perform questcity.refuse('files_secret',
      'This file is shown in the catalogue, where every player sees it: upload another one', 'directus_files');
  end if;
  perform from public.directus_files where id = any (files) and folder = ${AVATARS};
  if found then
    perform questcity.refuse('files_secret',
      'This file lies among the players'' pictures, which every player sees: upload another one',
      'directus_files');
  end if;
  update public.directus_files set folder = ${SECRETS}
   where id = any (files) and (folder is null or folder = ${CATALOGUE});
end $$`;

/** What is secret does not become public by being moved. */
const fileMoved = `
create or replace function questcity.guard_file_folder() returns trigger language plpgsql as $$
begin
  if new.folder is distinct from old.folder and new.folder in (${CATALOGUE}, ${AVATARS})
     and questcity.file_is_secret(new.id) then
    perform questcity.refuse('files_secret',
      'This file belongs to a point or a mentor, and every player sees this folder', 'directus_files');
  end if;
  return new;
end $$`;

export const { up, down } = migration({
  needs: ['points', 'quests', 'sessions', 'directus_files'],
  before: [secret, place, hide, fileMoved],
  undo: filesKept,
});
