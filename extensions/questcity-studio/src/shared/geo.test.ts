import { expect, test } from 'vitest';
import { offsetFrom } from './geo.ts';

test('what is near is drawn as far away as it is, in its direction', () => {
  // A thousandth of a degree is 111 m to the north, and half of it to the east at 60°.
  const origin = { latitude: 60, longitude: 30 };
  const { east, north } = offsetFrom(origin, { latitude: 60.001, longitude: 30.001 });
  expect(north).toBeCloseTo(111.2, 1);
  expect(east).toBeCloseTo(55.6, 1);
});

test('the 180th meridian is no gap', () => {
  const fiji = { latitude: 0, longitude: 179.999 };
  const across = { latitude: 0, longitude: -179.999 };
  expect(offsetFrom(fiji, across).east).toBeCloseTo(222.4, 1);
});
