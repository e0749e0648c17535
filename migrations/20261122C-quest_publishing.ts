/**
 * A published quest is complete: it can be played from the first point to the last. A draft may be
 * anything the row rules allow.
 *
 * These rules look at a quest with all its points and places, so they run at commit. Directus saves
 * a quest first and its points and places after it, in one transaction; anything earlier would
 * refuse every nested save.
 */
import { migration } from './kit.ts';

/** What keeps a quest from being published, as a sentence that says what to do; null when nothing. */
export const questProblem = `
create or replace function questcity.quest_problem(quest_id uuid) returns text
language plpgsql stable as $$
declare
  p record;
  problem text;
begin
  if not exists (select from public.points where quest = quest_id) then
    return 'Add at least one point before publishing the quest';
  end if;
  for p in
    select points.*, found.places, found.numbered
      from public.points
      cross join lateral (
        select count(*) as places,
               -- parts 1..n without gaps or doubles
               count(distinct part) = count(*) and max(part) = count(*) as numbered
          from public.places where point = points.id
      ) found
     where points.quest = quest_id
     order by points."order", points.id
  loop
    problem := case
      when p.places = 0 then 'add a place'
      when p.activity is null then 'choose an activity'
      when p.activity = 'take_photo' and p.photo_kind is null then 'choose the kind of photo'
      when p.activity = 'take_photo' and p.photo_kind = 'photo_matching' and p.reference_photo is null
        then 'add the reference photo'
      when p.activity = 'take_photo' and p.photo_kind = 'direction_check'
        and (p.heading is null or p.heading_tolerance is null)
        then 'enter the heading and its tolerance'
      when p.activity = 'download_file' and p.file is null then 'add the file to download'
      when p.activity = 'pick_up_artifact' and p.file is null then 'add the file of the artifact'
      when p.activity = 'scan_qr' and coalesce(p.qr_secret, '') = '' then 'enter the secret of the QR code'
      when p.activity = 'enter_code' and coalesce(p.code, '') = '' then 'enter the code'
      when p.activity = 'enter_word' and coalesce(p.word, '') = '' then 'enter the word'
      when p.divided and p.places < 2 then 'a divided point needs at least two places: add one or turn "divided" off'
      when p.places > 1 and not coalesce(p.divided, false) then 'turn "divided" on or keep only one place'
      when p.places > 1 and p.file is null then 'a point with several places needs the file that is divided'
      when p.places > 1 and p.numbered is not true then 'number the parts of the places 1 to ' || p.places
    end;
    if problem is not null then
      return format('Point %s "%s": %s', p."order", p.name, problem);
    end if;
  end loop;
  return null;
end $$`;

/**
 * The lock on the quest makes two transactions that each remove "the other" last point take turns;
 * the second then sees what the first has done.
 */
const requireComplete = `
create or replace function questcity.require_complete(quest_id uuid) returns void
language plpgsql as $$
declare
  quest_status text;
  problem text;
begin
  select status into quest_status from public.quests where id = quest_id for no key update;
  if quest_status = 'published' then
    problem := questcity.quest_problem(quest_id);
    if problem is not null then
      perform questcity.refuse('quests_complete', problem, 'quests', 'status');
    end if;
  end if;
end $$`;

const checkQuest = `
create or replace function questcity.check_quest_complete() returns trigger language plpgsql as $$
begin
  if new.status = 'published' and (tg_op = 'INSERT' or old.status <> 'published') then
    perform questcity.require_complete(new.id);
  end if;
  return null;
end $$`;

const checkPoint = `
create or replace function questcity.check_point_complete() returns trigger language plpgsql as $$
begin
  if tg_op <> 'DELETE' then
    perform questcity.require_complete(new.quest);
  end if;
  if tg_op = 'DELETE' or (tg_op = 'UPDATE' and old.quest is distinct from new.quest) then
    perform questcity.require_complete(old.quest);
  end if;
  return null;
end $$`;

/**
 * A point has at most three places, in drafts too. Counted at commit, because Directus adds the new
 * places of a nested save before it deletes the removed ones.
 */
const checkPlace = `
create or replace function questcity.check_places() returns trigger language plpgsql as $$
declare
  point_id uuid;
  quest_id uuid;
begin
  foreach point_id in array
    case tg_op when 'INSERT' then array[new.point]
               when 'DELETE' then array[old.point]
               else array[new.point, old.point] end
  loop
    select quest into quest_id from public.points where id = point_id;
    if found then -- else the point was deleted with its places
      -- Always the quest's lock, never the point's: one order of locks, no deadlock.
      perform from public.quests where id = quest_id for no key update;
      if (select count(*) from public.places where point = point_id) > 3 then
        perform questcity.refuse('places_at_most_three',
          'A point has at most three places: remove one', 'points', 'places');
      end if;
      perform questcity.require_complete(quest_id);
    end if;
  end loop;
  return null;
end $$`;

export const { up, down } = migration({
  needs: ['quests', 'points', 'places'],
  functions: [questProblem, requireComplete, checkQuest, checkPoint, checkPlace],
  triggers: [
    {
      on: 'quests',
      name: 'quests_complete',
      when: 'after insert or update',
      call: 'questcity.check_quest_complete()',
      deferred: true,
    },
    {
      on: 'points',
      name: 'points_complete',
      when: 'after insert or update or delete',
      call: 'questcity.check_point_complete()',
      deferred: true,
    },
    {
      on: 'places',
      name: 'places_complete',
      when: 'after insert or update or delete',
      call: 'questcity.check_places()',
      deferred: true,
    },
  ],
});
