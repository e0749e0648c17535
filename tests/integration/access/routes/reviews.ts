import { insert } from '../../../harness/postgres.ts';
import { startedQuest } from '../../reviews/started.ts';
import type { Room, Scene } from './scene.ts';

/** A quest that `player` has started and reviewed. */
async function review({ client, cast }: Scene) {
  const quest = await startedQuest(client, cast.player);
  const id = crypto.randomUUID();
  const response = 'Thanks';
  await insert(client, 'reviews', { id, quest, author: cast.player.id, rating: 4, response });
  return { id, quest };
}

const ofQuest = async (scene: Scene) => {
  const { id, quest } = await review(scene);
  return { params: { id: quest }, guards: ['reviews', id] } as const;
};
const ofReview = async (scene: Scene) => {
  const { id } = await review(scene);
  return { params: { id }, guards: ['reviews', id] } as const;
};

export const reviews: Room = {
  table: `
                                     nobody player other manager moderator admin locked unverified
    GET /quests/:id/reviews          401    200    200   200     200       200   401    401
    GET /quests/:id/review           401    200    404   404     404       404   401    401
    PUT /quests/:id/review           401    200*   409   409     409       409   401    401
    DELETE /quests/:id/review        401    204*   204   204     204       204   401    401
    PUT /reviews/:id/response        401    403    403   200*    403       200*  401    401
    DELETE /reviews/:id/response     401    403    403   204*    403       204*  401    401
  `,
  stages: {
    'GET /quests/:id/reviews': ofQuest,
    'GET /quests/:id/review': ofQuest,
    'PUT /quests/:id/review': async (scene) => ({ ...(await ofQuest(scene)), body: { rating: 1 } }),
    'DELETE /quests/:id/review': ofQuest,
    'PUT /reviews/:id/response': async (scene) => ({
      ...(await ofReview(scene)),
      body: { text: 'Thank you' },
    }),
    'DELETE /reviews/:id/response': ofReview,
  },
};
