/** GET /quests: filters, orders and pages, each compared with the same worked out from the rows. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Callers, callersOf, query } from '../../harness/api.ts';
import { startServer, type TestServer } from '../../harness/server.ts';
import {
  descending,
  idsOf,
  insertChoices,
  publishQuest,
  readStored,
  type StoredQuest,
  walk,
} from './quests.ts';

let server: TestServer;
let as: Callers;
let stored: StoredQuest[];
let choices: Awaited<ReturnType<typeof insertChoices>>;

const LEVELS = ['easy', 'medium', 'hard'];
/** Few values, so that many quests share one and the id has to decide. */
const RATINGS = [null, 3, 4.25, 5];

beforeAll(async () => {
  server = await startServer();
  as = callersOf(server.url);
  const { client } = server.database;
  choices = await insertChoices(client);
  const pick = <T>(values: readonly T[], number: number) => values[number % values.length] as T;
  for (let n = 0; n < 60; n++) {
    // Ten at a time are published at the same moment.
    if (n % 10 === 0) await client.query('begin');
    await publishQuest(client, {
      name: `Quest number ${n}`,
      category: pick(choices.categories, n),
      city: pick(choices.cities, n >> 1),
      vehicle: pick(choices.vehicles, n >> 2),
      level: pick(LEVELS, n * 7),
      group_size: 1 + (n % 4),
      cost: (n % 6) * 10,
      rating: pick(RATINGS, n),
      sessions_count: n % 5,
    });
    if (n % 10 === 9) await client.query('commit');
  }
  stored = await readStored(client);
});
afterAll(() => server?.stop());

const ORDERS = {
  newest: descending<StoredQuest>((quest) => quest.published_at),
  rating: descending<StoredQuest>((quest) => Number(quest.rating ?? 0)),
  popular: descending<StoredQuest>((quest) => quest.sessions_count),
};

describe('filters', () => {
  test('any combination gives just the quests that have it', async () => {
    const some = (values: readonly string[]) =>
      fc.option(fc.subarray([...values], { minLength: 1 }), { nil: undefined });
    const combination = fc.record({
      category: some(choices.categories),
      city: some(choices.cities),
      vehicle: some(choices.vehicles),
      level: some(LEVELS),
      group_size: fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined }),
      max_cost: fc.option(fc.integer({ min: 0, max: 60 }), { nil: undefined }),
    });
    await fc.assert(
      fc.asyncProperty(combination, async (wanted) => {
        const expected = stored
          .filter((quest) => !wanted.category || wanted.category.includes(quest.category))
          .filter((quest) => !wanted.city || wanted.city.includes(quest.city))
          .filter((quest) => !wanted.vehicle || wanted.vehicle.includes(quest.vehicle))
          .filter((quest) => !wanted.level || wanted.level.includes(quest.level))
          .filter((quest) => !wanted.group_size || quest.group_size === wanted.group_size)
          .filter((quest) => wanted.max_cost === undefined || quest.cost <= wanted.max_cost)
          .sort(ORDERS.newest)
          .map(({ id }) => id);
        const parameters = {
          ...wanted,
          category: wanted.category?.join(','),
          city: wanted.city?.join(','),
          vehicle: wanted.vehicle?.join(','),
          level: wanted.level?.join(','),
        };
        expect(await idsOf(as.player, parameters)).toEqual(expected);
      }),
      { numRuns: 60 },
    );
  });

  test('a value that no quest has gives an empty list', async () => {
    const answer = await as.player.get(`/api/v2/quests?city=${crypto.randomUUID()}`);
    expect(answer.body).toEqual({ data: [], meta: { next_cursor: null } });
  });
});

describe.each(Object.keys(ORDERS) as (keyof typeof ORDERS)[])('sort=%s', (sort) => {
  const expected = () => [...stored].sort(ORDERS[sort]).map(({ id }) => id);

  test.each([1, 7, 20, 61])('pages of %d show every quest once and in order', async (limit) => {
    const cards = await walk(as.player, '/api/v2/quests', { sort, limit });
    expect(cards.map(({ id }) => id)).toEqual(expected());
  });

  test('a quest published while somebody turns the pages shifts nothing', async () => {
    const before = expected();
    const { client } = server.database;
    const added: string[] = [];
    const cards = await walk(as.player, '/api/v2/quests', { sort, limit: 9 }, async (page) => {
      added.push(
        await publishQuest(client, {
          name: `New during ${sort} ${page}`,
          rating: 4.25,
          sessions_count: 2,
        }),
      );
    });
    const seen = cards.map(({ id }) => id);
    expect(new Set(seen).size, 'no quest twice').toBe(seen.length);
    expect(seen.filter((id) => !added.includes(id))).toEqual(before);
    await client.query('delete from quests where id = any($1)', [added]);
  });
});

test('newest comes first unless another order is asked for', async () => {
  const plain = await idsOf(as.player, {});
  const newest = await idsOf(as.player, { sort: 'newest' });
  expect(plain).toEqual(newest);
});

test('a page has 20 quests unless another limit is asked for', async () => {
  const answer = await as.player.get('/api/v2/quests');
  expect(answer.body.data).toHaveLength(20);
});

describe('cursors', () => {
  const next = async (parameters: Record<string, unknown>): Promise<string> => {
    const answer = await as.player.get(`/api/v2/quests${query({ limit: 2, ...parameters })}`);
    return answer.body.meta.next_cursor;
  };

  test.each([
    ['another order', { sort: 'rating' }],
    ['another filter', { sort: 'newest', level: 'easy' }],
    ['a search', { sort: 'newest', search: 'quest' }],
  ])('of a list are refused with %s', async (_, parameters) => {
    const cursor = await next({ sort: 'newest' });
    const answer = await as.player.get(`/api/v2/quests${query({ ...parameters, cursor })}`);
    expect([answer.status, answer.code]).toEqual([400, 'INVALID_CURSOR']);
  });

  test('of a list are refused by another list', async () => {
    const cursor = await next({});
    const answer = await as.player.get(`/api/v2/favorites${query({ cursor })}`);
    expect([answer.status, answer.code]).toEqual([400, 'INVALID_CURSOR']);
  });

  test('that were tampered with are refused, whatever they hold', async () => {
    const cursor = await next({ sort: 'newest' });
    const content = Buffer.from(cursor, 'base64url').toString();
    const forged = [
      'x',
      cursor.slice(1),
      Buffer.from('[]').toString('base64url'),
      Buffer.from('null').toString('base64url'),
      Buffer.from(content.replace(/\d{4}-\d\d/, "2020-99'; drop table quests; --")).toString(
        'base64url',
      ),
      Buffer.from(content.replace(/[0-9a-f]{8}-/, 'zzzzzzzz-')).toString('base64url'),
      Buffer.from(content.replace('words', 'other')).toString('base64url'),
    ];
    for (const value of forged) {
      const answer = await as.player.get(
        `/api/v2/quests${query({ sort: 'newest', cursor: value })}`,
      );
      expect([answer.status, answer.code], value).toEqual([400, 'INVALID_CURSOR']);
    }
  });

  test('still work when the quest they stand on has gone', async () => {
    const { client } = server.database;
    const ids = await idsOf(as.player, { sort: 'newest' });
    const answer = await as.player.get('/api/v2/quests?sort=newest&limit=3');
    await client.query(`update quests set status = 'archived' where id = $1`, [ids[2]]);
    const rest = await walk(as.player, '/api/v2/quests', {
      sort: 'newest',
      limit: 100,
      cursor: answer.body.meta.next_cursor,
    });
    expect(rest.map(({ id }) => id)).toEqual(ids.slice(3));
    await client.query(`update quests set status = 'published' where id = $1`, [ids[2]]);
  });
});
