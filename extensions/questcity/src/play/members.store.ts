/** The SQL of a session's members. */
import { type Database, query, sql } from '../kernel/database.ts';

export type MemberStatus = 'invited' | 'joined' | 'left' | 'declined' | 'removed';

export interface Membership {
  id: string;
  role: 'owner' | 'member';
  status: MemberStatus;
}

/** A player's membership, past ones too. */
export async function readMembership(
  database: Database,
  session: string,
  user: string,
): Promise<Membership | undefined> {
  const [row] = await query<Membership>(
    database,
    sql`select id, role, status from session_members
         where session = ${session}::uuid and "user" = ${user}::uuid`,
  );
  return row;
}

/** How many are in the session or invited. */
export async function countMembers(database: Database, session: string): Promise<number> {
  const [row] = await query<{ members: number }>(
    database,
    sql`select count(*)::int as members from session_members
         where session = ${session}::uuid and status in ('invited', 'joined')`,
  );
  return row?.members ?? 0;
}

/** Whether a player and anybody who is in the session or invited have blocked each other. */
export async function isBlockedInside(
  transaction: Database,
  session: string,
  user: string,
): Promise<boolean> {
  const rows = await query(
    transaction,
    sql`select from session_members
         where session = ${session}::uuid and status in ('invited', 'joined')
           and questcity.blocked("user", ${user}::uuid)
         limit 1`,
  );
  return rows.length > 0;
}

/** Invites a player, also one who has left or declined before. */
export async function insertInvitation(
  database: Database,
  session: string,
  user: string,
  now: Date,
): Promise<void> {
  await query(
    database,
    sql`insert into session_members (id, session, "user", role, status, created_at)
        values (gen_random_uuid(), ${session}::uuid, ${user}::uuid, 'member', 'invited',
                ${now}::timestamptz)
        on conflict (session, "user") do update set status = 'invited'`,
  );
}

export async function updateMembership(
  database: Database,
  { id }: Membership,
  status: MemberStatus,
  now: Date,
): Promise<void> {
  await query(
    database,
    sql`update session_members
           set status = ${status},
               joined_at = case when ${status} = 'joined'
                                then coalesce(joined_at, ${now}::timestamptz) else joined_at end
         where id = ${id}::uuid`,
  );
}
