/** Photos as proof: real uploads, compared with the reference in Directus's storage. */
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FOLDER } from '../../../extensions/questcity/src/kernel/actor.ts';
import { type Callers, callersOf } from '../../harness/api.ts';
import { startServer, type TestServer } from '../../harness/server.ts';
import { files } from '../../harness/world-files.ts';
import {
  attempt,
  attemptAt,
  type MadeQuest,
  makePlayer,
  makeQuest,
  type Player,
  start,
} from './quests.ts';

let server: TestServer;
let as: Callers;
let reference: string;
beforeAll(async () => {
  server = await startServer({
    // Directus's own thumbnails of what is no picture, and what the tests do to files.
    expectedErrors: [/corrupt header/, /ENOENT/],
  });
  as = callersOf(server.url);
  reference = await upload(as.manager, await scene(1), FOLDER.secrets);
});
afterAll(() => server?.stop());

const db = () => server.database.client;
type Poster = Player['call'];

/** A picture with much in it: rectangles where the seed puts them. */
function scene(seed: number): Promise<Buffer> {
  let state = seed * 48_271;
  const random = (most: number) => {
    state = (state * 48_271) % 2_147_483_647;
    return (state / 2_147_483_647) * most;
  };
  const boxes = Array.from({ length: 60 }, () => {
    const [x, y, w, h] = [random(700) - 50, random(500) - 50, 30 + random(200), 30 + random(150)];
    const fill = `rgb(${random(255) | 0},${random(255) | 0},${random(255) | 0})`;
    return `<rect x="${x}" y="${y}" width="${w}" height="${h}" fill="${fill}"/>`;
  });
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="640" height="480">${boxes.join('')}</svg>`;
  return sharp(Buffer.from(svg)).flatten({ background: '#888' }).jpeg({ quality: 90 }).toBuffer();
}

/** The scene as a player's phone might take it. */
async function retaken(seed: number): Promise<Buffer> {
  return sharp(await scene(seed))
    .extract({ left: 40, top: 10, width: 560, height: 420 })
    .modulate({ brightness: 0.8, saturation: 0.7 })
    .jpeg({ quality: 55 })
    .toBuffer();
}

async function upload(call: Poster, content: Buffer, folder?: string, type = 'image/jpeg') {
  const form = new FormData();
  if (folder) form.append('folder', folder);
  form.append('file', new Blob([new Uint8Array(content)], { type }), 'photo.jpg');
  const answer = await call('POST', '/files', { raw: form });
  expect(answer.status, answer.text).toBe(200);
  return answer.body.data.id as string;
}

/** A player at a point that asks for a photo. */
async function run(point: object) {
  const quest = await makeQuest(db(), [{ activity: 'take_photo', ...point }]);
  const player = await makePlayer(db(), as);
  const { id: session } = await start(player, quest);
  const { id, at } = quest.points[0] as MadeQuest['points'][0];
  return {
    player,
    session,
    send: async (file: string | undefined, fix: object = {}) => {
      const answer = file === undefined ? undefined : { file_id: file };
      const made = await attempt(player, session, id, attemptAt(at, answer, { ...fix }));
      expect(made.status, made.text).toBe(200);
      const { outcome, reasons, point: seen } = made.body.data;
      return {
        outcome,
        codes: reasons.map(({ code }: { code: string }) => code),
        state: seen.state,
      };
    },
  };
}

const matching = () => ({ photo_kind: 'photo_matching', reference_photo: reference });

describe('a photo that must match', () => {
  it('solves the point when it shows the scene, cropped and in other light', async () => {
    const { player, send } = await run(matching());
    expect(await send(undefined)).toEqual({ outcome: 'arrived', codes: [], state: 'arrived' });
    const other = await upload(player.call, await retaken(2));
    expect(await send(other)).toEqual({
      outcome: 'rejected',
      codes: ['photo_differs'],
      state: 'arrived',
    });
    const photo = await upload(player.call, await retaken(1));
    expect(await send(photo)).toEqual({ outcome: 'solved', codes: [], state: 'solved' });
  });

  it('is kept with the attempt, whatever came of it', async () => {
    const { player, session, send } = await run(matching());
    const photo = await upload(player.call, await retaken(3));
    await send(photo);
    const { rows } = await db().query('select outcome, file from attempts where session = $1', [
      session,
    ]);
    expect(rows).toEqual([{ outcome: 'rejected', file: photo }]);
  });

  it('must be an upload of the player', async () => {
    const { player, send } = await run(matching());
    const stranger = await makePlayer(db(), as);
    const missing = { outcome: 'rejected', codes: ['no_such_photo'], state: 'arrived' };
    expect(await send(await upload(stranger.call, await retaken(1)))).toEqual(missing);
    expect(await send(reference)).toEqual(missing);
    expect(await send(files.otherUpload)).toEqual(missing);
    expect(await send('cafecafe-0000-4000-8000-00000000ffff')).toEqual(missing);
    // Avatars are shown to everybody: a photo for an attempt is another thing.
    expect(await send(await upload(player.call, await retaken(1), FOLDER.avatars))).toEqual(
      missing,
    );
  });

  it('must be a picture', async () => {
    const { player, send } = await run(matching());
    const photo = await retaken(1);
    // More than its type, which is looked at when it is uploaded.
    for (const content of [
      Buffer.concat([photo.subarray(0, 20), Buffer.from('no picture')]),
      photo.subarray(0, 900),
    ]) {
      expect(await send(await upload(player.call, content))).toEqual({
        outcome: 'rejected',
        codes: ['photo_unreadable'],
        state: 'arrived',
      });
    }
  });

  it('goes to a manager when the reference is gone', async () => {
    const lost = await upload(as.manager, await scene(4), FOLDER.secrets);
    for (const name of readdirSync(server.storage).filter((file) => file.startsWith(lost))) {
      rmSync(join(server.storage, name));
    }
    const { player, send } = await run({ ...matching(), reference_photo: lost });
    expect(await send(await upload(player.call, await retaken(4)))).toEqual({
      outcome: 'in_review',
      codes: ['photo_unsure'],
      state: 'arrived',
    });
  });
});

describe('a photo in a direction', () => {
  it('is accepted by the heading, across north', async () => {
    const asked = { photo_kind: 'direction_check', heading: 350, heading_tolerance: 20 };
    const { player, send } = await run(asked);
    const photo = await upload(player.call, await scene(5));
    expect(await send(photo)).toMatchObject({ outcome: 'rejected', codes: ['no_heading'] });
    expect(await send(photo, { heading: 11 })).toMatchObject({ codes: ['wrong_heading'] });
    expect(await send(photo, { heading: 9.5 })).toMatchObject({ outcome: 'solved' });
  });
});

describe('a photo of a face', () => {
  it('is for a manager to judge', async () => {
    const { player, send } = await run({ photo_kind: 'face_verification' });
    expect(await send(await upload(player.call, await scene(6)))).toEqual({
      outcome: 'in_review',
      codes: ['face_check'],
      state: 'arrived',
    });
  });
});
