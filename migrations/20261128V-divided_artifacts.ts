/** What is published in parts is an artifact: nothing else can be picked up part by part. */
import { questProblem as formerQuestProblem } from './20261122C-quest_publishing.ts';
import { migration } from './kit.ts';

const questProblem = `
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
      when p.divided and p.activity <> 'pick_up_artifact'
        then 'only an artifact can be divided: turn "divided" off'
      when p.places > 1 and p.activity <> 'pick_up_artifact'
        then 'keep only one place: several are for the parts of an artifact'
      when p.divided and p.places < 2 then 'a divided point needs at least two places: add one or turn "divided" off'
      when p.places > 1 and not coalesce(p.divided, false) then 'turn "divided" on or keep only one place'
      when p.places > 1 and p.numbered is not true then 'number the parts of the places 1 to ' || p.places
    end;
    if problem is not null then
      return format('Point %s "%s": %s', p."order", p.name, problem);
    end if;
  end loop;
  return null;
end $$`;

export const { up, down } = migration({
  needs: ['quests', 'points', 'places'],
  before: [questProblem],
  undo: [formerQuestProblem],
});
