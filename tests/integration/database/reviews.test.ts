/** Who may review, and how often; favourites. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestDatabase, withDatabase } from '../../harness/database.ts';
import {
  expectRefused,
  insert,
  player,
  publishedQuest,
  read,
  session,
  update,
} from './fixtures.ts';

let db: TestDatabase;
beforeAll(async () => {
  db = await withDatabase();
});
afterAll(() => db.close());

const review = (quest: string, author: string | null, rating = 5) =>
  insert(db.client, 'reviews', { quest, author, rating });

async function started(): Promise<{ quest: string; user: string }> {
  const [quest, user] = [await publishedQuest(db.client), await player(db.client)];
  await session(db.client, quest, user, { status: 'abandoned' });
  return { quest, user };
}

describe('a review', () => {
  it('is for players who have started the quest', async () => {
    const { quest } = await started();
    const invited = await player(db.client);
    const group = await publishedQuest(db.client, { group_size: 2 });
    const run = await session(db.client, group, await player(db.client));
    const member = await insert(db.client, 'session_members', { session: run, user: invited });

    await expectRefused(review(quest, invited), 'reviews_after_start');
    await expectRefused(review(group, invited), 'reviews_after_start');
    await expectRefused(review(quest, null), 'reviews_after_start');
    await update(db.client, 'session_members', member, { status: 'joined' });
    await update(db.client, 'session_members', member, { status: 'left' });
    await review(group, invited);
  });

  it('is one per player and quest, from 1 to 5, published or hidden', async () => {
    const { quest, user } = await started();
    await expectRefused(review(quest, user, 0), 'reviews_rating_range');
    await expectRefused(review(quest, user, 6), 'reviews_rating_range');
    const id = await review(quest, user);
    await expectRefused(review(quest, user), 'reviews_once');
    await expectRefused(
      update(db.client, 'reviews', id, { status: 'gone' }),
      'reviews_status_known',
    );
  });

  it('stays with its quest and author', async () => {
    const { quest, user } = await started();
    const id = await review(quest, user);
    const other = await player(db.client);
    await expectRefused(update(db.client, 'reviews', id, { author: other }), 'reviews_fixed');
    await expectRefused(update(db.client, 'reviews', id, { author: null }), 'reviews_fixed');
    await db.client.query('delete from directus_users where id = $1', [user]);
    expect(await read(db.client, 'reviews', id)).toMatchObject({ author: null, rating: 5 });
  });

  it('has the time of its response while it has one', async () => {
    const { quest, user } = await started();
    const id = await review(quest, user);
    await update(db.client, 'reviews', id, { response: 'Thank you', responded_by: user });
    expect((await read(db.client, 'reviews', id)).responded_at).toBeInstanceOf(Date);
    await update(db.client, 'reviews', id, { response: ' ' });
    expect(await read(db.client, 'reviews', id)).toMatchObject({
      response: null,
      responded_by: null,
      responded_at: null,
    });
  });
});

it('a favourite is one per player and quest', async () => {
  const { quest, user } = await started();
  await insert(db.client, 'favorites', { quest, user });
  await expectRefused(insert(db.client, 'favorites', { quest, user }), 'favorites_once');
});
