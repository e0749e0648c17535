/** Reference data that every installation has, such as activities and tools. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type pg from 'pg';
import { parseAllDocuments } from 'yaml';
import { readOwned, recordOwned } from './owned.ts';
import { quote, type Row } from './table-diff.ts';

/**
 * Inserts the rows of a file `{collection: [rows]}` that were never inserted before. Editors own
 * them from then on: what they changed stays changed, what they deleted stays deleted.
 *
 * @returns how many rows were inserted
 */
export async function insertReferenceData(client: pg.Client, path: string): Promise<number> {
  if (!existsSync(path)) return 0;
  let inserted = 0;
  for (const document of parseAllDocuments(await readFile(path, 'utf8'))) {
    const data = (document.toJS() ?? {}) as Record<string, Row[]>;
    for (const [collection, rows] of Object.entries(data)) {
      const kind = `reference ${collection}`;
      const known = await readOwned(client, kind);
      const fresh = rows.filter((row) => !known.includes(String(row.id)));
      for (const row of fresh) inserted += await insert(client, collection, row);
      if (fresh.length > 0) {
        await recordOwned(client, kind, [...known, ...fresh.map((row) => String(row.id))]);
      }
    }
  }
  return inserted;
}

async function insert(client: pg.Client, collection: string, row: Row): Promise<number> {
  const columns = Object.keys(row).map(quote).join(', ');
  const table = `public.${quote(collection)}`;
  const { rowCount } = await client.query(
    `insert into ${table} (${columns})
     select ${columns} from json_populate_record(null::${table}, $1::json)
     on conflict do nothing`,
    [JSON.stringify(row)],
  );
  return rowCount ?? 0;
}
