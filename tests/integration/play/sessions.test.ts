/** Sessions: starting, reading, giving up, extending; what they cost. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { distanceBetween } from '../../../extensions/questcity/src/play/geodesy.ts';
import { type Callers, callersOf } from '../../harness/api.ts';
import { startServer, type TestServer } from '../../harness/server.ts';
import { CANARY } from '../../harness/world.ts';
import { read, update } from '../database/fixtures.ts';
import { creditsOf, type MadeQuest, makePlayer, makeQuest, type Player, start } from './quests.ts';

let server: TestServer;
let as: Callers;
beforeAll(async () => {
  server = await startServer();
  as = callersOf(server.url);
});
afterAll(() => server?.stop());

const db = () => server.database.client;
const somebody = (credits?: number): Promise<Player> => makePlayer(db(), as, credits);
const twoGhosts = (values = {}): Promise<MadeQuest> =>
  makeQuest(db(), [{ activity: 'catch_ghost' }, { activity: 'catch_ghost' }], {
    cost: 10,
    reward: 30,
    timeframe: 1,
    pay_extra: 7,
    ...values,
  });

describe('starting a quest', () => {
  it('charges its cost, opens the first point and shows no other', async () => {
    const [quest, player] = [await twoGhosts(), await somebody(25)];
    const session = await start(player, quest);
    expect(session).toMatchObject({
      quest: { id: quest.id },
      status: 'active',
      role: 'owner',
      progress: { solved: 0, total: 2 },
      reward: { credits: 30, paid_at: null },
      extension_cost: 7,
      members: [{ user: { id: player.id }, role: 'owner', status: 'joined' }],
      points: [{ id: quest.points[0]?.id, order: 1, state: 'available', places: [] }],
    });
    const hours = (Date.parse(session.deadline) - Date.parse(session.started_at)) / 3_600_000;
    expect(hours).toBe(1);
    expect(await creditsOf(db(), player)).toBe(15);
    const again = await player.call.get(`/api/v2/sessions/${session.id}`);
    expect(again.body.data).toEqual(session);
    const list = await player.call.get('/api/v2/sessions?status=active');
    expect(list.body.data).toMatchObject([{ id: session.id, progress: { solved: 0, total: 2 } }]);
    expect(list.text).not.toMatch(CANARY);
  });

  it('is refused without enough credits, and then nothing is left of it', async () => {
    const [quest, player] = [await twoGhosts(), await somebody(9)];
    const answer = await player.call.post(`/api/v2/quests/${quest.id}/sessions`);
    expect([answer.status, answer.code]).toEqual([402, 'INSUFFICIENT_CREDITS']);
    expect((await player.call.get('/api/v2/sessions')).body.data).toEqual([]);
    expect(await creditsOf(db(), player)).toBe(9);
  });

  it('is refused while a session of it is active, also twice at once', async () => {
    const [quest, player] = [await twoGhosts(), await somebody()];
    const answers = await Promise.all(
      [1, 2, 3].map(() => player.call.post(`/api/v2/quests/${quest.id}/sessions`)),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
    expect(answers.find(({ status }) => status === 409)?.code).toBe('SESSION_ACTIVE');
    expect(await creditsOf(db(), player)).toBe(90);
  });

  it('happens once for one Idempotency-Key', async () => {
    const [quest, player] = [await twoGhosts(), await somebody()];
    const headers = { 'Idempotency-Key': randomUUID() };
    const post = () => player.call('POST', `/api/v2/quests/${quest.id}/sessions`, { headers });
    const answers = await Promise.all([post(), post()]);
    expect(answers.map(({ status }) => status)).toEqual([201, 201]);
    expect(answers[0]?.body.data.id).toBe(answers[1]?.body.data.id);
    expect(await creditsOf(db(), player)).toBe(90);
  });

  it('is refused for a quest of subscribers, by every door, and costs nothing', async () => {
    const quest = await twoGhosts({ subscription_only: true });
    const [player, path] = [await somebody(), `/api/v2/quests/${quest.id}/sessions`];
    for (const call of [player.call, as.manager, as.administrator]) {
      const answer = await call.post(path);
      expect([answer.status, answer.code]).toEqual([403, 'SUBSCRIPTION_REQUIRED']);
    }
    const made = { quest: quest.id, owner: player.id, content: {} };
    expect((await player.call.post('/items/sessions', made)).status).toBe(403);
    const { body } = await player.call.graphql(
      `mutation { create_sessions_item(data: { quest: "${quest.id}" }) { id } }`,
    );
    expect(body.errors).toHaveLength(1);
    const { rows } = await db().query('select from sessions where quest = $1', [quest.id]);
    expect([rows.length, await creditsOf(db(), player)]).toEqual([0, 100]);
  });

  it('is 404 for a quest that is not published or not there', async () => {
    const [quest, player] = [await twoGhosts(), await somebody()];
    await update(db(), 'quests', quest.id, { status: 'archived' });
    for (const id of [quest.id, randomUUID()]) {
      expect((await player.call.post(`/api/v2/quests/${id}/sessions`)).status).toBe(404);
    }
  });

  it('pins the quest: later edits change nothing', async () => {
    const [quest, player] = [await twoGhosts(), await somebody()];
    const session = await start(player, quest);
    await update(db(), 'points', quest.points[0]?.id as string, { name: 'Edited' });
    await update(db(), 'quests', quest.id, { reward: 999, timeframe: 24 });
    expect((await player.call.get(`/api/v2/sessions/${session.id}`)).body.data).toEqual(session);
  });

  it('puts things with a random radius anywhere within it', async () => {
    const plan = { activity: 'catch_ghost', places: [{ random_occurrence_radius: 50 }] };
    const quest = await makeQuest(db(), [plan]);
    const at = quest.points[0]?.at as { latitude: number; longitude: number };
    const distances: number[] = [];
    for (let i = 0; i < 5; i++) {
      const session = await start(await somebody(), quest);
      const { rows } = await db().query(
        `select content #>> '{points,0,places,0,spot,coordinates,1}' as latitude,
                content #>> '{points,0,places,0,spot,coordinates,0}' as longitude
           from sessions where id = $1`,
        [session.id],
      );
      const spot = { latitude: Number(rows[0].latitude), longitude: Number(rows[0].longitude) };
      distances.push(distanceBetween(at, spot));
    }
    expect(Math.max(...distances)).toBeLessThanOrEqual(50.5);
    expect(new Set(distances).size).toBe(5);
  });
});

describe('a session', () => {
  it('is nobody else’s', async () => {
    const [quest, player, stranger] = [await twoGhosts(), await somebody(), await somebody()];
    const session = await start(player, quest);
    for (const call of [stranger.call, as.manager, as.administrator]) {
      expect((await call.get(`/api/v2/sessions/${session.id}`)).status).toBe(404);
      expect((await call.post(`/api/v2/sessions/${session.id}/abandon`)).status).toBe(404);
      expect((await call.post(`/api/v2/sessions/${session.id}/extend`)).status).toBe(404);
    }
    expect((await stranger.call.get('/api/v2/sessions')).body.data).toEqual([]);
    expect((await as.nobody.get(`/api/v2/sessions/${session.id}`)).status).toBe(401);
  });

  it('is listed by pages, the newest first', async () => {
    const player = await somebody();
    const ids: string[] = [];
    for (let i = 0; i < 3; i++) ids.unshift((await start(player, await twoGhosts())).id);
    const first = (await player.call.get('/api/v2/sessions?limit=2')).body;
    const cursor = first.meta.next_cursor;
    const second = (await player.call.get(`/api/v2/sessions?limit=2&cursor=${cursor}`)).body;
    expect([...first.data, ...second.data].map(({ id }) => id)).toEqual(ids);
    expect(second.meta.next_cursor).toBeNull();
  });

  it('that is given up stays so, and the quest can be started again', async () => {
    const [quest, player] = [await twoGhosts(), await somebody()];
    const session = await start(player, quest);
    const abandon = () => player.call.post(`/api/v2/sessions/${session.id}/abandon`);
    const first = await abandon();
    expect(first.body.data.status).toBe('abandoned');
    expect((await abandon()).body.data).toEqual(first.body.data);
    const extend = await player.call.post(`/api/v2/sessions/${session.id}/extend`);
    expect([extend.status, extend.code]).toEqual([409, 'SESSION_NOT_EXPIRED']);
    await start(player, quest);
    expect(await creditsOf(db(), player)).toBe(80);
  });
});

describe('a session whose time is over', () => {
  /** As if its time had passed, and the job had not come yet. */
  const overdue = (session: string) =>
    db().query(
      `update sessions set deadline = started_at + interval '1 millisecond' where id = $1`,
      [session],
    );

  it('is expired before any job says so, and can be neither given up nor kept', async () => {
    const [quest, player] = [await twoGhosts(), await somebody()];
    const session = await start(player, quest);
    await overdue(session.id);
    const now = (await player.call.get(`/api/v2/sessions/${session.id}`)).body.data;
    expect(now).toMatchObject({ status: 'expired', ended_at: now.deadline });
    const expired = await player.call.get('/api/v2/sessions?status=expired');
    expect(expired.body.data).toMatchObject([{ id: session.id, status: 'expired' }]);
    expect((await player.call.get('/api/v2/sessions?status=active')).body.data).toEqual([]);
    const abandon = await player.call.post(`/api/v2/sessions/${session.id}/abandon`);
    expect([abandon.status, abandon.code]).toEqual([409, 'SESSION_NOT_ACTIVE']);
  });

  it('makes room for another start of the quest, and then cannot be extended', async () => {
    const [quest, player] = [await twoGhosts(), await somebody()];
    const session = await start(player, quest);
    await overdue(session.id);
    await start(player, quest);
    expect(await read(db(), 'sessions', session.id)).toMatchObject({ status: 'expired' });
    const extend = await player.call.post(`/api/v2/sessions/${session.id}/extend`);
    expect([extend.status, extend.code]).toEqual([409, 'SESSION_ACTIVE']);
    expect(await creditsOf(db(), player)).toBe(80);
  });

  it('is extended by its timeframe from now, once for each payment', async () => {
    const [quest, player] = [await twoGhosts(), await somebody(25)];
    const session = await start(player, quest);
    for (const [time, left] of [
      [1, 8],
      [2, 1],
    ] as const) {
      await overdue(session.id);
      const headers = { 'Idempotency-Key': randomUUID() };
      const extend = () =>
        player.call('POST', `/api/v2/sessions/${session.id}/extend`, { headers });
      const [answer, again] = [await extend(), await extend()];
      expect(answer.body.data).toMatchObject({
        status: 'active',
        ended_at: null,
        extensions: time,
      });
      expect(Date.parse(answer.body.data.deadline) - Date.now()).toBeGreaterThan(3_590_000);
      expect(again.body.data).toEqual(answer.body.data);
      expect(await creditsOf(db(), player)).toBe(left);
    }
    const early = await player.call.post(`/api/v2/sessions/${session.id}/extend`);
    expect([early.status, early.code]).toEqual([409, 'SESSION_NOT_EXPIRED']);
    await overdue(session.id);
    const poor = await player.call.post(`/api/v2/sessions/${session.id}/extend`);
    expect([poor.status, poor.code]).toEqual([402, 'INSUFFICIENT_CREDITS']);
    expect((await player.call.get(`/api/v2/sessions/${session.id}`)).body.data).toMatchObject({
      status: 'expired',
      extensions: 2,
    });
  });
});
