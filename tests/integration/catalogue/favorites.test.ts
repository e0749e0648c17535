/** Favourites, and the detail of a quest. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { accounts } from '../../harness/accounts.ts';
import { type Callers, callersOf, query } from '../../harness/api.ts';
import { insert } from '../../harness/postgres.ts';
import { startServer, type TestServer } from '../../harness/server.ts';
import { CANARY, world } from '../../harness/world.ts';
import { publishQuest, walk } from './quests.ts';

let server: TestServer;
let as: Callers;
let quest: string;
let number = 0;

beforeAll(async () => {
  server = await startServer();
  as = callersOf(server.url);
});
afterAll(() => server?.stop());

beforeEach(async () => {
  quest = await publishQuest(server.database.client, { name: `Favourite ${++number}` });
});

const detail = async (id = quest) => (await as.player.get(`/api/v2/quests/${id}`)).body.data;

describe('a favourite', () => {
  test('is counted once, however often it is set', async () => {
    for (let n = 0; n < 3; n++) {
      expect((await as.player.put(`/api/v2/quests/${quest}/favorite`)).status).toBe(204);
    }
    expect(await detail()).toMatchObject({ is_favorite: true, favorites_count: 1 });
  });

  test('set many times at once is counted once', async () => {
    const puts = Array.from({ length: 10 }, () =>
      as.player.put(`/api/v2/quests/${quest}/favorite`),
    );
    expect((await Promise.all(puts)).map(({ status }) => status)).toEqual(Array(10).fill(204));
    expect(await detail()).toMatchObject({ favorites_count: 1 });
  });

  test('is removed once, however often that is asked', async () => {
    await as.player.put(`/api/v2/quests/${quest}/favorite`);
    await as.other.put(`/api/v2/quests/${quest}/favorite`);
    for (let n = 0; n < 3; n++) {
      expect((await as.player.delete(`/api/v2/quests/${quest}/favorite`)).status).toBe(204);
    }
    expect(await detail()).toMatchObject({ is_favorite: false, favorites_count: 1 });
  });

  test('belongs to the one who set it', async () => {
    await as.other.put(`/api/v2/quests/${quest}/favorite`);
    const list = await as.player.get('/api/v2/quests?limit=100');
    const card = list.body.data.find(({ id }: { id: string }) => id === quest);
    expect(card).toMatchObject({ is_favorite: false, favorites_count: 1 });
  });

  test.each([
    ['a draft', world.draft],
    ['an archived quest', world.archived],
    ['no quest at all', '00000000-0000-4000-8000-000000000000'],
    ['what is no id', 'x'],
  ])('cannot be %s, and the answers look alike', async (_, id) => {
    const answer = await as.player.put(`/api/v2/quests/${id}/favorite`);
    expect([answer.status, answer.code]).toEqual([404, 'NOT_FOUND']);
  });
});

describe('the list of favourites', () => {
  const list = (limit = 100) => walk(as.player, '/api/v2/favorites', { limit });

  test('has the newest first, page by page', async () => {
    const before = (await list()).map(({ id }) => id);
    const added: string[] = [];
    for (let n = 0; n < 5; n++) {
      added.unshift(await publishQuest(server.database.client, { name: `Listed ${n}` }));
      await as.player.put(`/api/v2/quests/${added[0]}/favorite`);
    }
    expect((await list(2)).map(({ id }) => id)).toEqual([...added, ...before]);
  });

  test('leaves out a quest that is no longer published, which can still be removed', async () => {
    await as.player.put(`/api/v2/quests/${quest}/favorite`);
    await server.database.client.query(`update quests set status = 'archived' where id = $1`, [
      quest,
    ]);
    expect((await list()).map(({ id }) => id)).not.toContain(quest);
    expect((await as.player.delete(`/api/v2/quests/${quest}/favorite`)).status).toBe(204);
    const { rows } = await server.database.client.query(
      'select from favorites where quest = $1 and "user" = $2',
      [quest, accounts.player.id],
    );
    expect(rows).toEqual([]);
  });

  test('cannot be continued with the cursor of somebody else', async () => {
    await as.other.put(`/api/v2/quests/${quest}/favorite`);
    await as.other.put(`/api/v2/quests/${world.quest}/favorite`);
    const theirs = await as.other.get('/api/v2/favorites?limit=1');
    const answer = await as.player.get(
      `/api/v2/favorites${query({ cursor: theirs.body.meta.next_cursor })}`,
    );
    expect([answer.status, answer.code]).toEqual([400, 'INVALID_CURSOR']);
  });
});

describe('the detail of a quest', () => {
  test('has merch in order and nothing of its points', async () => {
    const { client } = server.database;
    for (const [sort, name] of [
      [2, 'Second'],
      [1, 'First'],
    ]) {
      await insert(client, 'merch', { quest, name, sort, price: 990, currency: 'RUB' });
    }
    const found = await detail();
    expect(found.merch.map(({ name }: { name: string }) => name)).toEqual(['First', 'Second']);
    const answer = await as.player.get(`/api/v2/quests/${world.quest}`);
    expect(answer.status).toBe(200);
    expect(answer.body.data.points_count).toBe(3);
    expect(answer.text).not.toMatch(CANARY);
    expect(Object.keys(answer.body.data)).not.toContain('points');
  });

  test('names the running session of the caller, and of nobody else', async () => {
    const { client } = server.database;
    const session = crypto.randomUUID();
    const content = { group_size: 1, points: [] };
    await insert(client, 'sessions', { id: session, quest, owner: accounts.player.id, content });
    await insert(client, 'session_members', {
      session,
      user: accounts.player.id,
      role: 'owner',
      status: 'joined',
    });
    expect(await detail()).toMatchObject({ active_session: session, sessions_count: 1 });
    const other = await as.other.get(`/api/v2/quests/${quest}`);
    expect(other.body.data.active_session).toBeNull();
  });

  test.each([
    ['a draft', world.draft],
    ['a quest in review', world.inReview],
    ['an archived quest', world.archived],
    ['no quest at all', '00000000-0000-4000-8000-000000000000'],
    ['what is no id', "1' or '1'='1"],
  ])('is not there for %s', async (_, id) => {
    const answer = await as.player.get(`/api/v2/quests/${encodeURIComponent(id)}`);
    expect([answer.status, answer.code]).toEqual([404, 'NOT_FOUND']);
  });
});

describe('who may look', () => {
  test.each([
    ['nobody', 401],
    ['suspended', 401],
    ['unverified', 401],
    ['player', 200],
    ['manager', 200],
    ['editor', 200],
    ['moderator', 200],
    ['administrator', 200],
  ] as const)('%s: %d', async (name, status) => {
    for (const path of ['/api/v2/quests', `/api/v2/quests/${quest}`, '/api/v2/favorites']) {
      expect((await as[name].get(path)).status, path).toBe(status);
    }
  });

  test('a wrong token is no better than none', async () => {
    for (const token of ['x', 'a.b.c', `${accounts.player.token}x`, 'null', 'undefined']) {
      expect((await as.withToken(token).get('/api/v2/quests')).status, token).toBe(401);
    }
  });
});
