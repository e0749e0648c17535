/** What managers do about sessions: the review queue, rewards to approve, cancelling. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { positionAt } from '../../../extensions/questcity/src/play/geodesy.ts';
import { type Callers, callersOf } from '../../harness/api.ts';
import { startServer, type TestServer } from '../../harness/server.ts';
import { files } from '../../harness/world-files.ts';
import type { Values } from '../database/fixtures.ts';
import {
  attempt,
  attemptAt,
  creditsOf,
  type MadeQuest,
  makePlayer,
  makeQuest,
  type PointPlan,
  type Position,
  start,
} from './quests.ts';

let server: TestServer;
let as: Callers;
beforeAll(async () => {
  server = await startServer();
  as = callersOf(server.url);
});
afterAll(() => server?.stop());

const db = () => server.database.client;

async function run(points: PointPlan[], values = {}) {
  const quest = await makeQuest(db(), points, { cost: 10, reward: 30, ...values });
  const player = await makePlayer(db(), as);
  const { id: session } = await start(player, quest);
  return {
    quest,
    player,
    session: session as string,
    try(n: number, answer?: object, fix?: object, from?: Position) {
      const { id, at } = quest.points[n] as MadeQuest['points'][number];
      return attempt(player, session, id, attemptAt(from ?? at, answer as never, fix as never));
    },
    read: async () => (await player.call.get(`/api/v2/sessions/${session}`)).body.data,
    queue: async () =>
      (await as.manager.get(`/api/v2/attempts/review-queue?quest=${quest.id}`)).body.data,
  };
}

const decide = (id: string, decision: string, note?: string) =>
  as.manager.post(`/api/v2/attempts/${id}/decide`, { decision, ...(note && { note }) });

const mocked = { mocked: true };
const ghost = { activity: 'catch_ghost' };

describe('an attempt in review', () => {
  it('is shown to a manager with all there is to judge it by', async () => {
    const { quest, player, session, queue, ...walk } = await run([
      { activity: 'enter_code', code: '1234', name: 'Old bridge' },
    ]);
    await walk.try(0, { code: '1234' }, mocked);
    expect(await queue()).toMatchObject([
      {
        player: { id: player.id },
        quest: { id: quest.id },
        session: { id: session, status: 'active' },
        point: {
          id: quest.points[0]?.id,
          name: 'Old bridge',
          state: 'available',
          places: [{ detection_radius: 20 }],
        },
        position: { mocked: true, accuracy: 8 },
        distance: expect.any(Number),
        score: 0,
        photo: null,
        answer: { given: ['code'] },
        reasons: [{ code: 'mocked' }],
        effect: 'solved',
      },
    ]);
    expect(JSON.stringify(await queue())).not.toContain('1234');
  });

  it('comes with the point as it was pinned, without its answer', async () => {
    const { quest, session, queue, ...walk } = await run([
      { activity: 'enter_code', code: '1234', name: 'Old bridge' },
    ]);
    await walk.try(0, { code: '1234' }, mocked);
    const [item] = await queue();
    const task = await as.manager.get(`/api/v2/attempts/${item.id}/task`);
    expect(task.body.data).toEqual({
      point: expect.objectContaining({
        id: quest.points[0]?.id,
        name: 'Old bridge',
        places: [
          expect.objectContaining({ detection_radius: 20, interaction_inaccuracy: 20, part: null }),
        ],
      }),
      judged: { place: 0, distance: item.distance, reach: 28 },
      speed_kmh: null,
      top_speed_kmh: expect.any(Number),
      effect: 'solved',
    });
    await decide(item.id, 'reject');
    const decided = await as.manager.get(`/api/v2/attempts/${item.id}/task`);
    expect(decided.body.data.effect).toBeNull();
    expect(task.text).not.toMatch(/v1:|"code"/);
    expect((await as.manager.get(`/api/v2/attempts/${randomUUID()}/task`)).status).toBe(404);
  });

  it('comes with how its position was judged: the place it fits best, and the speed', async () => {
    const amulet = {
      activity: 'pick_up_artifact',
      divided: true,
      file: files.artifact,
      places: [{ detection_radius: 10 }, { north: 60, detection_radius: 50 }],
    };
    const { quest, queue, ...walk } = await run([ghost, amulet]);
    const at = quest.points[1]?.at as Position;
    await walk.try(0, undefined, { captured_at: new Date(Date.now() - 60_000).toISOString() });
    // Nearer to the first place, but within the reach of the second alone.
    await walk.try(1, undefined, mocked, positionAt(at, 0, 25));
    const [item] = await queue();
    const { body } = await as.manager.get(`/api/v2/attempts/${item.id}/task`);
    expect(body.data.judged).toEqual({ place: 1, distance: item.distance, reach: 58 });
    expect(Math.abs(item.distance - 35)).toBeLessThan(4);
    // Some 100 m in a minute.
    expect(body.data.speed_kmh).toBeGreaterThan(4);
    expect(body.data.speed_kmh).toBeLessThan(7);
  });

  it('moves the session on when accepted, which the next read shows', async () => {
    const { queue, read, ...walk } = await run([ghost, ghost]);
    const first = await walk.try(0, {}, mocked);
    const [item] = await queue();
    expect((await decide(item.id, 'accept', 'I know them')).status).toBe(204);
    expect(await read()).toMatchObject({
      progress: { solved: 1, total: 2 },
      points: [{ state: 'solved' }, { state: 'available' }],
    });
    expect(await queue()).toEqual([]);
    const { rows } = await db().query('select * from attempts where id = $1', [item.id]);
    expect(rows[0]).toMatchObject({
      outcome: 'solved',
      note: 'I know them',
      decided_by: expect.any(String),
    });
    expect(rows[0].response).toEqual(first.body.data);
  });

  it('changes nothing when rejected', async () => {
    const { queue, read, ...walk } = await run([ghost]);
    await walk.try(0, {}, mocked);
    const [item] = await queue();
    await decide(item.id, 'reject');
    expect(await read()).toMatchObject({ points: [{ state: 'available' }] });
    expect(await queue()).toEqual([]);
  });

  it('with a wrong answer only arrives', async () => {
    const { queue, read, ...walk } = await run([{ activity: 'enter_code', code: '1' }]);
    await walk.try(0, { code: '2' }, mocked);
    const [item] = await queue();
    expect(item).toMatchObject({ effect: 'arrived', reasons: [{}, { code: 'wrong_answer' }] });
    await decide(item.id, 'accept');
    expect(await read()).toMatchObject({ points: [{ state: 'arrived' }] });
  });

  it('with another part than the one at the place gives no part', async () => {
    const amulet = {
      activity: 'pick_up_artifact',
      divided: true,
      file: files.artifact,
      places: [{}, { north: 60 }],
    };
    const { queue, read, ...walk } = await run([amulet]);
    await walk.try(0, { part: 2 }, mocked);
    const [item] = await queue();
    expect(item).toMatchObject({
      effect: 'arrived',
      answer: { given: [], part: 2 },
      reasons: [{ code: 'mocked' }, { code: 'wrong_part' }],
    });
    await decide(item.id, 'accept');
    expect(await read()).toMatchObject({ points: [{ state: 'arrived', parts: { held: [] } }] });

    await walk.try(0, { part: 1 }, mocked);
    await decide((await queue())[0].id, 'accept');
    expect(await read()).toMatchObject({ points: [{ state: 'arrived', parts: { held: [1] } }] });
  });

  it('completes the session and pays, also when its time has run out meanwhile', async () => {
    for (const late of [false, true]) {
      const { player, session, queue, read, ...walk } = await run([ghost], { timeframe: 1 });
      await walk.try(0, {}, mocked);
      if (late) {
        await db().query(
          `update sessions set deadline = started_at + interval '1 millisecond',
                  status = 'expired', ended_at = now() where id = $1`,
          [session],
        );
      }
      const [item] = await queue();
      expect(item.effect).toBe('solved');
      await decide(item.id, 'accept');
      expect(await read()).toMatchObject({ status: 'completed' });
      expect(await creditsOf(db(), player)).toBe(120);
    }
  });

  const runsOut = (session: string) =>
    db().query(
      `update sessions set deadline = started_at + interval '1 millisecond',
              status = 'expired', ended_at = now() where id = $1`,
      [session],
    );

  it('completes an expired session although its player has started the quest again', async () => {
    const { quest, player, session, queue, read, ...walk } = await run([ghost], { timeframe: 1 });
    await walk.try(0, {}, mocked);
    await runsOut(session);
    await start(player, quest);
    const [item] = await queue();
    expect((await decide(item.id, 'accept')).status).toBe(204);
    expect(await read()).toMatchObject({ status: 'completed' });
    expect(await creditsOf(db(), player)).toBe(110);
  });

  it('pays nothing in a session that was cancelled and refunded', async () => {
    const { player, session, queue, read, ...walk } = await run([ghost], { timeframe: 1 });
    await walk.try(0, {}, mocked);
    await runsOut(session);
    const cancelled = await as.manager.post(`/api/v2/sessions/${session}/cancel`, {});
    expect(cancelled.status).toBe(204);
    const [item] = await queue();
    expect(item.effect).toBe('none');
    expect((await decide(item.id, 'accept')).status).toBe(204);
    expect(await read()).toMatchObject({ status: 'expired', points: [{ state: 'available' }] });
    expect(await creditsOf(db(), player)).toBe(100);
  });

  it('tells the player nothing in the export, whether right or wrong, near or far', async () => {
    const { player, ...walk } = await run([{ activity: 'enter_code', code: '1234' }]);
    for (const code of ['1234', '4321']) await walk.try(0, { code }, mocked);
    await walk.try(0, { code: '1234' }, {}, { latitude: 59.99, longitude: 30.3351 });
    const { body } = await player.call.get('/api/v2/me/export');
    const told = body.data.attempts.map(({ outcome, reasons, proof, effect }: Values) => ({
      outcome,
      reasons: (reasons as { code: string }[]).map((reason) => reason.code),
      more: [proof, effect],
    }));
    const doubted = {
      outcome: 'in_review',
      reasons: ['mocked'],
      more: [undefined, undefined],
    };
    expect(told.slice(0, 2)).toEqual([doubted, doubted]);
    expect(told[2]).toMatchObject({ outcome: 'rejected', more: [undefined, undefined] });
  });

  it('is decided once, also by two at once', async () => {
    const { queue, ...walk } = await run([ghost]);
    await walk.try(0, {}, mocked);
    const [item] = await queue();
    const answers = await Promise.all([decide(item.id, 'accept'), decide(item.id, 'reject')]);
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 409]);
    expect((await decide(item.id, 'accept')).code).toBe('ALREADY_DECIDED');
    expect((await decide(randomUUID(), 'accept')).status).toBe(404);
  });

  it('of a point that is solved meanwhile changes nothing', async () => {
    const { queue, read, ...walk } = await run([ghost, ghost]);
    await walk.try(0, {}, mocked);
    await walk.try(0);
    const before = await read();
    const [item] = await queue();
    expect(item).toMatchObject({ effect: 'none', point: { state: 'solved' } });
    const task = await as.manager.get(`/api/v2/attempts/${item.id}/task`);
    expect(task.body.data.effect).toBe('none');
    expect((await decide(item.id, 'accept')).status).toBe(204);
    expect(await read()).toEqual(before);
  });

  it('is for managers only', async () => {
    const { queue, player, ...walk } = await run([ghost]);
    await walk.try(0, {}, mocked);
    const [item] = await queue();
    for (const call of [player.call, as.editor, as.moderator]) {
      expect((await call.get('/api/v2/attempts/review-queue')).status).toBe(403);
      const body = { decision: 'accept' };
      expect((await call.post(`/api/v2/attempts/${item.id}/decide`, body)).status).toBe(403);
    }
    expect((await as.administrator.get('/api/v2/attempts/review-queue')).status).toBe(200);
    const behind = await as.administrator.patch(`/items/attempts/${item.id}`, {
      outcome: 'solved',
    });
    expect(behind.status).toBe(400);
  });

  it('comes in pages, the oldest first', async () => {
    const { quest, ...walk } = await run([ghost]);
    for (let i = 0; i < 3; i++) await walk.try(0, {}, mocked);
    const path = `/api/v2/attempts/review-queue?quest=${quest.id}&limit=2`;
    const first = (await as.manager.get(path)).body;
    const rest = (await as.manager.get(`${path}&cursor=${first.meta.next_cursor}`)).body;
    const times = [...first.data, ...rest.data].map(({ created_at }) => created_at);
    expect(times).toHaveLength(3);
    expect(times).toEqual([...times].sort());
    expect(rest.meta.next_cursor).toBeNull();
  });
});

describe('a photo of a face', () => {
  it('is for a manager to judge, who sees it', async () => {
    const { player, queue, read, ...walk } = await run([
      { activity: 'take_photo', photo_kind: 'face_verification' },
    ]);
    const notOwn = await walk.try(0, { file_id: files.ownUpload });
    expect(notOwn.body.data).toMatchObject({
      outcome: 'rejected',
      reasons: [{ code: 'no_such_photo' }],
    });
    await db().query('update directus_files set uploaded_by = $1 where id = $2', [
      player.id,
      files.ownUpload,
    ]);
    const answer = await walk.try(0, { file_id: files.ownUpload });
    expect(answer.body.data).toMatchObject({
      outcome: 'in_review',
      reasons: [{ code: 'face_check' }],
      point: { state: 'arrived' },
    });
    const [item] = await queue();
    expect(item).toMatchObject({ photo: files.ownUpload, effect: 'solved' });
    await decide(item.id, 'accept');
    expect(await read()).toMatchObject({ status: 'completed', points: [{ state: 'solved' }] });
  });
});

describe('a reward to approve', () => {
  it('is paid once, by a manager', async () => {
    const { player, session, read, ...walk } = await run([ghost], { auto_accrual: false });
    const approve = (call = as.manager) => call.post(`/api/v2/sessions/${session}/reward`);
    expect((await approve()).code).toBe('SESSION_NOT_COMPLETED');
    await walk.try(0);
    expect(await read()).toMatchObject({ status: 'completed', reward: { paid_at: null } });
    expect(await creditsOf(db(), player)).toBe(90);
    expect((await approve(player.call)).status).toBe(403);
    const answers = await Promise.all([approve(), approve()]);
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 409]);
    expect(await creditsOf(db(), player)).toBe(120);
    expect((await read()).reward.paid_at).not.toBeNull();
  });
});

describe('a session that a manager cancels', () => {
  it('is over, and what was paid comes back', async () => {
    const { player, session, read } = await run([ghost], { timeframe: 1, pay_extra: 7 });
    await db().query(
      `update sessions set deadline = started_at + interval '1 millisecond' where id = $1`,
      [session],
    );
    await player.call.post(`/api/v2/sessions/${session}/extend`);
    expect(await creditsOf(db(), player)).toBe(83);
    const cancel = (call = as.manager) =>
      call.post(`/api/v2/sessions/${session}/cancel`, { note: 'The bridge is closed' });
    expect((await cancel(player.call)).status).toBe(403);
    const answers = await Promise.all([cancel(), cancel()]);
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 409]);
    const { status, ended_at, cancelled_at } = await read();
    expect([status, cancelled_at]).toEqual(['abandoned', ended_at]);
    expect(await creditsOf(db(), player)).toBe(100);
  });

  it('can have expired, but not be completed', async () => {
    const expired = await run([ghost], { timeframe: 1 });
    await db().query(
      `update sessions set deadline = started_at + interval '1 millisecond' where id = $1`,
      [expired.session],
    );
    await as.manager.post(`/api/v2/sessions/${expired.session}/cancel`, {});
    expect(await creditsOf(db(), expired.player)).toBe(100);
    const extend = await expired.player.call.post(`/api/v2/sessions/${expired.session}/extend`);
    expect(extend.code).toBe('SESSION_NOT_EXPIRED');
    const done = await run([ghost]);
    await done.try(0);
    const answer = await as.manager.post(`/api/v2/sessions/${done.session}/cancel`, {});
    expect(answer.code).toBe('SESSION_NOT_ACTIVE');
  });
});
