/**
 * `node scripts/types.ts`: writes packages/sdk/src/schema.generated.ts, the types of the collections
 * for @directus/sdk, from snapshots/schema.yaml. `--check` writes nothing and exits 1 when the file
 * is not what it would write.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { parse } from 'yaml';

const SOURCE = new URL('../snapshots/schema.yaml', import.meta.url);
const TARGET = new URL('../packages/sdk/src/schema.generated.ts', import.meta.url);
const LINE_WIDTH = 100;

/** Words that end in `s` in the singular too, or have another singular. */
const SINGULARS: Record<string, string> = { merch: 'merch_item' };

/** Collections of Directus itself that the SDK types. */
const SYSTEM_TYPES: Record<string, string> = {
  directus_files: 'DirectusFile<Schema>',
  directus_folders: 'DirectusFolder<Schema>',
  directus_roles: 'DirectusRole<Schema>',
  directus_users: 'DirectusUser<Schema>',
};

/** The parts of a snapshot that decide the types. */
interface Snapshot {
  collections: { collection: string; schema?: object | null }[];
  fields: Field[];
  relations: Relation[];
}

interface Field {
  collection: string;
  field: string;
  type: string;
  meta: {
    interface: string | null;
    options: { choices?: { value: string | number }[]; allowOther?: boolean } | null;
    validation: object | null;
    special: string[] | null;
  };
  schema: { is_nullable: boolean; is_primary_key: boolean } | null;
}

interface Relation {
  collection: string;
  field: string;
  related_collection: string;
  meta: { one_field: string | null };
}

const model: Snapshot = parse(readFileSync(SOURCE, 'utf8'));
const wanted = generate(model);
const found = read(TARGET);
if (wanted === found) {
  console.log('The types have all collections as they are.');
} else if (process.argv.includes('--check')) {
  console.error('packages/sdk/src/schema.generated.ts does not match snapshots/schema.yaml:');
  for (const name of differences(found, wanted)) console.error(`  ${name}`);
  console.error('Run "node scripts/types.ts" and commit the change.');
  process.exitCode = 1;
} else {
  writeFileSync(TARGET, wanted);
  console.log('Wrote packages/sdk/src/schema.generated.ts.');
}

/** The whole file, formatted as the project's formatter would. */
function generate(snapshot: Snapshot): string {
  // Folders of the navigation have no table.
  const tables = snapshot.collections.filter(({ schema }) => schema);
  const names = tables.map(({ collection }) => collection).sort();
  const systemNames = usedSystemCollections(snapshot);
  const interfaces = [
    ...names.map((name) => interfaceOf(snapshot, name, typeName(name))),
    ...systemNames.map((name) => systemInterface(snapshot, name)),
  ];
  const types = systemNames.map((name) => typeName(name).replace('<Schema>', '')).join(', ');
  return [
    '/** Generated from snapshots/schema.yaml by "node scripts/types.ts": do not edit. */',
    ...(types ? [`import type { ${types} } from '@directus/sdk';`] : []),
    '',
    '/** A GeoJSON point: longitude and latitude in degrees. */',
    'export interface GeoPoint {',
    "  type: 'Point';",
    '  coordinates: [longitude: number, latitude: number];',
    '}',
    '',
    [...interfaces, schemaOf(names, systemNames)].join('\n\n'),
    '',
  ].join('\n');
}

/** Directus's own collections that are related to, or have fields of ours. */
function usedSystemCollections({ fields, relations }: Snapshot): string[] {
  const used = [
    ...fields.filter(isData).map(({ collection }) => collection),
    ...relations.map((relation) => relation.related_collection),
  ];
  return [...new Set(used)].filter((name) => name in SYSTEM_TYPES).sort();
}

function interfaceOf(snapshot: Snapshot, collection: string, name: string): string {
  const lines = snapshot.fields
    .filter((field) => field.collection === collection && isData(field))
    .map((field) => property(snapshot, field));
  return [`export interface ${name} {`, ...lines, '}'].join('\n');
}

/**
 * What QuestCity adds to a collection of Directus. The SDK takes a field for a relation only if the
 * related collection is in the schema, hence the id when nothing is added.
 */
function systemInterface(snapshot: Snapshot, collection: string): string {
  const text = interfaceOf(snapshot, collection, customName(collection));
  return text.replace('{\n', '{\n  id: string;\n');
}

/** The map of all collections that createDirectus<Schema>() takes. */
function schemaOf(names: string[], systemNames: string[]): string {
  return [
    '/** All collections, for `createDirectus<Schema>(url)`. */',
    'export interface Schema {',
    ...names.map((name) => `  ${name}: ${typeName(name)}[];`),
    // The SDK expects extensions of its own collections as a single item.
    ...systemNames.map((name) => `  ${name}: ${customName(name)};`),
    '}',
  ].join('\n');
}

/** Groups, dividers and notices are no data. */
function isData({ meta }: Field): boolean {
  return !meta.special?.includes('no-data');
}

/** One line, or a union over several lines where it would be too long. */
function property(snapshot: Snapshot, field: Field): string {
  const alternatives = typesOf(snapshot, field);
  if (field.schema?.is_nullable) alternatives.push('null');
  const short = `  ${field.field}: ${alternatives.join(' | ')};`;
  const long = [`  ${field.field}:`, ...alternatives.map((type) => `    | ${type}`)].join('\n');
  const text = short.length <= LINE_WIDTH ? short : `${long};`;
  return [...remarks(field).map((remark) => `  /** ${remark} */`), text].join('\n');
}

function remarks({ meta, type }: Field): string[] {
  if (meta.special?.includes('conceal')) return ['Write only: what is stored reads as asterisks.'];
  if (type === 'decimal') return ['A decimal number as text.'];
  return [];
}

function typesOf(snapshot: Snapshot, field: Field): string[] {
  const { collection, field: name, meta, type } = field;
  const toOne = snapshot.relations.find((r) => r.collection === collection && r.field === name);
  if (toOne) {
    const related = toOne.related_collection;
    return [keyType(snapshot, related), typeName(related)];
  }
  const toMany = snapshot.relations.find(
    (r) => r.related_collection === collection && r.meta.one_field === name,
  );
  if (toMany) {
    const related = toMany.collection;
    return [`${keyType(snapshot, related)}[]`, `${typeName(related)}[]`];
  }
  if (type === 'json') return [meta.interface === 'map' ? 'GeoPoint' : "'json'"];
  // Of a range, the choices are those that the form offers.
  const isRange = JSON.stringify(meta.validation)?.includes('"_between"');
  if (meta.options?.choices && !meta.options.allowOther && !isRange) {
    return meta.options.choices.map(({ value }) =>
      typeof value === 'number' ? String(value) : `'${value}'`,
    );
  }
  return [scalarType(field)];
}

/**
 * Date and JSON literals are what the SDK asks for: it offers functions and comparisons on them, and
 * gives out strings and JSON values.
 *
 * @throws {Error} naming the field when its type has no counterpart here
 */
function scalarType({ collection, field, type }: Field): string {
  switch (type) {
    case 'string':
    case 'text':
    case 'uuid':
    case 'hash':
    case 'bigInteger':
    case 'decimal':
      return 'string';
    case 'integer':
    case 'float':
      return 'number';
    case 'boolean':
      return 'boolean';
    case 'timestamp':
    case 'dateTime':
      return "'datetime'";
    case 'date':
    case 'time':
    case 'csv':
      return `'${type}'`;
    default:
      throw new Error(`${collection}.${field}: no TypeScript type for "${type}"`);
  }
}

/** The type of a collection's primary key: a text, or one of its choices. */
function keyType(snapshot: Snapshot, collection: string): string {
  const key = snapshot.fields.find(
    (field) => field.collection === collection && field.schema?.is_primary_key,
  );
  if (!key) return 'string';
  return key.meta.options?.choices ? `${typeName(collection)}['id']` : scalarType(key);
}

/** `session_members` is SessionMember, `directus_files` the SDK's DirectusFile. */
function typeName(collection: string): string {
  return (
    SYSTEM_TYPES[collection] ??
    (SINGULARS[collection] ?? singular(collection))
      .split('_')
      .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
      .join('')
  );
}

function customName(systemCollection: string): string {
  return `Custom${typeName(systemCollection).replace('<Schema>', '')}`;
}

function singular(name: string): string {
  if (name.endsWith('ies')) return `${name.slice(0, -3)}y`;
  return name.endsWith('s') ? name.slice(0, -1) : name;
}

/** The names of the interfaces in which two versions of the file differ. */
function differences(before: string, after: string): string[] {
  const [old, now] = [declarations(before), declarations(after)];
  const names = [...new Set([...old.keys(), ...now.keys()])];
  const changed = names.filter((name) => old.get(name) !== now.get(name));
  return changed.length > 0 ? changed.sort() : ['its layout'];
}

function declarations(text: string): Map<string, string> {
  const found = text.matchAll(/^export interface (\w+) \{\n([^}]*)^\}/gm);
  return new Map([...found].map(([, name = '', body = '']) => [name, body]));
}

function read(file: URL): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
