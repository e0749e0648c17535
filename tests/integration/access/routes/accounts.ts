import { accounts as people } from '../../../harness/accounts.ts';
import type { Room, Scene } from './scene.ts';

const shown = async ({ cast }: Scene) => ({ hides: cast.player.id });

export const accounts: Room = {
  table: `
                                     nobody player other manager moderator admin locked unverified
    GET /me                          401    200    200   200     200       200   401    401
    PATCH /me                        401    200*   200   200     200       200   401    401
    DELETE /me                       401    204    204   204     204       204   401    401
    GET /me/export                   401    200    200   200     200       200   401    401
    POST /email-changes/confirm      403    403    403   403     403       403   403    403
  `,
  stages: {
    'GET /me': shown,
    'GET /me/export': shown,
    'PATCH /me': async ({ cast }) => ({
      guards: ['profiles', cast.player.id],
      body: { bio: crypto.randomUUID() },
    }),
    // Everybody deletes their own; whoever is left at the end is the one who may not.
    'DELETE /me': async ({ cast }) => ({
      guards: ['profiles', cast.locked.id],
      body: { password: people.player.password },
    }),
    'POST /email-changes/confirm': async () => ({ body: { token: 'none' } }),
  },
};
