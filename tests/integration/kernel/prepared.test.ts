/** How many statements stay prepared on a connection, whatever clients ask for. */
import { randomUUID } from 'node:crypto';
import knex, { type Knex } from 'knex';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  type QuestFilters,
  readQuestPage,
} from '../../../extensions/questcity/src/catalog/catalog.store.ts';
import {
  limitOf,
  MOST_PREPARED,
  queryPrepared,
  sql,
} from '../../../extensions/questcity/src/kernel/database.ts';
import { type TestDatabase, withDatabase } from '../../harness/database.ts';

let test: TestDatabase;
let database: Knex;

beforeAll(async () => {
  test = await withDatabase();
  // One connection, so that all is prepared on the one that is asked.
  database = knex({ client: 'pg', connection: { ...test.connection }, pool: { min: 1, max: 1 } });
});

afterAll(async () => {
  await database.destroy();
  await test.close();
});

async function prepared(): Promise<number> {
  const { rows } = await database.raw('select count(*)::int from pg_prepared_statements');
  return rows[0].count;
}

const NEAR = { latitude: 55.75, longitude: 37.62 };
const id = randomUUID();
const VALUES: Required<QuestFilters> = {
  category: [id],
  city: [id],
  vehicle: [id],
  level: ['easy'],
  group_size: 2,
  max_cost: 10,
  near: NEAR,
  radius: 1000,
};

it('is a few for lists of every length and filter', async () => {
  const names = Object.keys(VALUES) as (keyof QuestFilters)[];
  for (let mask = 0; mask < 2 ** names.length; mask++) {
    const filters = Object.fromEntries(
      names.filter((_, bit) => mask & (1 << bit)).map((name) => [name, VALUES[name]]),
    );
    const limit = 1 + (mask % 101);
    await readQuestPage(database, { user: id, filters, sort: 'newest', limit });
  }
  expect(await prepared()).toBeLessThanOrEqual(6);
});

it('is bounded whatever is asked', async () => {
  for (let number = 0; number < MOST_PREPARED + 20; number++) {
    const [row] = await queryPrepared<{ column: number }>(
      database,
      sql`select ${number}::int as column ${number === 0 ? sql`` : sql`where ${number} > 0`} limit ${limitOf(number + 200)}`,
    );
    expect(row?.column).toBe(number);
  }
  expect(await prepared()).toBeLessThanOrEqual(MOST_PREPARED);
});
