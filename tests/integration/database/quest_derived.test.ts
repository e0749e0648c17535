/** What the database works out about a quest by itself. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestDatabase, withDatabase } from '../../harness/database.ts';
import {
  expectRefused,
  insert,
  inTransaction,
  place,
  player,
  point,
  publishedQuest,
  quest,
  read,
  session,
  update,
  withClients,
} from './fixtures.ts';

let db: TestDatabase;
beforeAll(async () => {
  db = await withDatabase();
});
afterAll(() => db.close());

const DERIVED = {
  rating: '5.00',
  reviews_count: 1,
  favorites_count: 2,
  sessions_count: 3,
  points_count: 4,
  start_latitude: 5,
  start_longitude: 6,
  published_at: '2026-01-01T00:00:00Z',
};

/** A review by a player who has started the quest. */
async function review(questId: string, rating: number, status = 'published'): Promise<string> {
  const author = await player(db.client);
  await session(db.client, questId, author);
  return insert(db.client, 'reviews', { quest: questId, author, rating, status });
}

const counts = async (id: string) => {
  const { rating, reviews_count, favorites_count, sessions_count, points_count } = await read(
    db.client,
    'quests',
    id,
  );
  return { rating, reviews_count, favorites_count, sessions_count, points_count };
};

describe('derived columns', () => {
  it.each(Object.entries(DERIVED))('%s cannot be set by hand', async (column, value) => {
    const id = await publishedQuest(db.client);
    await expectRefused(
      update(db.client, 'quests', id, { [column]: value }),
      'quests_derived',
      column,
    );
  });

  it('may be sent back as they were read', async () => {
    const id = await publishedQuest(db.client);
    const same = await read(db.client, 'quests', id);
    await update(db.client, 'quests', id, { ...same, description: 'New' });
  });

  it('start from nothing in a duplicate that brings them along', async () => {
    const id = await quest(db.client, DERIVED);
    const row = await read(db.client, 'quests', id);
    expect(row).toMatchObject({
      rating: null,
      reviews_count: 0,
      sessions_count: 0,
      published_at: null,
    });
  });
});

describe('published_at', () => {
  it('is when the quest was first published, and stays', async () => {
    const id = await publishedQuest(db.client);
    const { published_at: first } = await read(db.client, 'quests', id);
    await update(db.client, 'quests', id, { status: 'archived' });
    await update(db.client, 'quests', id, { status: 'published' });
    expect((await read(db.client, 'quests', id)).published_at).toEqual(first);
  });
});

describe('counts', () => {
  it('follow what is added and removed', async () => {
    const id = await publishedQuest(db.client);
    const user = await player(db.client);
    await insert(db.client, 'favorites', { quest: id, user });
    await review(id, 4);
    await inTransaction(db.client, async () => place(db.client, await point(db.client, id)));
    expect(await counts(id)).toEqual({
      rating: '4.00',
      reviews_count: 1,
      favorites_count: 1,
      sessions_count: 1,
      points_count: 2,
    });
    // An account takes its favourites along.
    await db.client.query('delete from directus_users where id = $1', [user]);
    expect(await counts(id)).toMatchObject({ favorites_count: 0, sessions_count: 1 });
  });

  it('are right after many players did the same at once', async () => {
    const id = await publishedQuest(db.client);
    const users = await Promise.all(Array.from({ length: 12 }, () => player(db.client)));
    for (const user of users) await session(db.client, id, user);
    await withClients(db.connection, 12, (clients) =>
      Promise.all(
        clients.map(async (client, index) => {
          const user = users[index];
          await insert(client, 'favorites', { quest: id, user });
          await insert(client, 'reviews', { quest: id, author: user, rating: (index % 5) + 1 });
        }),
      ),
    );
    // 1..5 twice, then 1 and 2: 33 / 12
    expect(await counts(id)).toMatchObject({
      rating: '2.75',
      reviews_count: 12,
      favorites_count: 12,
    });
  });
});

describe('the rating', () => {
  it('is the mean of the published reviews, and null without any', async () => {
    const id = await publishedQuest(db.client);
    const [one, two, hidden] = [
      await review(id, 5),
      await review(id, 4),
      await review(id, 1, 'hidden'),
    ];
    await review(id, 4);
    expect(await counts(id)).toMatchObject({ rating: '4.33', reviews_count: 3 });
    await update(db.client, 'reviews', hidden, { status: 'published' });
    expect(await counts(id)).toMatchObject({ rating: '3.50', reviews_count: 4 });
    await update(db.client, 'reviews', one, { rating: 1 });
    expect(await counts(id)).toMatchObject({ rating: '2.50' });
    await db.client.query('delete from reviews where id = $1', [two]);
    expect(await counts(id)).toMatchObject({ rating: '2.00', reviews_count: 3 });
    await db.client.query('delete from reviews where quest = $1', [id]);
    expect(await counts(id)).toMatchObject({ rating: null, reviews_count: 0 });
  });
});

describe('the start', () => {
  const start = async (id: string) => {
    const row = await read(db.client, 'quests', id);
    return [row.start_latitude, row.start_longitude];
  };
  const at = (latitude: number, longitude: number) => ({
    location: { type: 'Point', coordinates: [longitude, latitude] },
  });

  it('is the rounded place of the first point, whatever changes', async () => {
    const id = await quest(db.client);
    expect(await start(id)).toEqual([null, null]);
    const second = await point(db.client, id, { order: 2 });
    await place(db.client, second, at(59.9398461, 30.3145911));
    expect(await start(id)).toEqual([59.94, 30.315]);

    const first = await point(db.client, id, { order: 1 });
    expect(await start(id), 'the first point has no place yet').toEqual([null, null]);
    const part2 = await place(db.client, first, { part: 2, ...at(-33.8567844, 151.2152967) });
    expect(await start(id)).toEqual([-33.857, 151.215]);
    await place(db.client, first, { part: 1, ...at(1, 2) });
    expect(await start(id)).toEqual([1, 2]);

    await db.client.query('delete from places where point = $1 and part = 1', [first]);
    await update(db.client, 'places', part2, at(10.00049, 20.0005));
    expect(await start(id)).toEqual([10, 20.001]);

    await update(db.client, 'points', first, { order: 3 });
    expect(await start(id)).toEqual([59.94, 30.315]);
    await db.client.query('delete from points where id = $1', [second]);
    expect(await start(id)).toEqual([10, 20.001]);
    await db.client.query('delete from points where id = $1', [first]);
    expect(await start(id)).toEqual([null, null]);
  });
});

describe('recount', () => {
  it('finds after a load without triggers what the triggers would have kept', async () => {
    const id = await publishedQuest(db.client);
    await review(id, 3);
    const before = await read(db.client, 'quests', id);
    await inTransaction(db.client, async () => {
      await db.client.query('alter table quests disable trigger user');
      await db.client.query(
        `update quests set rating = null, reviews_count = 9, favorites_count = 9, sessions_count = 9,
           points_count = 9, start_latitude = null, start_longitude = 9 where id = $1`,
        [id],
      );
      await db.client.query('alter table quests enable trigger user');
      await db.client.query('select questcity.recount()');
    });
    expect(await read(db.client, 'quests', id)).toEqual(before);
  });
});
