import { addPlayers, type Pair, relate } from '../../friends/players.ts';
import type { Room, Scene } from './scene.ts';

/** A further player, who is this to `player`. */
async function known({ client, cast }: Scene, state: Pair) {
  const [third] = await addPlayers(client, 1);
  if (!third) throw new Error('No player');
  const [here, there] = await relate(client, cast.player, third, state);
  // A request has the id of its sender's edge.
  return { third, edge: here ?? '', request: (state[0] === 'request_sent' ? here : there) ?? '' };
}

const withUser = (state: Pair) => async (scene: Scene) => {
  const { third, edge } = await known(scene, state);
  return { params: { userId: third.id }, guards: ['friend_edges', edge] } as const;
};
const withRequest = (state: Pair) => async (scene: Scene) => {
  const { edge, request } = await known(scene, state);
  return { params: { id: request }, guards: ['friend_edges', edge] } as const;
};
const listed = (state: Pair) => async (scene: Scene) => {
  const { third } = await known(scene, state);
  return { hides: third.id };
};

const friend = ['friend', 'friend'] as const;
const received = ['request_received', 'request_sent'] as const;
const sent = ['request_sent', 'request_received'] as const;
const blocking = ['blocked', null] as const;

export const friends: Room = {
  table: `
                                     nobody player other manager moderator admin locked unverified
    GET /friends                     401    200    200   200     200       200   401    401
    DELETE /friends/:userId          401    204*   204   204     204       204   401    401
    GET /friend-requests             401    200    200   200     200       200   401    401
    POST /friend-requests            401    200*   201   201     201       201   401    401
    POST /friend-requests/:id/accept 401    200*   404   404     404       404   401    401
    POST /friend-requests/:id/reject 401    204*   404   404     404       404   401    401
    DELETE /friend-requests/:id      401    204*   404   404     404       404   401    401
    GET /blocks                      401    200    200   200     200       200   401    401
    PUT /blocks/:userId              401    204*   204   204     204       204   401    401
    DELETE /blocks/:userId           401    204*   204   204     204       204   401    401
  `,
  stages: {
    'GET /friends': listed(friend),
    'DELETE /friends/:userId': withUser(friend),
    'GET /friend-requests': listed(received),
    'POST /friend-requests': async (scene) => {
      const { third, edge } = await known(scene, received);
      return { body: { user_id: third.id }, guards: ['friend_edges', edge] };
    },
    'POST /friend-requests/:id/accept': withRequest(received),
    'POST /friend-requests/:id/reject': withRequest(received),
    'DELETE /friend-requests/:id': withRequest(sent),
    'GET /blocks': listed(blocking),
    'PUT /blocks/:userId': withUser(friend),
    'DELETE /blocks/:userId': withUser(blocking),
  },
};
