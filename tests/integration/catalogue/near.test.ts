/** GET /quests?near=&radius=: distances compared with those on the ellipsoid. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { distanceBetween, type Position } from '../../../extensions/questcity/src/play/geodesy.ts';
import { type Callers, callersOf } from '../../harness/api.ts';
import { startServer, type TestServer } from '../../harness/server.ts';
import { publishQuest, readStored, type StoredQuest, walk } from './quests.ts';

let server: TestServer;
let as: Callers;
let stored: StoredQuest[];

/** PostgreSQL's earth() is a sphere: along a meridian at the equator 0.67 % too large. */
const TOLERANCE = 0.007;
/** Distances are given in steps of 100 m. */
const HALF_STEP = 50;

/** Players know a start to three decimals. */
const rounded = ({ latitude, longitude }: Position): Position => ({
  latitude: Number(latitude.toFixed(3)),
  longitude: Number(longitude.toFixed(3)),
});

const MOSCOW = { latitude: 55.7539, longitude: 37.6208 };
const CENTRES: [string, Position][] = [
  ['a city', MOSCOW],
  ['the other side of the date line', { latitude: 52.0, longitude: -179.9 }],
  ['the pole', { latitude: 90, longitude: 0 }],
  ['the equator', { latitude: 0, longitude: 0 }],
  ['the south', { latitude: -33.4489, longitude: -70.6693 }],
];

beforeAll(async () => {
  server = await startServer();
  as = callersOf(server.url);
  const { client } = server.database;
  let n = 0;
  for (const [, { latitude, longitude }] of CENTRES) {
    for (const step of [0, 0.00031, 0.003, 0.02, 0.17, 1.5, 9]) {
      await publishQuest(client, {
        name: `Start ${++n}`,
        latitude: Math.max(-90, Math.min(90, latitude - step)),
        longitude: ((longitude + 2 * step + 540) % 360) - 180,
      });
    }
  }
  stored = await readStored(client);
});
afterAll(() => server?.stop());

const at = ({ latitude, longitude }: Position) => `${latitude},${longitude}`;

describe.each(CENTRES)('from %s', (_, centre) => {
  const trueDistance = (id: string) => {
    const quest = stored.find((candidate) => candidate.id === id);
    if (!quest) throw new Error(`The quest ${id} should not be in the list`);
    return distanceBetween(centre, rounded(quest));
  };

  test('each distance is right, to 100 m', async () => {
    const cards = await walk(as.player, '/api/v2/quests', { near: at(centre), limit: 100 });
    expect(cards).toHaveLength(stored.length);
    for (const { id, distance } of cards) {
      const expected = trueDistance(id);
      const tolerance = HALF_STEP + 1 + expected * TOLERANCE;
      expect(Math.abs(Number(distance) - expected), `${distance} of ${expected}`).toBeLessThan(
        tolerance,
      );
      expect(Number(distance) % 100).toBe(0);
    }
  });

  test('the nearest comes first, page by page', async () => {
    const cards = await walk(as.player, '/api/v2/quests', { near: at(centre), limit: 4 });
    const distances = cards.map(({ id }) => trueDistance(id));
    expect(new Set(cards.map(({ id }) => id)).size).toBe(stored.length);
    for (const [n, distance] of distances.entries()) {
      // As near as the difference of sphere and ellipsoid lets them be told apart.
      expect(distance).toBeGreaterThan((distances[n - 1] ?? 0) * (1 - TOLERANCE) - HALF_STEP);
    }
    const given = cards.map((card) => Number(card.distance));
    expect(given).toEqual(given.toSorted((a, b) => a - b));
  });

  test.each([1, 100, 500, 3000, 25_000, 400_000, 20_037_508])('within %d m', async (radius) => {
    const cards = await walk(as.player, '/api/v2/quests', { near: at(centre), radius, limit: 100 });
    const found = new Set(cards.map(({ id }) => id));
    for (const { id } of stored) {
      const distance = trueDistance(id);
      // What lies on the edge may fall to either side, since sphere and ellipsoid differ.
      if (Math.abs(distance - radius) < 2 + radius * TOLERANCE) continue;
      expect(found.has(id), `${distance} m away`).toBe(distance < radius);
    }
  });
});

test('without near there is no distance', async () => {
  const answer = await as.player.get('/api/v2/quests?limit=100');
  expect(new Set(answer.body.data.map((card: { distance: unknown }) => card.distance))).toEqual(
    new Set([null]),
  );
});

test('near goes with another order, and with a search', async () => {
  const parameters = { near: at(MOSCOW), radius: 5000, sort: 'newest', search: 'start' };
  const cards = await walk(as.player, '/api/v2/quests', parameters);
  expect(cards.length).toBeGreaterThan(1);
  expect(cards.every(({ distance }) => typeof distance === 'number')).toBe(true);
});

test('asking from many positions does not find the exact start', async () => {
  // Two quests that start in one area, some 50 m apart, look the same from everywhere.
  const { client } = server.database;
  const twins = [
    await publishQuest(client, { name: 'Twin A', latitude: 48.1001, longitude: 11.5001 }),
    await publishQuest(client, { name: 'Twin B', latitude: 48.1004, longitude: 11.4996 }),
  ];
  for (let n = 0; n < 25; n++) {
    const near = at({ latitude: 48.09 + n * 0.0008, longitude: 11.49 + n * 0.0009 });
    const answer = await as.player.get(`/api/v2/quests?near=${near}&radius=20000&limit=100`);
    const distances = answer.body.data
      .filter(({ id }: { id: string }) => twins.includes(id))
      .map(({ distance }: { distance: number }) => distance);
    expect(distances).toEqual([distances[0], distances[0]]);
  }
});
