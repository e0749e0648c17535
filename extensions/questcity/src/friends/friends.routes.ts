/** Friends, requests to become friends, and blocks. */
import { Reply, route } from '../kernel/route.ts';
import {
  BlockListBody,
  BlockListQuery,
  FriendBody,
  FriendListBody,
  FriendListQuery,
  RequestBody,
  RequestListBody,
  RequestListQuery,
  RequestOutcomeBody,
  RequestParams,
  UserParams,
} from './friends.schema.ts';
import * as friends from './friends.service.ts';

const TAG = 'Friends';
const NO_SUCH_REQUEST = {
  status: 404,
  code: 'NOT_FOUND',
  when: 'There is no such request to or from you, or it is decided.',
};
const TOO_MANY_FRIENDS = {
  status: 409,
  code: 'LIMIT_REACHED',
  when: 'One of the two has as many friends as there may be.',
};

export const friendRoutes = [
  route({
    method: 'get',
    path: '/friends',
    access: 'player',
    name: 'listFriends',
    tag: TAG,
    summary: 'Own friends',
    query: FriendListQuery,
    response: FriendListBody,
    handle: ({ query }, call) => friends.listFriends(call, query),
  }),
  route({
    method: 'delete',
    path: '/friends/:userId',
    access: 'player',
    name: 'removeFriend',
    tag: TAG,
    summary: 'End a friendship',
    description: 'For both. Repeating it changes nothing.',
    params: UserParams,
    handle: ({ params }, call) => friends.removeFriend(call, params.userId),
  }),
  route({
    method: 'get',
    path: '/friend-requests',
    access: 'player',
    name: 'listFriendRequests',
    tag: TAG,
    summary: 'Requests that wait for an answer, the newest first',
    query: RequestListQuery,
    response: RequestListBody,
    handle: ({ query }, call) => friends.listRequests(call, query),
  }),
  route({
    method: 'post',
    path: '/friend-requests',
    access: 'player',
    name: 'sendFriendRequest',
    tag: TAG,
    summary: 'Ask a player to be friends',
    description:
      'Names the player by `user_id` or by `username`. Repeating it changes nothing. Asking somebody ' +
      'who has asked you makes you friends.',
    body: RequestBody,
    response: RequestOutcomeBody,
    status: 201,
    also: [{ status: 200, when: 'You are friends now, or the request was there already.' }],
    errors: [
      {
        status: 404,
        code: 'NOT_FOUND',
        when: 'There is no such player, or one of you has blocked the other.',
      },
      {
        status: 409,
        code: 'FRIEND_REQUEST_TOO_SOON',
        when: 'The player rejected a request of yours less than 7 days ago; see `may_request_at`.',
      },
      {
        status: 409,
        code: 'LIMIT_REACHED',
        when: 'Too many of your requests wait for an answer, or one of you has too many friends.',
      },
    ],
    handle: async ({ body }, call) => {
      const { created, outcome } = await friends.sendRequest(call, body);
      return created ? { data: outcome } : new Reply(200, { data: outcome });
    },
  }),
  route({
    method: 'post',
    path: '/friend-requests/:id/accept',
    access: 'player',
    name: 'acceptFriendRequest',
    tag: TAG,
    summary: 'Become friends with who asked you',
    description: 'Repeating it changes nothing.',
    params: RequestParams,
    response: FriendBody,
    errors: [
      { status: 403, code: 'FORBIDDEN', when: 'You sent this request yourself.' },
      NO_SUCH_REQUEST,
      TOO_MANY_FRIENDS,
    ],
    handle: async ({ params }, call) => ({ data: await friends.acceptRequest(call, params.id) }),
  }),
  route({
    method: 'post',
    path: '/friend-requests/:id/reject',
    access: 'player',
    name: 'rejectFriendRequest',
    tag: TAG,
    summary: 'Decline a request',
    description: 'The sender is not told, and can send another one after 7 days.',
    params: RequestParams,
    errors: [
      { status: 403, code: 'FORBIDDEN', when: 'You sent this request yourself.' },
      NO_SUCH_REQUEST,
    ],
    handle: ({ params }, call) => friends.rejectRequest(call, params.id),
  }),
  route({
    method: 'delete',
    path: '/friend-requests/:id',
    access: 'player',
    name: 'cancelFriendRequest',
    tag: TAG,
    summary: 'Take back an own request',
    params: RequestParams,
    errors: [
      { status: 403, code: 'FORBIDDEN', when: 'The request was sent to you: reject it.' },
      NO_SUCH_REQUEST,
    ],
    handle: ({ params }, call) => friends.cancelRequest(call, params.id),
  }),
  route({
    method: 'get',
    path: '/blocks',
    access: 'player',
    name: 'listBlocks',
    tag: TAG,
    summary: 'Players you have blocked, the newest block first',
    query: BlockListQuery,
    response: BlockListBody,
    handle: ({ query }, call) => friends.listBlocks(call, query),
  }),
  route({
    method: 'put',
    path: '/blocks/:userId',
    access: 'player',
    name: 'blockPlayer',
    tag: TAG,
    summary: 'Block a player',
    description:
      'Ends friendship and requests between you. Neither finds the other any more, and the blocked ' +
      'player is not told. The answer is the same whether or not there is such a player. ' +
      'Repeating it changes nothing.',
    params: UserParams,
    errors: [
      { status: 400, code: 'INVALID_PAYLOAD', when: 'It is yourself.' },
      { status: 409, code: 'LIMIT_REACHED', when: 'You have blocked too many players.' },
    ],
    handle: ({ params }, call) => friends.blockPlayer(call, params.userId),
  }),
  route({
    method: 'delete',
    path: '/blocks/:userId',
    access: 'player',
    name: 'unblockPlayer',
    tag: TAG,
    summary: 'Lift a block',
    description:
      'Friendship and requests of before do not come back. Repeating it changes nothing.',
    params: UserParams,
    handle: ({ params }, call) => friends.unblockPlayer(call, params.userId),
  }),
];
