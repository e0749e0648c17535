import { expect, test } from 'vitest';
import { distanceBetween, offsetFrom } from './geo.ts';

const paris = { latitude: 48.8566, longitude: 2.3522 };
const london = { latitude: 51.5074, longitude: -0.1278 };

test('Paris and London are 344 km apart', () => {
  expect(distanceBetween(paris, london) / 1000).toBeCloseTo(343.6, 0);
});

test('nothing is apart from itself, and the poles are half a circle apart', () => {
  expect(distanceBetween(paris, paris)).toBe(0);
  const poles = [90, -90].map((latitude) => ({ latitude, longitude: 0 }));
  const [north, south] = poles as [typeof paris, typeof paris];
  expect(distanceBetween(north, south) / 1000).toBeCloseTo(20_015, 0);
});

test('what is near is drawn as far away as it is, in its direction', () => {
  const near = { latitude: paris.latitude + 0.001, longitude: paris.longitude + 0.001 };
  const { east, north } = offsetFrom(paris, near);
  expect(Math.hypot(east, north)).toBeCloseTo(distanceBetween(paris, near), 1);
  expect(north).toBeGreaterThan(east);
  expect(east).toBeGreaterThan(0);
});

test('the 180th meridian is no gap', () => {
  const fiji = { latitude: -17, longitude: 179.999 };
  const across = { latitude: -17, longitude: -179.999 };
  expect(offsetFrom(fiji, across).east).toBeCloseTo(distanceBetween(fiji, across), 1);
});
