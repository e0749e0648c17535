/** The SQL of what managers decide about whole sessions. */
import { type Database, empty, limitOf, queryPrepared, raw, sql } from '../kernel/database.ts';
import type { Attempts, RewardItem, SessionReport } from './rewards.schema.ts';
import type { SessionStatus } from './sessions.schema.ts';

interface SummaryRow {
  id: string;
  quest: string;
  name: string;
  started_at: Date;
  attempts: Attempts;
  reward: number;
}

export interface RewardRow extends SummaryRow {
  sort_value: string;
  completed_at: Date;
  players: RewardItem['players'];
}

export interface RewardPage {
  quest?: string | undefined;
  after?: { completed_at: string; id: string } | undefined;
  limit: number;
}

const SUMMARY = raw(`
  s.id, s.quest, coalesce(c.name, q.name) as name, s.started_at, coalesce(c.reward, 0) as reward,
  json_build_object(
    'total', tried.total, 'in_review', tried.in_review, 'rejected', tried.rejected,
    'reasons', coalesce((
      select json_agg(json_build_object('reason', reason, 'count', count)
                      order by count desc, reason)
        from (select coalesce(each ->> 'code', each #>> '{}') as reason, count(*)::int as count
                from attempts a, json_array_elements(a.reasons) each
               where a.session = s.id and a.outcome in ('in_review', 'rejected')
               group by 1) counted), '[]')) as attempts`);

const JOINS = raw(`
  join quests q on q.id = s.quest
  cross join lateral json_to_record(s.content)
    as c (name text, reward int, pay_extra int, auto_accrual boolean)
  cross join lateral (
    select count(*)::int as total,
           count(*) filter (where a.outcome = 'in_review')::int as in_review,
           count(*) filter (where a.outcome = 'rejected')::int as rejected
      from attempts a where a.session = s.id
  ) tried`);

/** As in the index sessions_reward_waits. */
const COMPLETED_AT = raw('coalesce(s.ended_at, s.started_at)');

/** A page of the completed sessions whose reward waits, the first completed first. */
export async function readRewardQueue(
  database: Database,
  { quest, after, limit }: RewardPage,
): Promise<RewardRow[]> {
  const keyset = after
    ? sql`and (${COMPLETED_AT}, s.id) > (${after.completed_at}::timestamptz, ${after.id}::uuid)`
    : empty;
  const of = quest ? sql`and s.quest = ${quest}` : empty;
  // The page first: of its sessions alone attempts are counted.
  return queryPrepared<RewardRow>(
    database,
    sql`with page as materialized (
          select s.* from sessions s
           where s.status = 'completed' and s.rewarded_at is null and s.cancelled_at is null
                 ${of} ${keyset}
           order by ${COMPLETED_AT}, s.id
           limit ${limitOf(limit)}
        )
        select ${SUMMARY}, ${COMPLETED_AT} as completed_at,
               to_json(${COMPLETED_AT}) #>> '{}' as sort_value,
               coalesce((
                 select json_agg(json_build_object(
                     'id', f.id, 'username', f.username, 'avatar', f.avatar, 'role', m.role)
                     order by m.role = 'owner' desc, m.created_at, m.id)
                   from session_members m join profiles f on f.id = m."user"
                  where m.session = s.id and m.status = 'joined'), '[]') as players
          from page s ${JOINS}
         order by ${COMPLETED_AT}, s.id`,
  );
}

export interface ReportRow extends SummaryRow {
  status: SessionStatus;
  deadline: Date | null;
  ended_at: Date | null;
  auto_accrual: boolean;
  rewarded_at: Date | null;
  rewarded_by: { id: string; username: string } | null;
  cancelled_at: Date | null;
  cancelled_by: { id: string; username: string } | null;
  note: string | null;
  owner: string | null;
  cost: number;
  extensions: number;
  pay_extra: number;
  /** Times in these three as PostgreSQL's JSON has them. */
  points: SessionReport['points'];
  members: SessionReport['members'];
  entries: SessionReport['entries'];
}

/** A session as managers see it; undefined when there is none. */
export async function readReport(
  database: Database,
  session: string,
): Promise<ReportRow | undefined> {
  const account = (column: string) =>
    raw(`(select json_build_object('id', f.id, 'username', f.username)
            from profiles f where f.id = ${column})`);
  const [row] = await queryPrepared<ReportRow>(
    database,
    sql`select ${SUMMARY}, s.status, s.deadline, s.ended_at,
               coalesce(c.auto_accrual, true) as auto_accrual,
               s.rewarded_at, ${account('s.rewarded_by')} as rewarded_by,
               s.cancelled_at, ${account('s.cancelled_by')} as cancelled_by, s.note,
               s.owner, s.cost, s.extensions, coalesce(c.pay_extra, 0) as pay_extra,
               coalesce((
                 select json_agg(json_build_object(
                     'id', p.point, 'order', p."order", 'name', coalesce(pinned.name, ''),
                     'state', p.state, 'arrived_at', p.arrived_at, 'solved_at', p.solved_at,
                     'solved_by', ${account('p.solved_by')}) order by p."order")
                   from session_points p
                   left join lateral (
                     select one ->> 'name' as name from json_array_elements(s.content -> 'points') one
                      where one ->> 'id' = p.point::text) pinned on true
                  where p.session = s.id), '[]') as points,
               coalesce((
                 select json_agg(json_build_object(
                     'id', f.id, 'username', f.username, 'avatar', f.avatar, 'role', m.role,
                     'status', m.status, 'joined_at', m.joined_at)
                     order by m.role = 'owner' desc, m.created_at, m.id)
                   from session_members m join profiles f on f.id = m."user"
                  where m.session = s.id), '[]') as members,
               coalesce((
                 select json_agg(json_build_object(
                     'id', e.id, 'user', ${account('e."user"')}, 'kind', e.kind,
                     'amount', e.amount, 'created_at', e.created_at)
                     order by e.created_at, e.id)
                   from ledger_entries e where e.session = s.id), '[]') as entries
          from sessions s ${JOINS}
         where s.id = ${session}`,
  );
  return row;
}
