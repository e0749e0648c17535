/** A catalogue to search through: published quests of every kind, and what is expected of lists. */
import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { expect } from 'vitest';
import { type Caller, query } from '../../harness/api.ts';
import { insert } from '../../harness/postgres.ts';
import { world } from '../../harness/world.ts';

/** A published quest as the database has it; times as text, exact to the microsecond. */
export interface StoredQuest {
  id: string;
  name: string;
  category: string;
  city: string;
  vehicle: string;
  level: string;
  group_size: number;
  cost: number;
  rating: string | null;
  sessions_count: number;
  published_at: string;
  /** Of the first place, exact. */
  latitude: number;
  longitude: number;
}

/** What a quest of a test may choose; the rest has some value. */
export interface QuestWish {
  name: string;
  description?: string;
  category?: string;
  city?: string;
  vehicle?: string;
  level?: string;
  group_size?: number;
  cost?: number;
  rating?: number | null;
  sessions_count?: number;
  latitude?: number;
  longitude?: number;
}

/** Makes a published quest with one point and returns its id. */
export async function publishQuest(client: pg.Client, wish: QuestWish): Promise<string> {
  const { rating, sessions_count, latitude, longitude, ...columns } = wish;
  const id = randomUUID();
  const point = randomUUID();
  await insert(client, 'quests', {
    id,
    category: world.category,
    city: world.city,
    vehicle: world.vehicle,
    level: 'easy',
    mileage: '5_10',
    ...columns,
  });
  await insert(client, 'points', { id: point, quest: id, name: 'Start', activity: 'catch_ghost' });
  await insert(client, 'places', {
    id: randomUUID(),
    point,
    location: { type: 'Point', coordinates: [longitude ?? 37.6, latitude ?? 55.7] },
  });
  await client.query(`update quests set status = 'published' where id = $1`, [id]);
  // Counts follow reviews and sessions; what recounts them may also set them.
  await client.query(`set questcity.recount = 'on'`);
  await client.query('update quests set rating = $2, sessions_count = $3 where id = $1', [
    id,
    rating ?? null,
    sessions_count ?? 0,
  ]);
  await client.query('reset questcity.recount');
  return id;
}

/** Reference rows to choose from, besides those of the world. */
export async function insertChoices(client: pg.Client) {
  const two = async (table: string, row: Record<string, unknown>) => {
    const ids = [randomUUID(), randomUUID()];
    for (const [index, id] of ids.entries()) {
      await insert(client, table, { id, name: `${table} ${index}`, ...row });
    }
    return ids;
  };
  const location = { type: 'Point', coordinates: [30.3, 59.9] };
  return {
    categories: [world.category, ...(await two('categories', {}))],
    cities: [world.city, ...(await two('cities', { location, time_zone: 'Europe/Moscow' }))],
    vehicles: [world.vehicle, ...(await two('vehicles', { top_speed_kmh: 30 }))],
  };
}

/** All published quests. */
export async function readStored(client: pg.Client): Promise<StoredQuest[]> {
  const { rows } = await client.query<StoredQuest>(
    `select q.id, q.name, category, city, vehicle, level, group_size, cost, rating::text, sessions_count,
            published_at::text,
            (l.location #>> '{coordinates,1}')::float8 as latitude,
            (l.location #>> '{coordinates,0}')::float8 as longitude
       from quests q
       join points p on p.quest = q.id and p."order" = 1
       join places l on l.point = p.id
      where q.status = 'published'`,
  );
  return rows;
}

/** Orders like the named columns, each descending, then the id descending. */
export function descending<T extends { id: string }>(
  ...keys: readonly ((quest: T) => number | string)[]
): (a: T, b: T) => number {
  return (a, b) => {
    for (const key of [...keys, (quest: T) => quest.id]) {
      if (key(a) !== key(b)) return key(a) < key(b) ? 1 : -1;
    }
    return 0;
  };
}

interface Card {
  id: string;
  [field: string]: unknown;
}

/** Reads a list page by page to its end, calling `between` after each page. */
export async function walk(
  caller: Caller,
  path: string,
  parameters: Record<string, unknown>,
  between: (page: number) => Promise<void> = async () => undefined,
): Promise<Card[]> {
  const cards: Card[] = [];
  let cursor = parameters.cursor;
  const limit = Number(parameters.limit ?? 20);
  for (let page = 1; ; page++) {
    const answer = await caller.get(`${path}${query({ ...parameters, cursor })}`);
    expect(answer.status, answer.text).toBe(200);
    const { data, meta } = answer.body;
    cards.push(...data);
    if (meta.next_cursor === null) return cards;
    expect(data, 'only the last page may be short').toHaveLength(limit);
    cursor = meta.next_cursor;
    await between(page);
  }
}

/** The ids of a list, read in one go or page by page. */
export async function idsOf(
  caller: Caller,
  parameters: Record<string, unknown>,
): Promise<string[]> {
  const cards = await walk(caller, '/api/v2/quests', { limit: 100, ...parameters });
  return cards.map(({ id }) => id);
}
