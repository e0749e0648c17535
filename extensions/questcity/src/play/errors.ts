/** What commands of a session are refused with. */
import { createError } from '@directus/errors';

/** 403: only subscribers may start the quest, and nobody can subscribe yet. */
export const SubscriptionRequiredError = createError(
  'SUBSCRIPTION_REQUIRED',
  'This quest is for subscribers only.',
  403,
);

/** 409: the player has an active session of this quest. */
export const SessionActiveError = createError(
  'SESSION_ACTIVE',
  'This player has an active session of this quest already.',
  409,
);

/** 409: a session cannot be active again beside another one of a member. */
export const MemberPlaysError = createError(
  'SESSION_ACTIVE',
  'A member of this session plays this quest in another one. Extend it when that has ended, or remove the member.',
  409,
);

/** 409: the session has ended. */
export const SessionNotActiveError = createError<{ status: string }>(
  'SESSION_NOT_ACTIVE',
  ({ status }) => `This session is ${status}.`,
  409,
);

/** 409: only an expired session can be extended. */
export const SessionNotExpiredError = createError<{ status: string }>(
  'SESSION_NOT_EXPIRED',
  ({ status }) => `Only an expired session can be extended; this one is ${status}.`,
  409,
);

/** 409: only a completed session earns its reward. */
export const SessionNotCompletedError = createError<{ status: string }>(
  'SESSION_NOT_COMPLETED',
  ({ status }) => `Only a completed session earns a reward; this one is ${status}.`,
  409,
);

/** 409: the group has as many players, invitations included, as the quest allows. */
export const GroupFullError = createError<{ group_size: number }>(
  'GROUP_FULL',
  ({ group_size }) => `This quest is for at most ${group_size} players, invitations included.`,
  409,
);

/** 409: only friends can be invited; also for who does not exist or has blocked the caller. */
export const NotFriendsError = createError(
  'NOT_FRIENDS',
  'Only friends can play together: become friends first.',
  409,
);

/** 409: the owner cannot leave the session, only abandon it. */
export const OwnerStaysError = createError(
  'OWNER_STAYS',
  'The owner cannot leave the session. Abandon it instead.',
  409,
);
