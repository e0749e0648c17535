/** The SQL of the ledger. Its triggers move the balance; nothing else can. */
import {
  type Database,
  empty,
  exactText,
  limitOf,
  queryPrepared,
  sql,
  utcText,
} from '../kernel/database.ts';

/** An entry to be made; `amount` in credits, below zero for what is taken. */
export interface NewEntry {
  user: string;
  kind: string;
  amount: number;
  reference: string;
  quest: string | null;
  session: string | null;
  note: string | null;
}

export interface Entry {
  id: string;
  amount: number;
}

/** An entry as JSON text, with what it is ordered by, exact and as text. */
export interface EntryRow {
  id: string;
  created_at: string;
  entry: string;
}

/** The user's balance in credits; undefined when there is no such user. */
export async function readBalance(database: Database, user: string): Promise<number | undefined> {
  const [row] = await queryPrepared<{ credits: number }>(
    database,
    sql`select credits from profiles where id = ${user}`,
  );
  return row?.credits;
}

/**
 * Makes an entry if the balance allows it and there is none of this kind, reference and user yet;
 * undefined when one of both fails. Locks the wallet until the transaction ends, so that whoever
 * comes at the same moment waits and then sees what is left.
 */
export async function insertEntry(database: Database, entry: NewEntry): Promise<Entry | undefined> {
  const { user, kind, amount, reference, quest, session, note } = entry;
  const [row] = await queryPrepared<Entry>(
    database,
    sql`with wallet as materialized (
          select id, credits from profiles where id = ${user} for no key update
        )
        insert into ledger_entries (id, "user", kind, amount, reference, quest, session, note)
        select gen_random_uuid(), wallet.id, ${kind}, ${amount}::int, ${reference}, ${quest}::uuid,
               ${session}::uuid, ${note}
          from wallet where wallet.credits + ${amount}::int >= 0
        on conflict (kind, reference, "user") do nothing
        returning id, amount`,
  );
  return row;
}

/** The entry of this kind, reference and user. */
export async function findEntry(
  database: Database,
  { kind, reference, user }: Pick<NewEntry, 'kind' | 'reference' | 'user'>,
): Promise<Entry | undefined> {
  const [row] = await queryPrepared<Entry>(
    database,
    sql`select id, amount from ledger_entries
         where kind = ${kind} and reference = ${reference} and "user" = ${user}`,
  );
  return row;
}

/** A page of the user's entries, the newest first; up to `limit` rows. */
export async function readEntries(
  database: Database,
  user: string,
  limit: number,
  after?: { created_at: string; id: string },
): Promise<EntryRow[]> {
  const keyset = after
    ? sql`and (e.created_at, e.id) < (${after.created_at}::timestamptz, ${after.id}::uuid)`
    : empty;
  return queryPrepared<EntryRow>(
    database,
    sql`select e.id, ${exactText('e.created_at')} as created_at, (
            select row_to_json(entry)::text from (
              select e.id, e.kind, e.amount,
                     case when q.id is not null
                          then json_build_object('id', q.id, 'name', q.name) end as quest,
                     e.session, e.note,
                     ${utcText('e.created_at')} as created_at
            ) entry
          ) as entry
          from ledger_entries e left join quests q on q.id = e.quest
         where e."user" = ${user} ${keyset}
         order by e.created_at desc, e.id desc
         limit ${limitOf(limit)}`,
  );
}
