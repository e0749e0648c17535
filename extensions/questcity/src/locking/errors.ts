/** What locking and unlocking are refused with. */
import { createError } from '@directus/errors';

/** 409: only an account in use can be locked; `status` is what it is instead. */
export const AccountNotActiveError = createError<{ status: string }>(
  'ACCOUNT_NOT_ACTIVE',
  ({ status }) => `Only an active account can be locked; this one is ${status}.`,
  409,
);

/** 409: only a locked account can be unlocked; `status` is what it is instead. */
export const AccountNotLockedError = createError<{ status: string }>(
  'ACCOUNT_NOT_LOCKED',
  ({ status }) => `Only a locked account can be unlocked; this one is ${status}.`,
  409,
);

/** 409: without this account nobody could administer the server. */
export const LastAdministratorError = createError(
  'LAST_ADMINISTRATOR',
  'There must always be an active administrator: make another one first.',
  409,
);
