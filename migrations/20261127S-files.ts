/**
 * Where files of quests lie follows from what they are used for: covers and merch are for everybody once
 * their quest has been published; files of points and mentors never are. What may be read follows from
 * the folder (snapshots/access.yaml).
 */
import { migration } from './kit.ts';

export const CATALOGUE = `'30000000-0000-4000-8000-000000000001'::uuid`;
export const SECRETS = `'30000000-0000-4000-8000-000000000002'::uuid`;

/** Whether the catalogue shows a file. */
const shown = `
create or replace function questcity.file_is_shown(wanted uuid) returns boolean language plpgsql stable as $$
begin
  return exists (select from public.quests q where q.image = wanted and q.published_at is not null)
      or exists (select from public.merch m join public.quests q on q.id = m.quest
                  where m.image = wanted and q.published_at is not null)
      or exists (select from public.categories c where c.image = wanted)
      or exists (select from public.tools t where t.image = wanted);
end $$`;

/** Whether a file belongs to a point or a mentor. */
const secret = `
create or replace function questcity.file_is_secret(wanted uuid) returns boolean language plpgsql stable as $$
begin
  return exists (select from public.points p where wanted in (p.file, p.reference_photo))
      or exists (select from public.quests q where q.mentor_preference = wanted);
end $$`;

/** Puts covers and merch where they belong; files of players stay where they are. */
const place = `
create or replace function questcity.place_files(files uuid[]) returns void language plpgsql as $$
begin
  update public.directus_files f
     set folder = case when questcity.file_is_shown(f.id) then ${CATALOGUE} else ${SECRETS} end
   where f.id = any (files)
     and (f.folder is null or f.folder in (${CATALOGUE}, ${SECRETS}))
     and f.folder is distinct from
         case when questcity.file_is_shown(f.id) then ${CATALOGUE} else ${SECRETS} end;
end $$`;

const questChanged = `
create or replace function questcity.place_quest_files() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' or new.image is distinct from old.image
     or new.published_at is distinct from old.published_at then
    perform questcity.place_files(array(
      select new.image where new.image is not null
      union select image from public.merch where quest = new.id and image is not null));
  end if;
  if new.mentor_preference is not null
     and (tg_op = 'INSERT' or new.mentor_preference is distinct from old.mentor_preference) then
    perform questcity.hide_files(array[new.mentor_preference]);
  end if;
  return null;
end $$`;

const merchChanged = `
create or replace function questcity.place_merch_files() returns trigger language plpgsql as $$
begin
  if new.image is not null then
    perform questcity.place_files(array[new.image]);
  end if;
  return null;
end $$`;

/** For files of points and mentors. */
const hide = `
create or replace function questcity.hide_files(files uuid[]) returns void language plpgsql as $$
declare
  taken uuid;
begin
  select f into taken from unnest(files) f where questcity.file_is_shown(f) limit 1;
  if found then
    perform questcity.refuse('files_secret',
      'This file is shown in the catalogue, where every player sees it: upload another one', 'directus_files');
  end if;
  update public.directus_files set folder = ${SECRETS}
   where id = any (files) and (folder is null or folder = ${CATALOGUE});
end $$`;

const pointChanged = `
create or replace function questcity.hide_point_files() returns trigger language plpgsql as $$
begin
  perform questcity.hide_files(array_remove(array[new.file, new.reference_photo], null));
  return null;
end $$`;

/** What is secret does not become public by being moved. */
const fileMoved = `
create or replace function questcity.guard_file_folder() returns trigger language plpgsql as $$
begin
  if new.folder is distinct from old.folder and new.folder = ${CATALOGUE}
     and not questcity.file_is_shown(new.id) and questcity.file_is_secret(new.id) then
    perform questcity.refuse('files_secret',
      'This file belongs to a point or a mentor, and every player sees this folder', 'directus_files');
  end if;
  return new;
end $$`;

/** The functions as this migration makes them, for one that replaces them and is taken back. */
export const filesKept = [secret, place, hide, fileMoved];

export const { up, down } = migration({
  needs: ['quests', 'points', 'merch', 'categories', 'tools', 'directus_files'],
  functions: [shown, secret, place, hide, questChanged, merchChanged, pointChanged, fileMoved],
  triggers: [
    {
      on: 'quests',
      name: 'quests_files_placed',
      when: 'after insert or update',
      call: 'questcity.place_quest_files()',
    },
    {
      on: 'merch',
      name: 'merch_files_placed',
      when: 'after insert or update',
      call: 'questcity.place_merch_files()',
    },
    {
      on: 'points',
      name: 'points_files_hidden',
      when: 'after insert or update',
      call: 'questcity.hide_point_files()',
    },
    {
      on: 'directus_files',
      name: 'directus_files_folder',
      when: 'before update',
      call: 'questcity.guard_file_folder()',
    },
  ],
  after: [
    `select questcity.place_files(array(
       select image from public.quests where image is not null
       union select image from public.merch where image is not null))`,
    `update public.directus_files set folder = ${SECRETS}
      where folder is not distinct from ${CATALOGUE}
        and not questcity.file_is_shown(id) and questcity.file_is_secret(id)`,
  ],
});
