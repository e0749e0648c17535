/** What moving credits is refused with. */
import { createError } from '@directus/errors';

/** 402: the wallet holds less than is asked for; both in credits. */
export const InsufficientCreditsError = createError<{ balance: number; needed: number }>(
  'INSUFFICIENT_CREDITS',
  ({ balance, needed }) => `This costs ${needed} credits and the wallet holds ${balance}.`,
  402,
);
