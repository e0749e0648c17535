import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestDatabase, withDatabase } from '../../harness/database.ts';
import { world } from '../../harness/world.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await withDatabase();
});
afterAll(() => database.close());

test('the world of the tests is complete', async () => {
  const { rows } = await database.client.query(
    'select status, points_count, rating from quests where id = $1',
    [world.quest],
  );
  expect(rows[0]).toEqual({ status: 'published', points_count: 3, rating: '4.00' });
});
