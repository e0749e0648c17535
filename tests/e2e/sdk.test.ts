/** The way of a mobile app: the built SDK against a real server. */
import {
  authentication,
  createDirectus,
  isDirectusError,
  readItems,
  readMe,
  rest,
  staticToken,
  updateItem,
  uploadFiles,
} from '@directus/sdk';
import { everyItem, questcity, type Schema } from '@questcity/sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FOLDER } from '../../extensions/questcity/src/kernel/actor.ts';
import { accounts } from '../harness/accounts.ts';
import { startServer, type TestServer } from '../harness/server.ts';
import { world } from '../harness/world.ts';

const NOWHERE = '00000000-0000-4000-8000-000000000000';

let server: TestServer;

beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server?.stop());

/** A client of one of the accounts. */
function clientOf({ token }: { token: string }) {
  return createDirectus<Schema>(server.url).with(staticToken(token)).with(rest()).with(questcity());
}

/** What a call was refused with: status and code. */
async function refusalOf(call: Promise<unknown>): Promise<[number, string | undefined]> {
  const error = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!isDirectusError(error)) throw new Error(`No refusal of the server: ${String(error)}`);
  return [error.response.status, error.errors[0]?.extensions.code];
}

describe('signing in', () => {
  it('with e-mail and password opens all doors until signing out', async () => {
    const client = createDirectus<Schema>(server.url)
      .with(rest())
      .with(questcity())
      .with(authentication('json', { autoRefresh: false }));
    expect(await refusalOf(client.listQuests())).toEqual([401, 'INVALID_CREDENTIALS']);
    const { email, password, id } = accounts.player;
    await client.login({ email, password });
    expect(await client.request(readMe({ fields: ['id'] }))).toEqual({ id });
    expect((await client.listQuests()).data.length).toBeGreaterThan(0);
    await client.refresh();
    expect((await client.listQuests()).data.length).toBeGreaterThan(0);
    await client.logout();
    expect(await refusalOf(client.listQuests())).toEqual([401, 'INVALID_CREDENTIALS']);
  });

  it('with a wrong token is refused', async () => {
    const client = clientOf({ token: 'nobody-has-this-token' });
    expect(await refusalOf(client.listQuests())).toEqual([401, 'INVALID_CREDENTIALS']);
  });
});

describe('quests', () => {
  it('are found and read', async () => {
    const client = clientOf(accounts.player);
    const { data } = await client.listQuests({
      category: [world.category, NOWHERE],
      level: ['easy', 'medium', 'hard'],
      limit: 100,
    });
    const card = data.find(({ id }) => id === world.quest);
    expect(card).toMatchObject({ category: { id: world.category }, city: { id: world.city } });

    const quest = await client.getQuest(world.quest);
    expect(quest).toMatchObject({ id: world.quest, name: card?.name, points_count: 3 });
    expect(quest.merch.map(({ id }) => id)).toEqual([world.merch]);
  });

  it('that are not published, or are none, look alike', async () => {
    const client = clientOf(accounts.player);
    for (const id of [world.draft, NOWHERE, 'no-id']) {
      expect(await refusalOf(client.getQuest(id))).toEqual([404, 'NOT_FOUND']);
    }
  });

  it('come page by page', async () => {
    await addQuests(5);
    const client = clientOf(accounts.player);
    const { data: all } = await client.listQuests({ limit: 100 });
    const walked: string[] = [];
    for await (const quest of everyItem((page) => client.listQuests({ limit: 2, ...page }))) {
      walked.push(quest.id);
    }
    expect(walked).toEqual(all.map(({ id }) => id));
    expect(walked.length).toBeGreaterThan(5);
  });

  it('refuse a cursor of another list', async () => {
    const client = clientOf(accounts.player);
    const { meta } = await client.listQuests({ limit: 1, sort: 'rating' });
    const cursor = meta.next_cursor ?? '';
    expect(await refusalOf(client.listQuests({ sort: 'popular', cursor }))).toEqual([
      400,
      'INVALID_CURSOR',
    ]);
  });
});

describe('favourites', () => {
  it('are added, listed and removed, each as often as one likes', async () => {
    const client = clientOf(accounts.moderator);
    const ids = async () => (await client.listFavorites()).data.map(({ id }) => id);
    expect(await ids()).toEqual([]);
    await client.addFavorite(world.quest);
    await client.addFavorite(world.quest);
    expect(await ids()).toEqual([world.quest]);
    expect((await client.getQuest(world.quest)).is_favorite).toBe(true);
    await client.removeFavorite(world.quest);
    await client.removeFavorite(world.quest);
    expect(await ids()).toEqual([]);
  });
});

describe('the own profile', () => {
  it('gets an uploaded avatar', async () => {
    const { id } = accounts.player;
    const client = clientOf(accounts.player);
    const form = new FormData();
    form.append('folder', FOLDER.avatars);
    form.append('file', new Blob([PIXEL], { type: 'image/png' }), 'avatar.png');
    const file = await client.request(uploadFiles(form));
    await client.request(updateItem('profiles', id, { avatar: file.id }));
    const [profile] = await client.request(readItems('profiles', { fields: ['id', 'avatar'] }));
    expect(profile).toEqual({ id, avatar: file.id });

    const headers = { Authorization: `Bearer ${accounts.other.token}` };
    const seen = await fetch(`${server.url}/assets/${file.id}`, { headers });
    expect(seen.headers.get('content-type')).toBe('image/png');
  });
});

/** A PNG of one pixel. */
const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASUVORK5CYII=',
  'base64',
);

/** More published quests, each with a point of the world's quest. */
async function addQuests(count: number): Promise<void> {
  const { client } = server.database;
  for (let number = 1; number <= count; number += 1) {
    await client.query('begin');
    const { rows } = await client.query(
      `insert into quests (name, description, category, city, vehicle, level, mileage)
       values ($1, 'A walk', $2, $3, $4, 'easy', '5_10') returning id`,
      [`Walk ${number}`, world.category, world.city, world.vehicle],
    );
    const { id } = rows[0];
    const point = await client.query(
      `insert into points (quest, "order", name, description, activity)
       values ($1, 1, 'Start', 'Begin here', 'catch_ghost') returning id`,
      [id],
    );
    await client.query('insert into places (point, location) values ($1, $2)', [
      point.rows[0].id,
      { type: 'Point', coordinates: [37.6, 55.7] },
    ]);
    await client.query(`update quests set status = 'published' where id = $1`, [id]);
    await client.query('commit');
  }
}
