/** The SQL of sessions, their members and the states of their points. */
import {
  type Database,
  empty,
  exactText,
  limitOf,
  query,
  queryPrepared,
  raw,
  type Sql,
  sql,
} from '../kernel/database.ts';
import type { SessionStatus } from './sessions.schema.ts';

/** A session as one of its members sees it, without its points. */
export interface CardRow {
  id: string;
  quest: string;
  name: string;
  image: string | null;
  status: SessionStatus;
  role: 'owner' | 'member';
  membership: 'joined' | 'invited';
  started_at: Date;
  deadline: Date | null;
  ended_at: Date | null;
  cancelled_at: Date | null;
  extensions: number;
  pay_extra: number;
  reward: number;
  rewarded_at: Date | null;
  solved: number;
  total: number;
}

export interface MemberRow {
  user: string;
  username: string;
  full_name: string | null;
  avatar: string | null;
  role: 'owner' | 'member';
  status: 'joined' | 'invited';
  joined_at: string | null;
}

/** The state of one point; times as PostgreSQL's JSON has them. */
export interface PointRow {
  id: string;
  point: string;
  order: number;
  state: 'locked' | 'available' | 'arrived' | 'solved';
  arrived_at: string | null;
  solved_at: string | null;
  solved_by: string | null;
  parts: number[] | null;
}

export interface DetailRow extends CardRow {
  group_size: number;
  members: MemberRow[];
  points: PointRow[];
}

/** What a session was made from. */
export interface NewSession {
  cost: number;
  deadline: Date | null;
  subscription_only: boolean;
}

/**
 * The quest as it is now, to be pinned; see docs/decisions/0023. A thing with a random occurrence
 * radius gets its spot here: anywhere in the circle, each square metre as likely as another.
 */
const CONTENT = raw(`json_build_object(
  'id', q.id, 'name', q.name, 'description', q.description, 'image', q.image,
  'category', q.category, 'city', q.city, 'group_size', q.group_size, 'level', q.level,
  'mileage', q.mileage, 'timeframe', q.timeframe, 'cost', q.cost, 'reward', q.reward,
  'pay_extra', q.pay_extra, 'auto_accrual', q.auto_accrual,
  'subscription_only', q.subscription_only,
  'vehicle', (select json_build_object('id', v.id, 'name', v.name, 'top_speed_kmh', v.top_speed_kmh)
                from vehicles v where v.id = q.vehicle),
  'points', (
    select json_agg(json_build_object(
        'id', p.id, 'order', p."order", 'name', p.name, 'description', p.description,
        'activity', p.activity, 'photo_kind', p.photo_kind, 'reference_photo', p.reference_photo,
        'heading', p.heading, 'heading_tolerance', p.heading_tolerance,
        'code', p.code, 'word', p.word, 'qr_secret', p.qr_secret,
        'file', p.file, 'divided', p.divided,
        'tool', (select json_build_object('id', t.id, 'name', t.name, 'reveals', t.reveals,
                                          'range_m', t.range_m)
                   from tools t where t.id = p.tool),
        'places', (
          select json_agg(json_build_object(
              'id', l.id, 'location', l.location, 'detection_radius', l.detection_radius,
              'interaction_inaccuracy', l.interaction_inaccuracy,
              'random_occurrence_radius', l.random_occurrence_radius,
              'height', l.height, 'part', l.part,
              'spot', case when l.random_occurrence_radius is not null then (
                select json_build_object('type', 'Point', 'coordinates', json_build_array(
                    lon + degrees(metres * sin(angle) / (6371008.8 * greatest(cos(radians(lat)), 0.01))),
                    lat + degrees(metres * cos(angle) / 6371008.8)))
                  from (select (l.location #>> '{coordinates,0}')::float8 as lon,
                               (l.location #>> '{coordinates,1}')::float8 as lat,
                               2 * pi() * random() as angle,
                               l.random_occurrence_radius * sqrt(random()) as metres) here
              ) end
            ) order by l.part nulls last, l.id)
            from places l where l.point = p.id)
      ) order by p."order", p.id)
      from points p where p.quest = q.id)
)`);

/** Starts a session of a published quest; undefined when there is none. */
export async function insertSession(
  database: Database,
  { id, quest, owner, now }: { id: string; quest: string; owner: string; now: Date },
): Promise<NewSession | undefined> {
  const [row] = await query<NewSession>(
    database,
    sql`insert into sessions (id, quest, owner, status, started_at, deadline, cost, content)
        select ${id}::uuid, q.id, ${owner}::uuid, 'active', ${now}::timestamptz,
               ${now}::timestamptz + make_interval(hours => q.timeframe), q.cost, ${CONTENT}
          from quests q where q.id = ${quest} and q.status = 'published'
        returning cost, deadline, (content ->> 'subscription_only')::boolean as subscription_only`,
  );
  return row;
}

/**
 * The owner, the points (the first one open) and the head of a session that was just inserted. The head
 * takes on the owner's wrong answers of the session before: starting again gives no new guesses.
 */
export async function insertBeginnings(
  database: Database,
  session: string,
  owner: string,
  now: Date,
): Promise<void> {
  await query(
    database,
    sql`with head as (
          insert into questcity.session_heads (session, memory)
          select ${session}::uuid, coalesce((
            select jsonb_build_object('wrong', h.memory -> 'wrong')
              from session_members m
              join sessions s on s.quest = m.quest and s.id = ${session}::uuid
              join questcity.session_heads h on h.session = m.session and h.memory -> 'wrong' is not null
             where m."user" = ${owner}::uuid
             order by m.session desc limit 1), '{}')
        ), owner as (
          insert into session_members (id, session, "user", role, status, joined_at, created_at)
          values (gen_random_uuid(), ${session}::uuid, ${owner}::uuid, 'owner', 'joined',
                  ${now}::timestamptz, ${now}::timestamptz)
        ), points as (
          insert into session_points (id, session, point, "order", state)
          select gen_random_uuid(), s.id, (p ->> 'id')::uuid, (p ->> 'order')::int,
                 case when place = 1 then 'available' else 'locked' end
            from sessions s,
                 json_array_elements(s.content -> 'points') with ordinality as points (p, place)
           where s.id = ${session}::uuid
        )
        select questcity.attempts_partition(${now}::timestamptz)`,
  );
}

/** What is pinned in a session, and where its attempts are. */
export async function readContent(
  database: Database,
  session: string,
): Promise<{ quest: string; started_at: Date; partition: string; content: unknown } | undefined> {
  const [row] = await queryPrepared<{
    quest: string;
    started_at: Date;
    partition: string;
    content: unknown;
  }>(
    database,
    sql`select quest, started_at, content, questcity.attempts_partition(started_at) as partition
          from sessions where id = ${session}`,
  );
  return row;
}

const CARD_FIELDS = raw(`
  s.id, s.quest, coalesce(c.name, q.name) as name, coalesce(c.image, q.image) as image, s.status,
  m.role, m.status as membership, s.started_at, s.deadline, s.ended_at, s.cancelled_at, s.extensions,
  coalesce(c.pay_extra, 0) as pay_extra, coalesce(c.reward, 0) as reward, s.rewarded_at,
  progress.solved, progress.total`);

const CARD_JOINS = raw(`
  join sessions s on s.id = m.session
  join quests q on q.id = s.quest
  cross join lateral json_to_record(s.content)
    as c (name text, image uuid, group_size int, pay_extra int, reward int)
  cross join lateral (
    select count(*) filter (where state = 'solved')::int as solved, count(*)::int as total
      from session_points where session = s.id
  ) progress`);

export interface CardPage {
  user: string;
  now: Date;
  status?: SessionStatus;
  after?: { started_at: string; id: string };
  limit: number;
}

/** A page of the user's sessions, joined and invited to, the newest first. */
export async function readCards(
  database: Database,
  { user, now, status, after, limit }: CardPage,
): Promise<(CardRow & { sort_value: string })[]> {
  const keyset = after
    ? sql`and (s.started_at, s.id) < (${after.started_at}::timestamptz, ${after.id}::uuid)`
    : empty;
  const chosen = status ? sql`and ${statusAt(now)} = ${status}` : empty;
  return queryPrepared(
    database,
    sql`select ${CARD_FIELDS}, ${exactText('s.started_at')} as sort_value
          from session_members m ${CARD_JOINS}
         where m."user" = ${user} and m.status in ('joined', 'invited') ${chosen} ${keyset}
         order by s.started_at desc, s.id desc
         limit ${limitOf(limit)}`,
  );
}

/** A session is over at its deadline, whether the job that says so has run or not. */
function statusAt(now: Date): Sql {
  return sql`case when s.status = 'active' and s.deadline <= ${now}::timestamptz
                  then 'expired' else s.status end`;
}

/** All states of a session's points, in order. */
export const POINTS = raw(`(
  select json_agg(json_build_object(
      'id', p.id, 'point', p.point, 'order', p."order", 'state', p.state,
      'arrived_at', p.arrived_at, 'solved_at', p.solved_at, 'solved_by', p.solved_by,
      'parts', p.parts) order by p."order")
    from session_points p where p.session = s.id)`);

/** A session as a member, joined or invited, sees it; undefined for everybody else. */
export async function readDetail(
  database: Database,
  session: string,
  user: string,
): Promise<DetailRow | undefined> {
  const [row] = await queryPrepared<DetailRow>(
    database,
    sql`select ${CARD_FIELDS}, coalesce(c.group_size, q.group_size) as group_size,
               coalesce(${POINTS}, '[]') as points,
               (select json_agg(json_build_object(
                    'user', o."user", 'username', f.username, 'full_name', f.full_name,
                    'avatar', f.avatar, 'role', o.role, 'status', o.status,
                    'joined_at', o.joined_at) order by o.created_at, o.id)
                  from session_members o join profiles f on f.id = o."user"
                 where o.session = s.id and o.status in ('joined', 'invited')) as members
          from session_members m ${CARD_JOINS}
         where m.session = ${session} and m."user" = ${user}
           and m.status in ('joined', 'invited')`,
  );
  return row;
}

/** The state of one point, for a member who has joined. */
export async function readPointState(
  database: Database,
  session: string,
  user: string,
  point: string,
): Promise<PointRow | undefined> {
  const [row] = await queryPrepared<PointRow>(
    database,
    sql`select p.id, p.point, p."order", p.state, p.arrived_at::text, p.solved_at::text,
               p.solved_by, p.parts
          from session_points p
          join session_members m on m.session = p.session
         where p.session = ${session} and p.point = ${point}
           and m."user" = ${user} and m.status = 'joined'`,
  );
  return row;
}

/** What a command needs to know of a session whose head it has locked. */
export interface LockedSession {
  quest: string;
  owner: string | null;
  status: SessionStatus;
  deadline: Date | null;
  started_at: Date;
  extensions: number;
  cost: number;
  rewarded_at: Date | null;
  cancelled_at: Date | null;
  timeframe: number | null;
  pay_extra: number;
  reward: number;
  group_size: number;
}

/**
 * Locks a session until the transaction ends: every command on a session takes this lock first.
 * Whatever was decided on the session as it was before will find that it has changed.
 */
export async function lockSession(
  transaction: Database,
  session: string,
): Promise<LockedSession | undefined> {
  await query(
    transaction,
    sql`insert into questcity.session_heads (session)
        select id from sessions where id = ${session}::uuid
        on conflict (session) do update set revision = session_heads.revision + 1`,
  );
  // A statement of its own, which sees what whoever held the lock before has done.
  const [row] = await query<LockedSession>(
    transaction,
    sql`select s.quest, s.owner, s.status, s.deadline, s.started_at, s.extensions, s.cost,
               s.rewarded_at, s.cancelled_at, c.timeframe,
               coalesce(c.pay_extra, 0) as pay_extra, coalesce(c.reward, 0) as reward,
               coalesce(c.group_size, q.group_size) as group_size
          from sessions s join quests q on q.id = s.quest
          cross join lateral json_to_record(s.content)
            as c (timeframe int, pay_extra int, reward int, group_size int)
         where s.id = ${session}::uuid`,
  );
  return row;
}

/** Ends a session, or makes an expired one active again. */
export async function updateStatus(
  transaction: Database,
  session: string,
  change: { status: SessionStatus; endedAt: Date | null; deadline?: Date; extensions?: number },
): Promise<void> {
  const { status, endedAt, deadline, extensions } = change;
  await query(
    transaction,
    sql`update sessions
           set status = ${status}, ended_at = ${endedAt}::timestamptz,
               deadline = coalesce(${deadline ?? null}::timestamptz, deadline),
               extensions = coalesce(${extensions ?? null}::int, extensions)
         where id = ${session}::uuid`,
  );
}

export async function setRewarded(
  transaction: Database,
  session: string,
  now: Date,
  by: string | null,
): Promise<void> {
  await query(
    transaction,
    sql`update sessions set rewarded_at = ${now}::timestamptz, rewarded_by = ${by}::uuid
         where id = ${session}::uuid`,
  );
}

export async function setCancelled(
  transaction: Database,
  session: string,
  { now, by, note }: { now: Date; by: string; note: string | null },
): Promise<void> {
  await query(
    transaction,
    sql`update sessions
           set cancelled_at = ${now}::timestamptz, cancelled_by = ${by}::uuid, note = ${note}
         where id = ${session}::uuid`,
  );
}

/** Players who are in the session now, in the order in which wallets are locked. */
export async function readJoined(transaction: Database, session: string): Promise<string[]> {
  const rows = await query<{ user: string }>(
    transaction,
    sql`select "user" from session_members
         where session = ${session}::uuid and status = 'joined' order by "user"`,
  );
  return rows.map(({ user }) => user);
}

/** Sessions whose time is over and which do not say so yet: all, or those of one player and quest. */
export async function readDue(
  database: Database,
  now: Date,
  of?: { user: string; quest: string },
): Promise<string[]> {
  const whose = of
    ? sql`and exists (select from session_members m
                       where m.session = s.id and m."user" = ${of.user} and m.quest = ${of.quest}
                         and m.active)`
    : empty;
  const rows = await query<{ id: string }>(
    database,
    sql`select s.id from sessions s
         where s.status = 'active' and s.deadline <= ${now}::timestamptz ${whose}
         order by s.deadline, s.id limit 1000`,
  );
  return rows.map(({ id }) => id);
}
