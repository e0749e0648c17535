import { attemptAt, type MadeQuest, makeQuest, start } from '../../play/quests.ts';
import type { Room, Scene } from './scene.ts';

/** A quest of one point, free of charge. */
const freeQuest = ({ client }: Scene) =>
  makeQuest(client, [{ activity: 'catch_ghost' }], { timeframe: 1 });

/** A session that `player` has started. */
async function session(scene: Scene) {
  const quest = await freeQuest(scene);
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
  },
};
