/**
 * The engine of "state as code": compares the rows a file wants with the rows a table has, and
 * brings the table to what the file says.
 *
 * A table is described once (`Table`); access and studio are lists of such descriptions. Only rows
 * that the description owns are ever read or written, and nothing is written when nothing differs.
 */
import { isDeepStrictEqual } from 'node:util';
import type { ClientBase } from 'pg';

/**
 * How a column's value is compared.
 * - scalar: as it is
 * - list: comma-separated text in the database, a list in the file; the order means nothing
 * - json: by content; nothing, null, {} and [] are the same
 */
export type ColumnKind = 'scalar' | 'list' | 'json';

export type Row = Record<string, unknown>;

export interface Table {
  name: string;
  /** The columns which say that a row of the file and a row of the database are the same thing. */
  key: readonly string[];
  /** The columns that the file decides. Others keep their value, or their default in a new row. */
  columns: Readonly<Record<string, ColumnKind>>;
  /** Which rows of the table belong to the file, as a condition with parameters $1… */
  owned: { where: string; values: readonly unknown[] };
  /** A row's name in messages, such as "policy Player". */
  label: (row: Row) => string;
  /** Columns that point to other rows of the same table. */
  links?: readonly string[];
  /** Values of a new row that are not compared afterwards. */
  initial?: (row: Row) => Row;
}

export interface Difference {
  column: string;
  /** Where inside the column's value, such as ["rule", "status", "_eq"]. */
  path: readonly string[];
  kind: 'added' | 'removed' | 'changed';
  database?: unknown;
  file?: unknown;
}

export type Change =
  | { kind: 'missing'; label: string; row: Row }
  | { kind: 'extra'; label: string; row: Row }
  | { kind: 'different'; label: string; row: Row; id: unknown; differences: Difference[] };

/** One table with what is to change in it. */
export interface TableChanges {
  table: Table;
  changes: Change[];
}

/** Reads the rows that the table's description owns, lists and JSON in the file's form. */
export async function readRows(db: ClientBase, table: Table): Promise<Row[]> {
  const columns = ['id', ...table.key, ...Object.keys(table.columns)];
  const list = [...new Set(columns)].map(quote).join(', ');
  const { rows } = await db.query<Row>(
    `select ${list} from public.${quote(table.name)} where ${table.owned.where} order by id`,
    [...table.owned.values],
  );
  return rows.map((row) => {
    const read: Row = { ...row };
    for (const [column, kind] of Object.entries(table.columns)) {
      if (kind === 'list') read[column] = asList(row[column]);
    }
    return read;
  });
}

/**
 * Compares what the file wants with what the database has. Several rows of the database with one
 * key count as one and extras: the one that fits best stays.
 */
export function compareRows(
  table: Table,
  wanted: readonly Row[],
  present: readonly Row[],
): Change[] {
  const unmatched = new Map<string, Row[]>();
  for (const row of present) {
    const key = keyOf(table, row);
    unmatched.set(key, [...(unmatched.get(key) ?? []), row]);
  }
  const changes: Change[] = [];
  for (const row of wanted) {
    const candidates = (unmatched.get(keyOf(table, row)) ?? [])
      .map((candidate) => ({ candidate, differences: compareRow(table, row, candidate) }))
      .sort((a, b) => a.differences.length - b.differences.length);
    const best = candidates[0];
    if (best === undefined) {
      changes.push({ kind: 'missing', label: table.label(row), row });
      continue;
    }
    const rest = candidates.slice(1).map(({ candidate }) => candidate);
    unmatched.set(keyOf(table, row), rest);
    if (best.differences.length > 0) {
      const { id } = best.candidate;
      const label = table.label(row);
      changes.push({ kind: 'different', label, row, id, differences: best.differences });
    }
  }
  for (const row of [...unmatched.values()].flat()) {
    changes.push({ kind: 'extra', label: table.label(row), row });
  }
  return changes;
}

/**
 * Writes the changes: first removes (last table first), then inserts and updates (first table
 * first), so that rows may refer to rows of earlier tables. Opens no transaction.
 */
export async function writeChanges(db: ClientBase, all: readonly TableChanges[]): Promise<void> {
  for (const { table, changes } of all.toReversed()) {
    await unlink(db, table, changes);
    for (const change of changes) {
      if (change.kind !== 'extra') continue;
      await db.query(`delete from public.${quote(table.name)} where id = $1`, [change.row.id]);
    }
  }
  for (const { table, changes } of all) {
    for (const change of changes) {
      if (change.kind === 'missing') await insert(db, table, without(change.row, table.links));
      if (change.kind === 'different')
        await update(db, table, without(changed(change), table.links), change.id);
    }
    await link(db, table, changes);
  }
}

/**
 * Empties the links of rows that go or get others: a row cannot go while another points to it, nor
 * may two point to one in between.
 */
async function unlink(db: ClientBase, table: Table, changes: readonly Change[]): Promise<void> {
  if (!table.links) return;
  const none = Object.fromEntries(table.links.map((column) => [column, null]));
  for (const change of changes) {
    if (change.kind === 'extra') await update(db, table, none, change.row.id);
    if (change.kind === 'different' && relinked(table, change))
      await update(db, table, none, change.id);
  }
}

/** Sets links, now that all rows are there to which they point. */
async function link(db: ClientBase, table: Table, changes: readonly Change[]): Promise<void> {
  if (!table.links) return;
  for (const change of changes) {
    const links = pick(change.row, new Set(table.links));
    if (change.kind === 'missing') await update(db, table, links, change.row.id);
    if (change.kind === 'different' && relinked(table, change))
      await update(db, table, links, change.id);
  }
}

type Different = Extract<Change, { kind: 'different' }>;

function relinked(table: Table, change: Different): boolean {
  return change.differences.some(({ column }) => table.links?.includes(column));
}

/** Of a row of the file, what differs. */
function changed({ row, differences }: Different): Row {
  return pick(row, new Set(differences.map(({ column }) => column)));
}

async function insert(db: ClientBase, table: Table, row: Row): Promise<void> {
  const values = stored(table, { ...table.initial?.(row), ...row });
  const columns = Object.keys(values).map(quote).join(', ');
  // PostgreSQL converts each value to its column's type, whatever that is.
  await db.query(
    `insert into public.${quote(table.name)} (${columns})
     select ${columns} from json_populate_record(null::public.${quote(table.name)}, $1::json)`,
    [JSON.stringify(values)],
  );
}

async function update(db: ClientBase, table: Table, row: Row, id: unknown): Promise<void> {
  const values = stored(table, row);
  const columns = Object.keys(values).map(quote);
  if (columns.length === 0) return;
  await db.query(
    `update public.${quote(table.name)} as t
     set (${columns.join(', ')}) = row(${columns.map((column) => `r.${column}`).join(', ')})
     from json_populate_record(null::public.${quote(table.name)}, $1::json) as r
     where t.id = $2`,
    [JSON.stringify(values), id],
  );
}

/** A row as the table stores it. */
function stored(table: Table, row: Row): Row {
  const values: Row = {};
  for (const [column, value] of Object.entries(row)) {
    if (value === undefined) continue;
    const list = table.columns[column] === 'list';
    values[column] = list && Array.isArray(value) ? value.join(',') || null : value;
  }
  return values;
}

function compareRow(table: Table, wanted: Row, present: Row): Difference[] {
  return Object.entries(table.columns).flatMap(([column, kind]) => {
    if (wanted[column] === undefined) return [];
    return compareColumn(column, kind, wanted[column], present[column]);
  });
}

function compareColumn(
  column: string,
  kind: ColumnKind,
  file: unknown,
  database: unknown,
): Difference[] {
  if (kind === 'list') {
    const want = asList(file);
    const have = asList(database);
    const path: string[] = [];
    return [
      ...have
        .filter((item) => !want.includes(item))
        .map((item) => ({ column, path, kind: 'added' as const, database: item })),
      ...want
        .filter((item) => !have.includes(item))
        .map((item) => ({ column, path, kind: 'removed' as const, file: item })),
    ];
  }
  if (kind === 'json') {
    return compareValues(emptyAsNull(file), emptyAsNull(database)).map((difference) => ({
      column,
      ...difference,
    }));
  }
  return (file ?? null) === (database ?? null)
    ? []
    : [{ column, path: [], kind: 'changed', database, file }];
}

/** Differences between two JSON values, each at the deepest place where they part. */
export function compareValues(
  file: unknown,
  database: unknown,
  path: readonly string[] = [],
): Omit<Difference, 'column'>[] {
  if (isDeepStrictEqual(file, database)) return [];
  if (isObject(file) && isObject(database)) {
    const keys = [...new Set([...Object.keys(file), ...Object.keys(database)])];
    return keys.flatMap((key): Omit<Difference, 'column'>[] => {
      const inside = [...path, key];
      if (!(key in file)) return [{ path: inside, kind: 'added', database: database[key] }];
      if (!(key in database)) return [{ path: inside, kind: 'removed', file: file[key] }];
      return compareValues(file[key], database[key], inside);
    });
  }
  return [{ path, kind: 'changed', file, database }];
}

function asList(value: unknown): string[] {
  if (typeof value === 'string') return value.split(',').filter((item) => item !== '');
  return Array.isArray(value) ? value.map(String) : [];
}

function emptyAsNull(value: unknown): unknown {
  const empty =
    value === undefined ||
    (isObject(value) && Object.keys(value).length === 0) ||
    (Array.isArray(value) && value.length === 0);
  return empty ? null : value;
}

function isObject(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function keyOf(table: Table, row: Row): string {
  return JSON.stringify(table.key.map((column) => row[column] ?? null));
}

function pick(row: Row, columns: ReadonlySet<string>): Row {
  return Object.fromEntries(Object.entries(row).filter(([column]) => columns.has(column)));
}

function without(row: Row, columns: readonly string[] = []): Row {
  return Object.fromEntries(Object.entries(row).filter(([column]) => !columns.includes(column)));
}

/** An identifier, quoted for SQL. */
export function quote(identifier: string): string {
  return `"${identifier.replaceAll('"', '""')}"`;
}
