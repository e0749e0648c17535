/** Files of quests: what nobody may see before a quest is published, and what nobody may see at all. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FOLDER } from '../../../extensions/questcity/src/kernel/actor.ts';
import { type Callers, callersOf } from '../../harness/api.ts';
import { startServer, type TestServer } from '../../harness/server.ts';
import { insert, place, point, quest, update, type Values } from '../database/fixtures.ts';

let server: TestServer;
let as: Callers;
beforeAll(async () => {
  server = await startServer();
  as = callersOf(server.url);
});
afterAll(() => server?.stop());

const db = () => server.database.client;

/** A picture as the editor's form uploads it, or as another file of the library. */
async function picture(folder: string | null): Promise<string> {
  const id = randomUUID();
  await insert(db(), 'directus_files', {
    id,
    storage: 'local',
    filename_download: 'picture.png',
    filename_disk: 'b0000000-0000-4000-8000-0000000000f1.png',
    title: `canary-${id}`,
    type: 'image/png',
    filesize: 100,
    folder,
  });
  return id;
}

/** A draft that has all it needs to be published. */
async function publishable(values: Values): Promise<string> {
  const id = await quest(db(), values);
  await place(db(), await point(db(), id));
  return id;
}

/** Whether a player finds it, through any door. */
async function seen(file: string): Promise<boolean> {
  const answers = await Promise.all([
    as.player.get(`/files/${file}`),
    as.player.get(`/files?filter[title][_eq]=canary-${file}`),
    as.player.get(`/assets/${file}`),
    as.player.graphql('{ quests { image { title } } }'),
    as.player('POST', '/graphql/system', { body: { query: '{ files { title } }' } }),
  ]);
  const [one, list, asset, ...graphql] = answers;
  const found = [
    one?.status === 200,
    list?.text.includes(`canary-${file}`),
    asset?.status === 200,
    graphql.some(({ text }) => text.includes(`canary-${file}`)),
  ];
  return found.some(Boolean);
}

describe('the cover and the merch of a quest', () => {
  test.each([
    ['the folder of the form', FOLDER.secrets],
    ['the catalogue', FOLDER.catalogue],
    ['no folder', null],
  ])('uploaded into %s are seen once it is published', async (_, folder) => {
    const [cover, shop] = [await picture(folder), await picture(folder)];
    const id = await publishable({ image: cover });
    await insert(db(), 'merch', {
      quest: id,
      name: 'A mug',
      price: 100,
      currency: 'EUR',
      image: shop,
    });
    expect([await seen(cover), await seen(shop)]).toEqual([false, false]);
    await update(db(), 'quests', id, { status: 'published' });
    expect([await seen(cover), await seen(shop)]).toEqual([true, true]);
  });

  test('that is archived stay for those who have played it', async () => {
    const cover = await picture(FOLDER.secrets);
    const id = await publishable({ image: cover });
    await update(db(), 'quests', id, { status: 'published' });
    await update(db(), 'quests', id, { status: 'archived' });
    expect(await seen(cover)).toBe(true);
  });
});

describe('the file of a point', () => {
  test.each([FOLDER.catalogue, null])('is hidden, wherever it was (%s)', async (folder) => {
    const file = await picture(folder);
    await point(db(), await quest(db()), { activity: 'download_file', file });
    expect(await seen(file)).toBe(false);
    const moved = await as.manager.patch(`/files/${file}`, { folder: FOLDER.catalogue });
    expect([moved.status, moved.text]).toEqual([
      400,
      expect.stringContaining('belongs to a point or a mentor'),
    ]);
    expect(await seen(file)).toBe(false);
  });

  test('is none that everybody sees already', async () => {
    const file = await picture(FOLDER.catalogue);
    const shown = await publishable({ image: file });
    await update(db(), 'quests', shown, { status: 'published' });
    const id = await point(db(), await quest(db()));
    const answer = await as.editor.patch(`/items/points/${id}`, { reference_photo: file });
    expect([answer.status, answer.text]).toEqual([
      400,
      expect.stringContaining('upload another one'),
    ]);
    expect(await seen(file)).toBe(true);
  });

  test('does not become a cover or merch, published before or after', async () => {
    const file = await picture(FOLDER.secrets);
    const other = await quest(db());
    await point(db(), other, { activity: 'download_file', file });
    const shown = await publishable({ image: await picture(FOLDER.secrets) });
    await update(db(), 'quests', shown, { status: 'published' });
    const refused = [400, expect.stringContaining('belongs to a point or a mentor')];
    const cover = await as.manager.patch(`/items/quests/${shown}`, { image: file });
    expect([cover.status, cover.text]).toEqual(refused);
    const shop = await as.manager.post('/items/merch', {
      quest: shown,
      name: 'A mug',
      price: 100,
      currency: 'EUR',
      image: file,
    });
    expect([shop.status, shop.text]).toEqual(refused);
    const draft = await publishable({ image: file });
    const published = await as.manager.patch(`/items/quests/${draft}`, { status: 'published' });
    expect([published.status, published.text]).toEqual(refused);
    expect(await seen(file)).toBe(false);
  });

  test('does not come from the players’ pictures, nor goes there', async () => {
    const avatar = await picture(FOLDER.avatars);
    const id = await point(db(), await quest(db()));
    const taken = await as.manager.patch(`/items/points/${id}`, { reference_photo: avatar });
    expect([taken.status, taken.text]).toEqual([400, expect.stringContaining('among the players')]);
    const file = await picture(FOLDER.secrets);
    await update(db(), 'points', id, { reference_photo: file });
    for (const who of ['manager', 'administrator'] as const) {
      const moved = await as[who].patch(`/files/${file}`, { folder: FOLDER.avatars });
      expect([400, 403], moved.text).toContain(moved.status);
    }
    expect(await seen(file)).toBe(false);
  });

  test('is kept while a session has it pinned, though its quest has another', async () => {
    const file = await picture(FOLDER.secrets);
    const of = await publishable({ image: await picture(FOLDER.secrets) });
    const at = await point(db(), of, { activity: 'download_file', file });
    await place(db(), at);
    await update(db(), 'quests', of, { status: 'published' });
    const started = await as.player.post(`/api/v2/quests/${of}/sessions`);
    expect(started.status, started.text).toBe(201);
    await update(db(), 'points', at, { file: await picture(FOLDER.secrets) });
    const moved = await as.administrator.patch(`/files/${file}`, { folder: FOLDER.catalogue });
    expect([moved.status, moved.text]).toEqual([
      400,
      expect.stringContaining('belongs to a point or a mentor'),
    ]);
    expect(await seen(file)).toBe(false);
  });
});
