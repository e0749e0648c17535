/** Quests, players and walks for the tests of play. */
import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { hashAnswer } from '../../../extensions/questcity/src/catalog/answers.ts';
import { positionAt } from '../../../extensions/questcity/src/play/geodesy.ts';
import { roles } from '../../harness/accounts.ts';
import type { Answer, Caller, Callers } from '../../harness/api.ts';
import { PEPPER } from '../../harness/environment.ts';
import {
  insert,
  place,
  player,
  point,
  quest,
  uniqueName,
  update,
  type Values,
} from '../database/fixtures.ts';

export interface Position {
  latitude: number;
  longitude: number;
}

/** What a test says of a point; the rest is filled in. */
export interface PointPlan extends Values {
  code?: string;
  word?: string;
  qr_secret?: string;
  places?: Values[];
}

export interface MadeQuest {
  id: string;
  points: { id: string; at: Position; places: Position[] }[];
}

/** Where the first point is, to more digits than any example has; each further one lies 100 m to the east. */
const START = { latitude: 59.934276, longitude: 30.335143 };

const geoJson = ({ latitude, longitude }: Position) => ({
  type: 'Point',
  coordinates: [longitude, latitude],
});

/** A published quest with these points; names and descriptions of points hold `canary-`. */
export async function makeQuest(
  client: pg.Client,
  points: PointPlan[],
  values: Values = {},
): Promise<MadeQuest> {
  // Fast enough that a test can be at the next point at once.
  const vehicle = await insert(client, 'vehicles', {
    name: uniqueName('Rocket'),
    top_speed_kmh: 1000,
  });
  const id = await quest(client, { vehicle, ...values });
  const made: MadeQuest = { id, points: [] };
  for (const [index, { places = [{}], ...plan }] of points.entries()) {
    for (const kind of ['code', 'word', 'qr_secret'] as const) {
      if (plan[kind]) plan[kind] = hashAnswer(PEPPER, kind, plan[kind]);
    }
    const pointId = await point(client, id, {
      order: index + 1,
      name: `canary-name-${index + 1}`,
      description: `canary-description-${index + 1}`,
      ...plan,
    });
    const at = positionAt(START, 90, index * 100);
    const positions: Position[] = [];
    for (const [number, { north = 0, ...settings }] of places.entries()) {
      const here = positionAt(at, 0, Number(north));
      await place(client, pointId, {
        location: geoJson(here),
        ...(places.length > 1 && { part: number + 1 }),
        ...settings,
      });
      positions.push(here);
    }
    made.points.push({ id: pointId, at: positions[0] as Position, places: positions });
  }
  await update(client, 'quests', id, { status: 'published' });
  return made;
}

export interface Player {
  id: string;
  token: string;
  call: Caller;
}

/** A player with a token, and with credits. */
export async function makePlayer(
  client: pg.Client,
  callers: Callers,
  credits = 100,
): Promise<Player> {
  const token = `token-${randomUUID()}`;
  const id = await player(client, { token, role: roles.player });
  if (credits > 0) {
    await insert(client, 'ledger_entries', {
      user: id,
      kind: 'purchase',
      amount: credits,
      reference: `test-${id}`,
    });
  }
  return { id, token, call: callers.withToken(token) };
}

export async function befriend(
  client: pg.Client,
  one: Pick<Player, 'id'>,
  other: Pick<Player, 'id'>,
): Promise<void> {
  await client.query('begin');
  for (const [user, to] of [
    [one.id, other.id],
    [other.id, one.id],
  ]) {
    await insert(client, 'friend_edges', { user, other: to, state: 'friend' });
  }
  await client.query('commit');
}

export async function creditsOf(client: pg.Client, { id }: Player): Promise<number> {
  const { rows } = await client.query('select credits from profiles where id = $1', [id]);
  return rows[0].credits;
}

/** Starts a quest and returns the session. */
export async function start({ call }: Player, { id }: MadeQuest) {
  const answer = await call.post(`/api/v2/quests/${id}/sessions`);
  if (answer.status !== 201) throw new Error(`${answer.status}: ${answer.text}`);
  return answer.body.data;
}

/** A fix at a position, as a phone would have it now; a little apart from every other. */
export function fixAt(at: Position, values: Values = {}): Values {
  const near = positionAt(at, Math.random() * 360, Math.random() * 3);
  return { ...near, accuracy: 8, captured_at: new Date().toISOString(), ...values };
}

/** What a phone sends as an attempt. */
export function attemptAt(
  at: Position,
  answer?: Values,
  fix: Values = {},
): Values & { client_attempt_id: string } {
  return {
    client_attempt_id: randomUUID(),
    position: fixAt(at, fix),
    ...(answer && { answer }),
  };
}

export function attempt(
  { call }: Player,
  session: string,
  pointId: string,
  body: Values,
): Promise<Answer> {
  return call.post(`/api/v2/sessions/${session}/points/${pointId}/attempts`, body);
}
