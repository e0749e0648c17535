/** The SQL of the review queue. */
import {
  type Database,
  empty,
  exactText,
  limitOf,
  query,
  queryPrepared,
  sql,
} from '../kernel/database.ts';
import type { PinnedPoint } from './content.ts';
import type { ReasonCode } from './reasons.ts';
import type { SessionStatus } from './sessions.schema.ts';
import { POINTS, type PointRow } from './sessions.store.ts';

/** What was worked out about an attempt: see attempts.service.ts. */
export interface KeptProof {
  given?: string[];
  /** That the player said to have picked up. */
  part?: number;
  /** That lies at the place. */
  part_here?: number;
  distance?: number;
  score?: number;
}

/** What accepting an attempt depends on. */
export interface StandingRow {
  status: SessionStatus;
  cancelled_at: Date | null;
  /** Of the point in the session; null when it has none. */
  state: PointRow['state'] | null;
  parts: number[] | null;
  effect: 'arrived' | 'solved' | null;
  proof: KeptProof | null;
  reasons: (ReasonCode | string)[];
}

export interface QueueRow extends StandingRow {
  id: string;
  sort_value: string;
  created_at: Date;
  player: { id: string; username: string; avatar: string | null } | null;
  quest: string;
  name: string;
  session: string;
  started_at: Date;
  deadline: Date | null;
  point: PinnedPoint | null;
  latitude: number | null;
  longitude: number | null;
  accuracy: number | null;
  heading: number | null;
  captured_at: Date;
  mocked: boolean;
  file: string | null;
}

export interface QueuePage {
  quest?: string | undefined;
  after?: { created_at: string; id: string } | undefined;
  limit: number;
}

/** A page of the attempts that wait for a decision, the oldest first. */
export async function readQueue(
  database: Database,
  { quest, after, limit }: QueuePage,
): Promise<QueueRow[]> {
  const keyset = after
    ? sql`and (a.created_at, a.id) > (${after.created_at}::timestamptz, ${after.id}::uuid)`
    : empty;
  const of = quest ? sql`and s.quest = ${quest}` : empty;
  return queryPrepared<QueueRow>(
    database,
    sql`select a.id, ${exactText('a.created_at')} as sort_value, a.created_at,
               case when f.id is not null then json_build_object(
                 'id', f.id, 'username', f.username, 'avatar', f.avatar) end as player,
               s.quest, coalesce(s.content ->> 'name', q.name) as name, s.id as session, s.status,
               s.cancelled_at, s.started_at, s.deadline, p.state, p.parts, a.latitude, a.longitude, a.accuracy, a.heading,
               a.captured_at, a.mocked, a.file, a.proof, a.reasons, a.effect,
               (select one from json_array_elements(s.content -> 'points') one
                 where one ->> 'id' = a.point::text) as point
          from attempts a
          join sessions s on s.id = a.session
          join quests q on q.id = s.quest
          left join session_points p on p.session = a.session and p.point = a.point
          left join profiles f on f.id = a."user"
         where a.outcome = 'in_review' ${of} ${keyset}
         order by a.created_at, a.id
         limit ${limitOf(limit)}`,
  );
}

/** An attempt to be decided, with the points of its session. */
export interface DecidedRow {
  session: string;
  point: string;
  user: string | null;
  outcome: string;
  effect: 'arrived' | 'solved' | null;
  proof: KeptProof | null;
  reasons: (ReasonCode | string)[];
  created_at: Date;
  points: PointRow[];
}

/** The session and the point of an attempt. */
export async function readTargetOf(
  database: Database,
  attempt: string,
): Promise<{ session: string; point: string } | undefined> {
  const [row] = await query<{ session: string; point: string }>(
    database,
    sql`select session, point from attempts where id = ${attempt}::uuid`,
  );
  return row;
}

/** A position as it was recorded. */
export interface KeptFix {
  latitude: number | null;
  longitude: number | null;
  accuracy: number | null;
  captured_at: string;
}

/** What an attempt said about where its player was, and how its session stands. */
export interface MeasuredRow extends StandingRow {
  session: string;
  point: string;
  outcome: string;
  fix: KeptFix;
  /** The last position of the player in this session that was accepted before. */
  last: KeptFix | null;
}

/** An attempt's position, and the one to measure the speed from. */
export async function readMeasured(
  database: Database,
  attempt: string,
): Promise<MeasuredRow | undefined> {
  const [row] = await query<MeasuredRow>(
    database,
    sql`select a.session, a.point, a.outcome, a.proof, a.reasons, a.effect, s.status, s.cancelled_at,
               p.state, p.parts,
               (select to_json(fix) from (
                 select a.latitude, a.longitude, a.accuracy, a.captured_at) fix) as fix,
               (select to_json(last) from (
                 select latitude, longitude, accuracy, captured_at from attempts b
                  where b.session = a.session and b."user" = a."user" and b.id <> a.id
                    and b.outcome in ('arrived', 'solved') and b.captured_at < a.captured_at
                  order by b.captured_at desc limit 1) last) as last
          from attempts a
          join sessions s on s.id = a.session
          left join session_points p on p.session = a.session and p.point = a.point
         where a.id = ${attempt}::uuid`,
  );
  return row;
}

/** An attempt, for who holds its session's lock. */
export async function readAttempt(
  transaction: Database,
  attempt: string,
): Promise<DecidedRow | undefined> {
  const [row] = await query<DecidedRow>(
    transaction,
    sql`select a.session, a.point, a."user", a.outcome, a.effect, a.proof, a.reasons, a.created_at,
               coalesce(${POINTS}, '[]') as points
          from attempts a join sessions s on s.id = a.session
         where a.id = ${attempt}::uuid`,
  );
  return row;
}

export async function updateDecision(
  transaction: Database,
  attempt: string,
  decision: { outcome: string; by: string; at: Date; note: string | null },
): Promise<void> {
  const { outcome, by, at, note } = decision;
  await query(
    transaction,
    sql`update attempts
           set outcome = ${outcome}, decided_by = ${by}::uuid, decided_at = ${at}::timestamptz,
               note = ${note}
         where id = ${attempt}::uuid`,
  );
}
