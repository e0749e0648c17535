/**
 * Access as code: the tables that snapshots/access.yaml decides, and what of them it owns.
 *
 * - Roles, policies and folders: those of the file (and of earlier files), by id.
 * - Permissions: all of an owned policy. One made by hand is a difference, and apply removes it.
 * - Attachments: all of owned roles, and all that are public. Those of users are never read.
 *
 * Other roles and policies, and who has them, are left alone.
 */
import type { ClientBase } from 'pg';
import {
  type AccessFile,
  type AccessRows,
  accessToRows,
  attachmentId,
  rowsToAccess,
} from './access-file.ts';
import { readOwned } from './owned.ts';
import { compareRows, type Row, readRows, type Table, type TableChanges } from './table-diff.ts';

/** Ids which tell owned rows from others. */
interface Scope {
  roles: string[];
  policies: string[];
  folders: string[];
}

const whatIsOwned = {
  directus_folders: 'folders',
  directus_roles: 'roles',
  directus_policies: 'policies',
} as const;

function tables(scope: Scope, file: AccessFile): Record<keyof AccessRows, Table> {
  const byId = (ids: string[]) => ({ where: 'id = any($1::uuid[])', values: [ids] });
  const name = new Map<unknown, string>([
    ...Object.entries(file.roles).map(([key, { id }]): [string, string] => [id, key]),
    ...Object.entries(file.policies).map(([key, { id }]): [string, string] => [id, key]),
  ]);
  const named = (id: unknown) => name.get(id) ?? String(id);
  return {
    folders: {
      name: 'directus_folders',
      key: ['id'],
      columns: { name: 'scalar', parent: 'scalar' },
      owned: byId(scope.folders),
      label: (row) => `folder ${row.name}`,
    },
    roles: {
      name: 'directus_roles',
      key: ['id'],
      columns: { name: 'scalar', icon: 'scalar', description: 'scalar', parent: 'scalar' },
      owned: byId(scope.roles),
      label: (row) => `role ${row.name}`,
    },
    policies: {
      name: 'directus_policies',
      key: ['id'],
      columns: {
        name: 'scalar',
        icon: 'scalar',
        description: 'scalar',
        admin_access: 'scalar',
        app_access: 'scalar',
        enforce_tfa: 'scalar',
        ip_access: 'scalar',
      },
      owned: byId(scope.policies),
      label: (row) => `policy ${named(row.id)}`,
    },
    attachments: {
      name: 'directus_access',
      key: ['role', 'policy'],
      columns: { sort: 'scalar' },
      owned: {
        where: '"user" is null and (role is null or role = any($1::uuid[]))',
        values: [scope.roles],
      },
      label: (row) =>
        `policy ${named(row.policy)} of ${row.role === null ? 'the public' : `role ${named(row.role)}`}`,
      initial: (row) => ({ id: attachmentId(row) }),
    },
    permissions: {
      name: 'directus_permissions',
      key: ['policy', 'collection', 'action'],
      columns: { fields: 'list', permissions: 'json', validation: 'json', presets: 'json' },
      owned: { where: 'policy = any($1::uuid[])', values: [scope.policies] },
      label: (row) => `policy ${named(row.policy)}: ${row.collection}.${row.action}`,
    },
  };
}

const order = ['folders', 'roles', 'policies', 'attachments', 'permissions'] as const;

/** What is to change so that the database says what the file says. */
export async function compareAccess(db: ClientBase, file: AccessFile): Promise<TableChanges[]> {
  const wanted = accessToRows(file);
  const scope = await scopeOf(db, wanted);
  const described = tables(scope, file);
  const result: TableChanges[] = [];
  for (const part of order) {
    const table = described[part];
    const present = await readRows(db, table);
    result.push({ table, changes: compareRows(table, wanted[part], present) });
  }
  return result;
}

/** The keys to record as owned once the file is applied. */
export function ownedByAccess(file: AccessFile): Map<string, string[]> {
  const wanted = accessToRows(file);
  return new Map(Object.entries(whatIsOwned).map(([table, part]) => [table, idsOf(wanted[part])]));
}

/**
 * The file as the database has it.
 *
 * @param adopt also take in roles, policies and folders that were made by hand
 */
export async function exportAccess(
  db: ClientBase,
  before: AccessFile,
  adopt: boolean,
): Promise<AccessFile> {
  const scope: Scope = adopt ? await everything(db) : await scopeOf(db, accessToRows(before));
  const described = tables(scope, before);
  const rows = {} as AccessRows;
  for (const part of order) rows[part] = await readRows(db, described[part]);
  for (const part of ['roles', 'policies', 'folders'] as const) {
    const known = Object.values(before[part]).map(({ id }) => id);
    rows[part] = rows[part].toSorted((a, b) => place(known, a.id) - place(known, b.id));
  }
  return rowsToAccess(rows, before);
}

async function scopeOf(db: ClientBase, wanted: AccessRows): Promise<Scope> {
  const scope: Scope = { roles: [], policies: [], folders: [] };
  for (const [table, part] of Object.entries(whatIsOwned)) {
    scope[part] = [...new Set([...idsOf(wanted[part]), ...(await readOwned(db, table))])];
  }
  return scope;
}

async function everything(db: ClientBase): Promise<Scope> {
  const scope: Scope = { roles: [], policies: [], folders: [] };
  for (const [table, part] of Object.entries(whatIsOwned)) {
    const { rows } = await db.query<{ id: string }>(`select id from public.${table}`);
    scope[part] = rows.map((row) => row.id);
  }
  return scope;
}

function idsOf(rows: readonly Row[]): string[] {
  return rows.map((row) => String(row.id));
}

function place(known: readonly string[], id: unknown): number {
  const index = known.indexOf(String(id));
  return index === -1 ? known.length : index;
}
