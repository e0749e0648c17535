/** The form of snapshots/rules.yaml, which an export writes and nobody edits. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { z } from 'zod';
import { root } from '../../directus.config.ts';
import { ClearError } from '../lib/clear-error.mjs';
import { listMigrations } from './migrations.ts';
import { type Rule, ruleKinds } from './rules-query.ts';
import { readYaml } from './yaml-file.ts';

const heading = `# What the migrations make, as PostgreSQL writes it out; schema:check compares it with the database.
# Written by "npm run schema:export". To change something, write a migration, apply and export.
`;

const entry = z.union([
  z.string(),
  z.strictObject({
    definition: z.string(),
    message: z.string().optional(),
    state: z.string().optional(),
  }),
]);
const section = z.partialRecord(z.enum(ruleKinds), z.record(z.string(), entry));
const fileForm = z.strictObject({
  migrations: z.string(),
  database: section,
  tables: z.record(z.string(), section),
});
type Section = z.output<typeof section>;

export interface RulesFile {
  /** The fingerprint of the migrations that made the rules. */
  migrations: string;
  rules: Rule[];
}

/**
 * Reads the file.
 *
 * @throws {ClearError} naming what is wrong with it
 */
export function readRulesFile(path: string): RulesFile {
  const parsed = fileForm.safeParse(readYaml(path).toJS());
  if (!parsed.success) throw new ClearError(`${path}: ${z.prettifyError(parsed.error)}`);
  const { migrations, database, tables } = parsed.data;
  const rules = Object.entries(tables).flatMap(([table, section]) => rulesOf(section, table));
  return { migrations, rules: [...rulesOf(database), ...rules] };
}

function rulesOf(section: Section, table?: string): Rule[] {
  return ruleKinds.flatMap(
    (kind) =>
      Object.entries(section[kind] ?? {}).map(([name, given]) => ({
        kind,
        ...(table && { table }),
        name,
        ...(typeof given === 'string' ? { definition: given } : given),
      })) as Rule[],
  );
}

/** The file's text for these rules. */
export function printRules({ migrations, rules }: RulesFile): string {
  const tables = [...new Set(rules.flatMap(({ table }) => table ?? []))].sort();
  const ofTable = (table?: string) => sectionOf(rules.filter((rule) => rule.table === table));
  const value = {
    migrations,
    database: ofTable(),
    tables: Object.fromEntries(tables.map((table) => [table, ofTable(table)])),
  };
  return heading + stringify(value, { lineWidth: 0, singleQuote: true });
}

function sectionOf(rules: readonly Rule[]): Section {
  const section: Section = {};
  for (const kind of ruleKinds) {
    const entries = rules
      .filter((rule) => rule.kind === kind)
      .map(({ name, definition, message, state }) => {
        const more = { ...(message && { message }), ...(state && { state }) };
        return [name, message || state ? { definition, ...more } : definition] as const;
      });
    if (entries.length > 0) section[kind] = Object.fromEntries(entries.sort());
  }
  return section;
}

/** The fingerprint of the project's migrations as they are written, whatever they are built with. */
export function migrationsFingerprint(folder = join(root, 'migrations')): string {
  const hash = createHash('sha256');
  for (const file of listMigrations(folder).values()) {
    const text = readFileSync(join(folder, file), 'utf8').replaceAll('\r\n', '\n');
    hash.update(`${file}\0${text}\0`);
  }
  return hash.digest('hex').slice(0, 16);
}
