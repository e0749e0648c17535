/** Attempts at points: outcomes, reasons, repeats, races, batches. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { positionAt } from '../../../extensions/questcity/src/play/geodesy.ts';
import { type Callers, callersOf } from '../../harness/api.ts';
import { startServer, type TestServer } from '../../harness/server.ts';
import {
  attempt,
  attemptAt,
  creditsOf,
  fixAt,
  type MadeQuest,
  makePlayer,
  makeQuest,
  type Player,
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

interface Run {
  quest: MadeQuest;
  player: Player;
  session: string;
  /** Tries at point number `n`, from 0. */
  try(n: number, answer?: object, fix?: object, from?: Position): ReturnType<typeof attempt>;
}

/** A player who has just started a quest with these points. */
async function run(points: PointPlan[], values = {}): Promise<Run> {
  const quest = await makeQuest(db(), points, { reward: 30, ...values });
  const player = await makePlayer(db(), as);
  const { id: session } = await start(player, quest);
  return {
    quest,
    player,
    session,
    try(n, answer, fix, from) {
      const { id, at } = quest.points[n] as MadeQuest['points'][number];
      return attempt(player, session, id, attemptAt(from ?? at, answer as never, fix as never));
    },
  };
}

const ghost = { activity: 'catch_ghost' };
const codesOf = (answer: { body: { data: { reasons: { code: string }[] } } }) =>
  answer.body.data.reasons.map(({ code }) => code);

describe('walking a quest', () => {
  it('opens point after point and pays the reward at the end', async () => {
    const { quest, player, session, ...walk } = await run([
      ghost,
      { activity: 'enter_word', word: 'Ёлка' },
      { activity: 'scan_qr', qr_secret: 'secret payload' },
    ]);
    const [, second, third] = quest.points;
    const first = await walk.try(0);
    expect(first.status).toBe(200);
    expect(first.body.data).toMatchObject({
      outcome: 'solved',
      reasons: [],
      point: { id: quest.points[0]?.id, state: 'solved', solved_by: player.id },
      next_point: { id: second?.id, state: 'available', name: 'canary-name-2' },
      session: { status: 'active', progress: { solved: 1, total: 3 } },
    });
    const arrived = await walk.try(1);
    expect(arrived.body.data).toMatchObject({ outcome: 'arrived', point: { state: 'arrived' } });
    expect(arrived.body.data.next_point).toBeUndefined();
    const wrong = await walk.try(1, { word: 'palm' });
    expect(wrong.body.data).toMatchObject({ outcome: 'rejected', point: { state: 'arrived' } });
    expect(wrong.body.data.reasons).toEqual([
      { code: 'wrong_answer', message: expect.stringContaining('not right') },
    ]);
    const right = await walk.try(1, { word: ' елка ' });
    expect(right.body.data).toMatchObject({ outcome: 'solved', next_point: { id: third?.id } });
    const last = await walk.try(2, { qr: 'secret payload' });
    expect(last.body.data).toMatchObject({
      outcome: 'solved',
      session: { status: 'completed', progress: { solved: 3, total: 3 }, reward: { credits: 30 } },
    });
    expect(last.body.data.session.reward.paid_at).not.toBeNull();
    const after = (await player.call.get(`/api/v2/sessions/${session}`)).body.data;
    expect(after).toMatchObject(last.body.data.session);
    expect(after.points.map(({ state }: { state: string }) => state)).toEqual([
      'solved',
      'solved',
      'solved',
    ]);
    expect(await creditsOf(db(), player)).toBe(130);
    expect(codesOf(await walk.try(2, { qr: 'secret payload' }))).toEqual(['session_completed']);
    expect(await creditsOf(db(), player)).toBe(130);
  });

  it('gathers the parts of an artifact in any order', async () => {
    const plan = { activity: 'pick_up_artifact', divided: true, file: await anyFile() };
    const { quest, ...walk } = await run([
      { ...plan, places: [{}, { north: 80 }, { north: 160 }] },
    ]);
    const [one, two, three] = (quest.points[0] as MadeQuest['points'][0]).places as [
      Position,
      Position,
      Position,
    ];
    const slow = { captured_at: new Date(Date.now() - 115_000).toISOString() };
    const first = await walk.try(0, { part: 3 }, slow, three);
    expect(first.body.data).toMatchObject({
      outcome: 'arrived',
      point: { parts: { held: [3], total: 3 }, has_file: false },
    });
    expect(codesOf(await walk.try(0, { part: 2 }, {}, one))).toEqual(['wrong_part']);
    expect((await walk.try(0, {}, {}, one)).body.data.point.parts.held).toEqual([1, 3]);
    const later = { captured_at: new Date(Date.now() + 40_000).toISOString() };
    expect((await walk.try(0, {}, later, two)).body.data).toMatchObject({
      outcome: 'solved',
      point: { parts: { held: [1, 2, 3], total: 3 }, has_file: true },
    });
  });

  async function anyFile(): Promise<string> {
    const { rows } = await db().query(
      `select id from directus_files where title = 'canary-artifact'`,
    );
    return rows[0].id;
  }
});

describe('an attempt is not accepted', () => {
  it('from too far away, with a poor or an old position', async () => {
    const { quest, ...walk } = await run([ghost]);
    const at = quest.points[0]?.at as Position;
    const far = positionAt(at, 0, 60);
    expect(codesOf(await walk.try(0, {}, {}, far))).toEqual(['too_far']);
    expect(codesOf(await walk.try(0, {}, { accuracy: 101 }))).toEqual(['too_inaccurate']);
    const old = { captured_at: new Date(Date.now() - 125_000).toISOString() };
    expect(codesOf(await walk.try(0, {}, old))).toEqual(['too_old']);
    expect((await walk.try(0)).body.data.outcome).toBe('solved');
  });

  it('with a made-up position: it goes to a manager, and does not tell whether the answer is right', async () => {
    const { ...walk } = await run([{ activity: 'enter_code', code: '1234' }]);
    for (const code of ['1234', '9999']) {
      const answer = await walk.try(0, { code }, { mocked: true });
      expect(answer.body.data).toMatchObject({
        outcome: 'in_review',
        point: { state: 'available' },
      });
      expect(codesOf(answer)).toEqual(['mocked']);
    }
  });

  it('at a point that is locked, unknown, or of a session of others', async () => {
    const { quest, player, session } = await run([ghost, ghost]);
    const stranger = await makePlayer(db(), as);
    const [first, second] = quest.points as [MadeQuest['points'][0], MadeQuest['points'][0]];
    const body = attemptAt(second.at);
    expect((await attempt(player, session, second.id, body)).status).toBe(404);
    expect((await attempt(player, session, randomUUID(), body)).status).toBe(404);
    expect((await attempt(stranger, session, first.id, body)).status).toBe(404);
    expect((await attempt(player, randomUUID(), first.id, body)).status).toBe(404);
  });

  it('when the time is over, given up or completed: it says so, and is recorded', async () => {
    const { session, player, ...walk } = await run([ghost], { timeframe: 1 });
    await db().query(
      `update sessions set deadline = started_at + interval '1 millisecond' where id = $1`,
      [session],
    );
    const answer = await walk.try(0);
    expect(codesOf(answer)).toEqual(['session_expired']);
    expect(answer.body.data.session.status).toBe('expired');
    const gone = await run([ghost]);
    await gone.player.call.post(`/api/v2/sessions/${gone.session}/abandon`);
    expect(codesOf(await gone.try(0))).toEqual(['session_abandoned']);
    const { rows } = await db().query(
      `select reasons from attempts where session in ($1, $2) order by id`,
      [session, gone.session],
    );
    expect(rows.map(({ reasons }) => reasons)).toEqual([
      ['session_expired'],
      ['session_abandoned'],
    ]);
  });

  it('with more than ten wrong answers in ten minutes, not even the right one, also at once', async () => {
    const { player, session, quest, ...walk } = await run([{ activity: 'enter_code', code: '42' }]);
    const { id, at } = quest.points[0] as MadeQuest['points'][0];
    const wrong = await Promise.all(
      Array.from({ length: 14 }, (_, i) =>
        attempt(player, session, id, attemptAt(at, { code: `${i}` })),
      ),
    );
    const counts = Map.groupBy(wrong, (answer) => codesOf(answer)[0]);
    expect(counts.get('wrong_answer')).toHaveLength(10);
    expect(counts.get('too_many_answers')).toHaveLength(4);
    expect(codesOf(await walk.try(0, { code: '42' }))).toEqual(['too_many_answers']);
    // Starting anew gives no new guesses.
    await player.call.post(`/api/v2/sessions/${session}/abandon`);
    const next = await start(player, quest);
    const again = await attempt(player, next.id, id, attemptAt(at, { code: '42' }));
    expect(codesOf(again)).toEqual(['too_many_answers']);
    await db().query(
      `update questcity.session_heads
          set memory = jsonb_set(memory, array['wrong', $2],
                                 (select jsonb_agg(t::bigint - 600000)
                                    from jsonb_array_elements(memory -> 'wrong' -> $2) t))
        where session = $1`,
      [next.id, id],
    );
    const later = await attempt(player, next.id, id, attemptAt(at, { code: '42' }));
    expect(later.body.data.outcome).toBe('solved');
  });

  it('leaves no trace of where a player was who has left', async () => {
    const { player, session, ...walk } = await run([ghost, ghost]);
    await walk.try(0);
    const remembered = async () => {
      const { rows } = await db().query(
        'select memory::text from questcity.session_heads where session = $1',
        [session],
      );
      return rows[0].memory as string;
    };
    expect(await remembered()).toContain(player.id);
    await db().query('delete from directus_users where id = $1', [player.id]);
    expect(await remembered()).not.toContain(player.id);
  });

  it('with fields that are unknown or out of range', async () => {
    const { player, session, quest } = await run([ghost]);
    const { id, at } = quest.points[0] as MadeQuest['points'][0];
    const good = attemptAt(at);
    for (const body of [
      {},
      { ...good, client_attempt_id: 'x' },
      { ...good, extra: 1 },
      { ...good, position: { ...fixAt(at), latitude: 91 } },
      { ...good, position: { ...fixAt(at), captured_at: '0000-01-01T00:00:00Z' } },
      { ...good, position: { ...fixAt(at), altitude: 3 } },
      { ...good, answer: { code: 5 } },
      { ...good, answer: { part: 9 } },
      { ...good, answer: { word: 'x'.repeat(256) } },
    ]) {
      const answer = await attempt(player, session, id, body as never);
      expect([answer.status, answer.code]).toEqual([400, 'INVALID_PAYLOAD']);
    }
  });
});

describe('repeating', () => {
  it('a client id returns the first answer, to the letter, whatever else is sent', async () => {
    const { player, session, quest } = await run([ghost, ghost]);
    const [first, second] = quest.points as [MadeQuest['points'][0], MadeQuest['points'][0]];
    const body = attemptAt(first.at);
    const answers = await Promise.all(
      [1, 2, 3].map(() => attempt(player, session, first.id, body)),
    );
    await attempt(player, session, second.id, attemptAt(second.at));
    answers.push(await attempt(player, session, first.id, body));
    answers.push(await attempt(player, session, second.id, { ...body, answer: { code: '1' } }));
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    const { rows } = await db().query(
      'select count(*)::int as n from attempts where session = $1',
      [session],
    );
    expect(rows[0].n).toBe(2);
  });
});

describe('two members at the same point at the same moment', () => {
  it('one solves it, the other is told so, and each is paid once', async () => {
    const { player, session, quest } = await run([ghost, ghost], { group_size: 2 });
    const friend = await makePlayer(db(), as, 0);
    await db().query(
      `insert into session_members (id, session, "user", status) values (gen_random_uuid(), $1, $2, 'joined')`,
      [session, friend.id],
    );
    for (const { id, at } of quest.points) {
      const answers = await Promise.all(
        [player, friend].map((one) => attempt(one, session, id, attemptAt(at))),
      );
      const outcomes = answers.map(({ body }) => body.data.outcome).sort();
      expect(outcomes).toEqual(['rejected', 'solved']);
      const told = answers.find(({ body }) => body.data.outcome === 'rejected');
      expect(['already_solved', 'session_completed']).toContain(codesOf(told as never)[0]);
      expect(told?.body.data.point.state).toBe('solved');
    }
    expect(await creditsOf(db(), player)).toBe(130);
    expect(await creditsOf(db(), friend)).toBe(30);
  });
});

describe('a batch', () => {
  const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();

  /** A session as if it had been started an hour ago. */
  async function earlier(points: PointPlan[], values = {}) {
    const made = await run(points, values);
    await db().query('alter table sessions disable trigger sessions_guarded');
    await db().query(
      `update sessions set started_at = started_at - interval '1 hour' where id = $1`,
      [made.session],
    );
    await db().query('alter table sessions enable trigger sessions_guarded');
    const send = (attempts: object[]) =>
      made.player.call.post(`/api/v2/sessions/${made.session}/attempts/batch`, { attempts });
    const item = (n: number, minutes: number, more: object = {}) => {
      const { id, at } = made.quest.points[n] as MadeQuest['points'][0];
      return {
        point_id: id,
        ...attemptAt(at, undefined, { captured_at: minutesAgo(minutes) }),
        ...more,
      };
    };
    return { ...made, send, item };
  }

  it('is taken in order and answered one by one; sent again, it changes nothing', async () => {
    const { send, item, player } = await earlier([
      ghost,
      { activity: 'enter_code', code: '7' },
      ghost,
    ]);
    const batch = [
      item(0, 30),
      item(1, 25, { answer: { code: '8' } }),
      item(2, 24),
      item(1, 20, { answer: { code: '7' } }),
      item(2, 10),
    ];
    const answer = await send(batch);
    expect(answer.status).toBe(200);
    const told = answer.body.data.map((one: { outcome: string; reasons: { code: string }[] }) => [
      one.outcome,
      ...one.reasons.map(({ code }) => code),
    ]);
    expect(told).toEqual([
      ['solved'],
      ['rejected', 'wrong_answer'],
      ['rejected', 'unknown_point'],
      ['solved'],
      ['solved'],
    ]);
    expect(
      answer.body.data.map((one: { client_attempt_id: string }) => one.client_attempt_id),
    ).toEqual(batch.map(({ client_attempt_id }) => client_attempt_id));
    expect(answer.body.data[2].point).toBeNull();
    expect((await send(batch)).text).toBe(answer.text);
    expect(await creditsOf(db(), player)).toBe(130);
  });

  it('must lie within the session, and in order', async () => {
    const { send, item } = await earlier([ghost, ghost]);
    const answer = await send([item(0, 70), item(0, 20), item(1, 30)]);
    expect(answer.body.data.map((one: never) => codesOf({ body: { data: one } })[0])).toEqual([
      'outside_session',
      undefined,
      'out_of_order',
    ]);
  });

  it('has 1 to 100 attempts', async () => {
    const { send, item } = await earlier([ghost]);
    expect((await send([])).status).toBe(400);
    expect((await send(Array.from({ length: 101 }, () => item(0, 1)))).status).toBe(400);
    expect((await send(Array.from({ length: 100 }, () => item(0, 1)))).body.data).toHaveLength(100);
  });
});
