/** Reviews through /api/v2: who may write one, and how often; who sees which, in which order. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { accounts } from '../../harness/accounts.ts';
import { type Callers, callersOf, query } from '../../harness/api.ts';
import { insert } from '../../harness/postgres.ts';
import { startServer, type TestServer } from '../../harness/server.ts';
import { CANARY, world } from '../../harness/world.ts';
import { walk } from '../catalogue/quests.ts';
import { authorOf, block, foreignReview, start, startedQuest } from './started.ts';

const { player, other } = accounts;

let server: TestServer;
let as: Callers;
let quest: string;

beforeAll(async () => {
  server = await startServer();
  as = callersOf(server.url);
});
afterAll(() => server?.stop());
beforeEach(async () => {
  quest = await startedQuest(server.database.client, player, other);
});

const own = () => `/api/v2/quests/${quest}/review`;
const list = () => `/api/v2/quests/${quest}/reviews`;
const ids = async (path = list()) =>
  (await walk(as.player, path.split('?')[0] ?? '', sortIn(path))).map(({ id }) => id);
const sortIn = (path: string) => ({
  limit: 100,
  ...Object.fromEntries(new URLSearchParams(path.split('?')[1])),
});
const ratingOf = async () => {
  const { rating, reviews_count } = (await as.player.get(`/api/v2/quests/${quest}`)).body.data;
  return [rating, reviews_count];
};

describe('a review', () => {
  test('is made once, then changed', async () => {
    const made = await as.player.put(own(), { rating: 4, text: '  A good walk \n' });
    expect(made.status, made.text).toBe(201);
    expect(made.body.data).toMatchObject({
      ...{ rating: 4, text: 'A good walk', author: authorOf(player), is_own: true },
      ...{ status: 'published', response: null, updated_at: null },
    });
    const changed = await as.player.put(own(), { rating: 2 });
    expect(changed.status).toBe(200);
    expect(changed.body.data).toMatchObject({ id: made.body.data.id, rating: 2, text: null });
    expect(changed.body.data.updated_at).not.toBeNull();
    expect((await as.player.get(own())).body).toEqual(changed.body);
    expect(await ids()).toEqual([made.body.data.id]);
    expect(await ratingOf()).toEqual([2, 1]);
  });

  test('sent again is the same', async () => {
    const first = await as.player.put(own(), { rating: 5, text: 'Yes' });
    const again = await as.player.put(own(), { rating: 5, text: 'Yes' });
    expect([again.status, again.body]).toEqual([200, first.body]);
  });

  test('sent many times at once is one', async () => {
    const puts = Array.from({ length: 20 }, () => as.player.put(own(), { rating: 5 }));
    const statuses = (await Promise.all(puts)).map(({ status }) => status);
    expect(statuses.sort()).toEqual([...Array(19).fill(200), 201]);
    expect(await ratingOf()).toEqual([5, 1]);
  });

  test('is deleted, however often that is asked, and leaves the rating', async () => {
    await as.player.put(own(), { rating: 1 });
    await as.other.put(own(), { rating: 4 });
    for (let n = 0; n < 3; n++) expect((await as.player.delete(own())).status).toBe(204);
    expect((await as.player.get(own())).status).toBe(404);
    expect(await ratingOf()).toEqual([4, 1]);
  });

  test.each([
    [{}, 'rating'],
    [{ rating: 0 }, 'rating'],
    [{ rating: 6 }, 'rating'],
    [{ rating: 4.5 }, 'rating'],
    [{ rating: '4' }, 'rating'],
    [{ rating: 4, text: 'x'.repeat(2001) }, 'text'],
    [{ rating: 4, text: 'a\u0000b' }, 'text'],
    [{ rating: 4, status: 'published' }, 'status'],
    [{ rating: 4, author: other.id }, 'author'],
    [{ rating: 4, response: 'Thanks to myself' }, 'response'],
  ])('%j is refused', async (body, name) => {
    const answer = await as.player.put(own(), body);
    expect([answer.status, answer.code]).toEqual([400, 'INVALID_PAYLOAD']);
    expect(answer.text).toContain(name);
  });

  test('may have 2000 characters of any script', async () => {
    const text = `${'Ё🚶'.repeat(666)}ab`;
    const answer = await as.player.put(own(), { rating: 4, text });
    expect(answer.body.data.text).toBe(text);
  });

  test('is for who has started the quest', async () => {
    const answer = await as.moderator.put(own(), { rating: 1 });
    expect([answer.status, answer.code]).toEqual([409, 'QUEST_NOT_STARTED']);
    expect((await as.moderator.delete(own())).status).toBe(204);
    expect((await as.moderator.get(own())).status).toBe(404);
    expect(await ratingOf()).toEqual([null, 0]);
  });

  test('is for who joined a session, and not for who was only invited', async () => {
    const { client } = server.database;
    const session = await start(client, quest, other.id);
    const member = { session, user: accounts.moderator.id, role: 'member' };
    await insert(client, 'session_members', {
      ...member,
      id: crypto.randomUUID(),
      status: 'invited',
    });
    expect((await as.moderator.put(own(), { rating: 1 })).status).toBe(409);
    await client.query(
      `update session_members set status = 'joined' where session = $1 and "user" = $2`,
      [session, accounts.moderator.id],
    );
    expect((await as.moderator.put(own(), { rating: 1 })).status).toBe(201);
  });

  test.each([
    ['a draft', world.draft],
    ['an archived quest', world.archived],
    ['no quest', '00000000-0000-4000-8000-000000000000'],
    ['what is no id', 'x'],
  ])('of %s is not found', async (_, id) => {
    for (const answer of [
      await as.player.get(`/api/v2/quests/${id}/reviews`),
      await as.player.get(`/api/v2/quests/${id}/review`),
      await as.player.put(`/api/v2/quests/${id}/review`, { rating: 4 }),
    ]) {
      expect([answer.status, answer.code]).toEqual([404, 'NOT_FOUND']);
    }
  });

  test('can still be written when the quest was taken off the list after the start', async () => {
    await server.database.client.query(`update quests set status = 'archived' where id = $1`, [
      quest,
    ]);
    expect((await as.player.put(own(), { rating: 4 })).status).toBe(201);
    expect((await as.player.get(own())).status).toBe(200);
    expect((await as.player.get(list())).status).toBe(404);
    expect((await as.moderator.put(own(), { rating: 4 })).status).toBe(404);
  });
});

describe('a hidden review', () => {
  const hide = (id: string, status = 'hidden') =>
    as.manager.patch(`/items/reviews/${id}`, { status });

  test('is shown to its author only, and does not count', async () => {
    await as.other.put(own(), { rating: 5 });
    const { id } = (await as.player.put(own(), { rating: 1, text: 'Rude' })).body.data;
    expect(await ratingOf()).toEqual([3, 2]);
    expect((await hide(id)).status).toBe(200);
    expect(await ratingOf()).toEqual([5, 1]);
    expect(await ids()).not.toContain(id);
    expect((await as.player.get(own())).body.data).toMatchObject({ id, status: 'hidden' });
    expect((await hide(id, 'published')).status).toBe(200);
    expect(await ratingOf()).toEqual([3, 2]);
    expect(await ids()).toContain(id);
  });

  test('stays hidden when its author changes it, and cannot be replaced by a new one', async () => {
    const { id } = (await as.player.put(own(), { rating: 1, text: 'Rude' })).body.data;
    await hide(id);
    const changed = await as.player.put(own(), { rating: 1, text: 'Less rude' });
    expect([changed.status, changed.body.data.status]).toEqual([200, 'hidden']);
    const deleted = await as.player.delete(own());
    expect([deleted.status, deleted.code]).toEqual([409, 'REVIEW_HIDDEN']);
    expect(await ratingOf()).toEqual([null, 0]);
  });
});

describe('the rating', () => {
  test('is the mean of the published reviews to two decimals, halves away from zero', async () => {
    const { client } = server.database;
    for (const rating of [5, 4, 4]) await foreignReview(client, quest, { rating });
    expect(await ratingOf()).toEqual([4.33, 3]);
    // 33 / 8 is 4.125.
    for (const rating of [4, 4, 4, 4, 4]) await foreignReview(client, quest, { rating });
    expect(await ratingOf()).toEqual([4.13, 8]);
  });

  test('counts every one of many reviewers at once', async () => {
    const { client } = server.database;
    const names = ['player', 'other', 'manager', 'editor', 'moderator', 'administrator'] as const;
    for (const name of names) await start(client, quest, accounts[name].id);
    await Promise.all(names.map((name, n) => as[name].put(own(), { rating: (n % 5) + 1 })));
    expect(await ratingOf()).toEqual([2.67, 6]);
  });
});

describe('the list', () => {
  test('has the newest first, page by page, whatever comes in between', async () => {
    const { client } = server.database;
    const made: string[] = [];
    for (let n = 0; n < 7; n++) made.unshift((await foreignReview(client, quest)).id);
    expect(await ids()).toEqual(made);
    const paged = await walk(as.player, list(), { limit: 2 }, async () => {
      await foreignReview(client, quest);
    });
    expect(paged.map(({ id }) => id)).toEqual(made);
  });

  test('by rating has the best first, and of equal ones the newest', async () => {
    const { client } = server.database;
    const made: { id: string; rating: number }[] = [];
    for (const rating of [3, 5, 1, 5, 3, 4]) {
      made.unshift({ id: (await foreignReview(client, quest, { rating })).id, rating });
    }
    const wanted = made.sort((a, b) => b.rating - a.rating).map(({ id }) => id);
    expect(await ids(`${list()}?sort=rating`)).toEqual(wanted);
    const paged = await walk(as.player, list(), { sort: 'rating', limit: 2 });
    expect(paged.map(({ id }) => id)).toEqual(wanted);
  });

  test('marks the own review and shows authors in public form', async () => {
    await as.player.put(own(), { rating: 4 });
    await as.other.put(own(), { rating: 5 });
    const { data } = (await as.player.get(list())).body;
    expect(data).toMatchObject([
      { author: authorOf(other), is_own: false },
      { author: authorOf(player), is_own: true },
    ]);
    expect(Object.keys(data[0].author).sort()).toEqual([
      ...['avatar', 'first_name', 'full_name', 'id', 'last_name', 'username'],
    ]);
  });

  test('keeps the review of a deleted account without its author', async () => {
    const { client } = server.database;
    const { id, author } = await foreignReview(client, quest);
    await client.query('delete from directus_users where id = $1', [author]);
    const { data } = (await as.player.get(list())).body;
    expect(data).toMatchObject([{ id, author: null, is_own: false, text: 'Fine' }]);
  });

  test('leaves out who blocked the caller and whom the caller blocked, for them alone', async () => {
    const { client } = server.database;
    const [one, two, three] = [
      await foreignReview(client, quest),
      await foreignReview(client, quest),
      await foreignReview(client, quest),
    ];
    await block(client, player.id, one.author);
    await block(client, two.author, player.id);
    expect(await ids()).toEqual([three.id]);
    const others = await walk(as.other, list(), { limit: 1 });
    expect(others.map(({ id }) => id)).toEqual([three.id, two.id, one.id]);
    // They count in the rating all the same: it is the quest's, and not the reader's.
    expect(await ratingOf()).toEqual([3, 3]);
  });

  test('has nothing that only staff may see', async () => {
    const answer = await as.player.get(`/api/v2/quests/${world.quest}/reviews`);
    expect(answer.body.data.map(({ id }: { id: string }) => id)).toEqual([world.review]);
    expect(answer.text).not.toMatch(CANARY);
  });

  test('is not continued with the cursor of another quest or sort', async () => {
    const { client } = server.database;
    for (let n = 0; n < 2; n++) await foreignReview(client, quest);
    const { next_cursor: cursor } = (await as.player.get(`${list()}?limit=1`)).body.meta;
    for (const path of [
      `${list()}${query({ cursor, sort: 'rating' })}`,
      `/api/v2/quests/${world.quest}/reviews${query({ cursor })}`,
      `/api/v2/quests${query({ cursor })}`,
    ]) {
      const answer = await as.player.get(path);
      expect([answer.status, answer.code]).toEqual([400, 'INVALID_CURSOR']);
    }
  });
});
