/** The migrations themselves: repeatable, reversible, and every rule says what to do. */
import { readdirSync } from 'node:fs';
import createKnex, { type Knex } from 'knex';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readRules } from '../../../scripts/state/rules-query.ts';
import { type TestDatabase, withDatabase } from '../../harness/database.ts';

interface Migration {
  up(knex: Knex): Promise<void>;
  down(knex: Knex): Promise<void>;
}

const FOLDER = new URL('../../../migrations/', import.meta.url);

let db: TestDatabase;
let knex: Knex;
let migrations: Migration[];
beforeAll(async () => {
  db = await withDatabase();
  knex = createKnex({ client: 'pg', connection: { ...db.connection } });
  const files = readdirSync(FOLDER)
    .filter((file) => file.includes('-'))
    .sort();
  migrations = await Promise.all(files.map((file) => import(new URL(file, FOLDER).href)));
});
afterAll(async () => {
  await knex.destroy();
  await db.close();
});

/** Everything that migrations make, as PostgreSQL writes it out. */
async function made(): Promise<string[]> {
  const { rules } = await readRules(db.client);
  return rules.map((rule) => JSON.stringify(rule));
}

it('change nothing when they run again', async () => {
  const before = await made();
  for (const { up } of migrations) await up(knex);
  expect(await made()).toEqual(before);
});

it('are undone completely, and come back the same', async () => {
  const before = await made();
  for (const { down } of [...migrations].reverse()) await down(knex);
  expect((await made()).filter((line) => line.includes('questcity.'))).toEqual([]);
  for (const { up } of migrations) await up(knex);
  expect(await made()).toEqual(before);
});

it('say what is missing when the schema is not applied', async () => {
  const rolledBack = knex.transaction(async (trx) => {
    await trx.raw('drop table public.favorites cascade');
    for (const { up } of migrations) await up(trx as Knex);
  });
  await expect(rolledBack).rejects.toThrow('The collection favorites does not exist yet');
});

it('give every rule a message', async () => {
  const { rows } = await db.client.query(`
    select conrelid::regclass || '.' || conname as rule from pg_constraint
     where connamespace = 'public'::regnamespace and conrelid <> 0
       and (contype in ('c', 'u') or contype = 'f' and confdeltype in ('a', 'r'))
       and conrelid::regclass::text !~ '^directus_' and obj_description(oid, 'pg_constraint') is null
    union all
    select i.indrelid::regclass || '.' || c.relname from pg_index i join pg_class c on c.oid = i.indexrelid
     where c.relnamespace = 'public'::regnamespace and indisunique and not indisprimary
       and i.indrelid::regclass::text !~ '^directus_'
       and not exists (select from pg_constraint where conindid = i.indexrelid)
       and obj_description(i.indexrelid, 'pg_class') is null`);
  expect(rows).toEqual([]);
});
