/** Statistics of quests: what they count, and who may read them. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accounts } from '../../harness/accounts.ts';
import { type Callers, callersOf } from '../../harness/api.ts';
import { insert } from '../../harness/postgres.ts';
import { startServer, type TestServer } from '../../harness/server.ts';
import { world } from '../../harness/world.ts';

let server: TestServer;
let as: Callers;
beforeAll(async () => {
  server = await startServer();
  as = callersOf(server.url);
});
afterAll(() => server?.stop());

const MINUTE = 60_000;
const STARTED = new Date('2026-06-01T12:00:00Z');
const minutes = (after: number) => new Date(STARTED.getTime() + after * MINUTE);

/** A published quest with two points. */
async function makeQuest(): Promise<{ quest: string; points: [string, string] }> {
  const { client } = server.database;
  const quest = randomUUID();
  const points: [string, string] = [randomUUID(), randomUUID()];
  const { category, city, vehicle } = world;
  await insert(client, 'quests', {
    id: quest,
    name: `Statistics ${quest.slice(0, 8)}`,
    category,
    city,
    vehicle,
    level: 'easy',
    mileage: '5_10',
    group_size: 4,
  });
  for (const [index, id] of points.entries()) {
    const order = index + 1;
    await insert(client, 'points', {
      id,
      quest,
      order,
      name: `Point ${order}`,
      activity: 'catch_ghost',
    });
    const location = { type: 'Point', coordinates: [30.3, 59.9] };
    await insert(client, 'places', { id: randomUUID(), point: id, location });
  }
  await client.query(`update quests set status = 'published' where id = $1`, [quest]);
  return { quest, points };
}

interface Step {
  state: 'locked' | 'available' | 'arrived' | 'solved';
  /** Minutes after the start. */
  solved?: number;
}

/** A session that went as told; `tries` are reasons of refused attempts at the first point. */
async function play(
  { quest, points }: { quest: string; points: readonly string[] },
  status: 'active' | 'completed' | 'abandoned' | 'expired',
  steps: Step[],
  tries: unknown[][] = [],
): Promise<void> {
  const { client } = server.database;
  const session = randomUUID();
  const content = { points: points.map((id, index) => ({ id, name: `Pinned ${index + 1}` })) };
  await insert(client, 'sessions', { id: session, quest, content, started_at: STARTED });
  await insert(client, 'session_members', {
    id: randomUUID(),
    session,
    user: accounts.player.id,
    role: 'owner',
    status: 'joined',
  });
  for (const [index, { state, solved }] of steps.entries()) {
    await insert(client, 'session_points', {
      id: randomUUID(),
      session,
      point: points[index],
      order: index + 1,
      state,
      solved_at: solved === undefined ? null : minutes(solved),
    });
  }
  for (const reasons of tries) {
    await insert(client, 'attempts', {
      id: randomUUID(),
      session,
      point: points[0],
      user: accounts.player.id,
      client_attempt_id: randomUUID(),
      latitude: 59.9,
      longitude: 30.3,
      accuracy: 5,
      captured_at: STARTED,
      outcome: 'rejected',
      reasons: JSON.stringify(reasons),
    });
  }
  if (status === 'active') return;
  const ended = steps.at(-1)?.solved ?? 90;
  await client.query('update sessions set status = $2, ended_at = $3 where id = $1', [
    session,
    status,
    minutes(ended),
  ]);
}

const read = async (quest: string, query = '') =>
  (await as.manager.get(`/api/v2/quests/${quest}/statistics${query}`)).body.data;

describe('the statistics of a quest', () => {
  test('count sessions, ways and times of points, and why fixes were refused', async () => {
    const made = await makeQuest();
    await play(
      made,
      'completed',
      [
        { state: 'solved', solved: 10 },
        { state: 'solved', solved: 30 },
      ],
      [['too_far'], ['too_far', 'too_inaccurate'], [{ code: 'mocked', message: 'Words' }]],
    );
    await play(made, 'completed', [
      { state: 'solved', solved: 20 },
      { state: 'solved', solved: 60 },
    ]);
    await play(made, 'abandoned', [{ state: 'solved', solved: 40 }, { state: 'arrived' }]);
    await play(made, 'expired', [{ state: 'available' }, { state: 'locked' }]);
    await play(made, 'active', [{ state: 'available' }, { state: 'locked' }]);

    expect(await read(made.quest)).toEqual({
      quest: made.quest,
      sessions: {
        started: 5,
        active: 1,
        completed: 2,
        abandoned: 1,
        expired: 1,
        players: 1,
        duration: { median: 45 * 60, p90: 57 * 60 },
      },
      points: [
        {
          point: made.points[0],
          name: 'Point 1',
          order: 1,
          in_quest: true,
          started: 5,
          arrived: 3,
          solved: 3,
          gave_up: 1,
          duration: { median: 20 * 60, p90: 36 * 60 },
          attempts: 3,
          refused: 3,
          in_review: 0,
          refusals: [
            { reason: 'too_far', count: 2 },
            { reason: 'mocked', count: 1 },
            { reason: 'too_inaccurate', count: 1 },
          ],
        },
        {
          point: made.points[1],
          name: 'Point 2',
          order: 2,
          in_quest: true,
          started: 3,
          arrived: 3,
          solved: 2,
          gave_up: 1,
          duration: { median: 30 * 60, p90: 38 * 60 },
          attempts: 0,
          refused: 0,
          in_review: 0,
          refusals: [],
        },
      ],
    });
  });

  test('keep a point that was taken out of the quest, under its pinned name', async () => {
    const made = await makeQuest();
    await play(made, 'active', [{ state: 'available' }, { state: 'locked' }]);
    const { client } = server.database;
    await client.query(`update quests set status = 'draft' where id = $1`, [made.quest]);
    await client.query('delete from points where id = $1', [made.points[0]]);
    const { points } = await read(made.quest);
    expect(points).toMatchObject([
      { point: made.points[1], in_quest: true, started: 0 },
      { point: made.points[0], in_quest: false, name: 'Pinned 1', order: 1, started: 1 },
    ]);
  });

  test('of the last days leave older sessions out', async () => {
    const made = await makeQuest();
    await play(made, 'active', [{ state: 'available' }, { state: 'locked' }]);
    const age = Math.ceil((Date.now() - STARTED.getTime()) / (24 * 60 * MINUTE));
    expect((await read(made.quest, `?days=${age + 1}`)).sessions.started).toBe(1);
    const { sessions, points } = await read(made.quest, `?days=${age - 2}`);
    expect(sessions).toMatchObject({ started: 0, players: 0, duration: null });
    expect(points).toMatchObject([{ started: 0 }, { started: 0 }]);
  });

  test('of a quest that nobody played are empty', async () => {
    const { sessions, points } = await read(world.draft);
    expect(sessions).toMatchObject({ started: 0, completed: 0, players: 0 });
    expect(points).toMatchObject([{ point: world.draftPoint, started: 0, attempts: 0 }]);
  });
});

describe('who may read them', () => {
  const path = `/api/v2/quests/${world.quest}/statistics`;
  test.each([
    ['nobody', 401],
    ['suspended', 401],
    ['unverified', 401],
    ['player', 403],
    ['other', 403],
    ['moderator', 403],
    ['editor', 200],
    ['manager', 200],
    ['administrator', 200],
  ] as const)('%s: %i', async (name, status) => {
    expect((await as[name].get(path)).status).toBe(status);
  });

  test('an unknown quest is a 404', async () => {
    const answer = await as.manager.get(`/api/v2/quests/${randomUUID()}/statistics`);
    expect([answer.status, answer.code]).toEqual([404, 'NOT_FOUND']);
  });
});
