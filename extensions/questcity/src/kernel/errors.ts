/**
 * Every error the API can answer with: Directus's own where one fits, and the few that it lacks.
 * `code` is stable and listed in the API guide; `message` is for people and may change.
 */
import { createError } from '@directus/errors';

export {
  ContentTooLargeError,
  type DirectusError,
  ForbiddenError,
  HitRateLimitError,
  InvalidCredentialsError,
  InvalidPayloadError,
  InvalidQueryError,
  isDirectusError,
  MethodNotAllowedError,
  RouteNotFoundError,
  ServiceUnavailableError,
  TokenExpiredError,
  UnsupportedMediaTypeError,
} from '@directus/errors';

/** 404: there is no such thing, or the caller may not know of it (the two look alike). */
export const NotFoundError = createError<{ thing: string }>(
  'NOT_FOUND',
  ({ thing }) => `There is no such ${thing}.`,
  404,
);

/** 400: the cursor is damaged, or was given by another list or for other filters. */
export const InvalidCursorError = createError<{ reason: string }>(
  'INVALID_CURSOR',
  ({ reason }) => `Invalid cursor. ${reason}`,
  400,
);

/** 409: the same Idempotency-Key came with another request before. */
export const IdempotencyKeyReusedError = createError(
  'IDEMPOTENCY_KEY_REUSED',
  'This Idempotency-Key was used before with a different request. Use a new key.',
  409,
);

/** 400: a value breaks a rule that the database keeps; `constraint` names the rule. */
export const ConstraintViolationError = createError<{ reason: string; constraint?: string }>(
  'INVALID_PAYLOAD',
  ({ reason }) => `Invalid payload. ${reason}`,
  400,
);

/** 400: there is such a thing already; Directus's own code, with the message of the rule. */
export const RecordNotUniqueError = createError<{
  reason: string;
  collection: string | null;
  field: string;
}>('RECORD_NOT_UNIQUE', ({ reason }) => reason, 400);

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

/** 402: the wallet holds less than is asked for; both in credits. */
export const InsufficientCreditsError = createError<{ balance: number; needed: number }>(
  'INSUFFICIENT_CREDITS',
  ({ balance, needed }) => `This costs ${needed} credits and the wallet holds ${balance}.`,
  402,
);

/** 409: there is room for no more; `limit` says for how many. */
export const LimitReachedError = createError<{ limit: number; of: string }>(
  'LIMIT_REACHED',
  ({ limit, of }) => `The limit of ${limit} ${of} is reached.`,
  409,
);

/** 409: the other player has said no; `may_request_at` says from when on another request may be sent. */
export const FriendRequestTooSoonError = createError<{ may_request_at: string }>(
  'FRIEND_REQUEST_TOO_SOON',
  ({ may_request_at }) =>
    `This player has rejected your request. You may send another one from ${may_request_at} on.`,
  409,
);
