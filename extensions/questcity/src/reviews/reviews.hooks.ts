/** What happens to reviews whichever way they are written. */
import type { RegisterFunctions } from '@directus/extensions';

/**
 * A review that an administrator creates together with its response was answered by them, unless they
 * name somebody else. Of updates Directus notes it by itself, and the database keeps it: see the
 * field responded_by and the trigger reviews_kept.
 */
export function registerReviewHooks({ filter }: Pick<RegisterFunctions, 'filter'>): void {
  filter('reviews.items.create', (payload, _meta, { accountability }) => {
    const review = payload as Record<string, unknown>;
    if (!review.response || review.responded_by || !accountability?.user) return review;
    return { ...review, responded_by: accountability.user };
  });
}
