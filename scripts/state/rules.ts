/** What migrations make, as snapshots/rules.yaml has it, against what a database has. */
import type { Rule, Rules } from './rules-query.ts';

/** Something that the file and the database do not agree on. */
export type RuleChange =
  | { kind: 'missing' | 'extra'; rule: Rule }
  | { kind: 'different'; rule: Rule; present: Rule }
  /** A table of the schema questcity, with all that belongs to it. */
  | { kind: 'missing table' | 'extra table'; table: string };

/**
 * The name under which the file has the tables of attempts. Each month has one, made by the running
 * server; all of them are alike.
 */
const everyMonth = 'attempts_YYYY_MM';
const monthTable = /^questcity\.(attempts_\d{4}_\d{2})$/;

/** The rules as the file has them: those of all months as those of one, the latest. */
export function rulesForFile({ tables, rules }: Rules): Rules {
  const latest = tables.filter((table) => monthTable.test(table)).at(-1);
  const name = latest?.replace('questcity.', '') ?? everyMonth;
  return {
    tables: tables
      .filter((table) => !monthTable.test(table) || table === latest)
      .map((table) => table.replace(name, everyMonth)),
    rules: rules
      .filter(({ table = '' }) => !monthTable.test(table) || table === latest)
      .map((rule) => (rule.table === latest ? renamed(rule, name, everyMonth) : rule)),
  };
}

function renamed(rule: Rule, from: string, to: string): Rule {
  const texts = Object.entries(rule).map(([key, text]) => [key, text.replaceAll(from, to)]);
  return Object.fromEntries(texts) as unknown as Rule;
}

/** The file's rules, with those of a month for each month that the database has. */
function forMonths(file: readonly Rule[], tables: readonly string[]): Rule[] {
  const months = tables.flatMap((table) => monthTable.exec(table)?.[1] ?? []);
  return file.flatMap((rule) =>
    rule.table === `questcity.${everyMonth}`
      ? months.map((month) => renamed(rule, everyMonth, month))
      : [rule],
  );
}

/**
 * Compares what the file wants with what the database has. Collections that only one of them has are
 * left to the data model, and extensions that only the database has to whoever made them.
 */
export function compareRules(file: readonly Rule[], { tables, rules }: Rules): RuleChange[] {
  const wanted = forMonths(file, tables);
  const known = new Set(wanted.flatMap(({ table }) => table ?? []));
  const there = new Set(tables);
  const present = new Map(rules.map((rule) => [keyOf(rule), rule]));
  const keys = new Set(wanted.map(keyOf));
  // What a table has from its parent becomes its own when it is parted from it.
  const parted = new Set(
    wanted
      .filter((rule) => rule.kind === 'parent' && !present.has(keyOf(rule)))
      .map(({ table }) => table),
  );
  const ours = (table: string) => table.startsWith('questcity.');
  const isKnown = ({ table }: Rule) =>
    table === undefined || known.has(table) || table.startsWith('public.directus_');
  return [
    ...[...known]
      .filter((table) => ours(table) && !there.has(table))
      .map((table) => ({ kind: 'missing table' as const, table })),
    ...tables
      .filter((table) => ours(table) && !known.has(table))
      .map((table) => ({ kind: 'extra table' as const, table })),
    ...wanted
      .filter(({ table }) => table === undefined || there.has(table))
      .flatMap((rule) => compareRule(rule, present.get(keyOf(rule)))),
    ...rules
      .filter((rule) => !keys.has(keyOf(rule)) && isKnown(rule))
      .filter(({ kind, table }) => kind !== 'extension' && (!table || !parted.has(table)))
      .map((rule) => ({ kind: 'extra' as const, rule })),
  ];
}

const properties = ['definition', 'message', 'state'] as const;

function compareRule(rule: Rule, present: Rule | undefined): RuleChange[] {
  if (!present) return [{ kind: 'missing', rule }];
  const same = properties.every((property) => rule[property] === present[property]);
  return same ? [] : [{ kind: 'different', rule, present }];
}

function keyOf({ kind, table, name }: Rule): string {
  return JSON.stringify([kind, table, name]);
}

/** The rule's name in messages, such as `trigger points_locked on public.points`. */
export function labelOf({ kind, table, name }: Rule): string {
  return `${kind} ${name}${table ? ` on ${table}` : ''}`;
}

/** The changes as lines, such as `rules: trigger points_locked on public.points: missing in the database`. */
export function describeRuleChanges(changes: readonly RuleChange[]): string[] {
  return changes.flatMap(describeChange);
}

function describeChange(change: RuleChange): string[] {
  if ('table' in change) {
    const what = change.kind === 'missing table' ? 'missing in the database' : 'not in the file';
    return [`rules: table ${change.table}: ${what}`];
  }
  const { rule } = change;
  const label = `rules: ${labelOf(rule)}`;
  if (!('present' in change)) {
    const what = change.kind === 'missing' ? 'missing in the database' : 'not in the file';
    return [`${label}: ${what}`];
  }
  const { present } = change;
  return properties
    .filter((property) => rule[property] !== present[property])
    .map((property) => {
      const [database, file] = whereTheyPart(present[property], rule[property]);
      return `${label}: ${property}: ${database} in the database, ${file} in the file`;
    });
}

/** The part of two texts in which they begin to differ, since a definition may have a hundred lines. */
function whereTheyPart(one = 'none', other = 'none'): [string, string] {
  const [a, b] = [one, other].map((text) => text.replaceAll(/\s+/g, ' ').trim()) as [
    string,
    string,
  ];
  // They differ in nothing but white space.
  if (a === b) return [JSON.stringify(one), JSON.stringify(other)];
  let start = 0;
  while (a[start] === b[start]) start++;
  const from = start > 30 ? a.lastIndexOf(' ', start - 20) + 1 : 0;
  const cut = (text: string) =>
    `${from > 0 ? '…' : ''}${text.slice(from, from + 100)}${text.length > from + 100 ? '…' : ''}`;
  return [cut(a), cut(b)];
}
