import {
  attempt,
  attemptAt,
  befriend,
  type MadeQuest,
  makePlayer,
  makeQuest,
  start,
} from '../../play/quests.ts';
import type { Room, Scene } from './scene.ts';

/** A quest of one point, free of charge. */
const freeQuest = ({ client }: Scene, values = {}) =>
  makeQuest(client, [{ activity: 'catch_ghost' }], { timeframe: 1, group_size: 2, ...values });

/** A session that `player` has started. */
async function session(scene: Scene, values = {}) {
  const quest = await freeQuest(scene, values);
  const { id } = await start(scene.cast.player, quest);
  return { id: String(id), quest, point: quest.points[0] as MadeQuest['points'][number] };
}

const ofSession = async (scene: Scene) => {
  const { id } = await session(scene);
  return { params: { id }, guards: ['sessions', id], hides: id } as const;
};

async function pointRow({ client }: Scene, id: string): Promise<string> {
  const { rows } = await client.query('select id from session_points where session = $1', [id]);
  return rows[0].id;
}

/** A session of somebody else that `player` is invited to. */
async function invitation(scene: Scene) {
  const { client, as, cast } = scene;
  const owner = await makePlayer(client, as, 0);
  await befriend(client, owner, cast.player);
  const { id } = await start(owner, await freeQuest(scene));
  await owner.call.post(`/api/v2/sessions/${id}/members`, { user_id: cast.player.id });
  const { rows } = await client.query(
    'select id from session_members where session = $1 and "user" = $2',
    [id, cast.player.id],
  );
  return { id: String(id), guards: ['session_members', rows[0].id] } as const;
}

/** An attempt of `player` that waits for a decision. */
async function doubted(scene: Scene) {
  const { id, point } = await session(scene);
  const { player } = scene.cast;
  await attempt(player, id, point.id, attemptAt(point.at, undefined, { mocked: true }));
  const { rows } = await scene.client.query('select id from attempts where session = $1', [id]);
  return String(rows[0].id);
}

export const play: Room = {
  table: `
                                                 nobody player other manager moderator admin locked unverified
    POST /quests/:id/sessions                    401    201    201   201     201       201   401    401
    GET /sessions                                401    200    200   200     200       200   401    401
    GET /sessions/:id                            401    200    404   404     404       404   401    401
    POST /sessions/:id/abandon                   401    200*   404   404     404       404   401    401
    POST /sessions/:id/extend                    401    200*   404   404     404       404   401    401
    POST /sessions/:id/points/:pointId/attempts  401    200*   404   404     404       404   401    401
    POST /sessions/:id/attempts/batch            401    200*   404   404     404       404   401    401
    POST /sessions/:id/members                   401    201    404   404     404       404   401    401
    POST /sessions/:id/members/accept            401    200*   404   404     404       404   401    401
    DELETE /sessions/:id/members/:userId         401    204*   404   404     404       404   401    401
    GET /sessions/:id/points/:pointId/radar      401    200    404   404     404       404   401    401
    GET /sessions/:id/points/:pointId/file       401    404    404   404     404       404   401    401
    GET /attempts/review-queue                   401    403    403   200     403       200   401    401
    GET /attempts/:id/task                       401    403    403   200     403       200   401    401
    POST /attempts/:id/decide                    401    403    403   204*    403       204*  401    401
    GET /rewards/review-queue                    401    403    403   200     403       200   401    401
    GET /sessions/:id/report                     401    403    403   200     403       200   401    401
    POST /sessions/:id/reward                    401    403    403   204*    403       204*  401    401
    POST /sessions/:id/cancel                    401    403    403   204*    403       204*  401    401
  `,
  stages: {
    'POST /quests/:id/sessions': async (scene) => ({
      params: { id: (await freeQuest(scene)).id },
    }),
    'GET /sessions': async (scene) => ({ hides: (await session(scene)).id }),
    'GET /sessions/:id': ofSession,
    'POST /sessions/:id/abandon': ofSession,
    'POST /sessions/:id/extend': async (scene) => {
      const play = await ofSession(scene);
      await scene.client.query(`update sessions set status = 'expired' where id = $1`, [
        play.params.id,
      ]);
      return play;
    },
    'POST /sessions/:id/points/:pointId/attempts': async (scene) => {
      const { id, point } = await session(scene);
      return {
        params: { id, pointId: point.id },
        body: attemptAt(point.at),
        guards: ['session_points', await pointRow(scene, id)],
      };
    },
    'POST /sessions/:id/attempts/batch': async (scene) => {
      const { id, point } = await session(scene);
      return {
        params: { id },
        body: { attempts: [{ point_id: point.id, ...attemptAt(point.at) }] },
        guards: ['session_points', await pointRow(scene, id)],
      };
    },
    'POST /sessions/:id/members': async (scene) => {
      const { id } = await session(scene);
      const friend = await makePlayer(scene.client, scene.as, 0);
      await befriend(scene.client, scene.cast.player, friend);
      return { params: { id }, body: { user_id: friend.id }, hides: id };
    },
    'POST /sessions/:id/members/accept': async (scene) => {
      const { id, guards } = await invitation(scene);
      return { params: { id }, guards, hides: id };
    },
    'DELETE /sessions/:id/members/:userId': async (scene) => {
      const { id, guards } = await invitation(scene);
      return { params: { id, userId: scene.cast.player.id }, guards };
    },
    'GET /sessions/:id/points/:pointId/radar': async (scene) => {
      const { id, point } = await session(scene);
      return { params: { id, pointId: point.id }, query: 'latitude=59.9&longitude=30.3' };
    },
    'GET /sessions/:id/points/:pointId/file': async (scene) => {
      const { id, point } = await session(scene);
      return { params: { id, pointId: point.id } };
    },
    'GET /attempts/:id/task': async (scene) => ({ params: { id: await doubted(scene) } }),
    'POST /attempts/:id/decide': async (scene) => {
      const id = await doubted(scene);
      return { params: { id }, body: { decision: 'accept' }, guards: ['attempts', id] };
    },
    'GET /sessions/:id/report': async (scene) => ({ params: { id: (await session(scene)).id } }),
    'POST /sessions/:id/reward': async (scene) => {
      const { id, point } = await session(scene, { auto_accrual: false });
      await attempt(scene.cast.player, id, point.id, attemptAt(point.at));
      return { params: { id }, guards: ['sessions', id] };
    },
    'POST /sessions/:id/cancel': async (scene) => {
      const { id } = await session(scene);
      return { params: { id }, body: {}, guards: ['sessions', id] };
    },
  },
};
