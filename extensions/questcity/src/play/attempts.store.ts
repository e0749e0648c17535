/** The SQL of attempts: two statements for each, see docs/decisions/0023. */
import {
  type Database,
  empty,
  query,
  queryPrepared,
  raw,
  type Sql,
  sql,
} from '../kernel/database.ts';
import { ACCOUNT_LANGUAGE } from '../kernel/language.ts';
import type { Pinned } from './content.ts';
import type { Memory } from './memory.ts';
import type { SessionStatus } from './sessions.schema.ts';
import { POINTS, type PointRow } from './sessions.store.ts';

/** A session as an attempt finds it. */
export interface AttemptSession {
  /** Of the head; null when it has none yet. */
  revision: number | null;
  memory: Memory;
  language: string | null;
  role: 'owner' | 'member';
  status: SessionStatus;
  deadline: Date | null;
  ended_at: Date | null;
  cancelled_at: Date | null;
  extensions: number;
  rewarded_at: Date | null;
  points: PointRow[];
  /** The answer to the attempt with this client id, as JSON text, if there was one. */
  first: string | null;
}

/** The table of a session's attempts; its name is made by questcity.attempts_partition. */
function tableOf({ partition }: Pinned): Sql {
  if (!/^attempts_\d{4,6}_\d{2}$/.test(partition)) throw new Error(`No partition: ${partition}`);
  return raw(`questcity.${partition}`);
}

/** What a decision needs to know, all of one moment; undefined when the user is no member. */
export async function readAttemptSession(
  database: Database,
  pinned: Pinned,
  user: string,
  clientAttemptId: string,
): Promise<AttemptSession | undefined> {
  const [row] = await queryPrepared<AttemptSession>(
    database,
    sql`select h.revision, coalesce(h.memory, '{}') as memory, ${ACCOUNT_LANGUAGE} as language, m.role,
               s.status, s.deadline, s.ended_at, s.cancelled_at, s.extensions, s.rewarded_at,
               coalesce(${POINTS}, '[]') as points, a.response::text as first
          from session_members m
          join sessions s on s.id = m.session
          join directus_users u on u.id = m."user"
          left join questcity.session_heads h on h.session = m.session
          left join ${tableOf(pinned)} a
            on a.session = m.session and a.client_attempt_id = ${clientAttemptId}
         where m.session = ${pinned.session} and m."user" = ${user} and m.status = 'joined'`,
  );
  return row;
}

/** How many of a player's attempts at a point of a session wait for a manager. */
export async function countWaiting(
  database: Database,
  pinned: Pinned,
  user: string,
  point: string,
): Promise<number> {
  const [row] = await queryPrepared<{ waiting: number }>(
    database,
    sql`select count(*)::int as waiting from ${tableOf(pinned)}
         where session = ${pinned.session} and point = ${point} and "user" = ${user}
           and outcome = 'in_review'`,
  );
  return row?.waiting ?? 0;
}

/** Gives a session that was put into the database otherwise its head. */
export async function insertHead(database: Database, session: string): Promise<void> {
  await query(
    database,
    sql`insert into questcity.session_heads (session) values (${session}::uuid)
        on conflict do nothing`,
  );
}

/** Waits for its turn on a session, and keeps it until the transaction ends. */
export async function lockHead(transaction: Database, session: string): Promise<void> {
  await query(
    transaction,
    sql`select from questcity.session_heads where session = ${session}::uuid for no key update`,
  );
}

export interface NewAttempt {
  id: string;
  point: string;
  user: string;
  clientAttemptId: string;
  latitude: number;
  longitude: number;
  accuracy: number;
  heading: number | null;
  capturedAt: string;
  mocked: boolean;
  file: string | null;
  /** JSON. */
  proof: string;
  outcome: string;
  /** JSON. */
  reasons: string;
  effect: string | null;
  /** JSON. */
  response: string;
  createdAt: Date;
}

/** What an attempt leaves behind. */
export interface Writing {
  pinned: Pinned;
  /** The revision on which it was decided. */
  revision: number;
  memory: Memory;
  attempt: NewAttempt;
  /** Rows of points that change. */
  changed?: PointRow | undefined;
  opened?: PointRow | undefined;
}

/** Writes all of it, or nothing and false when the session has moved on since it was read. */
export async function writeAttempt(database: Database, writing: Writing): Promise<boolean> {
  const { pinned, revision, memory, attempt, changed, opened } = writing;
  const rows = await queryPrepared(
    database,
    sql`with head as (
          update questcity.session_heads
             set revision = revision + 1, memory = ${JSON.stringify(memory)}::jsonb
           where session = ${pinned.session} and revision = ${revision}
          returning session
        )${changed ? sql`, changed as (${updatePoint(changed)})` : empty}${
          opened ? sql`, opened as (${openPoint(opened)})` : empty
        }
        insert into ${tableOf(pinned)}
          (id, session, point, "user", client_attempt_id, latitude, longitude, accuracy, heading,
           captured_at, mocked, file, proof, outcome, reasons, effect, response, created_at)
        select ${attempt.id}::uuid, head.session, ${attempt.point}::uuid, ${attempt.user}::uuid,
               ${attempt.clientAttemptId}::uuid, ${attempt.latitude}::float8,
               ${attempt.longitude}::float8, ${attempt.accuracy}::float8, ${attempt.heading}::float8,
               ${attempt.capturedAt}::timestamptz, ${attempt.mocked}::boolean, ${attempt.file}::uuid,
               ${attempt.proof}::json, ${attempt.outcome}, ${attempt.reasons}::json,
               ${attempt.effect}, ${attempt.response}::json, ${attempt.createdAt}::timestamptz
          from head
        returning 1`,
  );
  return rows.length > 0;
}

function updatePoint({ id, state, arrived_at, solved_at, solved_by, parts }: PointRow): Sql {
  return sql`
          update session_points p
             set state = ${state}, arrived_at = ${arrived_at}::timestamptz,
                 solved_at = ${solved_at}::timestamptz, solved_by = ${solved_by}::uuid,
                 parts = ${parts && JSON.stringify(parts)}::json
            from head where p.id = ${id}`;
}

function openPoint({ id }: PointRow): Sql {
  return sql`
          update session_points p set state = 'available' from head where p.id = ${id}`;
}

/** Writes the states of points, for who holds the session's lock. */
export async function writePoints(
  transaction: Database,
  session: string,
  rows: readonly PointRow[],
): Promise<void> {
  for (const row of rows) {
    const change = row.state === 'available' ? openPoint(row) : updatePoint(row);
    await query(transaction, sql`with head as (select ${session}::uuid) ${change}`);
  }
}

/** Makes the tables of this month's and the next month's attempts, where they are missing. */
export async function makePartitions(database: Database): Promise<void> {
  await query(
    database,
    sql`select questcity.attempts_partition(now()),
               questcity.attempts_partition(now() + interval '1 month')`,
  );
}
