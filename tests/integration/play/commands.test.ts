/** Every command of a session, by everybody, in every state of the session: the answer and what changes. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accounts } from '../../harness/accounts.ts';
import { type Answer, type Caller, type Callers, callersOf } from '../../harness/api.ts';
import { readDocument, routesOf } from '../../harness/openapi.ts';
import { startServer, type TestServer } from '../../harness/server.ts';
import { files } from '../../harness/world-files.ts';
import { insert } from '../database/fixtures.ts';
import {
  PEOPLE,
  REFUSALS,
  type Row,
  STATES,
  type State,
  table,
  type Who,
} from './commands-table.ts';
import {
  attempt,
  attemptAt,
  befriend,
  type MadeQuest,
  makePlayer,
  makeQuest,
  type Player,
  start,
} from './quests.ts';

let server: TestServer;
let as: Callers;
/** Who is what in each session of this file; a guest is one more friend of the owner. */
let cast: Record<Who | 'guest', Player>;
beforeAll(async () => {
  server = await startServer();
  as = callersOf(server.url);
  const somebody = () => makePlayer(db(), as, 10_000);
  cast = {
    owner: await somebody(),
    member: await somebody(),
    invited: await somebody(),
    left: await somebody(),
    friend: await somebody(),
    stranger: await somebody(),
    guest: await somebody(),
    manager: { ...accounts.manager, call: as.manager },
  };
  for (const who of ['member', 'invited', 'left', 'friend', 'guest'] as const) {
    await befriend(db(), cast.owner, cast[who]);
  }
  const purchase = { kind: 'purchase', amount: 10_000, reference: randomUUID() };
  await insert(db(), 'ledger_entries', { ...purchase, user: cast.manager.id });
});
afterAll(() => server?.stop());

const db = () => server.database.client;

interface Scene {
  quest: MadeQuest;
  session: string;
  /** The point to be tried: the last one, which is open unless the session is completed. */
  point: MadeQuest['points'][number];
}

/** A session in a state, with everybody in it as they are called. */
async function makeScene(state: State, noted: boolean): Promise<Scene> {
  const quest = await makeQuest(
    db(),
    [{ activity: 'catch_ghost' }, { activity: 'enter_code', code: '42', file: files.artifact }],
    { cost: 10, reward: 30, pay_extra: 7, timeframe: 1, group_size: 4, auto_accrual: false },
  );
  const { id: session } = await start(cast.owner, quest);
  for (const [who, status] of [
    ['member', 'joined'],
    ['invited', 'invited'],
    ['left', 'left'],
  ] as const) {
    await insert(db(), 'session_members', { session, user: cast[who].id, status });
  }
  const [first, point] = quest.points as [Scene['point'], Scene['point']];
  await attempt(cast.owner, session, first.id, attemptAt(first.at));
  if (state === 'completed') {
    await attempt(cast.owner, session, point.id, attemptAt(point.at, { code: '42' }));
  }
  if (state === 'abandoned') await cast.owner.call.post(`/api/v2/sessions/${session}/abandon`);
  if (state === 'expired') {
    await db().query(
      `update sessions set deadline = started_at + interval '1 millisecond' where id = $1`,
      [session],
    );
    if (noted) {
      await db().query(
        `update sessions set status = 'expired', ended_at = deadline where id = $1`,
        [session],
      );
    }
  }
  const scene = { quest, session, point };
  expect((await contentsOf(scene)).state).toBe(state);
  return scene;
}

/** All that a command may change. */
async function contentsOf({ session, quest }: Scene): Promise<Record<string, unknown>> {
  const { rows } = await db().query(
    `select case when status = 'active' and deadline <= now() then 'expired' else status end as state,
            (select json_agg(m order by m."user") from (
               select "user", status from session_members where session = s.id) m)::text as members,
            (select json_agg(p order by p."order") from (
               select "order", state from session_points where session = s.id) p)::text as points,
            (select count(*)::int from attempts where session = s.id) as attempts,
            (select json_agg(p order by p.id) from (
               select id, credits from profiles where id = any ($2)) p)::text as credits,
            (select count(*)::int from sessions where quest = $3) as sessions
       from sessions s where id = $1`,
    [session, Object.values(cast).map(({ id }) => id), quest.id],
  );
  return rows[0];
}

interface Command {
  route: string;
  send(call: Caller, scene: Scene, self: string): Promise<Answer>;
}

const path = ({ session }: Scene) => `/api/v2/sessions/${session}`;
const pointPath = (scene: Scene) => `${path(scene)}/points/${scene.point.id}`;
const there = ({ point }: Scene) => ({ point_id: point.id, ...attemptAt(point.at) });

const commands: Record<string, Command> = {
  read: { route: 'GET /sessions/{id}', send: (call, scene) => call.get(path(scene)) },
  invite: {
    route: 'POST /sessions/{id}/members',
    send: (call, scene) => call.post(`${path(scene)}/members`, { user_id: cast.guest.id }),
  },
  accept: {
    route: 'POST /sessions/{id}/members/accept',
    send: (call, scene) => call.post(`${path(scene)}/members/accept`),
  },
  leave: {
    route: 'DELETE /sessions/{id}/members/{userId}',
    send: (call, scene, self) => call.delete(`${path(scene)}/members/${self}`),
  },
  'remove member': {
    route: 'DELETE /sessions/{id}/members/{userId}',
    send: (call, scene) => call.delete(`${path(scene)}/members/${cast.member.id}`),
  },
  'remove invited': {
    route: 'DELETE /sessions/{id}/members/{userId}',
    send: (call, scene) => call.delete(`${path(scene)}/members/${cast.invited.id}`),
  },
  attempt: {
    route: 'POST /sessions/{id}/points/{pointId}/attempts',
    send(call, scene) {
      const { point_id, ...body } = there(scene);
      return call.post(`${pointPath(scene)}/attempts`, body);
    },
  },
  batch: {
    route: 'POST /sessions/{id}/attempts/batch',
    send: (call, scene) => call.post(`${path(scene)}/attempts/batch`, { attempts: [there(scene)] }),
  },
  radar: {
    route: 'GET /sessions/{id}/points/{pointId}/radar',
    send: (call, scene) => call.get(`${pointPath(scene)}/radar?latitude=59.9&longitude=30.3`),
  },
  file: {
    route: 'GET /sessions/{id}/points/{pointId}/file',
    send: (call, scene) => call.get(`${pointPath(scene)}/file`),
  },
  abandon: {
    route: 'POST /sessions/{id}/abandon',
    send: (call, scene) => call.post(`${path(scene)}/abandon`),
  },
  extend: {
    route: 'POST /sessions/{id}/extend',
    send: (call, scene) => call.post(`${path(scene)}/extend`),
  },
  report: {
    route: 'GET /sessions/{id}/report',
    send: (call, scene) => call.get(`${path(scene)}/report`),
  },
  cancel: {
    route: 'POST /sessions/{id}/cancel',
    send: (call, scene) => call.post(`${path(scene)}/cancel`, {}),
  },
  reward: {
    route: 'POST /sessions/{id}/reward',
    send: (call, scene) => call.post(`${path(scene)}/reward`),
  },
  start: {
    route: 'POST /quests/{id}/sessions',
    send: (call, scene) => call.post(`/api/v2/quests/${scene.quest.id}/sessions`),
  },
};

it('the table has every command of a session', async () => {
  expect([...table.keys()]).toEqual(Object.keys(commands));
  const routes = routesOf(await readDocument(server.url))
    .map(({ method, path }) => `${method} ${path}`)
    .filter((route) => /^\w+ \/sessions\/\{id\}|^POST \/quests\/\{id\}\/sessions$/.test(route));
  expect(new Set(Object.values(commands).map(({ route }) => route))).toEqual(new Set(routes));
});

it('nobody without a token is told anything', async () => {
  const scene = await makeScene('active', true);
  for (const { send } of Object.values(commands)) {
    expect((await send(as.nobody, scene, randomUUID())).status).toBe(401);
  }
});

/** As a cell of the table has it: the answer, and what is not as it was. */
async function cellOf(command: Command, who: Who, scene: Scene): Promise<string> {
  const before = await contentsOf(scene);
  const { status, code } = await command.send(cast[who].call, scene, cast[who].id);
  const after = await contentsOf(scene);
  const changed = Object.keys(after).filter((key) => after[key] !== before[key]);
  const changes = changed.map((key) => (key === 'state' ? after.state : key));
  return [status, ...(code ? [code] : []), ...changes].join(' ');
}

describe.each([
  ...STATES.map((state) => [`a session that is ${state}`, state, true] as const),
  ['a session that has expired, before any job says so', 'expired', false] as const,
])('in %s', (_, state, noted) => {
  /** Used again as long as nothing has changed it. */
  let scene: Scene | undefined;

  it.each(Object.keys(commands))('%s', async (name) => {
    const command = commands[name] as Command;
    const row = table.get(name) as Row;
    const [told, expected] = [{} as Record<Who, string>, {} as Record<Who, string>];
    for (const who of PEOPLE) {
      const cell = row[who][state];
      expected[who] = REFUSALS[cell] ?? cell;
      const here = scene ?? (await makeScene(state, noted));
      told[who] = await cellOf(command, who, here);
      scene = told[who].split(' ').length > 2 || told[who].startsWith('2') ? undefined : here;
    }
    expect(told).toEqual(expected);
  });
});
