/** What deciding about an unlock request is refused with. */
import { createError } from '@directus/errors';

/** 409: another decision came first. */
export const AlreadyDecidedError = createError(
  'ALREADY_DECIDED',
  'This request has been decided already.',
  409,
);
