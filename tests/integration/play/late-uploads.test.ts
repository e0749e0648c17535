/** What a phone could not send in time: batches after the deadline, and clocks that run ahead. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, type Callers, callersOf } from '../../harness/api.ts';
import { startServer, type TestServer } from '../../harness/server.ts';
import type { Values } from '../database/fixtures.ts';
import {
  attemptAt,
  creditsOf,
  type MadeQuest,
  makePlayer,
  makeQuest,
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
const ghost = { activity: 'catch_ghost' };

/** A session of two points that began three hours ago and ended so many hours ago. */
async function ended(hoursAgo: number) {
  const quest = await makeQuest(db(), [ghost, ghost], { cost: 10, reward: 30, timeframe: 1 });
  const player = await makePlayer(db(), as);
  const { id: session } = await start(player, quest);
  await db().query('alter table sessions disable trigger sessions_guarded');
  await db().query(
    `update sessions set started_at = now() - ($2 + 2) * interval '1 hour',
            deadline = now() - $2 * interval '1 hour' where id = $1`,
    [session, hoursAgo],
  );
  await db().query('alter table sessions enable trigger sessions_guarded');
  const item = (n: number, hoursBefore: number, more: Values = {}) => {
    const { id, at } = quest.points[n] as { id: string; at: Position };
    const captured_at = new Date(Date.now() - hoursBefore * 3_600_000).toISOString();
    return { point_id: id, ...attemptAt(at, undefined, { captured_at, ...more }) };
  };
  return {
    player,
    session: session as string,
    item,
    send: (...attempts: object[]) =>
      player.call.post(`/api/v2/sessions/${session}/attempts/batch`, { attempts }),
    read: async () => (await player.call.get(`/api/v2/sessions/${session}`)).body.data,
  };
}

type Told = { outcome: string; reasons: { code: string }[] };
const told = ({ body }: Answer) =>
  body.data.map(({ outcome, reasons }: Told) => [outcome, ...reasons.map(({ code }) => code)]);

describe('a batch after the deadline', () => {
  it('counts what was done before it; a manager decides about the reward', async () => {
    const { player, session, item, send, read } = await ended(1);
    const batch = [item(0, 1.5), item(1, 1.4)];
    const answer = await send(...batch);
    expect(told(answer)).toEqual([
      ['solved', 'uploaded_late'],
      ['solved', 'uploaded_late'],
    ]);
    expect(answer.body.data[1].session).toMatchObject({
      status: 'completed',
      reward: { paid_at: null },
    });
    expect(await read()).toMatchObject({ status: 'completed', reward: { paid_at: null } });
    expect(await creditsOf(db(), player)).toBe(90);
    expect((await send(...batch)).text).toBe(answer.text);

    expect((await as.manager.post(`/api/v2/sessions/${session}/reward`)).status).toBe(204);
    expect(await creditsOf(db(), player)).toBe(120);
    expect((await as.manager.post(`/api/v2/sessions/${session}/reward`)).status).toBe(409);
  });

  it('counts as of when it was done', async () => {
    const { session, item, send, read } = await ended(1);
    await send(item(0, 1.5), item(1, 1.4));
    const { rows } = await db().query(
      'select captured_at from attempts where session = $1 order by captured_at',
      [session],
    );
    const captured = rows.map(({ captured_at }) => captured_at.toISOString());
    const { points, ended_at, status } = await read();
    expect(status).toBe('completed');
    expect(points.map(({ solved_at }: { solved_at: string }) => solved_at)).toEqual(captured);
    expect(ended_at).toBe(captured[1]);
  });

  it('and what a manager accepts of it earns its reward no sooner', async () => {
    const { player, session, item, send, read } = await ended(1);
    const answer = await send(item(0, 1.5), item(1, 1.4, { mocked: true }));
    expect(told(answer)).toEqual([
      ['solved', 'uploaded_late'],
      ['in_review', 'mocked'],
    ]);
    const { rows } = await db().query(
      `select id from attempts where session = $1 and outcome = 'in_review'`,
      [session],
    );
    const decide = `/api/v2/attempts/${rows[0].id}/decide`;
    expect((await as.manager.post(decide, { decision: 'accept' })).status).toBe(204);
    expect(await read()).toMatchObject({ status: 'completed', reward: { paid_at: null } });
    expect(await creditsOf(db(), player)).toBe(90);
    expect((await as.manager.post(`/api/v2/sessions/${session}/reward`)).status).toBe(204);
    expect(await creditsOf(db(), player)).toBe(120);
  });

  it('leaves a session expired whose last point is not solved, to be extended', async () => {
    const { player, session, item, send, read } = await ended(1);
    expect(told(await send(item(0, 1.5), item(1, 0.5)))).toEqual([
      ['solved', 'uploaded_late'],
      ['rejected', 'outside_session'],
    ]);
    expect(await read()).toMatchObject({ status: 'expired', progress: { solved: 1, total: 2 } });
    const extended = await player.call.post(`/api/v2/sessions/${session}/extend`);
    expect(extended.body.data).toMatchObject({ status: 'active', progress: { solved: 1 } });
  });

  it('counts no more a day later', async () => {
    const { item, send } = await ended(25);
    expect(told(await send(item(0, 26)))).toEqual([['rejected', 'session_expired']]);
  });

  it('counts nothing in a session that a manager has cancelled', async () => {
    const { player, session, item, send } = await ended(1);
    expect((await as.manager.post(`/api/v2/sessions/${session}/cancel`, {})).status).toBe(204);
    expect(told(await send(item(0, 1.5)))).toEqual([['rejected', 'session_cancelled']]);
    expect(await creditsOf(db(), player)).toBe(100);
  });
});

it('a position from the future spoils nothing that follows it', async () => {
  const { item, send } = await ended(1);
  expect(told(await send(item(0, -1), item(0, 1.5), item(1, 1.4)))).toEqual([
    ['rejected', 'from_the_future'],
    ['solved', 'uploaded_late'],
    ['solved', 'uploaded_late'],
  ]);
});

it('no more than 20 attempts of a player at a point wait for a manager, and all are recorded', async () => {
  const quest = await makeQuest(db(), [ghost]);
  const player = await makePlayer(db(), as);
  const { id: session } = await start(player, quest);
  const { id, at } = quest.points[0] as MadeQuest['points'][number];
  const attempts = Array.from({ length: 22 }, () => ({
    point_id: id,
    ...attemptAt(at, undefined, { mocked: true }),
  }));
  const answer = await player.call.post(`/api/v2/sessions/${session}/attempts/batch`, { attempts });
  const outcomes = told(answer).map(([outcome, reason]: string[]) => `${outcome} ${reason}`);
  expect(outcomes.slice(0, 20)).toEqual(Array.from({ length: 20 }, () => 'in_review mocked'));
  expect(outcomes.slice(20)).toEqual(Array.from({ length: 2 }, () => 'rejected review_pending'));
  const { rows } = await db().query(
    'select count(*)::int as stored from attempts where session = $1',
    [session],
  );
  expect(rows).toEqual([{ stored: 22 }]);

  // A decision makes room.
  const [waiting] = (await as.manager.get(`/api/v2/attempts/review-queue?quest=${quest.id}`)).body
    .data;
  await as.manager.post(`/api/v2/attempts/${waiting.id}/decide`, { decision: 'reject' });
  const next = await player.call.post(`/api/v2/sessions/${session}/points/${id}/attempts`, {
    ...attemptAt(at, undefined, { mocked: true }),
  });
  expect(next.body.data).toMatchObject({ outcome: 'in_review' });
});
