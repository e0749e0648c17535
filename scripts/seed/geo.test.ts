import { expect, it } from 'vitest';
import { distanceM, geoJsonPoint, offset, routeLengthM } from './geo.ts';

const BIG_BEN = [51.5007, -0.1246] as const;
const EYE = [51.5033, -0.1196] as const;

it('adds up the legs of a route', () => {
  expect(routeLengthM([BIG_BEN, EYE, BIG_BEN])).toBeCloseTo(2 * distanceM(BIG_BEN, EYE), 6);
  expect(routeLengthM([BIG_BEN])).toBe(0);
});

it('moves a position by a distance', () => {
  for (const bearing of [0, 90, 200]) {
    expect(distanceM(BIG_BEN, offset(BIG_BEN, 25, bearing))).toBeCloseTo(25, 1);
  }
});

it('puts longitude first in GeoJSON', () => {
  expect(geoJsonPoint(BIG_BEN)).toEqual({ type: 'Point', coordinates: [-0.1246, 51.5007] });
});
