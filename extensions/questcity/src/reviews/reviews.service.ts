/** The rules of reviews: who may write one, who sees which, and who answers. */
import { z } from 'zod';
import { inTransaction } from '../kernel/database.ts';
import { NotFoundError } from '../kernel/errors.ts';
import { uuid } from '../kernel/fields.ts';
import { listPage } from '../kernel/page.ts';
import { type Call, JsonText, Reply } from '../kernel/route.ts';
import { QuestNotStartedError, ReviewHiddenError } from './errors.ts';
import type { ResponseForm, ReviewForm, ReviewListQuery } from './reviews.schema.ts';
import * as store from './reviews.store.ts';

const CursorKey = z.tuple([z.int(), z.iso.datetime({ offset: true }), uuid]);

/**
 * A page of a published quest's reviews. Those of players who blocked the caller, or whom the caller
 * blocked, are left out.
 * @throws NotFoundError when there is no such published quest
 * @throws InvalidCursorError
 */
export function listReviews(
  { actor, database }: Call,
  quest: string,
  query: ReviewListQuery,
): Promise<JsonText> {
  const { sort = 'newest' } = query;
  return listPage(query, {
    name: 'reviews',
    filters: { quest, sort },
    key: CursorKey,
    async read({ limit, after }) {
      if (!(await store.isPublished(database, quest))) throw new NotFoundError({ thing: 'quest' });
      return store.readReviews(database, actor.id, quest, {
        sort,
        limit,
        after: after && { rating: after[0], created_at: after[1], id: after[2] },
      });
    },
    textOf: ({ review }) => review,
    keyOf: ({ rating, created_at, id }) => [rating, created_at, id],
  });
}

/**
 * The caller's review of a quest, also when it is hidden or the quest no longer published.
 * @throws NotFoundError
 */
export async function getOwnReview({ actor, database }: Call, quest: string): Promise<JsonText> {
  const own = await store.findOwn(database, actor.id, quest);
  if (!own) throw new NotFoundError({ thing: 'review' });
  return bodyOf(database, actor.id, own.id);
}

/**
 * Writes the caller's review of a quest: new (201) or changed (200).
 * @throws NotFoundError when there is no such quest that the caller may know of
 * @throws QuestNotStartedError
 */
export async function writeReview(
  { actor, database }: Call,
  quest: string,
  { rating, text }: ReviewForm,
): Promise<JsonText | Reply<JsonText>> {
  return inTransaction(database, async (transaction) => {
    const standing = await store.readStanding(transaction, actor.id, quest);
    // Who has started a quest knows of it, also when it was taken off the list since.
    if (!standing?.published && !standing?.started) throw new NotFoundError({ thing: 'quest' });
    if (!standing.started) throw new QuestNotStartedError();
    const written = { rating, text: text || null };
    const { id, created } = await store.upsertReview(transaction, actor.id, quest, written);
    const body = await bodyOf(transaction, actor.id, id);
    return created ? body : new Reply(200, body);
  });
}

/**
 * Deletes the caller's review of a quest. Deleting what is not there changes nothing.
 * @throws ReviewHiddenError
 */
export async function deleteReview({ actor, database }: Call, quest: string): Promise<void> {
  await store.deleteReview(database, actor.id, quest);
  const left = await store.findOwn(database, actor.id, quest);
  if (left?.status === 'hidden') throw new ReviewHiddenError();
}

/**
 * Answers a review in the name of the team: new (201) or changed (200).
 * @throws NotFoundError
 */
export async function respond(
  { actor, database }: Call,
  review: string,
  { text }: ResponseForm,
): Promise<JsonText | Reply<JsonText>> {
  return inTransaction(database, async (transaction) => {
    const found = await store.updateResponse(transaction, actor.id, review, text);
    if (!found) throw new NotFoundError({ thing: 'review' });
    const body = await bodyOf(transaction, actor.id, review);
    return found.had ? new Reply(200, body) : body;
  });
}

/**
 * Removes the response of a review. Removing what is not there changes nothing.
 * @throws NotFoundError when there is no such review
 */
export async function removeResponse({ actor, database }: Call, review: string): Promise<void> {
  const found = await store.updateResponse(database, actor.id, review, null);
  if (!found) throw new NotFoundError({ thing: 'review' });
}

async function bodyOf(database: Call['database'], user: string, review: string): Promise<JsonText> {
  return new JsonText(`{"data":${await store.readReview(database, user, review)}}`);
}
