import { world } from '../../../harness/world.ts';
import type { Room } from './scene.ts';

export const statistics: Room = {
  table: `
                                     nobody player other manager moderator admin locked unverified
    GET /quests/:id/statistics       401    403    403   200     403       200   401    401
  `,
  stages: {
    'GET /quests/:id/statistics': async () => ({ params: { id: world.draft } }),
  },
};
