/** What commands between two players are refused with. */
import { createError } from '@directus/errors';

/** 409: the other player has said no; `may_request_at` says from when on another request may be sent. */
export const FriendRequestTooSoonError = createError<{ may_request_at: string }>(
  'FRIEND_REQUEST_TOO_SOON',
  ({ may_request_at }) =>
    `This player has rejected your request. You may send another one from ${may_request_at} on.`,
  409,
);
