import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bearingBetween, degreesBetween, distanceBetween, positionAt } from './geodesy.ts';
import { type RadarReading, type Reveals, readRadar, type Tool } from './radar.ts';
import type { Place } from './trust.ts';

const TOWER = { latitude: 55.7963, longitude: 49.1084 };
const PLACE: Place = { ...TOWER, detectionRadius: 25, interactionInaccuracy: 20 };
const tool = (reveals: Reveals, range_m: number | null = null): Tool => ({ reveals, range_m });
const from = (metres: number, bearing = 200) => positionAt(TOWER, bearing, metres);

describe('a tool', () => {
  it.each<[string, Tool | null, number, RadarReading]>([
    ['none', null, 10, { reveals: 'nothing' }],
    ['camera', tool('nothing'), 10, { reveals: 'nothing' }],
    ['radar, far', tool('proximity', 200), 260, { reveals: 'proximity', level: null }],
    ['radar, at the edge', tool('proximity', 200), 180, { reveals: 'proximity', level: 1 }],
    ['radar, near', tool('proximity', 200), 40, { reveals: 'proximity', level: 4 }],
    ['radar, here', tool('proximity', 200), 5, { reveals: 'proximity', level: 5 }],
    ['compass', tool('bearing'), 5_000, { reveals: 'bearing', bearing: 20 }],
    ['compass, here', tool('bearing'), 5, { reveals: 'bearing', bearing: null }],
    ['rangefinder, far', tool('distance', 1000), 1_050, { reveals: 'distance', distance: null }],
    ['rangefinder, here', tool('distance', 1000), 5, { reveals: 'distance', distance: 0 }],
    ['unlimited', tool('distance'), 250_000, { reveals: 'distance', distance: 250_000 }],
    ['orbital radar, far', tool('location', 500), 600, { reveals: 'location', location: null }],
    ['orbital radar', tool('location', 500), 400, { reveals: 'location', location: TOWER }],
  ])('%s', (_, held, metres, reading) => {
    expect(readRadar(held, [PLACE], from(metres))).toEqual(reading);
  });

  it('shows the nearest of several places, and nothing when none is left', () => {
    const other: Place = { ...PLACE, ...from(3_000, 90) };
    const beside = positionAt(other, 0, 100);
    expect(readRadar(tool('location', 500), [PLACE, other], beside)).toMatchObject({
      location: { latitude: other.latitude, longitude: other.longitude },
    });
    expect(readRadar(tool('distance'), [], beside)).toEqual({
      reveals: 'distance',
      distance: null,
    });
  });
});

describe('distance and bearing', () => {
  const where = fc.record({ metres: fc.integer({ min: 50, max: 20_000 }), way: fc.nat(359) });

  it('are right but coarse', () => {
    fc.assert(
      fc.property(where, ({ metres, way }) => {
        const position = from(metres, way);
        const read = readRadar(tool('distance'), [PLACE], position);
        if (read.reveals !== 'distance' || read.distance === null) throw new Error('no distance');
        expect(read.distance % 10 === 0 || read.distance % 25 === 0).toBe(true);
        const step =
          metres < 90 ? 10 : metres < 490 ? 25 : metres < 1990 ? 50 : metres < 9990 ? 100 : 1000;
        // Half a step, and half the diagonal of a cell of the grid.
        expect(Math.abs(read.distance - metres)).toBeLessThan(Math.max(step, 25) / 2 + 8);
        const compass = readRadar(tool('bearing'), [PLACE], position);
        if (compass.reveals !== 'bearing' || compass.bearing === null)
          throw new Error('no bearing');
        expect(compass.bearing % 5).toBe(0);
        const off = degreesBetween(compass.bearing, bearingBetween(position, TOWER));
        expect(off).toBeLessThan(2.6 + (Math.atan(8 / metres) * 180) / Math.PI);
      }),
    );
  });

  it('have no edges that could be traced to the place', () => {
    // A program asks every 10 cm along a line. The answers change at the lines of the grid only, and
    // those lie where they lie whatever the place is.
    const changes = (place: Place) => {
      const found: number[] = [];
      let last = '';
      for (let i = 0; i < 4_000; i++) {
        const metres = 300 + i / 10;
        const read = JSON.stringify(readRadar(tool('distance'), [place], from(metres, 180)));
        if (last && read !== last) found.push(metres);
        last = read;
      }
      return found;
    };
    const lines = new Set<number>();
    let row = -1;
    for (let i = 0; i < 4_000; i++) {
      const metres = 300 + i / 10;
      const now = Math.floor(from(metres, 180).latitude / (10 / 111_320));
      if (row !== -1 && now !== row) lines.add(metres);
      row = now;
    }
    for (const shift of [0, 1, 2, 3, 4, 5]) {
      const place = { ...PLACE, ...positionAt(TOWER, 0, shift) };
      for (const metres of changes(place)) expect(lines.has(metres)).toBe(true);
    }
  });
});

describe('no tool', () => {
  const everywhere = fc.record({
    latitude: fc.double({ min: -90, max: 90, noNaN: true }),
    longitude: fc.double({ min: -180, max: 180, noNaN: true }),
  });

  it('shows a location beyond its range, from anywhere on earth', () => {
    fc.assert(
      fc.property(everywhere, (position) => {
        const away = distanceBetween(position, TOWER);
        fc.pre(away > 600);
        for (const reveals of ['proximity', 'bearing', 'distance', 'location'] as const) {
          const read = readRadar(tool(reveals, 500), [PLACE], position);
          const { reveals: _, ...shown } = read;
          expect(Object.values(shown)).toEqual([null]);
        }
      }),
    );
  });
});
