/** Sessions end at their deadline, whether or not anybody asks, and whether or not a job comes. */
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import createKnex, { type Knex } from 'knex';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { expireDue } from '../../../extensions/questcity/src/play/sessions.service.ts';
import {
  lockSession,
  updateStatus,
} from '../../../extensions/questcity/src/play/sessions.store.ts';
import { type Callers, callersOf } from '../../harness/api.ts';
import { type TestDatabase, withDatabase } from '../../harness/database.ts';
import { makeFolder } from '../../harness/environment.ts';
import { startServer, type TestServer } from '../../harness/server.ts';
import { player, publishedQuest, read, session, type Values } from '../database/fixtures.ts';
import { attempt, attemptAt, type MadeQuest, makePlayer, makeQuest, start } from './quests.ts';

const SECONDS_AHEAD = 2;
const quickQuest = (client: pg.Client) =>
  makeQuest(client, [{ activity: 'catch_ghost' }], { timeframe: 1, pay_extra: 7 });

/** Brings the deadline near, and the queue's job with it: an hour is too long for a test. */
async function endSoon(client: pg.Client, id: string): Promise<Date> {
  const { rows } = await client.query(
    `with before as (select deadline from sessions where id = $1)
     update sessions set deadline = now() + $2 * interval '1 second' from before
      where id = $1 returning sessions.deadline, sessions.deadline - before.deadline as shift`,
    [id, SECONDS_AHEAD],
  );
  const job = await client.query(
    `update pgboss.job set start_after = start_after + $2
      where name = 'expire-session' and state = 'created' and data ->> 'session' = $1`,
    [id, rows[0].shift],
  );
  expect(job.rowCount).toBe(1);
  return rows[0].deadline;
}

/** Waits, without a request, until the row says so. */
async function expectExpired(client: pg.Client, id: string, deadline: Date): Promise<void> {
  await vi.waitFor(
    async () => expect(await read(client, 'sessions', id)).toMatchObject({ status: 'expired' }),
    { timeout: 15_000, interval: 50 },
  );
  console.log(`the job ended the session ${Date.now() - deadline.getTime()} ms after its deadline`);
  expect(await read(client, 'sessions', id)).toMatchObject({ ended_at: deadline });
}

describe('a session ends at its deadline', () => {
  let server: TestServer;
  let as: Callers;
  let quest: MadeQuest;
  beforeAll(async () => {
    server = await startServer();
    as = callersOf(server.url);
    quest = await quickQuest(db());
  });
  afterAll(() => server?.stop());

  const db = () => server.database.client;

  it('without a request, and again after an extension', async () => {
    const player = await makePlayer(db(), as);
    const { id } = await start(player, quest);
    await expectExpired(db(), id, await endSoon(db(), id));

    const extended = await player.call.post(`/api/v2/sessions/${id}/extend`);
    expect(extended.body.data).toMatchObject({ status: 'active', extensions: 1 });
    await expectExpired(db(), id, await endSoon(db(), id));
  });

  it('for who plays on, although the job was lost', async () => {
    const player = await makePlayer(db(), as);
    const { id } = await start(player, quest);
    await db().query(
      `delete from pgboss.job where name = 'expire-session' and data ->> 'session' = $1`,
      [id],
    );
    await db().query(
      `update sessions set deadline = started_at + interval '1 millisecond' where id = $1`,
      [id],
    );
    const detail = await player.call.get(`/api/v2/quests/${quest.id}`);
    expect(detail.body.data.active_session).toBeNull();
    const point = quest.points[0] as MadeQuest['points'][number];
    const late = await attempt(player, id, point.id, attemptAt(point.at));
    expect(late.body.data).toMatchObject({
      outcome: 'rejected',
      reasons: [{ code: 'session_expired' }],
      session: { status: 'expired' },
    });
    const { rows } = await db().query('select state from session_points where session = $1', [id]);
    expect(rows).toEqual([{ state: 'available' }]);
  });
});

it('a session whose deadline passes while no server runs ends when one is back', async () => {
  const database = await withDatabase();
  const storage = mkdtempSync(join(makeFolder('storage'), 'expiry-'));
  const { client } = database;
  const beside = { database, storage };
  try {
    let server = await startServer({ beside });
    const player = await makePlayer(client, callersOf(server.url));
    const { id } = await start(player, await quickQuest(client));
    const other = await start(player, await quickQuest(client));
    const deadline = await endSoon(client, id);
    await server.stop();
    await client.query('select pg_sleep(extract(epoch from $1 - clock_timestamp()))', [deadline]);
    expect(await read(client, 'sessions', id)).toMatchObject({ status: 'active', ended_at: null });

    server = await startServer({ beside });
    await expectExpired(client, id, deadline);
    expect(await read(client, 'sessions', other.id)).toMatchObject({ status: 'active' });
    await server.stop();
  } finally {
    await database.close();
    rmSync(storage, { recursive: true, force: true });
  }
});

describe('the sweep', () => {
  let database: TestDatabase;
  let pool: Knex;
  beforeAll(async () => {
    database = await withDatabase();
    pool = createKnex({ client: 'pg', connection: { ...database.connection } });
  });
  afterAll(async () => {
    await pool?.destroy();
    await database?.close();
  });

  const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000);
  /** A session that has no job. */
  const begin = async (values: Values) => {
    const { client } = database;
    const quest = await publishedQuest(client);
    const begun = { started_at: minutesAgo(90), ...values };
    return session(client, quest, await player(client), begun);
  };

  it('ends what is due, also two at once and again, and nothing else', async () => {
    const { client } = database;
    const due = [
      await begin({ deadline: minutesAgo(30) }),
      await begin({ deadline: minutesAgo(0.01) }),
    ];
    const others = [
      await begin({ deadline: minutesAgo(-1) }),
      await begin({}),
      await begin({ deadline: minutesAgo(30), status: 'completed', ended_at: minutesAgo(40) }),
      await begin({ deadline: minutesAgo(30), status: 'abandoned', ended_at: minutesAgo(40) }),
      await begin({ deadline: minutesAgo(30), status: 'expired', ended_at: minutesAgo(30) }),
    ];
    const readAll = (ids: string[]) => Promise.all(ids.map((id) => read(client, 'sessions', id)));
    const [dueBefore, othersBefore] = [await readAll(due), await readAll(others)];

    await Promise.all([expireDue(pool, new Date()), expireDue(pool, new Date())]);
    const ended = dueBefore.map((row) => ({ ...row, status: 'expired', ended_at: row.deadline }));
    expect(await readAll(due)).toEqual(ended);
    expect(await readAll(others)).toEqual(othersBefore);
    const { rows } = await client.query(
      `select s.id from session_members m join sessions s on s.id = m.session
        where m.active and s.id = any ($1)`,
      [[...due, ...others]],
    );
    expect(rows.map(({ id }) => id).sort()).toEqual(others.slice(0, 2).sort());

    await expireDue(pool, new Date());
    expect(await readAll(due)).toEqual(ended);
  });

  it('ends the others when one cannot be ended', async () => {
    const { client } = database;
    const stuck = await begin({ deadline: minutesAgo(60) });
    const next = await begin({ deadline: minutesAgo(30) });
    await client.query(`
      create function stuck() returns trigger language plpgsql as $$
      begin raise exception 'stuck'; end $$;
      create trigger stuck before update on sessions
        for each row when (old.id = '${stuck}') execute function stuck()`);
    try {
      await expect(expireDue(pool, new Date())).rejects.toThrow(AggregateError);
      expect(await read(client, 'sessions', stuck)).toMatchObject({ status: 'active' });
      expect(await read(client, 'sessions', next)).toMatchObject({ status: 'expired' });
    } finally {
      await client.query('drop trigger stuck on sessions; drop function stuck()');
    }
    await expireDue(pool, new Date());
    expect(await read(client, 'sessions', stuck)).toMatchObject({ status: 'expired' });
  });

  it('leaves alone what is extended while it waits for its turn', async () => {
    const { client } = database;
    const id = await begin({ deadline: minutesAgo(30) });
    const extension = await pool.transaction();
    await lockSession(extension, id);
    const sweep = expireDue(pool, new Date());
    await vi.waitFor(async () => {
      const waiting = `select from pg_stat_activity
                        where datname = current_database() and wait_event_type = 'Lock'`;
      expect((await client.query(waiting)).rowCount).toBe(1);
    });
    const deadline = minutesAgo(-60);
    const change = { status: 'active', endedAt: null, deadline, extensions: 1 } as const;
    await updateStatus(extension, id, change);
    await extension.commit();
    await sweep;
    expect(await read(client, 'sessions', id)).toMatchObject({ status: 'active', deadline });
  });
});
