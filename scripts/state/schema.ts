/** The data model as code: snapshots/schema.yaml against the database. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type pg from 'pg';
import { parse } from 'yaml';
import { runDirectus } from './directus.ts';
import { readOwned } from './owned.ts';
import { describeDifference } from './report.ts';
import { compareValues } from './table-diff.ts';

interface Entry {
  collection: string;
  field?: string;
  [property: string]: unknown;
}

const parts = ['collections', 'fields', 'relations'] as const;

/** What Directus's snapshot holds. */
export type Snapshot = { [part in (typeof parts)[number]]: Entry[] } & { systemFields?: Entry[] };

/** Reads a snapshot file. */
export async function readSnapshot(path: string): Promise<Snapshot> {
  return parse(await readFile(path, 'utf8')) as Snapshot;
}

/** The snapshot of the database, as Directus prints it. */
export async function takeSnapshot(
  env: Readonly<Record<string, string>>,
  log: (line: string) => void,
): Promise<{ text: string; snapshot: Snapshot }> {
  const folder = await mkdtemp(join(tmpdir(), 'questcity-snapshot-'));
  try {
    const path = join(folder, 'schema.yaml');
    await runDirectus({ args: ['schema', 'snapshot', '--yes', path], env, log });
    const text = await readFile(path, 'utf8');
    return { text, snapshot: parse(text) as Snapshot };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Differences between the file's snapshot and the database's, as lines for people. */
export function compareSnapshots(file: Snapshot, database: Snapshot): string[] {
  return [...parts, 'systemFields' as const].flatMap((part) => {
    const wanted = new Map((file[part] ?? []).map((entry) => [nameOf(entry), entry]));
    const present = new Map((database[part] ?? []).map((entry) => [nameOf(entry), entry]));
    const what = part === 'systemFields' ? 'field' : part.slice(0, -1);
    const owner = (entry: Entry | undefined) => part !== 'collections' && entry?.collection;
    const lines: string[] = [];
    for (const [name, entry] of present) {
      const known = wanted.get(name);
      if (known) {
        for (const difference of compareValues(known, entry)) {
          const [column = '', ...path] = difference.path;
          lines.push(
            `schema: ${what} ${name}: ${describeDifference({ ...difference, column, path })}`,
          );
        }
      } else if (!owner(entry) || file.collections.some((c) => c.collection === entry.collection)) {
        lines.push(`schema: ${what} ${name}: not in the file`);
      }
    }
    for (const [name, entry] of wanted) {
      const there = database.collections.some((c) => c.collection === entry.collection);
      if (!present.has(name) && (!owner(entry) || there || part === 'systemFields')) {
        lines.push(`schema: ${what} ${name}: missing in the database`);
      }
    }
    return lines;
  });
}

/** Collections and fields that the database has and the file lacks: an apply deletes them with their content. */
export interface Surplus {
  /** An earlier file had them. */
  outdated: string[];
  /** No earlier file had them: somebody made them by hand. */
  handMade: string[];
}

/** Finds what an apply of the file would delete. */
export async function findSurplus(client: pg.Client, file: Snapshot): Promise<Surplus> {
  const wanted = new Set(schemaKeys(file));
  const earlier = new Set(await readOwned(client, 'schema'));
  const { rows } = await client.query<{ key: string }>(
    `select collection as key from public.directus_collections
     union all
     select f.collection || '.' || f.field from public.directus_fields f
     join public.directus_collections using (collection)
     order by key`,
  );
  const surplus = rows.map((row) => row.key).filter((key) => !wanted.has(key));
  return {
    outdated: surplus.filter((key) => earlier.has(key)),
    handMade: surplus.filter((key) => !earlier.has(key)),
  };
}

/** Names of all collections and fields of a snapshot. */
export function schemaKeys(snapshot: Snapshot): string[] {
  return [...snapshot.collections, ...snapshot.fields].map(nameOf);
}

function nameOf(entry: Entry): string {
  return entry.field === undefined ? entry.collection : `${entry.collection}.${entry.field}`;
}
