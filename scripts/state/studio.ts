/**
 * The studio as code: what snapshots/studio.yaml decides of settings, dashboards, flows, presets and
 * translations, and what of them it owns.
 *
 * - Settings: the columns that the file names.
 * - Dashboards with all their panels, and flows with all their operations: those of the file, by id.
 * - Presets: those of the file, by collection, role and bookmark. Those of users are never read.
 * - Translations: those of the file, by key.
 */
import { randomUUID } from 'node:crypto';
import type { ClientBase } from 'pg';
import type { AccessFile } from './access-file.ts';
import { readOwned } from './owned.ts';
import { rowsToStudio, type StudioFile, type StudioRows, studioToRows } from './studio-file.ts';
import {
  type ColumnKind,
  compareRows,
  type Row,
  readRows,
  type Table,
  type TableChanges,
} from './table-diff.ts';

interface Scope {
  dashboards: string[];
  flows: string[];
  presets: string[];
  translations: string[];
}

const kinds = ['dashboards', 'flows', 'presets', 'translations'] as const;

const presetKey = `collection || '|' || coalesce(role::text, '') || '|' || coalesce(bookmark, '')`;

function keysOf(rows: StudioRows): Scope {
  const ids = (list: Row[]) => list.map((row) => String(row.id));
  return {
    dashboards: ids(rows.dashboards),
    flows: ids(rows.flows),
    presets: rows.presets.map((row) => `${row.collection}|${row.role ?? ''}|${row.bookmark ?? ''}`),
    translations: [...new Set(rows.translations.map((row) => String(row.key)))],
  };
}

function tables(scope: Scope, settings: Row): Record<keyof StudioRows, Table> {
  const among = (column: string, ids: string[]) => ({
    where: `${column} = any($1::uuid[])`,
    values: [ids],
  });
  const scalars = (...names: string[]) =>
    Object.fromEntries(names.map((name): [string, ColumnKind] => [name, 'scalar']));
  return {
    settings: {
      name: 'directus_settings',
      key: [],
      columns: Object.fromEntries(
        Object.entries(settings).map(([column, value]) => [
          column,
          typeof value === 'object' && value !== null ? 'json' : 'scalar',
        ]),
      ),
      owned: { where: 'true', values: [] },
      label: () => 'settings',
    },
    dashboards: {
      name: 'directus_dashboards',
      key: ['id'],
      columns: scalars('name', 'icon', 'color', 'note'),
      owned: among('id', scope.dashboards),
      label: (row) => `dashboard ${row.name}`,
    },
    panels: {
      name: 'directus_panels',
      key: ['id'],
      columns: {
        ...scalars('dashboard', 'type', 'name', 'icon', 'color', 'note', 'show_header'),
        ...scalars('position_x', 'position_y', 'width', 'height'),
        options: 'json',
      },
      owned: among('dashboard', scope.dashboards),
      label: (row) => `panel ${row.name ?? row.id}`,
    },
    flows: {
      name: 'directus_flows',
      key: ['id'],
      columns: {
        ...scalars('name', 'icon', 'color', 'description', 'status', 'trigger'),
        ...scalars('accountability', 'operation'),
        options: 'json',
      },
      owned: among('id', scope.flows),
      label: (row) => `flow ${row.name}`,
    },
    operations: {
      name: 'directus_operations',
      key: ['id'],
      columns: {
        ...scalars('flow', 'key', 'name', 'type', 'position_x', 'position_y', 'resolve', 'reject'),
        options: 'json',
      },
      links: ['resolve', 'reject'],
      owned: among('flow', scope.flows),
      label: (row) => `operation ${row.key}`,
    },
    presets: {
      name: 'directus_presets',
      key: ['collection', 'role', 'bookmark'],
      columns: {
        ...scalars('icon', 'color', 'search', 'layout', 'refresh_interval'),
        layout_query: 'json',
        layout_options: 'json',
        filter: 'json',
      },
      owned: { where: `"user" is null and ${presetKey} = any($1)`, values: [scope.presets] },
      label: (row) => `preset of ${row.collection}${row.bookmark ? ` "${row.bookmark}"` : ''}`,
    },
    translations: {
      name: 'directus_translations',
      key: ['key', 'language'],
      columns: { value: 'scalar' },
      owned: { where: 'key = any($1)', values: [scope.translations] },
      label: (row) => `translation ${row.key} (${row.language})`,
      initial: () => ({ id: randomUUID() }),
    },
  };
}

const order = [
  'settings',
  'dashboards',
  'panels',
  'flows',
  'operations',
  'presets',
  'translations',
] as const;

/** What is to change so that the database says what the file says. */
export async function compareStudio(
  db: ClientBase,
  file: StudioFile,
  access: AccessFile,
): Promise<TableChanges[]> {
  const wanted = studioToRows(file, access);
  const described = tables(await scopeOf(db, wanted), wanted.settings[0] ?? {});
  const result: TableChanges[] = [];
  for (const part of order) {
    const table = described[part];
    const present = await readRows(db, table);
    result.push({ table, changes: compareRows(table, complete(table, wanted[part]), present) });
  }
  return result;
}

/** The keys to record as owned once the file is applied. */
export function ownedByStudio(file: StudioFile, access: AccessFile): Map<string, string[]> {
  const keys = keysOf(studioToRows(file, access));
  return new Map(kinds.map((kind) => [kind, keys[kind]]));
}

/**
 * The file as the database has it.
 *
 * @param adopt also take in dashboards, flows, presets and translations that were made by hand
 */
export async function exportStudio(
  db: ClientBase,
  before: StudioFile,
  access: AccessFile,
  adopt: boolean,
): Promise<StudioFile> {
  const wanted = studioToRows(before, access);
  const scope = adopt ? await everything(db) : await scopeOf(db, wanted);
  const described = tables(scope, wanted.settings[0] ?? {});
  const rows = {} as StudioRows;
  for (const part of order) {
    const table = described[part];
    const names = new Map(wanted[part].map((row, index) => [nameOf(table, row), index]));
    const place = (row: Row) => names.get(nameOf(table, row)) ?? names.size;
    rows[part] = (await readRows(db, table))
      .toSorted((a, b) => place(a) - place(b) || nameOf(table, a).localeCompare(nameOf(table, b)))
      .map((row) => (part === 'translations' || part === 'settings' ? { ...row, id: null } : row));
  }
  return rowsToStudio(rows, before, access);
}

/** What a row of the file leaves out is empty in the database. */
function complete(table: Table, rows: readonly Row[]): Row[] {
  const empty = Object.fromEntries(Object.keys(table.columns).map((column) => [column, null]));
  return rows.map((row) => ({ ...empty, ...row }));
}

async function scopeOf(db: ClientBase, wanted: StudioRows): Promise<Scope> {
  const scope = keysOf(wanted);
  for (const kind of kinds) {
    scope[kind] = [...new Set([...scope[kind], ...(await readOwned(db, kind))])];
  }
  return scope;
}

async function everything(db: ClientBase): Promise<Scope> {
  const read = async (sql: string) =>
    (await db.query<{ key: string }>(sql)).rows.map((row) => row.key);
  return {
    dashboards: await read('select id as key from public.directus_dashboards'),
    flows: await read('select id as key from public.directus_flows'),
    presets: await read(
      `select ${presetKey} as key from public.directus_presets where "user" is null`,
    ),
    translations: await read('select distinct key from public.directus_translations'),
  };
}

function nameOf(table: Table, row: Row): string {
  return JSON.stringify(table.key.map((column) => row[column] ?? null));
}
