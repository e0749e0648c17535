/** The form of snapshots/access.yaml, and its translation to and from rows of Directus's tables. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { ClearError } from '../lib/clear-error.mjs';
import type { Row } from './table-diff.ts';

const uuid = z.uuid();
const rule = z.record(z.string(), z.unknown());
const permission = z.strictObject({
  fields: z.array(z.string()).optional(),
  rule: rule.optional(),
  validation: rule.optional(),
  presets: rule.optional(),
});
const actions = ['create', 'read', 'update', 'delete', 'share'] as const;

const accessFile = z.strictObject({
  roles: z.record(
    z.string(),
    z.strictObject({
      id: uuid,
      icon: z.string(),
      description: z.string().optional(),
      policies: z.array(z.string()),
    }),
  ),
  public: z.array(z.string()),
  policies: z.record(
    z.string(),
    z.strictObject({
      id: uuid,
      name: z.string().optional(),
      icon: z.string(),
      description: z.string().optional(),
      admin_access: z.boolean().optional(),
      app_access: z.boolean().optional(),
      enforce_tfa: z.boolean().optional(),
      permissions: z.record(z.string(), z.partialRecord(z.enum(actions), permission)).optional(),
    }),
  ),
  folders: z.record(z.string(), z.strictObject({ id: uuid })),
});

export type AccessFile = z.infer<typeof accessFile>;
type Permission = z.infer<typeof permission>;

/** All rows of access, by table. */
export interface AccessRows {
  folders: Row[];
  roles: Row[];
  policies: Row[];
  attachments: Row[];
  permissions: Row[];
}

/**
 * Checks what was read from access.yaml.
 *
 * @throws {ClearError} naming every place that is wrong
 */
export function parseAccess(value: unknown): AccessFile {
  const parsed = accessFile.safeParse(value);
  if (!parsed.success) throw new ClearError(`access.yaml: ${z.prettifyError(parsed.error)}`);
  const file = parsed.data;
  const attached = [...Object.values(file.roles).flatMap((role) => role.policies), ...file.public];
  const unknown = attached.find((name) => file.policies[name] === undefined);
  if (unknown !== undefined) throw new ClearError(`access.yaml: there is no policy "${unknown}".`);
  return file;
}

/** The rows that the file wants. */
export function accessToRows(file: AccessFile): AccessRows {
  const attach = (role: string | null, names: readonly string[]) =>
    names.map((name, index) => ({
      role,
      policy: file.policies[name]?.id,
      // A single one has no order: the admin app leaves it empty.
      sort: names.length > 1 ? index + 1 : undefined,
    }));
  return {
    folders: Object.entries(file.folders).map(([name, { id }]) => ({ id, name, parent: null })),
    roles: Object.entries(file.roles).map(([name, { id, icon, description }]) => ({
      id,
      name,
      icon,
      description: description ?? null,
      parent: null,
    })),
    policies: Object.entries(file.policies).map(([key, policy]) => ({
      id: policy.id,
      name: policy.name ?? key,
      icon: policy.icon,
      description: policy.description ?? null,
      admin_access: policy.admin_access ?? false,
      app_access: policy.app_access ?? false,
      enforce_tfa: policy.enforce_tfa ?? false,
      ip_access: null,
    })),
    attachments: [
      ...Object.values(file.roles).flatMap((role) => attach(role.id, role.policies)),
      ...attach(null, file.public),
    ],
    permissions: Object.values(file.policies).flatMap((policy) =>
      Object.entries(policy.permissions ?? {}).flatMap(([collection, byAction]) =>
        Object.entries(byAction).map(([action, given]) => ({
          policy: policy.id,
          collection,
          action,
          fields: given.fields ?? null,
          permissions: given.rule ?? {},
          validation: given.validation ?? {},
          presets: given.presets ?? null,
        })),
      ),
    ),
  };
}

/**
 * The file that describes the rows. Names of roles and policies are unique keys in the file, so a
 * second one of a name gets its id appended.
 *
 * @param before the file as it was: gives policies whose name in the database is a translation key
 *   their name in the file, and keeps values that mean the default
 */
export function rowsToAccess(rows: AccessRows, before: AccessFile): AccessFile {
  const keys = new Map(Object.entries(before.policies).map(([key, { id }]) => [id, key]));
  const names = new Map<unknown, string>();
  for (const policy of rows.policies) {
    names.set(policy.id, keys.get(String(policy.id)) ?? unusedName(policy, [...names.values()]));
  }
  const attachedTo = (role: unknown) =>
    rows.attachments
      .filter((attachment) => attachment.role === role && names.has(attachment.policy))
      .sort((a, b) => Number(a.sort) - Number(b.sort))
      .map((attachment) => names.get(attachment.policy) as string);

  const roles: [string, unknown][] = [];
  for (const { id, name, icon, description } of rows.roles) {
    const key = unusedName(
      { id, name },
      roles.map(([used]) => used),
    );
    roles.push([key, { id, icon, ...present({ description }), policies: attachedTo(id) }]);
  }
  const policies = rows.policies.map((policy): [string, unknown] => {
    const key = names.get(policy.id) as string;
    const owned = rows.permissions.filter((permission) => permission.policy === policy.id);
    return [
      key,
      {
        id: policy.id,
        ...(policy.name === key ? {} : { name: policy.name }),
        icon: policy.icon,
        ...present({
          description: policy.description,
          admin_access: policy.admin_access || null,
          app_access: policy.app_access || null,
          enforce_tfa: policy.enforce_tfa || null,
        }),
        ...(owned.length > 0
          ? { permissions: groupPermissions(owned, before.policies[key]?.permissions) }
          : {}),
      },
    ];
  });
  return parseAccess({
    roles: Object.fromEntries(roles),
    public: attachedTo(null),
    policies: Object.fromEntries(policies),
    folders: Object.fromEntries(rows.folders.map(({ id, name }) => [name, { id }])),
  });
}

function groupPermissions(
  rows: readonly Row[],
  before: Record<string, unknown> = {},
): Record<string, Record<string, Permission>> {
  const order = Object.keys(before);
  const place = (row: Row) => order.indexOf(String(row.collection)) + 1 || order.length + 1;
  const sorted = rows.toSorted(
    (a, b) =>
      place(a) - place(b) ||
      String(a.collection).localeCompare(String(b.collection)) ||
      actions.indexOf(a.action as never) - actions.indexOf(b.action as never),
  );
  const grouped: Record<string, Record<string, Permission>> = {};
  for (const { collection, action, fields, permissions, validation, presets } of sorted) {
    const name = String(collection);
    grouped[name] ??= {};
    grouped[name][String(action)] = present({
      fields: Array.isArray(fields) && fields.length > 0 ? fields : null,
      rule: filled(permissions),
      validation: filled(validation),
      presets: filled(presets),
    });
  }
  return grouped;
}

/** The id of a new attachment: made from what it joins, so that it is the same everywhere. */
export function attachmentId(row: Row): string {
  const hash = createHash('sha256').update(`${row.role}:${row.policy}`).digest('hex');
  const part = (from: number, length: number) => hash.slice(from, from + length);
  return `${part(0, 8)}-${part(8, 4)}-4${part(13, 3)}-8${part(17, 3)}-${part(20, 12)}`;
}

function unusedName(row: Row, used: readonly string[]): string {
  const name = String(row.name);
  return used.includes(name) ? `${name} ${row.id}` : name;
}

type Present<T> = { [key in keyof T]?: Exclude<T[key], null> };

function present<T extends Row>(values: T): Present<T> {
  const given = Object.entries(values).filter(([, value]) => value !== null && value !== undefined);
  return Object.fromEntries(given) as Present<T>;
}

function filled(value: unknown): Record<string, unknown> | null {
  const object = (value ?? {}) as Record<string, unknown>;
  return Object.keys(object).length > 0 ? object : null;
}
