/**
 * What the database works out about a quest by itself: rating, counts, where it starts, when it was
 * first published. Triggers keep these columns, and nobody writes them by hand.
 *
 * Loading very many rows: in one transaction `alter table … disable trigger user` for the tables
 * that are filled, load, `enable trigger user`, then `select questcity.recount()`, which works out
 * everything anew. Rows loaded so are not checked for completeness; to see what is incomplete:
 * `select id, questcity.quest_problem(id) from quests where status = 'published'`.
 */
import { migration } from './kit.ts';

/**
 * Guards the derived columns. Only an update made inside another trigger (depth above 1) or by
 * recount() may change them; a form that sends back what it read passes, since nothing changes. A
 * new quest, also one duplicated in the admin app with all its values, starts from nothing.
 */
const guard = `
create or replace function questcity.guard_quest() returns trigger language plpgsql as $$
declare
  changed text;
begin
  if tg_op = 'INSERT' then
    new.rating := null;
    new.reviews_count := 0;
    new.favorites_count := 0;
    new.sessions_count := 0;
    new.points_count := 0;
    new.start_latitude := null;
    new.start_longitude := null;
    new.published_at := case when new.status = 'published' then date_trunc('milliseconds', now()) end;
    return new;
  end if;
  if pg_trigger_depth() = 1 and current_setting('questcity.recount', true) is distinct from 'on' then
    changed := case
      when new.rating is distinct from old.rating then 'rating'
      when new.reviews_count is distinct from old.reviews_count then 'reviews_count'
      when new.favorites_count is distinct from old.favorites_count then 'favorites_count'
      when new.sessions_count is distinct from old.sessions_count then 'sessions_count'
      when new.points_count is distinct from old.points_count then 'points_count'
      when new.start_latitude is distinct from old.start_latitude then 'start_latitude'
      when new.start_longitude is distinct from old.start_longitude then 'start_longitude'
      when new.published_at is distinct from old.published_at then 'published_at'
    end;
    if changed is not null then
      perform questcity.refuse('quests_derived',
        changed || ' is worked out by itself and cannot be set: leave it out', 'quests', changed);
    end if;
  end if;
  if new.status = 'published' and new.published_at is null then
    -- Milliseconds, as JavaScript keeps them: else what was read could not be sent back unchanged.
    new.published_at := date_trunc('milliseconds', now());
  end if;
  return new;
end $$`;

/**
 * Takes the lock first and counts after it: each statement of this function sees what was committed
 * when it began, so the last of several concurrent reviewers counts all of them.
 */
const refreshRating = `
create or replace function questcity.refresh_rating(quest_id uuid) returns void language plpgsql as $$
begin
  perform from public.quests where id = quest_id for no key update;
  update public.quests q
     set rating = r.rating, reviews_count = r.reviews
    from (select round(avg(rating), 2) as rating, count(*)::int as reviews
            from public.reviews where quest = quest_id and status = 'published') r
   where q.id = quest_id;
end $$`;

const reviewChanged = `
create or replace function questcity.review_changed() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and (new.rating, new.status) = (old.rating, old.status) then
    return null;
  end if;
  perform questcity.refresh_rating(case when tg_op = 'DELETE' then old.quest else new.quest end);
  return null;
end $$`;

/** One trigger for the plain counts; its argument names the column of quests to move. */
const countChanged = `
create or replace function questcity.count_changed() returns trigger language plpgsql as $$
begin
  if tg_op <> 'INSERT' then
    execute format('update public.quests set %1$I = %1$I - 1 where id = $1', tg_argv[0])
      using old.quest;
  end if;
  if tg_op <> 'DELETE' then
    execute format('update public.quests set %1$I = %1$I + 1 where id = $1', tg_argv[0])
      using new.quest;
  end if;
  return null;
end $$`;

/**
 * The start is the lowest part of the first point. It is rounded to 3 decimals, some 110 m, so that
 * asking for distances from many positions cannot find the exact place before the quest is started.
 */
const questStart = `
create or replace function questcity.quest_start(
  quest_id uuid, out latitude double precision, out longitude double precision
) language sql stable as $$
  select round((location #>> '{coordinates,1}')::numeric, 3)::double precision,
         round((location #>> '{coordinates,0}')::numeric, 3)::double precision
    from public.places
   where point = (select id from public.points where quest = quest_id order by "order", id limit 1)
   order by part nulls last, id
   limit 1
$$`;

const refreshStart = `
create or replace function questcity.refresh_start(quest_id uuid) returns void language plpgsql as $$
begin
  perform from public.quests where id = quest_id for no key update;
  update public.quests q
     set start_latitude = s.latitude, start_longitude = s.longitude
    from questcity.quest_start(quest_id) s
   where q.id = quest_id
     and (q.start_latitude, q.start_longitude) is distinct from (s.latitude, s.longitude);
end $$`;

const pointChanged = `
create or replace function questcity.point_changed() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and new.quest = old.quest and new."order" = old."order" then
    return null;
  end if;
  if tg_op <> 'DELETE' then
    perform questcity.refresh_start(new.quest);
  end if;
  if tg_op = 'DELETE' or (tg_op = 'UPDATE' and old.quest is distinct from new.quest) then
    perform questcity.refresh_start(old.quest);
  end if;
  return null;
end $$`;

const placeChanged = `
create or replace function questcity.place_changed() returns trigger language plpgsql as $$
declare
  quest_id uuid;
begin
  if tg_op = 'UPDATE' and new.location::text = old.location::text
     and (new.point, new.part) is not distinct from (old.point, old.part) then
    return null;
  end if;
  for quest_id in
    select distinct quest from public.points
     where id in (case when tg_op <> 'DELETE' then new.point end,
                  case when tg_op <> 'INSERT' then old.point end)
     order by quest
  loop
    perform questcity.refresh_start(quest_id);
  end loop;
  return null;
end $$`;

/** Works out every derived column of every quest, after loading rows with the triggers off. */
const recount = `
create or replace function questcity.recount_quests() returns void language plpgsql as $$
begin
  -- Not by a SET of the function: only a superuser may attach one.
  perform set_config('questcity.recount', 'on', true);
  update public.quests q
     set rating = mean, reviews_count = reviews, favorites_count = favorites,
         sessions_count = sessions, points_count = points,
         start_latitude = latitude, start_longitude = longitude,
         published_at = case when q.status = 'published' then coalesce(q.published_at, date_trunc('milliseconds', now()))
                             else q.published_at end
    from (
      select quests.id, r.mean, coalesce(r.n, 0) as reviews,
             coalesce(f.n, 0) as favorites, coalesce(s.n, 0) as sessions, coalesce(p.n, 0) as points,
             start.latitude, start.longitude
        from public.quests
        left join (select quest, round(avg(rating), 2) as mean, count(*) as n from public.reviews
                    where status = 'published' group by quest) r on r.quest = quests.id
        left join (select quest, count(*) as n from public.favorites group by quest) f
          on f.quest = quests.id
        left join (select quest, count(*) as n from public.sessions group by quest) s
          on s.quest = quests.id
        left join (select quest, count(*) as n from public.points group by quest) p
          on p.quest = quests.id
        cross join lateral questcity.quest_start(quests.id) start
    ) found
   where found.id = q.id
     and (q.rating, q.reviews_count, q.favorites_count, q.sessions_count, q.points_count,
          q.start_latitude, q.start_longitude)
         is distinct from
         (mean, reviews, favorites, sessions, points, latitude, longitude);
  perform set_config('questcity.recount', 'off', true);
end $$`;

const counted = (on: string, column: string) => ({
  on,
  name: `${on}_counted`,
  when: 'after insert or delete or update of quest',
  call: `questcity.count_changed('${column}')`,
});

export const { up, down } = migration({
  needs: ['quests', 'points', 'places', 'reviews', 'favorites', 'sessions'],
  functions: [
    guard,
    refreshRating,
    reviewChanged,
    countChanged,
    questStart,
    refreshStart,
    pointChanged,
    placeChanged,
    recount,
  ],
  indexes: [
    // The mean of a quest's published reviews, read from the index alone.
    {
      on: 'reviews',
      name: 'reviews_published',
      using: `(quest) include (rating) where status = 'published'`,
    },
  ],
  triggers: [
    {
      on: 'quests',
      name: 'quests_derived',
      when: 'before insert or update',
      call: 'questcity.guard_quest()',
    },
    {
      on: 'reviews',
      name: 'reviews_rated',
      when: 'after insert or update or delete',
      call: 'questcity.review_changed()',
    },
    counted('favorites', 'favorites_count'),
    counted('sessions', 'sessions_count'),
    counted('points', 'points_count'),
    {
      on: 'points',
      name: 'points_start',
      when: 'after insert or update or delete',
      call: 'questcity.point_changed()',
    },
    {
      on: 'places',
      name: 'places_start',
      when: 'after insert or update or delete',
      call: 'questcity.place_changed()',
    },
  ],
  after: ['select questcity.recount_quests()'],
});
