/** Other players: finding them, and their public profiles. */
import { route } from '../kernel/route.ts';
import {
  PlayerListBody,
  PlayerParams,
  PlayerProfileBody,
  PlayerSearchQuery,
} from './users.schema.ts';
import * as users from './users.service.ts';

export const userRoutes = [
  route({
    method: 'get',
    path: '/users',
    access: 'player',
    name: 'findPlayers',
    tag: 'Players',
    summary: 'Find players by username or name',
    description:
      'Up to 100, those first whose username or name begins with what was typed. Not yourself, and ' +
      'nobody whom you have blocked or who has blocked you.',
    query: PlayerSearchQuery,
    response: PlayerListBody,
    handle: ({ query }, call) => users.findPlayers(call, query),
  }),
  route({
    method: 'get',
    path: '/users/:id',
    access: 'player',
    name: 'getPlayer',
    tag: 'Players',
    summary: 'A player’s public profile',
    params: PlayerParams,
    response: PlayerProfileBody,
    errors: [{ status: 404, code: 'NOT_FOUND', when: 'There is no such player.' }],
    handle: ({ params }, call) => users.getPlayer(call, params.id),
  }),
];
