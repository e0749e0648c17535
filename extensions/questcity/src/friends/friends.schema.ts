/** What the routes of friends, requests and blocks take and give. */
import { z } from 'zod';
import { dataOf, listOf, pageParameters, queryList, uuid } from '../kernel/fields.ts';
import { PlayerCard } from '../users/player-card.ts';

const Time = z.iso.datetime({ offset: true });

export const FriendSort = z.enum(['newest', 'username']);
export type FriendSort = z.infer<typeof FriendSort>;

export const FriendListQuery = z.strictObject({
  ...pageParameters,
  sort: FriendSort.optional().describe('Default: newest, by when the friendship began.'),
});
export type FriendListQuery = z.infer<typeof FriendListQuery>;

export const Direction = z.enum(['incoming', 'outgoing']);
export type Direction = z.infer<typeof Direction>;

export const RequestListQuery = z.strictObject({
  ...pageParameters,
  direction: queryList(Direction)
    .optional()
    .describe('incoming, outgoing or both, separated by a comma. Default: both.'),
});
export type RequestListQuery = z.infer<typeof RequestListQuery>;

export const BlockListQuery = z.strictObject(pageParameters);
export type BlockListQuery = z.infer<typeof BlockListQuery>;

export const Friend = z.object({ user: PlayerCard, since: Time }).meta({ id: 'Friend' });

export const FriendRequest = z
  .object({
    id: uuid.describe('The same for both of them.'),
    direction: Direction,
    user: PlayerCard.describe('The other one.'),
    created_at: Time,
  })
  .meta({ id: 'FriendRequest' });

export const Block = z.object({ user: PlayerCard, since: Time }).meta({ id: 'Block' });

export const RequestBody = z
  .strictObject({
    user_id: uuid.optional(),
    username: z.string().min(1).max(15).optional().describe('In any case.'),
  })
  .meta({
    description: 'One of the two.',
    examples: [{ username: 'oliver.w' }],
  });
export type RequestBody = z.infer<typeof RequestBody>;

export const RequestOutcome = z
  .object({
    state: z.enum(['request_sent', 'friend']).describe('What the two are now.'),
    id: uuid.nullable().describe('The request’s id; null between friends.'),
    user: PlayerCard,
    since: Time.describe('When the request was sent, or the friendship began.'),
  })
  .meta({ id: 'FriendRequestOutcome' });

export const FriendListBody = listOf(Friend);
export const RequestListBody = listOf(FriendRequest);
export const BlockListBody = listOf(Block);
export const RequestOutcomeBody = dataOf(RequestOutcome);
export const FriendBody = dataOf(Friend);

export const RequestParams = z.strictObject({ id: uuid });
export const UserParams = z.strictObject({ userId: uuid });
