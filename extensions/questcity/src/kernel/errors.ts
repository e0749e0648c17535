/**
 * Errors that more than one feature answers with: Directus's own where one fits, and the few that it
 * lacks. What one feature alone is refused with is in its own errors.ts.
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

/** 409: another decision came first. */
export const AlreadyDecidedError = createError(
  'ALREADY_DECIDED',
  'This has been decided already.',
  409,
);

/** 409: there is room for no more; `limit` says for how many. */
export const LimitReachedError = createError<{ limit: number; of: string }>(
  'LIMIT_REACHED',
  ({ limit, of }) => `The limit of ${limit} ${of} is reached.`,
  409,
);
