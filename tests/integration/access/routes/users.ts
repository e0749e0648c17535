import type { Room } from './scene.ts';

export const users: Room = {
  table: `
                                     nobody player other manager moderator admin locked unverified
    GET /users                       401    200    200   200     200       200   401    401
    GET /users/:id                   401    200    200   200     200       200   401    401
  `,
  stages: {
    'GET /users': async ({ cast }) => ({ query: `search=${cast.player.username}` }),
    'GET /users/:id': async ({ cast }) => ({ params: { id: cast.player.id } }),
  },
};
