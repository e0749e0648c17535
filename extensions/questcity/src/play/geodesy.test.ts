import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bearingBetween, degreesBetween, distanceBetween, positionAt } from './geodesy.ts';

/**
 * Lines 1 to 5 of the geodesic test set (lat1, lon1, azi1, lat2, lon2, s12): C. F. F. Karney,
 * "Test set for geodesics" (2010), https://doi.org/10.5281/zenodo.32156, as GeographicLib itself
 * publishes them in its tests; here rounded to 0.1 µm and 1e-10 degrees.
 */
const KARNEY = [
  [35.60777, -139.44815, 111.0987484296, -11.17491, -69.95921, 8935244.5604818],
  [55.52454, 106.05087, 22.020059881, 77.03196, 197.18234, 4105086.1713924],
  [-21.97856, 142.59065, -32.4445687643, 41.84138, 98.56635, 8394328.8946577],
  [-66.99028, 112.2363, 173.7349124088, -12.70631, 285.90344, 11150344.231208],
  [-17.42761, 173.34268, -159.0335576612, -15.84784, 5.93557, 16076603.1631181],
] as const;

/**
 * Flinders Peak to Buninyong, the example of the Geocentric Datum of Australia Technical Manual
 * (ICSM), worked with Vincenty's formulae: 54,972.271 m at 306° 52′ 05.37″. Its ellipsoid GRS 80
 * differs from WGS 84 by 0.1 mm in the smaller axis.
 */
const FLINDERS_PEAK = { latitude: dms(-37, 57, 3.7203), longitude: dms(144, 25, 29.5244) };
const BUNINYONG = { latitude: dms(-37, 39, 10.1561), longitude: dms(143, 55, 35.3839) };

function dms(degrees: number, minutes: number, seconds: number): number {
  return Math.sign(degrees) * (Math.abs(degrees) + minutes / 60 + seconds / 3600);
}

const position = fc.record({
  latitude: fc.double({ min: -89.9, max: 89.9, noNaN: true }),
  longitude: fc.double({ min: -180, max: 180, noNaN: true }),
});

describe('published distances', () => {
  it.each(KARNEY)('%d, %d at %d to %d, %d: %d m', (lat1, lon1, azimuth, lat2, lon2, metres) => {
    const from = { latitude: lat1, longitude: lon1 };
    const to = { latitude: lat2, longitude: lon2 };
    expect(distanceBetween(from, to)).toBeCloseTo(metres, 6);
    expect(degreesBetween(bearingBetween(from, to), azimuth)).toBeLessThan(1e-9);
  });

  it('a survey line of 55 km, worked with other formulae', () => {
    expect(distanceBetween(FLINDERS_PEAK, BUNINYONG)).toBeCloseTo(54_972.271, 3);
    expect(bearingBetween(FLINDERS_PEAK, BUNINYONG)).toBeCloseTo(dms(306, 52, 5.37), 5);
    expect(bearingBetween(BUNINYONG, FLINDERS_PEAK)).toBeCloseTo(dms(127, 10, 25.07), 5);
  });

  it('a degree of latitude at the equator and at the pole', () => {
    // 110.574 km and 111.694 km: NGA Standard 0036, World Geodetic System 1984.
    const degree = (from: number, to: number) =>
      distanceBetween({ latitude: from, longitude: 0 }, { latitude: to, longitude: 0 });
    expect(degree(0, 1)).toBeCloseTo(110_574, -1);
    expect(degree(89, 90)).toBeCloseTo(111_694, -1);
  });
});

describe('distance and bearing', () => {
  it('are those of the way back, and lead there', () => {
    fc.assert(
      fc.property(position, fc.nat(359), fc.integer({ min: 1, max: 200_000 }), (from, to, m) => {
        const there = positionAt(from, to, m);
        expect(distanceBetween(from, there)).toBeCloseTo(m, 5);
        expect(distanceBetween(there, from)).toBeCloseTo(m, 5);
        expect(degreesBetween(bearingBetween(from, there), to)).toBeLessThan(0.001);
      }),
    );
  });

  it('of where one stands are zero', () => {
    expect(distanceBetween(BUNINYONG, BUNINYONG)).toBe(0);
    expect(distanceBetween({ latitude: 0, longitude: 180 }, { latitude: 0, longitude: -180 })).toBe(
      0,
    );
  });
});

describe('degrees between headings', () => {
  it.each([
    [0, 0, 0],
    [350, 10, 20],
    [10, 350, 20],
    [0, 360, 0],
    [359.9, 0, 0.1],
    [90, 270, 180],
    [-10, 10, 20],
    [725, 0, 5],
  ])('%d and %d: %d', (one, other, apart) => {
    expect(degreesBetween(one, other)).toBeCloseTo(apart, 9);
  });

  it('never exceed a half turn', () => {
    fc.assert(
      fc.property(fc.double({ min: -1e6, max: 1e6, noNaN: true }), fc.nat(360), (one, other) => {
        const apart = degreesBetween(one, other);
        expect(apart).toBeGreaterThanOrEqual(0);
        expect(apart).toBeLessThanOrEqual(180);
        expect(degreesBetween(other, one)).toBeCloseTo(apart, 6);
      }),
    );
  });
});
