/** The SQL of locking. The rules that stand behind it are in migrations/…LA-locking.ts. */
import { type Database, query, sql } from '../kernel/database.ts';

export interface Account {
  id: string;
  status: string;
  /** By role or a policy of the user's own, from wherever they may use it. */
  administrator: boolean;
}

/** True in SQL when the user `u` is an administrator. */
export const ADMINISTRATOR = sql`(
  coalesce(u.role in (select questcity.admin_roles()), false)
  or exists (
    select from directus_access a join directus_policies p on p.id = a.policy
     where p.admin_access and a."user" = u.id
  ))`;

/** Reads an account and keeps it as it is until the transaction ends. */
export async function readAccountForUpdate(
  transaction: Database,
  user: string,
): Promise<Account | undefined> {
  const [account] = await query<Account>(
    transaction,
    sql`select u.id, u.status, ${ADMINISTRATOR} as administrator
          from directus_users u where u.id = ${user} for update of u`,
  );
  return account;
}

/** Whether one of the users is an administrator. */
export async function hasAdministrator(
  database: Database,
  users: readonly string[],
): Promise<boolean> {
  const [row] = await query<{ found: boolean }>(
    database,
    sql`select exists (
          select from directus_users u where u.id = any(${users}::uuid[]) and ${ADMINISTRATOR}
        ) as found`,
  );
  return row?.found ?? false;
}

/** Whether Directus's permissions let the user write the status in some rows of a collection. */
export async function mayWriteStatus(
  database: Database,
  user: string,
  address: string | null,
  collection: string,
): Promise<boolean> {
  const [row] = await query<{ may: boolean }>(
    database,
    sql`select exists (
          select from directus_permissions p
           where p.collection = ${collection} and p.action = 'update'
             and string_to_array(p.fields, ',') && array['*', 'status']
             and p.policy::text in (
               select jsonb_array_elements_text(
                 questcity.actor(${user}, ${address}::inet) -> 'policies')
             )
        ) as may`,
  );
  return row?.may ?? false;
}

/** Tells the database who decides in this transaction, and why; it goes into the history. */
export async function sayWho(
  transaction: Database,
  decidedBy: string,
  reason: string,
): Promise<void> {
  await query(
    transaction,
    sql`select set_config('questcity.decided_by', ${decidedBy}, true),
               set_config('questcity.reason', ${reason}, true)`,
  );
}

/** Changes the status; the rule about administrators is looked at before it returns. */
export async function setStatus(
  transaction: Database,
  user: string,
  status: 'active' | 'suspended',
): Promise<void> {
  await query(transaction, sql`update directus_users set status = ${status} where id = ${user}`);
  await query(transaction, sql`set constraints directus_users_administrator_kept immediate`);
}

/**
 * Writes into the newest entries of the users' histories, and into the requests that were answered
 * by unlocking, who decided. Only where nobody is named and it has just been.
 */
export async function attribute(
  database: Database,
  users: readonly string[],
  decidedBy: string,
): Promise<void> {
  await query(
    database,
    sql`with history as (
          update account_locks set decided_by = ${decidedBy}
           where decided_by is null and created_at > now() - interval '1 minute'
             and id in (
               select distinct on (l."user") l.id from account_locks l
                where l."user" = any(${users}::uuid[])
                order by l."user", l.created_at desc, l.id desc
             )
        )
        update unlock_requests set decided_by = ${decidedBy}
         where decided_by is null and status = 'approved'
           and decided_at > now() - interval '1 minute' and "user" = any(${users}::uuid[])`,
  );
}

/** A mail that the database has noted: see migrations/…LB-unlock_notices.ts. */
export interface Notice {
  email: string | null;
  template: string;
  note: string | null;
}

/** All that wait, which are gone with it. */
export function takeNotices(transaction: Database): Promise<Notice[]> {
  return query<Notice>(
    transaction,
    sql`delete from questcity.unlock_notices n using directus_users u
         where u.id = n."user" returning u.email, n.template, n.note`,
  );
}
