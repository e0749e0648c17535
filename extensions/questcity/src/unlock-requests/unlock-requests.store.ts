/** The SQL of unlock requests. Approving unlocks by a rule of the database: …LA-locking.ts. */
import {
  type Database,
  empty,
  exactText,
  limitOf,
  query,
  sql,
  utcText,
} from '../kernel/database.ts';
import { PLAYER_CARD } from '../users/player-card.ts';
import type { Decision, UnlockRequestForm } from './unlock-requests.schema.ts';

/** Adds a request if the address is that of a locked account without a pending one. */
export async function insertRequest(
  database: Database,
  { email, reason, message }: UnlockRequestForm,
): Promise<void> {
  await query(
    database,
    sql`insert into unlock_requests (id, "user", reason, message)
        select gen_random_uuid(), u.id, ${reason}, ${message}
          from directus_users u join profiles p on p.id = u.id
         where questcity.fold_email(u.email) = questcity.fold_email(${email})
           and u.status = 'suspended'
        on conflict ("user") where status = 'pending' do nothing`,
  );
}

/** A request as JSON text, with what the list is ordered by. */
export interface RequestRow {
  id: string;
  item: string;
  sort_value: string;
}

const ITEM = sql`json_build_object(
    'id', r.id,
    'user', (select ${PLAYER_CARD} from profiles p where p.id = r."user"),
    'reason', r.reason, 'message', r.message, 'status', r.status, 'note', r.note,
    'decided_by', (select ${PLAYER_CARD} from profiles p where p.id = r.decided_by),
    'decided_at', ${utcText('r.decided_at')},
    'created_at', ${utcText('r.created_at')}
  )::text`;

export interface Filters {
  status: string | undefined;
}

/** A page of requests, the newest first. */
export async function readRequests(
  database: Database,
  { status }: Filters,
  limit: number,
  after?: { value: string; id: string },
): Promise<RequestRow[]> {
  const withStatus = status ? sql`and r.status = ${status}` : empty;
  const keyset = after
    ? sql`and (r.created_at, r.id) < (${after.value}::timestamptz, ${after.id}::uuid)`
    : empty;
  return query<RequestRow>(
    database,
    sql`select r.id, ${exactText('r.created_at')} as sort_value, ${ITEM} as item
          from unlock_requests r
         where true ${withStatus} ${keyset}
         order by r.created_at desc, r.id desc limit ${limitOf(limit)}`,
  );
}

export async function readRequest(database: Database, id: string): Promise<string | undefined> {
  const [row] = await query<{ item: string }>(
    database,
    sql`select ${ITEM} as item from unlock_requests r where r.id = ${id}`,
  );
  return row?.item;
}

/** Whose requests these are. */
export async function readUsers(database: Database, ids: readonly string[]): Promise<string[]> {
  const rows = await query<{ user: string }>(
    database,
    sql`select distinct "user" from unlock_requests where id = any(${ids}::uuid[])`,
  );
  return rows.map(({ user }) => user);
}

/** Decides a request that is pending; false when it is not, or no longer. */
export async function decide(
  transaction: Database,
  id: string,
  decision: Decision,
  decidedBy: string,
  note: string,
): Promise<boolean> {
  const rows = await query(
    transaction,
    sql`update unlock_requests
           set status = ${decision}, note = ${note}, decided_by = ${decidedBy}
         where id = ${id} and status = 'pending'
        returning id`,
  );
  return rows.length > 0;
}
