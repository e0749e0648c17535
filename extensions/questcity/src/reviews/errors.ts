/** What writing and deleting reviews is refused with. */
import { createError } from '@directus/errors';

/** 409: only who has started a quest, alone or as a member, may review it. */
export const QuestNotStartedError = createError(
  'QUEST_NOT_STARTED',
  'Only players who have started the quest can review it.',
  409,
);

/** 409: a moderator has hidden the review, and deleting it would make room for a new one. */
export const ReviewHiddenError = createError(
  'REVIEW_HIDDEN',
  'A moderator has hidden this review: it can be changed, but not deleted.',
  409,
);
