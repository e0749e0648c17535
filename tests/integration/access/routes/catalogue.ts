import { insert } from '../../../harness/postgres.ts';
import { publishQuest } from '../../catalogue/quests.ts';
import type { Room, Scene } from './scene.ts';

/** A published quest that is a favourite of `player`. */
async function favourite({ client, cast }: Scene) {
  const quest = await publishQuest(client, {
    name: `Favourite ${crypto.randomUUID().slice(0, 8)}`,
  });
  const id = crypto.randomUUID();
  await insert(client, 'favorites', { id, quest, user: cast.player.id });
  return { id, quest };
}

export const catalogue: Room = {
  table: `
                                     nobody player other manager moderator admin locked unverified
    GET /quests                      401    200    200   200     200       200   401    401
    GET /quests/:id                  401    200    200   200     200       200   401    401
    PUT /quests/:id/favorite         401    204    204   204     204       204   401    401
    DELETE /quests/:id/favorite      401    204*   204   204     204       204   401    401
    GET /favorites                   401    200    200   200     200       200   401    401
  `,
  stages: {
    'GET /quests/:id': async (scene) => ({ params: { id: (await favourite(scene)).quest } }),
    'PUT /quests/:id/favorite': async (scene) => {
      const { id, quest } = await favourite(scene);
      return { params: { id: quest }, guards: ['favorites', id] };
    },
    'DELETE /quests/:id/favorite': async (scene) => {
      const { id, quest } = await favourite(scene);
      return { params: { id: quest }, guards: ['favorites', id] };
    },
    'GET /favorites': async (scene) => ({ hides: (await favourite(scene)).quest }),
  },
};
