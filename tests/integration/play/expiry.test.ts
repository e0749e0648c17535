/** Sessions end at their deadline, whether or not anybody asks, and whether or not a job comes. */
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { type Callers, callersOf } from '../../harness/api.ts';
import { startServer, type TestServer } from '../../harness/server.ts';
import { read } from '../database/fixtures.ts';
import { attempt, attemptAt, type MadeQuest, makePlayer, makeQuest, start } from './quests.ts';

let server: TestServer;
let as: Callers;
let quest: MadeQuest;
beforeAll(async () => {
  server = await startServer();
  as = callersOf(server.url);
  quest = await makeQuest(db(), [{ activity: 'catch_ghost' }], { timeframe: 1, pay_extra: 7 });
});
afterAll(() => server?.stop());

const db = () => server.database.client;
const SECONDS_AHEAD = 2;

/** Brings the deadline near, and the queue's job with it: an hour is too long for a test. */
async function endSoon(session: string): Promise<Date> {
  const { rows } = await db().query(
    `with before as (select deadline from sessions where id = $1)
     update sessions set deadline = now() + $2 * interval '1 second' from before
      where id = $1 returning sessions.deadline, sessions.deadline - before.deadline as shift`,
    [session, SECONDS_AHEAD],
  );
  const job = await db().query(
    `update pgboss.job set start_after = start_after + $2
      where name = 'expire-session' and state = 'created' and data ->> 'session' = $1`,
    [session, rows[0].shift],
  );
  expect(job.rowCount).toBe(1);
  return rows[0].deadline;
}

/** Waits, without a request, until the row says so. */
async function expectExpired(session: string, deadline: Date): Promise<void> {
  await vi.waitFor(
    async () => expect(await read(db(), 'sessions', session)).toMatchObject({ status: 'expired' }),
    { timeout: 15_000, interval: 50 },
  );
  console.log(`the job ended the session ${Date.now() - deadline.getTime()} ms after its deadline`);
  expect(await read(db(), 'sessions', session)).toMatchObject({ ended_at: deadline });
}

it('without a request, and again after an extension', async () => {
  const player = await makePlayer(db(), as);
  const session = await start(player, quest);
  await expectExpired(session.id, await endSoon(session.id));

  const extended = await player.call.post(`/api/v2/sessions/${session.id}/extend`);
  expect(extended.body.data).toMatchObject({ status: 'active', extensions: 1 });
  await expectExpired(session.id, await endSoon(session.id));
});

it('for who plays on, although the job was lost', async () => {
  const player = await makePlayer(db(), as);
  const session = await start(player, quest);
  await db().query(
    `delete from pgboss.job where name = 'expire-session' and data ->> 'session' = $1`,
    [session.id],
  );
  await db().query(
    `update sessions set deadline = started_at + interval '1 millisecond' where id = $1`,
    [session.id],
  );
  const detail = await player.call.get(`/api/v2/quests/${quest.id}`);
  expect(detail.body.data.active_session).toBeNull();
  const point = quest.points[0] as MadeQuest['points'][number];
  const late = await attempt(player, session.id, point.id, attemptAt(point.at));
  expect(late.body.data).toMatchObject({
    outcome: 'rejected',
    reasons: [{ code: 'session_expired' }],
    session: { status: 'expired' },
  });
  const { rows } = await db().query('select state from session_points where session = $1', [
    session.id,
  ]);
  expect(rows).toEqual([{ state: 'available' }]);
});
