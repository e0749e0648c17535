import { insert } from '../../../harness/postgres.ts';
import { addPlayers } from '../../friends/players.ts';
import type { Room, Scene } from './scene.ts';

/** An account of nobody here, in this state. */
async function account({ client }: Scene, status: 'active' | 'suspended') {
  const [third] = await addPlayers(client, 1);
  if (!third) throw new Error('No player');
  await client.query('update directus_users set status = $2 where id = $1', [third.id, status]);
  return third.id;
}

async function request(scene: Scene) {
  const id = crypto.randomUUID();
  const user = await account(scene, 'suspended');
  await insert(scene.client, 'unlock_requests', { id, user, reason: 'Mistake', message: 'Please' });
  return id;
}

const decision = async (scene: Scene) => {
  const id = await request(scene);
  return {
    params: { id },
    body: { note: 'Looked at' },
    guards: ['unlock_requests', id] as const,
  };
};

export const locking: Room = {
  table: `
                                       nobody player other manager moderator admin locked unverified
    POST /users/:id/lock               401    403    403   403     200*      200*  401    401
    POST /users/:id/unlock             401    403    403   403     200*      200*  401    401
    POST /unlock-requests              202    202    202   202     202       202   202    202
    GET /unlock-requests               401    403    403   403     200       200   401    401
    POST /unlock-requests/:id/approve  401    403    403   403     200*      200*  401    401
    POST /unlock-requests/:id/reject   401    403    403   403     200*      200*  401    401
  `,
  stages: {
    'POST /users/:id/lock': async (scene) => {
      const id = await account(scene, 'active');
      return { params: { id }, body: { reason: 'Insults' }, guards: ['directus_users', id] };
    },
    'POST /users/:id/unlock': async (scene) => {
      const id = await account(scene, 'suspended');
      return { params: { id }, guards: ['directus_users', id] };
    },
    'POST /unlock-requests': async () => ({
      body: { email: 'nobody@test.example.com', reason: 'Mistake', message: 'Please' },
    }),
    'POST /unlock-requests/:id/approve': decision,
    'POST /unlock-requests/:id/reject': decision,
  },
};
