/** Playing together: invitations, joining, leaving, who may do which. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Callers, callersOf } from '../../harness/api.ts';
import { startServer, type TestServer } from '../../harness/server.ts';
import { update } from '../database/fixtures.ts';
import {
  attempt,
  attemptAt,
  befriend,
  creditsOf,
  type MadeQuest,
  makePlayer,
  makeQuest,
  type Player,
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
const somebody = () => makePlayer(db(), as, 0);

/** An owner with a session, and a friend. */
async function group(values = {}) {
  const quest = await makeQuest(db(), [{ activity: 'catch_ghost' }, { activity: 'catch_ghost' }], {
    group_size: 2,
    reward: 5,
    ...values,
  });
  const [owner, friend] = [await somebody(), await somebody()];
  await befriend(db(), owner, friend);
  const { id } = await start(owner, quest);
  const path = `/api/v2/sessions/${id}`;
  return {
    quest,
    owner,
    friend,
    session: id as string,
    invite: (player: Player, by = owner) => by.call.post(`${path}/members`, { user_id: player.id }),
    accept: (player: Player) => player.call.post(`${path}/members/accept`),
    remove: (player: Player, by: Player) => by.call.delete(`${path}/members/${player.id}`),
    read: (player: Player) => player.call.get(path),
    first: quest.points[0] as MadeQuest['points'][0],
  };
}

describe('a friend', () => {
  it('is invited, sees no points, accepts, plays, and is paid', async () => {
    const { quest, owner, friend, session, invite, accept, read, first } = await group();
    const invited = await invite(friend);
    expect(invited.status).toBe(201);
    expect(invited.body.data.members).toMatchObject([
      { user: { id: owner.id }, status: 'joined' },
      { user: { id: friend.id }, role: 'member', status: 'invited' },
    ]);
    expect((await invite(friend)).status).toBe(200);
    const seen = await read(friend);
    expect(seen.body.data).toMatchObject({ membership: 'invited', role: 'member', points: [] });
    expect(seen.text).not.toMatch(/canary-(name|description)/);
    const early = await attempt(friend, session, first.id, attemptAt(first.at));
    expect(early.status).toBe(404);
    const list = await friend.call.get('/api/v2/sessions');
    expect(list.body.data).toMatchObject([{ id: session, membership: 'invited' }]);

    const joined = await accept(friend);
    expect(joined.body.data).toMatchObject({ membership: 'joined', points: [{ id: first.id }] });
    expect((await accept(friend)).body.data).toEqual(joined.body.data);
    for (const { id, at } of quest.points) {
      expect((await attempt(friend, session, id, attemptAt(at))).body.data.outcome).toBe('solved');
    }
    expect((await read(owner)).body.data).toMatchObject({
      status: 'completed',
      points: [{ solved_by: friend.id }, { solved_by: friend.id }],
    });
    expect([await creditsOf(db(), owner), await creditsOf(db(), friend)]).toEqual([5, 5]);
  });

  it('declines, is invited again, leaves, and sees nothing more', async () => {
    const { friend, invite, accept, remove, read } = await group();
    await invite(friend);
    expect((await remove(friend, friend)).status).toBe(204);
    expect((await read(friend)).status).toBe(404);
    expect((await accept(friend)).status).toBe(404);
    expect((await invite(friend)).status).toBe(201);
    await accept(friend);
    for (let i = 0; i < 2; i++) expect((await remove(friend, friend)).status).toBe(204);
    expect((await read(friend)).status).toBe(404);
    expect((await friend.call.get('/api/v2/sessions')).body.data).toEqual([]);
  });

  it('is removed by the owner, and by nobody else', async () => {
    const { owner, friend, invite, accept, remove, read } = await group({ group_size: 3 });
    const third = await somebody();
    await befriend(db(), owner, third);
    for (const one of [friend, third]) {
      await invite(one);
      await accept(one);
    }
    expect((await remove(third, friend)).status).toBe(403);
    expect((await remove(owner, friend)).status).toBe(403);
    for (let i = 0; i < 2; i++) expect((await remove(third, owner)).status).toBe(204);
    expect((await read(third)).status).toBe(404);
    expect((await read(owner)).body.data.members).toHaveLength(2);
  });

  it('of an ended session stays in it, to be paid', async () => {
    const { owner, friend, quest, session, invite, accept, remove } = await group({
      auto_accrual: false,
    });
    await invite(friend);
    await accept(friend);
    for (const { id, at } of quest.points) await attempt(owner, session, id, attemptAt(at));
    const answer = await remove(friend, owner);
    expect([answer.status, answer.code]).toEqual([409, 'SESSION_NOT_ACTIVE']);
  });
});

describe('an expired session', () => {
  const overdue = (session: string) =>
    db().query(
      `update sessions set deadline = started_at + interval '1 millisecond' where id = $1`,
      [session],
    );

  it('is not extended while a member plays the quest elsewhere, unless removed', async () => {
    const { owner, friend, quest, session, invite, accept, remove, read } = await group({
      timeframe: 1,
    });
    await invite(friend);
    await accept(friend);
    await overdue(session);
    await start(friend, quest);
    const extend = () => owner.call.post(`/api/v2/sessions/${session}/extend`);
    const refused = await extend();
    expect([refused.status, refused.code]).toEqual([409, 'SESSION_ACTIVE']);
    expect(refused.text).toContain('A member of this session');
    expect((await remove(friend, friend)).status).toBe(409);
    expect((await remove(friend, owner)).status).toBe(204);
    expect((await extend()).body.data).toMatchObject({ status: 'active' });
    expect((await read(friend)).status).toBe(404);
  });

  it('is extended when the other one is over too, though no job has said so', async () => {
    const { owner, friend, quest, session, invite, accept } = await group({ timeframe: 1 });
    await invite(friend);
    await accept(friend);
    await overdue(session);
    const { id: other } = await start(friend, quest);
    await overdue(other);
    const extended = await owner.call.post(`/api/v2/sessions/${session}/extend`);
    expect(extended.body.data).toMatchObject({ status: 'active' });
    const { body } = await friend.call.get(`/api/v2/sessions/${other}`);
    expect(body.data.status).toBe('expired');
  });
});

describe('an invitation is refused', () => {
  it('to who has blocked, or is blocked by, somebody of the session', async () => {
    const { owner, friend, invite, accept, read } = await group({ group_size: 4 });
    const [third, fourth] = [await somebody(), await somebody()];
    for (const one of [third, fourth]) await befriend(db(), owner, one);
    await invite(friend);
    await accept(friend);
    await third.call.put(`/api/v2/blocks/${friend.id}`);
    const refused = await invite(third);
    expect([refused.status, refused.code]).toEqual([409, 'NOT_FRIENDS']);
    await invite(fourth);
    await friend.call.put(`/api/v2/blocks/${fourth.id}`);
    const late = await accept(fourth);
    expect([late.status, late.code]).toEqual([409, 'NOT_FRIENDS']);
    expect((await read(owner)).body.data.members).toHaveLength(3);
  });

  it('to who is no friend, is blocked or does not exist: all look alike', async () => {
    const { owner, friend, invite } = await group();
    const [stranger, nobody] = [await somebody(), { ...friend, id: randomUUID() }];
    await owner.call.put(`/api/v2/blocks/${friend.id}`);
    const answers = [await invite(stranger), await invite(nobody), await invite(friend)];
    expect(answers.map(({ status }) => status)).toEqual([409, 409, 409]);
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(answers[0]?.code).toBe('NOT_FRIENDS');
  });

  it('to a friend who is locked, as if unknown, and not after the lock', async () => {
    const { friend, invite } = await group();
    const unknown = await invite({ ...friend, id: randomUUID() });
    await update(db(), 'directus_users', friend.id, { status: 'suspended' });
    const locked = await invite(friend);
    expect([locked.status, locked.text]).toEqual([unknown.status, unknown.text]);
    await update(db(), 'directus_users', friend.id, { status: 'active' });
    expect((await invite(friend)).status).toBe(201);
  });

  it('when the friendship has ended before it is accepted', async () => {
    const { owner, friend, invite, accept } = await group();
    await invite(friend);
    await owner.call.delete(`/api/v2/friends/${friend.id}`);
    expect((await accept(friend)).code).toBe('NOT_FRIENDS');
  });

  it.each([
    ['the owner', 'the friend'],
    ['the friend', 'the owner'],
  ])('when %s has blocked %s, and neither sees the other in it', async (blocker) => {
    const { owner, friend, invite, accept, read } = await group();
    await invite(friend);
    const [by, whom] = blocker === 'the owner' ? [owner, friend] : [friend, owner];
    await by.call.put(`/api/v2/blocks/${whom.id}`);
    expect([(await read(friend)).status, (await accept(friend)).status]).toEqual([404, 404]);
    expect((await friend.call.get('/api/v2/sessions')).body.data).toEqual([]);
    expect((await read(owner)).body.data.members).toMatchObject([{ user: { id: owner.id } }]);
  });

  it('in a full group, also when two are invited at once', async () => {
    const { owner, friend, invite } = await group();
    const third = await somebody();
    await befriend(db(), owner, third);
    const answers = await Promise.all([invite(friend), invite(third)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
    expect(answers.find(({ status }) => status === 409)?.code).toBe('GROUP_FULL');
  });

  it('by who is not the owner, and to strangers the session is none', async () => {
    const { owner, friend, invite, accept } = await group({ group_size: 3 });
    const [stranger, third] = [await somebody(), await somebody()];
    await befriend(db(), friend, third);
    await invite(friend);
    await accept(friend);
    expect((await invite(third, friend)).status).toBe(403);
    expect((await invite(third, stranger)).status).toBe(404);
    expect((await accept(stranger)).status).toBe(404);
    expect((await invite(owner, owner)).status).toBe(200);
  });

  it('once the session has ended', async () => {
    const { owner, friend, session, invite, accept } = await group();
    await invite(friend);
    await owner.call.post(`/api/v2/sessions/${session}/abandon`);
    expect((await accept(friend)).code).toBe('SESSION_NOT_ACTIVE');
    expect((await owner.call.get(`/api/v2/sessions/${session}`)).status).toBe(200);
  });

  it('to accept while playing the same quest', async () => {
    const { quest, friend, invite, accept } = await group();
    await start(friend, quest);
    await invite(friend);
    const answer = await accept(friend);
    expect([answer.status, answer.code]).toEqual([409, 'SESSION_ACTIVE']);
  });
});

it('a member may neither give up nor extend, and the owner cannot leave', async () => {
  const { owner, friend, session, invite, accept, remove } = await group();
  await invite(friend);
  await accept(friend);
  for (const command of ['abandon', 'extend']) {
    expect((await friend.call.post(`/api/v2/sessions/${session}/${command}`)).status).toBe(403);
  }
  const answer = await remove(owner, owner);
  expect([answer.status, answer.code]).toEqual([409, 'OWNER_STAYS']);
});
