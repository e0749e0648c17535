/** What rows of the catalogue may hold. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestDatabase, withDatabase } from '../../harness/database.ts';
import {
  expectRefused,
  insert,
  inTransaction,
  moscow,
  place,
  point,
  quest,
  read,
  uniqueName,
  update,
  type Values,
} from './fixtures.ts';

let db: TestDatabase;
beforeAll(async () => {
  db = await withDatabase();
});
afterAll(() => db.close());

const NAMED: [table: string, values: Values][] = [
  ['quests', { level: 'easy', mileage: '5_10' }],
  ['categories', {}],
  ['cities', { location: moscow, time_zone: 'Europe/Moscow' }],
  ['vehicles', { top_speed_kmh: 5 }],
  ['tools', {}],
];

describe('names', () => {
  it.each(NAMED)(
    'of %s are unique whatever the case, Unicode form and ё or е',
    async (table, values) => {
      const add = (name: string) =>
        table === 'quests'
          ? quest(db.client, { name, ...values })
          : insert(db.client, table, { name, ...values });
      await add('Тёмный Дворик');
      for (const name of [
        'тёмный дворик',
        'Темный Дворик',
        'ТЁМНЫЙ ДВОРИК',
        'Те\u0308мный Дворик',
      ]) {
        await expectRefused(add(name), `${table}_name_unique`);
      }
      await expectRefused(add(' \t'), `${table}_name_present`);
    },
  );
});

describe('a quest', () => {
  const refused: [rule: string, values: Values][] = [
    ['quests_status_known', { status: 'deleted' }],
    ['quests_level_known', { level: 'extreme' }],
    ['quests_mileage_known', { mileage: '1_5' }],
    ['quests_group_size_range', { group_size: 0 }],
    ['quests_group_size_range', { group_size: 5 }],
    ['quests_timeframe_known', { timeframe: 2 }],
    ['quests_cost_range', { cost: -1 }],
    ['quests_reward_range', { reward: -1 }],
    ['quests_pay_extra_range', { pay_extra: 1_000_001 }],
  ];
  it.each(refused)('is refused by %s: %o', async (rule, values) => {
    await expectRefused(quest(db.client, values), rule);
  });

  it('takes the limits', async () => {
    await quest(db.client, { group_size: 4, timeframe: 24, cost: 0, reward: 1_000_000 });
    await quest(db.client, { group_size: 1, timeframe: null, cost: 1_000_000 });
  });
});

describe('a place', () => {
  const refused: [rule: string, values: Values][] = [
    ['places_location_point', { location: { type: 'Point', coordinates: [181, 0] } }],
    ['places_location_point', { location: { type: 'Point', coordinates: [0, -90.01] } }],
    ['places_location_point', { location: { type: 'Point', coordinates: [0, 0, 0] } }],
    ['places_location_point', { location: { type: 'Point', coordinates: ['0', '0'] } }],
    ['places_location_point', { location: { type: 'Point', coordinates: [0] } }],
    ['places_location_point', { location: { type: 'Point' } }],
    ['places_location_point', { location: { type: 'LineString', coordinates: [0, 0] } }],
    ['places_location_point', { location: '{"type": "Point", "coordinates": [1e999999, 0]}' }],
    ['places_location_point', { location: { type: 'GeometryCollection', geometries: [] } }],
    ['places_location_point', { location: '[]' }],
    ['places_location_point', { location: '"Point"' }],
    ['places_detection_radius_range', { detection_radius: 4 }],
    ['places_detection_radius_range', { detection_radius: 201 }],
    ['places_random_occurrence_radius_range', { random_occurrence_radius: 4 }],
    ['places_interaction_inaccuracy_range', { interaction_inaccuracy: 201 }],
    ['places_height_range', { height: -100.1 }],
    ['places_height_range', { height: 1000.1 }],
    ['places_part_range', { part: 0 }],
    ['places_part_range', { part: 4 }],
  ];
  it.each(refused)('is refused by %s: %o', async (rule, values) => {
    const pointId = await point(db.client, await quest(db.client));
    await expectRefused(place(db.client, pointId, values), rule);
  });

  it('takes positions at the edges of the world and tiny numbers', async () => {
    const pointId = await point(db.client, await quest(db.client));
    for (const [part, coordinates] of [
      [180, -90],
      [-180, 90],
      [1e-7, -1e-7],
    ].entries()) {
      await place(db.client, pointId, { part: part + 1, location: { type: 'Point', coordinates } });
    }
  });

  it('takes the lowest and the highest height', async () => {
    const pointId = await point(db.client, await quest(db.client));
    for (const [index, height] of [-100, 1000].entries()) {
      const id = await place(db.client, pointId, { part: index + 1, height });
      expect(Number((await read(db.client, 'places', id)).height)).toBe(height);
    }
  });

  it('keeps the last of several markers drawn on the map', async () => {
    const pointId = await point(db.client, await quest(db.client));
    const geometries = [{ type: 'Point', coordinates: [1, 2] }, moscow];
    const id = await place(db.client, pointId, {
      location: { type: 'GeometryCollection', geometries },
    });
    expect((await read(db.client, 'places', id)).location).toEqual(moscow);
  });
});

describe('points of a quest', () => {
  it('go to the end when they come without an order', async () => {
    const questId = await quest(db.client);
    await point(db.client, questId, { order: 4 });
    const id = await point(db.client, questId);
    expect((await read(db.client, 'points', id)).order).toBe(5);
  });

  it('may pass through doubles while they are put into another order, but not stay so', async () => {
    const questId = await quest(db.client);
    const [first, second] = [await point(db.client, questId), await point(db.client, questId)];
    await inTransaction(db.client, async () => {
      await update(db.client, 'points', first, { order: 2 });
      await update(db.client, 'points', second, { order: 1 });
    });
    await expectRefused(update(db.client, 'points', first, { order: 1 }), 'points_order_unique');
  });

  const refused: [rule: string, values: Values][] = [
    ['points_order_positive', { order: -1 }],
    ['points_photo_kind_known', { photo_kind: 'selfie' }],
    ['points_heading_range', { heading: 360 }],
    ['points_heading_tolerance_range', { heading_tolerance: 0 }],
  ];
  it.each(refused)('are refused by %s: %o', async (rule, values) => {
    await expectRefused(point(db.client, await quest(db.client), values), rule);
  });
});

describe('the small tables', () => {
  const refused: [rule: string, table: string, values: Values][] = [
    ['cities_time_zone_known', 'cities', { location: moscow, time_zone: 'UTC+3' }],
    ['cities_time_zone_known', 'cities', { location: moscow, time_zone: 'Europe/Atlantis' }],
    ['vehicles_top_speed_kmh_range', 'vehicles', { top_speed_kmh: 0 }],
    ['activities_id_known', 'activities', { id: 'sleep' }],
    ['tools_reveals_known', 'tools', { reveals: 'everything' }],
    ['tools_range_m_range', 'tools', { range_m: 0 }],
  ];
  it.each(refused)('refuse by %s in %s: %o', async (rule, table, values) => {
    await expectRefused(insert(db.client, table, { name: uniqueName('Thing'), ...values }), rule);
  });

  it.each([
    ['merch_price_range', { price: -1, currency: 'EUR' }],
    ['merch_currency_code', { price: 1, currency: 'eur' }],
  ])('refuse merch by %s', async (rule, values) => {
    const questId = await quest(db.client);
    await expectRefused(
      insert(db.client, 'merch', { quest: questId, name: 'Mug', ...values }),
      rule,
    );
  });
});
