/** Puts back what migrations made and somebody dropped or changed by hand. */
import type { ClientBase } from 'pg';
import { ClearError } from '../lib/clear-error.mjs';
import { labelOf, type RuleChange } from './rules.ts';
import { type Rule, ruleKinds } from './rules-query.ts';
import { quote } from './table-diff.ts';

/**
 * Makes the database's rules those of the file where that costs no content: what only the database
 * has stays, and so do columns that differ and tables that are gone.
 *
 * @returns how many were put back
 * @throws {ClearError} naming one that cannot be put back, such as a check that rows break
 */
export async function putBackRules(
  client: ClientBase,
  changes: readonly RuleChange[],
): Promise<number> {
  const rules = changes.flatMap((change) => {
    const possible =
      change.kind === 'missing' || (change.kind === 'different' && change.rule.kind !== 'column');
    return possible ? [change.rule] : [];
  });
  if (rules.length === 0) return 0;
  // A function may use what comes after it.
  await client.query('set local check_function_bodies = off');
  for (const rule of rules.toSorted((a, b) => place(a) - place(b))) {
    try {
      for (const statement of statementsFor(rule)) await client.query(statement);
    } catch (error) {
      throw new ClearError(`The ${labelOf(rule)} cannot be put back: ${(error as Error).message}.`);
    }
  }
  return rules.length;
}

/** A foreign key comes after the keys that it may refer to. */
function place({ kind, definition }: Rule): number {
  const reference = kind === 'constraint' && definition.startsWith('FOREIGN KEY');
  return ruleKinds.indexOf(kind) + (reference ? 0.5 : 0);
}

function statementsFor({ kind, table = '', name, definition, message }: Rule): string[] {
  const id = quote(name);
  const comment = (on: string) =>
    message === undefined ? [] : [`comment on ${on} is '${message.replaceAll("'", "''")}'`];
  switch (kind) {
    case 'extension':
      return [definition];
    case 'function':
      // Only who has pg_trgm loaded may name its settings, and using it loads it.
      return [
        ...(/SET "?pg_trgm/.test(definition) ? [`select public.show_trgm('')`] : []),
        definition,
      ];
    case 'view':
      return [`create or replace view ${name} as ${definition}`];
    case 'column':
      return [`alter table ${table} add column ${id} ${definition}`];
    case 'parent':
      return [`alter table ${table} inherit ${name}`];
    case 'constraint':
      return [
        `alter table ${table} drop constraint if exists ${id}`,
        `alter table ${table} add constraint ${id} ${definition}`,
        ...comment(`constraint ${id} on ${table}`),
      ];
    case 'index': {
      const index = `${table.split('.')[0]}.${id}`;
      return [`drop index if exists ${index}`, definition, ...comment(`index ${index}`)];
    }
    case 'trigger':
    case 'rule':
      return [`drop ${kind} if exists ${id} on ${table}`, definition];
  }
}
