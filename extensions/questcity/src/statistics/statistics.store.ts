/** How quests are played, counted from sessions, their points and attempts; nothing is written. */
import { type Database, query, type Sql, sql } from '../kernel/database.ts';
import type { PointStatistics, SessionStatistics } from './statistics.schema.ts';

export interface Played {
  quest: string;
  /** Only sessions started from here on. */
  since: Date | null;
}

const sessionsOf = ({ quest, since }: Played): Sql => sql`
  select id, status, started_at, ended_at, content
    from sessions
   where quest = ${quest} and (${since}::timestamptz is null or started_at >= ${since})`;

/** Nothing when there is no such quest. */
export async function readSessions(
  database: Database,
  played: Played,
): Promise<SessionStatistics | undefined> {
  const [row] = await query<SessionStatistics>(
    database,
    sql`with played as (${sessionsOf(played)})
        select count(p.id)::int as started,
               count(p.id) filter (where p.status = 'active')::int as active,
               count(p.id) filter (where p.status = 'completed')::int as completed,
               count(p.id) filter (where p.status = 'abandoned')::int as abandoned,
               count(p.id) filter (where p.status = 'expired')::int as expired,
               (select count(distinct m."user")::int
                  from played s join session_members m on m.session = s.id
                 where m.joined_at is not null) as players,
               ${durationOf(sql`p.ended_at - p.started_at`, sql`p.status = 'completed'`)} as duration
          from quests q left join played p on true
         where q.id = ${played.quest}
         group by q.id`,
  );
  return row;
}

/**
 * Every point of the quest, and those that its sessions have and the quest no longer. A point is
 * opened when the one before it is solved, the first with the session.
 */
export async function readPoints(database: Database, played: Played): Promise<PointStatistics[]> {
  return query<PointStatistics>(
    database,
    sql`with played as materialized (${sessionsOf(played)}),
        steps as (
          select sp.*, p.status,
                 lag(sp.solved_at, 1, p.started_at) over (
                   partition by sp.session order by sp."order") as opened_at
            from played p join session_points sp on sp.session = p.id
        ),
        walked as (
          select point, max("order") as "order",
                 count(*) filter (where state <> 'locked')::int as started,
                 count(*) filter (where state in ('arrived', 'solved'))::int as arrived,
                 count(*) filter (where state = 'solved')::int as solved,
                 count(*) filter (where state in ('available', 'arrived')
                                    and status in ('abandoned', 'expired'))::int as gave_up,
                 ${durationOf(sql`solved_at - opened_at`, sql`solved_at >= opened_at`)} as duration
            from steps group by point
        ),
        outcomes as (
          select a.point, a.outcome, a.reasons::jsonb as reasons, count(*)::int as count
            from played p join attempts a on a.session = p.id
           group by 1, 2, 3
        ),
        tried as (
          select point, sum(count)::int as attempts,
                 coalesce(sum(count) filter (where outcome = 'rejected'), 0)::int as refused,
                 coalesce(sum(count) filter (where outcome = 'in_review'), 0)::int as in_review
            from outcomes group by point
        ),
        refusals as (
          select point, jsonb_agg(jsonb_build_object('reason', reason, 'count', count)
                                  order by count desc, reason) as refusals
            from (select point, coalesce(each ->> 'code', each #>> '{}') as reason,
                         sum(count)::int as count
                    from outcomes, jsonb_array_elements(reasons) as each
                   where outcome = 'rejected' and jsonb_typeof(reasons) = 'array'
                   group by 1, 2) counted
           group by point
        )
        select coalesce(q.id, w.point) as point, coalesce(q."order", w."order") as "order",
               coalesce(q.name, (
                 select named ->> 'name'
                   from played s, json_array_elements(s.content -> 'points') named
                  where named ->> 'id' = w.point::text
                  order by s.started_at desc limit 1)) as name,
               q.id is not null as in_quest,
               coalesce(w.started, 0) as started, coalesce(w.arrived, 0) as arrived,
               coalesce(w.solved, 0) as solved, coalesce(w.gave_up, 0) as gave_up, w.duration,
               coalesce(t.attempts, 0) as attempts, coalesce(t.refused, 0) as refused,
               coalesce(t.in_review, 0) as in_review, coalesce(r.refusals, '[]') as refusals
          from (select * from points where quest = ${played.quest}) q
          full join walked w on w.point = q.id
          left join tried t on t.point = coalesce(q.id, w.point)
          left join refusals r on r.point = coalesce(q.id, w.point)
         order by in_quest desc, "order", point`,
  );
}

/** Median and 90th percentile of an interval in seconds; null when no row counts. */
function durationOf(interval: Sql, when: Sql): Sql {
  const percentile = (share: number) => sql`percentile_cont(${share}::float8) within group (
    order by extract(epoch from ${interval})::float8) filter (where ${when})`;
  return sql`case when count(*) filter (where ${when}) > 0
    then json_build_object('median', ${percentile(0.5)}, 'p90', ${percentile(0.9)}) end`;
}
