/**
 * The record of what earlier applies made, in `questcity.owned`: lets an apply remove what a newer
 * file no longer has, and tells it from what people made by hand.
 */
import type { ClientBase } from 'pg';

/** The keys recorded for a kind of thing, such as the ids of `directus_roles`. */
export async function readOwned(db: ClientBase, kind: string): Promise<string[]> {
  const { rows } = await db.query<{ key: string }>(
    'select key from questcity.owned where kind = $1 order by key',
    [kind],
  );
  return rows.map((row) => row.key);
}

/** Makes the record of a kind hold exactly these keys; writes nothing when it already does. */
export async function recordOwned(
  db: ClientBase,
  kind: string,
  keys: readonly string[],
): Promise<void> {
  await db.query('delete from questcity.owned where kind = $1 and key <> all($2::text[])', [
    kind,
    keys,
  ]);
  await db.query(
    `insert into questcity.owned (kind, key)
     select $1::text, key from unnest($2::text[]) as key on conflict do nothing`,
    [kind, keys],
  );
}
