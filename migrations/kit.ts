/**
 * What the migrations share. Not a migration itself: Directus only runs files with a `-` in their
 * name.
 *
 * A migration is described as data (functions, rules, indexes, triggers), so that `up` and `down`
 * come from the same list and cannot drift apart. Each direction runs in one transaction, which
 * Directus does not open by itself, and may be repeated: a process killed after the commit but
 * before Directus noted the migration simply runs it again.
 */
import type { Knex } from 'knex';

/**
 * A CHECK or UNIQUE constraint. `message` tells the person who broke it what to do; it is stored as
 * the constraint's comment, from where the API takes it.
 */
export interface Rule {
  on: string;
  name: string;
  rule: string;
  message: string;
}

/** The message of a constraint that is there already, such as a foreign key of the data model. */
export interface Message {
  on: string;
  name: string;
  message: string;
  /** What it said before, if anything. */
  former?: string;
}

/** An index. A unique one is a rule too and carries its message as the index's comment. */
export interface Index {
  on: string;
  name: string;
  using: string;
  unique?: true;
  message?: string;
}

/**
 * A row trigger. `deferred` ones run at commit, when nested saves are complete.
 *
 * Name no text columns in `when` (`update of name`): PostgreSQL then refuses to change such a
 * column's type, and a snapshot that lengthens it can no longer be applied. Compare old and new in
 * the function instead.
 */
export interface Trigger {
  on: string;
  name: string;
  when: string;
  call: string;
  deferred?: true;
}

/** One migration. Everything is optional but the tables that must exist before it can run. */
export interface Change {
  needs: string[];
  /** Statements before anything else, such as schemas, extensions and generated columns. */
  before?: string[];
  /** Whole `create or replace function questcity.…` statements. */
  functions?: string[];
  rules?: Rule[];
  messages?: Message[];
  indexes?: Index[];
  triggers?: Trigger[];
  /** Statements at the end, such as filling what triggers keep from now on. */
  after?: string[];
  /** Statements that undo `before`, run last on the way down. */
  undo?: string[];
}

/** Turns a description into the two functions that Directus calls. */
export function migration(change: Change): {
  up: (knex: Knex) => Promise<void>;
  down: (knex: Knex) => Promise<void>;
} {
  return {
    up: (knex) => run(knex, [...require(change.needs), ...upward(change)]),
    down: (knex) => run(knex, downward(change)),
  };
}

async function run(knex: Knex, statements: string[]): Promise<void> {
  await knex.transaction(async (trx) => {
    // Two nodes migrating at once take turns instead of failing in the middle.
    await trx.raw(`select pg_advisory_xact_lock(hashtext('questcity.migrations'))`);
    for (const statement of statements) {
      // knex reads every question mark as a placeholder, also in texts and regular expressions.
      await trx.raw(statement.replaceAll('?', '\\?'));
    }
  });
}

function require(tables: string[]): string[] {
  return tables.map(
    (table) => `do $$ begin
      if to_regclass('public.${table}') is null then
        raise exception 'The collection ${table} does not exist yet: apply the schema before the migrations';
      end if;
    end $$`,
  );
}

function upward(change: Change): string[] {
  const rules = (change.rules ?? []).flatMap((rule) => [
    dropRule(rule),
    `alter table public.${rule.on} add constraint ${rule.name} ${rule.rule}`,
    `comment on constraint ${rule.name} on public.${rule.on} is ${quote(rule.message)}`,
  ]);
  const indexes = (change.indexes ?? []).flatMap((index) => [
    dropIndex(index),
    `create ${index.unique ? 'unique ' : ''}index ${index.name} on ${qualified(index.on)} ${index.using}`,
    ...(index.message ? [`comment on index ${indexName(index)} is ${quote(index.message)}`] : []),
  ]);
  const triggers = (change.triggers ?? []).flatMap((trigger) => [
    dropTrigger(trigger),
    [
      `create ${trigger.deferred ? 'constraint ' : ''}trigger ${trigger.name}`,
      `${trigger.when} on ${qualified(trigger.on)}`,
      trigger.deferred ? 'deferrable initially deferred' : '',
      'for each row',
      `execute function ${trigger.call}`,
    ].join(' '),
  ]);
  return [
    ...(change.before ?? []),
    ...(change.functions ?? []),
    ...rules,
    ...(change.messages ?? []).map(tell),
    ...indexes,
    ...triggers,
    ...(change.after ?? []),
  ];
}

function downward(change: Change): string[] {
  return [
    ...(change.triggers ?? []).map(dropTrigger),
    ...(change.indexes ?? []).map(dropIndex),
    ...(change.messages ?? []).map(tellAsBefore),
    ...(change.rules ?? []).map(dropRule),
    ...(change.functions ?? []).map(dropFunction).reverse(),
    ...(change.undo ?? []),
  ];
}

function dropRule({ on, name }: Rule): string {
  return `alter table if exists public.${on} drop constraint if exists ${name}`;
}

function tell({ on, name, message }: Message): string {
  return `comment on constraint ${name} on public.${on} is ${quote(message)}`;
}

function tellAsBefore({ on, name, former }: Message): string {
  return `do $$ begin
    if exists (select from pg_constraint
                where conname = ${quote(name)} and conrelid = to_regclass('public.${on}')) then
      comment on constraint ${name} on public.${on} is ${former ? quote(former) : 'null'};
    end if;
  end $$`;
}

function dropIndex(index: Index): string {
  return `drop index if exists ${indexName(index)}`;
}

/** A missing table is no obstacle: its triggers went with it. */
function dropTrigger({ on, name }: Trigger): string {
  return `do $$ begin
    if to_regclass('${qualified(on)}') is not null then
      drop trigger if exists ${name} on ${qualified(on)};
    end if;
  end $$`;
}

function dropFunction(definition: string): string {
  const name = /create or replace function (questcity\.\w+)/.exec(definition)?.[1];
  if (!name) throw new Error('A function of a migration must be named questcity.<name>');
  return `drop function if exists ${name}`;
}

/** Tables are those of the collections unless another schema is named. */
function qualified(table: string): string {
  return table.includes('.') ? table : `public.${table}`;
}

function indexName(index: Index): string {
  const schema = index.on.includes('.') ? index.on.split('.')[0] : 'public';
  return `${schema}.${index.name}`;
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
