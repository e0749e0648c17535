/** Responses to reviews: through /api/v2 and at Directus's own doors, always with who and when. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { accounts } from '../../harness/accounts.ts';
import { type Callers, callersOf } from '../../harness/api.ts';
import { startServer, type TestServer } from '../../harness/server.ts';
import { foreignReview, newPlayer, start, startedQuest } from './started.ts';

const { manager, administrator, player } = accounts;

let server: TestServer;
let as: Callers;
let quest: string;
let review: string;

beforeAll(async () => {
  // GraphQL itself refuses a field that a manager may not write, and logs it.
  server = await startServer({ expectedErrors: [/got invalid value/] });
  as = callersOf(server.url);
});
afterAll(() => server?.stop());
beforeEach(async () => {
  quest = await startedQuest(server.database.client, player);
  review = (await foreignReview(server.database.client, quest)).id;
});

const path = (id = review) => `/api/v2/reviews/${id}/response`;
const shown = async () => (await as.player.get(`/api/v2/quests/${quest}/reviews`)).body.data[0];
async function stored() {
  const { rows } = await server.database.client.query(
    'select response, responded_by, responded_at, updated_at from reviews where id = $1',
    [review],
  );
  return rows[0];
}

describe('a response', () => {
  test('is given, changed and removed by a manager', async () => {
    const given = await as.manager.put(path(), { text: ' Thank you ' });
    expect(given.status, given.text).toBe(201);
    expect(given.body.data.response.text).toBe('Thank you');
    expect(await shown()).toEqual(given.body.data);
    expect(await stored()).toMatchObject({ responded_by: manager.id, updated_at: null });

    const changed = await as.administrator.put(path(), { text: 'Thanks' });
    expect(changed.status).toBe(200);
    expect(await stored()).toMatchObject({ response: 'Thanks', responded_by: administrator.id });

    for (let n = 0; n < 2; n++) expect((await as.manager.delete(path())).status).toBe(204);
    expect((await shown()).response).toBeNull();
    expect(await stored()).toMatchObject({
      response: null,
      responded_by: null,
      responded_at: null,
    });
    expect((await as.manager.put(path(), { text: 'Again' })).status).toBe(201);
  });

  test('sent again keeps who answered first, and when', async () => {
    await as.manager.put(path(), { text: 'Thanks' });
    const before = await stored();
    expect((await as.administrator.put(path(), { text: 'Thanks' })).status).toBe(200);
    expect(await stored()).toEqual(before);
  });

  test('stays when the author changes the review', async () => {
    const own = `/api/v2/quests/${quest}/review`;
    ({ id: review } = (await as.player.put(own, { rating: 2 })).body.data);
    await as.manager.put(path(), { text: 'Thanks' });
    const before = await stored();
    await as.player.put(own, { rating: 5 });
    expect(await stored()).toEqual({ ...before, updated_at: expect.any(Date) });
  });

  test('outlives the account of who gave it', async () => {
    const { client } = server.database;
    const gone = await newPlayer(client);
    await client.query(`update reviews set response = 'Hello', responded_by = $2 where id = $1`, [
      ...[review, gone],
    ]);
    await client.query('delete from directus_users where id = $1', [gone]);
    expect(await stored()).toMatchObject({
      ...{ response: 'Hello', responded_by: null, responded_at: expect.any(Date) },
    });
  });

  test.each([
    [{}, 'text'],
    [{ text: '' }, 'text'],
    [{ text: '   ' }, 'text'],
    [{ text: null }, 'text'],
    [{ text: 'x'.repeat(2001) }, 'text'],
    [{ text: 'x', responded_by: player.id }, 'responded_by'],
  ])('%j is refused', async (body, name) => {
    const answer = await as.manager.put(path(), body);
    expect([answer.status, answer.code]).toEqual([400, 'INVALID_PAYLOAD']);
    expect(answer.text).toContain(name);
  });

  test('to no review is not found', async () => {
    const id = '00000000-0000-4000-8000-000000000000';
    expect((await as.manager.put(path(id), { text: 'x' })).status).toBe(404);
    expect((await as.manager.delete(path(id))).status).toBe(404);
  });

  test.each(['player', 'other', 'editor', 'moderator'] as const)('is not for %s', async (name) => {
    expect((await as[name].put(path(), { text: 'x' })).status).toBe(403);
    expect((await as[name].delete(path())).status).toBe(403);
    expect((await as[name].patch(`/items/reviews/${review}`, { response: 'x' })).status).toBe(403);
    expect(await stored()).toMatchObject({ response: null });
  });
});

/** Directus's own ways to answer; each as a manager or an administrator. */
const doors = {
  REST: (name: 'manager' | 'administrator', values: object) =>
    as[name].patch(`/items/reviews/${review}`, values),
  'REST with several': (name: 'manager' | 'administrator', values: object) =>
    as[name].patch('/items/reviews', { keys: [review], data: values }),
  GraphQL: (name: 'manager' | 'administrator', values: object) =>
    as[name].graphql(
      `mutation ($id: ID!, $data: update_reviews_input!) {
         update_reviews_item(id: $id, data: $data) { id } }`,
      { id: review, data: values },
    ),
  'the form of its quest': (name: 'manager' | 'administrator', values: object) =>
    as[name].patch(`/items/quests/${quest}`, {
      reviews: { create: [], update: [{ id: review, ...values }], delete: [] },
    }),
};

describe.each(Object.entries(doors))('through %s', (door, write) => {
  // A manager's form of a quest has no reviews.
  const names = door.startsWith('the form')
    ? (['administrator'] as const)
    : (['manager', 'administrator'] as const);

  test.each(names)('%s is noted as who answered, and when', async (name) => {
    const answer = await write(name, { response: 'Thanks' });
    expect(answer.status, answer.text).toBe(200);
    expect(answer.body.errors).toBeUndefined();
    expect(await stored()).toMatchObject({
      ...{ response: 'Thanks', responded_by: accounts[name].id, responded_at: expect.any(Date) },
      updated_at: null,
    });
    expect((await shown()).response.text).toBe('Thanks');
  });

  test.each(names)('hiding does not make %s the one who answered', async (name) => {
    await as.manager.put(path(), { text: 'First' });
    const before = await stored();
    expect((await write(name, { status: 'hidden' })).status).toBe(200);
    expect((await write(name, { response: 'First' })).status).toBe(200);
    expect(await stored()).toEqual(before);
  });

  test.each(names)('%s cannot answer in the name of another', async (name) => {
    await write(name, {
      response: 'Thanks',
      responded_by: player.id,
      responded_at: '2020-01-01T00:00:00Z',
    });
    await write(name, { responded_by: player.id });
    const { responded_by, responded_at } = await stored();
    expect([null, accounts[name].id]).toContain(responded_by);
    if (responded_at) expect(responded_at.getFullYear()).toBeGreaterThan(2020);
  });

  test.each(names)('a blank answer of %s is none', async (name) => {
    await write(name, { response: 'Thanks' });
    await write(name, { response: '  ' });
    expect(await stored()).toMatchObject({
      response: null,
      responded_by: null,
      responded_at: null,
    });
  });
});

test('an administrator who creates a review with its response is who answered', async () => {
  const author = await newPlayer(server.database.client);
  await start(server.database.client, quest, author);
  const row = { quest, author, rating: 5, response: 'Thanks' };
  const answer = await as.administrator.post('/items/reviews', row);
  expect(answer.body.data).toMatchObject({ responded_by: administrator.id });
});

test('a manager neither creates nor deletes reviews, nor changes what players wrote', async () => {
  const row = { quest, author: player.id, rating: 5 };
  expect((await as.manager.post('/items/reviews', row)).status).toBe(403);
  expect((await as.manager.delete(`/items/reviews/${review}`)).status).toBe(403);
  for (const values of [{ rating: 5 }, { text: 'x' }, { author: player.id }, { quest }]) {
    expect((await as.manager.patch(`/items/reviews/${review}`, values)).status).toBe(403);
  }
});
