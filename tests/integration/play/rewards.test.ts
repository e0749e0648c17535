/** What managers see of sessions before they pay rewards or cancel, and that one excludes the other. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Callers, callersOf } from '../../harness/api.ts';
import { startServer, type TestServer } from '../../harness/server.ts';
import { expectRefused, update } from '../database/fixtures.ts';
import {
  attempt,
  attemptAt,
  befriend,
  creditsOf,
  type MadeQuest,
  makePlayer,
  makeQuest,
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
const COST = 10;
const REWARD = 30;

const questToApprove = (values = {}) =>
  makeQuest(db(), [{ activity: 'catch_ghost' }], {
    cost: COST,
    reward: REWARD,
    group_size: 2,
    auto_accrual: false,
    ...values,
  });

/** Plays a quest of one point to its end: first from too far away, then rightly. */
async function play(quest: MadeQuest) {
  const [owner, friend] = [await makePlayer(db(), as), await makePlayer(db(), as)];
  await befriend(db(), owner, friend);
  const { id } = await start(owner, quest);
  await owner.call.post(`/api/v2/sessions/${id}/members`, { user_id: friend.id });
  await friend.call.post(`/api/v2/sessions/${id}/members/accept`);
  const [point] = quest.points;
  if (!point) throw new Error('The quest has no point');
  const away = { ...point.at, latitude: point.at.latitude + 0.01 };
  await attempt(friend, id, point.id, attemptAt(away));
  await attempt(friend, id, point.id, attemptAt(point.at, undefined, { mocked: true }));
  await attempt(owner, id, point.id, attemptAt(point.at));
  return { id: String(id), owner, friend };
}

const queueOf = async ({ id }: MadeQuest, more = '') =>
  (await as.manager.get(`/api/v2/rewards/review-queue?quest=${id}${more}`)).body;
const reportOf = async (session: string) =>
  (await as.manager.get(`/api/v2/sessions/${session}/report`)).body.data;
const approve = (session: string) => as.manager.post(`/api/v2/sessions/${session}/reward`);
const cancel = (session: string, note?: string) =>
  as.manager.post(`/api/v2/sessions/${session}/cancel`, note ? { note } : {});

describe('the queue of rewards', () => {
  it('has completed sessions with all there is to judge them by, until they are paid', async () => {
    const quest = await questToApprove();
    const { id, owner, friend } = await play(quest);
    const { data } = await queueOf(quest);
    expect(data).toMatchObject([
      {
        id,
        quest: { id: quest.id },
        players: [
          { id: owner.id, role: 'owner' },
          { id: friend.id, role: 'member' },
        ],
        attempts: {
          total: 3,
          in_review: 1,
          rejected: 1,
          reasons: expect.arrayContaining([
            { reason: 'mocked', count: 1 },
            { reason: 'too_far', count: 1 },
          ]),
        },
        reward: REWARD,
      },
    ]);
    const [{ started_at, completed_at, duration }] = data;
    const seconds = (Date.parse(completed_at) - Date.parse(started_at)) / 1000;
    expect(Math.abs(duration - seconds)).toBeLessThanOrEqual(0.5);
    expect((await approve(id)).status).toBe(204);
    expect((await queueOf(quest)).data).toEqual([]);
  });

  it('leaves out who left, sessions under way and those that were paid at once', async () => {
    const quest = await questToApprove();
    await start(await makePlayer(db(), as), quest);
    expect((await queueOf(quest)).data).toEqual([]);
    const paid = await questToApprove({ auto_accrual: true });
    await play(paid);
    expect((await queueOf(paid)).data).toEqual([]);
    const { id, friend } = await play(quest);
    await db().query(
      `update session_members set status = 'left' where session = $1 and "user" = $2`,
      [id, friend.id],
    );
    expect((await queueOf(quest)).data).toMatchObject([{ id, players: [{ role: 'owner' }] }]);
  });

  it('comes in pages, the first completed first', async () => {
    const quest = await questToApprove();
    const ids: string[] = [];
    for (let i = 0; i < 3; i++) ids.push((await play(quest)).id);
    // Two at the same moment: then the id decides.
    const [first, second, third] = ids;
    await db().query(
      `update sessions set ended_at = case id when $1 then now() else now() - interval '1 second' end
        where id = any($2)`,
      [first, ids],
    );
    const page = await queueOf(quest, '&limit=2');
    const rest = await queueOf(quest, `&limit=2&cursor=${page.meta.next_cursor}`);
    const seen = [...page.data, ...rest.data].map(({ id }) => id);
    expect(seen).toEqual([...[second, third].sort(), first]);
    expect(rest.meta.next_cursor).toBeNull();
    const strange = await as.manager.get(
      `/api/v2/rewards/review-queue?limit=2&cursor=${page.meta.next_cursor}`,
    );
    expect(strange.code).toBe('INVALID_CURSOR');
  });
});

describe('the report of a session', () => {
  it('tells what was paid for it, and what can be decided', async () => {
    const quest = await questToApprove();
    const { id, owner, friend } = await play(quest);
    expect(await reportOf(id)).toMatchObject({
      id,
      status: 'completed',
      progress: { solved: 1, total: 1 },
      points: [
        {
          order: 1,
          name: expect.stringMatching(/./),
          state: 'solved',
          arrived_at: expect.any(String),
          solved_at: expect.any(String),
          solved_by: { username: expect.any(String) },
        },
      ],
      members: [
        { id: owner.id, role: 'owner', status: 'joined' },
        { id: friend.id, role: 'member', status: 'joined' },
      ],
      reward: { credits: REWARD, auto_accrual: false, paid_at: null, paid_by: null },
      cancelled: null,
      refund: COST,
      entries: [{ user: { id: owner.id }, kind: 'quest_cost', amount: -COST }],
      may: { approve: true, cancel: true },
    });
    await approve(id);
    const after = await reportOf(id);
    expect(after).toMatchObject({
      reward: { paid_at: expect.any(String), paid_by: { username: expect.any(String) } },
      may: { approve: false, cancel: false },
    });
    expect(after.entries.map(({ kind, amount }: never) => [kind, amount])).toEqual([
      ['quest_cost', -COST],
      ['reward', REWARD],
      ['reward', REWARD],
    ]);
    expect((await as.manager.get(`/api/v2/sessions/${randomUUID()}/report`)).status).toBe(404);
  });

  it('knows that time has run out before the job has said so', async () => {
    const { id } = await start(await makePlayer(db(), as), await questToApprove({ timeframe: 1 }));
    expect(await reportOf(id)).toMatchObject({
      status: 'active',
      ended_at: null,
      duration: null,
      may: { approve: false, cancel: true },
    });
    await db().query(`update sessions set deadline = started_at + interval '1 ms' where id = $1`, [
      id,
    ]);
    expect(await reportOf(id)).toMatchObject({ status: 'expired', may: { cancel: true } });
  });
});

describe('a completed session whose reward waits', () => {
  it('can be cancelled: its owner is refunded and nobody is paid', async () => {
    const quest = await questToApprove();
    const { id, owner, friend } = await play(quest);
    expect(await creditsOf(db(), owner)).toBe(90);
    expect((await cancel(id, 'Walked by one phone')).status).toBe(204);
    expect((await approve(id)).code).toBe('ALREADY_DECIDED');
    expect((await cancel(id)).code).toBe('ALREADY_DECIDED');
    expect(await creditsOf(db(), owner)).toBe(100);
    expect(await creditsOf(db(), friend)).toBe(100);
    expect((await queueOf(quest)).data).toEqual([]);
    expect(await reportOf(id)).toMatchObject({
      status: 'completed',
      reward: { paid_at: null },
      cancelled: { note: 'Walked by one phone', by: { username: expect.any(String) } },
      may: { approve: false, cancel: false },
    });
  });

  it('is paid or cancelled, never both, also by two managers at once', async () => {
    const quest = await questToApprove();
    for (let i = 0; i < 4; i++) {
      const { id, owner, friend } = await play(quest);
      const [paid, cancelled] = await Promise.all([approve(id), cancel(id)]);
      expect([paid.status, cancelled.status].sort()).toEqual([204, 409]);
      const [first, second] = paid.status === 204 ? [120, 130] : [100, 100];
      expect(await creditsOf(db(), owner)).toBe(first);
      expect(await creditsOf(db(), friend)).toBe(second);
    }
  });

  it('is held to that by the database', async () => {
    const { id } = await play(await questToApprove());
    await approve(id);
    await expectRefused(
      update(db(), 'sessions', id, { cancelled_at: new Date() }),
      'sessions_rewarded_or_cancelled',
    );
  });
});
