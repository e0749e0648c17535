/** The form of snapshots/studio.yaml, and its translation to and from rows of Directus's tables. */
import { z } from 'zod';
import { ClearError } from '../lib/clear-error.mjs';
import type { AccessFile } from './access-file.ts';
import type { Row } from './table-diff.ts';

const json = z.union([z.record(z.string(), z.unknown()), z.array(z.unknown())]);
const place = { position_x: z.int(), position_y: z.int() };

const panel = z.strictObject({
  id: z.uuid(),
  type: z.string(),
  name: z.string().nullish(),
  icon: z.string().nullish(),
  color: z.string().nullish(),
  note: z.string().nullish(),
  show_header: z.boolean(),
  ...place,
  width: z.int(),
  height: z.int(),
  options: json,
});

const operation = z.strictObject({
  id: z.uuid(),
  key: z.string(),
  name: z.string().nullish(),
  type: z.string(),
  ...place,
  options: json.nullish(),
  resolve: z.uuid().nullish(),
  reject: z.uuid().nullish(),
});

const preset = z.strictObject({
  collection: z.string(),
  bookmark: z.string().nullish(),
  role: z.string().nullish(),
  icon: z.string().nullish(),
  color: z.string().nullish(),
  search: z.string().nullish(),
  layout: z.string(),
  layout_query: json.nullish(),
  layout_options: json.nullish(),
  filter: json.nullish(),
  refresh_interval: z.int().nullish(),
});

const studioFile = z.strictObject({
  settings: z.record(z.string(), z.unknown()),
  dashboards: z.array(
    z.strictObject({
      id: z.uuid(),
      name: z.string(),
      icon: z.string(),
      color: z.string().nullish(),
      note: z.string().nullish(),
      panels: z.array(panel),
    }),
  ),
  flows: z.array(
    z.strictObject({
      id: z.uuid(),
      name: z.string(),
      icon: z.string().nullish(),
      color: z.string().nullish(),
      description: z.string().nullish(),
      status: z.string(),
      trigger: z.string(),
      accountability: z.string().nullish(),
      options: json.nullish(),
      operation: z.uuid().nullish(),
      operations: z.array(operation),
    }),
  ),
  presets: z.array(preset),
  translations: z.record(z.string(), z.record(z.string(), z.string())),
});

export type StudioFile = z.infer<typeof studioFile>;

/** All rows of the studio, by table. */
export interface StudioRows {
  settings: Row[];
  dashboards: Row[];
  panels: Row[];
  flows: Row[];
  operations: Row[];
  presets: Row[];
  translations: Row[];
}

/**
 * Checks what was read from studio.yaml.
 *
 * @throws {ClearError} naming every place that is wrong
 */
export function parseStudio(value: unknown): StudioFile {
  const parsed = studioFile.safeParse(value);
  if (!parsed.success) throw new ClearError(`studio.yaml: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}

/**
 * The rows that the file wants.
 *
 * @param access gives the ids of the roles that the file names
 * @throws {ClearError} for a role that access.yaml does not have
 */
export function studioToRows(file: StudioFile, access: AccessFile): StudioRows {
  const role = (name: unknown) => {
    if (name === null || name === undefined) return null;
    const known = access.roles[String(name)];
    if (!known) throw new ClearError(`studio.yaml: access.yaml has no role "${name}".`);
    return known.id;
  };
  const { public_registration_role: newcomers, ...settings } = file.settings;
  return {
    settings: [
      {
        ...settings,
        ...(newcomers === undefined ? {} : { public_registration_role: role(newcomers) }),
      },
    ],
    dashboards: file.dashboards.map(({ panels: _, ...dashboard }) => dashboard),
    panels: file.dashboards.flatMap(({ id, panels }) =>
      panels.map((item) => ({ ...item, dashboard: id })),
    ),
    flows: file.flows.map(({ operations: _, ...flow }) => flow),
    operations: file.flows.flatMap(({ id, operations }) =>
      operations.map((item) => ({ ...item, flow: id })),
    ),
    presets: file.presets.map((item) => ({
      ...item,
      bookmark: item.bookmark ?? null,
      role: role(item.role),
    })),
    translations: Object.entries(file.translations).flatMap(([key, byLanguage]) =>
      Object.entries(byLanguage).map(([language, value]) => ({ key, language, value })),
    ),
  };
}

/** The file that describes the rows; what is empty in the database is left out. */
export function rowsToStudio(rows: StudioRows, before: StudioFile, access: AccessFile): StudioFile {
  const roles = new Map(Object.entries(access.roles).map(([name, { id }]) => [id, name]));
  const role = (id: unknown) => (id === null ? null : (roles.get(String(id)) ?? id));
  const settings: Row = {};
  for (const column of Object.keys(before.settings)) {
    const value = rows.settings[0]?.[column] ?? null;
    settings[column] = column === 'public_registration_role' ? role(value) : value;
  }
  const of = (list: Row[], column: string, id: unknown) =>
    list.filter((row) => row[column] === id).map((row) => without(row, column));
  const translations: Record<string, Row> = {};
  for (const { key, language, value } of rows.translations) {
    const name = String(key);
    translations[name] ??= {};
    translations[name][String(language)] = value;
  }
  return parseStudio({
    settings,
    dashboards: rows.dashboards.map((dashboard) => ({
      ...filled(dashboard),
      panels: of(rows.panels, 'dashboard', dashboard.id).map((row) => ({
        options: {},
        ...filled(row),
      })),
    })),
    flows: rows.flows.map((flow) => ({
      ...filled(flow),
      operations: of(rows.operations, 'flow', flow.id).map(filled),
    })),
    presets: rows.presets.map((row) => filled(without({ ...row, role: role(row.role) }, 'id'))),
    translations,
  });
}

function filled(row: Row): Row {
  return Object.fromEntries(
    Object.entries(row).filter(([, value]) => value !== null && value !== undefined),
  );
}

function without(row: Row, column: string): Row {
  const { [column]: _, ...rest } = row;
  return rest;
}
