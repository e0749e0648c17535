/** Every kind of attempt at a point in every state: the outcome, the reason, and what becomes of the point. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { positionAt } from '../../../extensions/questcity/src/play/geodesy.ts';
import { type Callers, callersOf } from '../../harness/api.ts';
import { startServer, type TestServer } from '../../harness/server.ts';
import type { Values } from '../database/fixtures.ts';
import {
  attempt,
  attemptAt,
  type MadeQuest,
  makePlayer,
  makeQuest,
  type Position,
  start,
} from './quests.ts';

/**
 * The point asks for a code. A cell is the outcome, its reasons, and the state that the point has
 * gone to, if any; `hidden` is a 404 that records nothing.
 */
const TABLE = `
  attempt             locked         available                     arrived                solved

  right code          hidden         solved → solved               solved → solved        rejected already_solved
  no code             hidden         arrived → arrived             arrived                rejected already_solved
  wrong code          hidden         rejected wrong_answer → arrived  rejected wrong_answer  rejected already_solved
  a word              hidden         rejected unexpected_answer → arrived  rejected unexpected_answer  rejected already_solved
  too far             hidden         rejected too_far              rejected too_far       rejected already_solved
  inaccurate          hidden         rejected too_inaccurate       rejected too_inaccurate  rejected already_solved
  old                 hidden         rejected too_old              rejected too_old       rejected already_solved
  of tomorrow         hidden         rejected from_the_future      rejected from_the_future  rejected already_solved
  made up             hidden         in_review mocked              in_review mocked       rejected already_solved
  made up, wrong      hidden         in_review mocked              in_review mocked       rejected already_solved

  offline             rejected unknown_point  solved → solved      solved → solved        rejected already_solved
  offline, wrong      rejected unknown_point  rejected wrong_answer → arrived  rejected wrong_answer  rejected already_solved
  offline, too far    rejected unknown_point  rejected too_far     rejected too_far       rejected already_solved
  offline, made up    rejected unknown_point  in_review mocked     in_review mocked       rejected already_solved
  before the session  rejected unknown_point  rejected outside_session  rejected outside_session  rejected already_solved
`;

const STATES = ['locked', 'available', 'arrived', 'solved'] as const;
type State = (typeof STATES)[number];

const ago = (seconds: number) => new Date(Date.now() - seconds * 1000).toISOString();
const code = { code: '42' };

interface Kind {
  answer?: Values;
  fix?: Values;
  /** Metres from the place. */
  away?: number;
  offline?: true;
}

const kinds: Record<string, () => Kind> = {
  'right code': () => ({ answer: code }),
  'no code': () => ({}),
  'wrong code': () => ({ answer: { code: '24' } }),
  'a word': () => ({ answer: { word: 'palm' } }),
  'too far': () => ({ answer: code, away: 60 }),
  inaccurate: () => ({ answer: code, fix: { accuracy: 101 } }),
  old: () => ({ answer: code, fix: { captured_at: ago(125) } }),
  'of tomorrow': () => ({ answer: code, fix: { captured_at: ago(-86_400) } }),
  'made up': () => ({ answer: code, fix: { mocked: true } }),
  'made up, wrong': () => ({ answer: { code: '24' }, fix: { mocked: true } }),
  offline: () => ({ answer: code, offline: true }),
  'offline, wrong': () => ({ answer: { code: '24' }, offline: true }),
  'offline, too far': () => ({ answer: code, away: 60, offline: true }),
  'offline, made up': () => ({ answer: code, fix: { mocked: true }, offline: true }),
  'before the session': () => ({ answer: code, fix: { captured_at: ago(86_400) }, offline: true }),
};

const table = new Map(
  TABLE.split('\n')
    .slice(2)
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const [name = '', ...cells] = line.trim().split(/ {2,}/);
      return [name, cells];
    }),
);

let server: TestServer;
let as: Callers;
let quest: MadeQuest;
beforeAll(async () => {
  server = await startServer();
  as = callersOf(server.url);
  quest = await makeQuest(db(), [
    { activity: 'catch_ghost' },
    { activity: 'enter_code', code: '42' },
    { activity: 'catch_ghost' },
  ]);
});
afterAll(() => server?.stop());

const db = () => server.database.client;

/** A session whose second point is in a state. */
async function sessionWith(state: State) {
  const player = await makePlayer(db(), as);
  const { id: session } = await start(player, quest);
  const [first, second] = quest.points as [MadeQuest['points'][0], MadeQuest['points'][0]];
  if (state !== 'locked') await attempt(player, session, first.id, attemptAt(first.at));
  if (state === 'arrived') await attempt(player, session, second.id, attemptAt(second.at));
  if (state === 'solved') await attempt(player, session, second.id, attemptAt(second.at, code));
  const read = async () => {
    const { rows } = await db().query<{ states: State[]; attempts: number }>(
      `select array(select state::text from session_points where session = $1 order by "order") as states,
              (select count(*)::int from attempts where session = $1) as attempts`,
      [session],
    );
    const [row] = rows;
    return { attempts: row?.attempts as number, state: row?.states[1], next: row?.states[2] };
  };
  expect((await read()).state).toBe(state);
  return { player, session: session as string, point: second, read };
}

/** As a cell of the table has it. */
async function cellOf({ answer, fix, away = 0, offline }: Kind, state: State): Promise<string> {
  const { player, session, point, read } = await sessionWith(state);
  const before = await read();
  const at: Position = positionAt(point.at, 0, away);
  const body = attemptAt(at, answer, fix);
  const batch = { attempts: [{ point_id: point.id, ...body }] };
  const { status, body: said } = offline
    ? await player.call.post(`/api/v2/sessions/${session}/attempts/batch`, batch)
    : await attempt(player, session, point.id, body);
  const after = await read();
  // The next point opens with this one's solution, and with nothing else.
  expect(after.next).toBe(after.state === 'solved' ? 'available' : 'locked');
  if (status === 404) {
    expect(after).toEqual(before);
    return 'hidden';
  }
  expect([status, after.attempts]).toEqual([200, before.attempts + 1]);
  const { outcome, reasons, point: shown, next_point } = offline ? said.data[0] : said.data;
  expect(shown?.state ?? 'locked').toBe(after.state);
  expect(next_point?.state).toBe(after.next === before.next ? undefined : 'available');
  const moved = after.state === before.state ? [] : ['→', after.state];
  return [outcome, ...reasons.map((one: { code: string }) => one.code), ...moved].join(' ');
}

describe('an attempt at a point', () => {
  it('is in the table, of every kind', () => {
    expect([...table.keys()]).toEqual(Object.keys(kinds));
  });

  it.each(Object.entries(kinds))('%s', async (name, kind) => {
    const told: string[] = [];
    for (const state of STATES) told.push(await cellOf(kind(), state));
    expect(told).toEqual(table.get(name));
  });
});
