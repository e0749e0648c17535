/** What the routes of reviews take and give. */
import { z } from 'zod';
import { dataOf, listOf, pageParameters, text, uuid } from '../kernel/fields.ts';
import { PlayerCard } from '../users/player-card.ts';

/** Longest texts of a review and of its response, in characters; the columns hold as many. */
const LONGEST_TEXT = 2000;

export const ReviewSort = z.enum(['newest', 'rating']);
export type ReviewSort = z.infer<typeof ReviewSort>;

export const ReviewListQuery = z.strictObject({
  ...pageParameters,
  sort: ReviewSort.optional().describe(
    'Default: newest. With rating the best come first, and of equal ones the newest.',
  ),
});
export type ReviewListQuery = z.infer<typeof ReviewListQuery>;

export const QuestParams = z.strictObject({ id: uuid });
export const ReviewParams = z.strictObject({ id: uuid });

export const ReviewForm = z
  .strictObject({
    rating: z.int().min(1).max(5),
    text: text(0, LONGEST_TEXT).nullish().describe('Left out or blank: a rating without words.'),
  })
  .meta({ examples: [{ rating: 5, text: 'A good walk.' }] });
export type ReviewForm = z.infer<typeof ReviewForm>;

export const ResponseForm = z
  .strictObject({ text: text(1, LONGEST_TEXT) })
  .meta({ examples: [{ text: 'Thank you!' }] });
export type ResponseForm = z.infer<typeof ResponseForm>;

const time = z.iso.datetime({ offset: true });

export const Review = z
  .object({
    id: uuid,
    rating: z.int().min(1).max(5),
    text: z.string().nullable(),
    author: PlayerCard.nullable().describe('Null when the account has been deleted.'),
    is_own: z.boolean().describe('Whether the caller wrote it.'),
    status: z
      .enum(['published', 'hidden'])
      .describe('Hidden by a manager: shown to its author only, and not counted.'),
    response: z
      .object({ text: z.string(), responded_at: time })
      .nullable()
      .describe('What a manager answered.'),
    created_at: time,
    updated_at: time.nullable().describe('When its author last changed it.'),
  })
  .meta({ id: 'Review' });

export const ReviewBody = dataOf(Review);
export const ReviewListBody = listOf(Review);
