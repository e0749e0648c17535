/** Files of running sessions: nobody takes them from those who play, by whatever door. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FOLDER } from '../../../extensions/questcity/src/kernel/actor.ts';
import { type Callers, callersOf } from '../../harness/api.ts';
import { startServer, type TestServer } from '../../harness/server.ts';
import { expectRefused, update } from '../database/fixtures.ts';
import {
  attempt,
  attemptAt,
  creditsOf,
  makePlayer,
  makeQuest,
  type Player,
  start,
} from '../play/quests.ts';

let server: TestServer;
let as: Callers;
beforeAll(async () => {
  // GraphQL's refusals are logged as errors.
  server = await startServer({ expectedErrors: [/played with in/] });
  as = callersOf(server.url);
});
afterAll(() => server?.stop());

const db = () => server.database.client;

function form(content: string): FormData {
  const body = new FormData();
  body.append('folder', FOLDER.secrets);
  body.append('file', new Blob([content], { type: 'text/plain' }), 'hint.txt');
  return body;
}

async function upload(content: string): Promise<string> {
  const answer = await as.manager('POST', '/files', { raw: form(content) });
  expect(answer.status, answer.text).toBe(200);
  return answer.body.data.id;
}

/**
 * A player on the way through a quest with a picture, a file and a reference photo, for which the
 * quest has others by now.
 */
async function walk() {
  const [image, file, photo] = [await upload('cover'), await upload('hint'), await upload('photo')];
  const quest = await makeQuest(
    db(),
    [
      { activity: 'download_file', file },
      { activity: 'take_photo', photo_kind: 'photo_matching', reference_photo: photo },
    ],
    { image, timeframe: 1, pay_extra: 7 },
  );
  const player = await makePlayer(db(), as);
  const session: string = (await start(player, quest)).id;
  const point = quest.points[0] as (typeof quest.points)[0];
  const hint = async (who: Player = player) =>
    (await who.call.get(`/api/v2/sessions/${session}/points/${point.id}/file`)).text;
  await attempt(player, session, point.id, attemptAt(point.at));
  await update(db(), 'quests', quest.id, { image: await upload('another cover') });
  await update(db(), 'points', point.id, { file: await upload('another hint') });
  await update(db(), 'points', quest.points[1]?.id as string, {
    reference_photo: await upload('another photo'),
  });
  return { quest, player, session, files: { image, file, photo }, hint };
}

const contents = (file: string) => readFileSync(join(server.storage, `${file}.txt`), 'utf8');
const remaining = async (ids: string[]) =>
  (await db().query('select from directus_files where id = any($1)', [ids])).rowCount;

const doors: Record<string, (file: string) => Promise<{ status: number; text: string }>> = {
  'deleted by an editor': (file) => as.editor.delete(`/files/${file}`),
  'deleted by an administrator': (file) => as.administrator.delete(`/files/${file}`),
  'deleted among others': (file) => as.administrator('DELETE', '/files', { body: [file] }),
  'deleted through GraphQL': (file) =>
    as.administrator.post('/graphql/system', {
      query: `mutation { delete_files_item(id: "${file}") { id } }`,
    }),
  'replaced by an administrator': (file) =>
    as.administrator('PATCH', `/files/${file}`, { raw: form('other') }),
  'moved to another place': (file) =>
    as.administrator.patch(`/files/${file}`, { storage: 'local', filename_disk: 'elsewhere.txt' }),
};

describe('a file that is played with', () => {
  test.each(Object.entries(doors))('is not %s', async (name, door) => {
    const { files, hint } = await walk();
    for (const file of Object.values(files)) {
      const before = contents(file);
      const answer = await door(file);
      expect(answer.text).toContain('played with in 1 running session(s)');
      expect(answer.status, name).toBe(name.includes('GraphQL') ? 200 : 400);
      expect(contents(file)).toBe(before);
    }
    expect(await remaining(Object.values(files))).toBe(3);
    expect(await hint()).toBe('hint');
  });

  test('is kept from SQL', async () => {
    const { files, hint } = await walk();
    await expectRefused(
      db().query('delete from directus_files where id = $1', [files.file]),
      'files_in_play',
    );
    expect(await hint()).toBe('hint');
  });

  test('keeps its title and folder as free as ever', async () => {
    const { files } = await walk();
    const answer = await as.editor.patch(`/files/${files.file}`, { title: 'A hint' });
    expect(answer.status, answer.text).toBe(200);
  });

  test.each(['abandoned', 'expired', 'completed'])('is free when all are %s', async (status) => {
    const { quest, session, files } = await walk();
    await update(db(), 'points', quest.points[0]?.id as string, { file: files.file });
    const second: string = (await start(await makePlayer(db(), as), quest)).id;
    await update(db(), 'points', quest.points[0]?.id as string, { file: await upload('third') });
    const answer = await as.editor.delete(`/files/${files.file}`);
    expect(answer.text).toContain('in 2 running session(s)');
    await update(db(), 'sessions', session, { status, ended_at: new Date() });
    expect((await as.editor.delete(`/files/${files.file}`)).status).toBe(400);
    await update(db(), 'sessions', second, { status, ended_at: new Date() });
    for (const file of Object.values(files)) {
      expect((await as.editor.delete(`/files/${file}`)).status).toBe(204);
    }
  });
});

test('a session whose files are gone is not extended, and nothing is charged', async () => {
  const { player, session, files } = await walk();
  const extend = () => player.call.post(`/api/v2/sessions/${session}/extend`);
  const past = async () => {
    await db().query(
      `update sessions set deadline = started_at + interval '1 millisecond' where id = $1`,
      [session],
    );
    await update(db(), 'sessions', session, { status: 'expired' });
  };
  await past();
  expect((await extend()).status).toBe(200);
  expect((await as.editor.delete(`/files/${files.file}`)).status).toBe(400);
  await past();
  expect((await as.editor.delete(`/files/${files.file}`)).status).toBe(204);
  const credits = await creditsOf(db(), player);
  const answer = await extend();
  expect([answer.status, answer.text]).toEqual([400, expect.stringContaining('has been deleted')]);
  expect(await creditsOf(db(), player)).toBe(credits);
});
