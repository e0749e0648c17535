import { expect, test } from 'vitest';
import { codesOf, distanceOf } from './attempts.ts';

test('codes are read alone and with words; what is neither is left out', () => {
  expect(codesOf(['too_far', { code: 'mocked', message: 'Words' }, null, 3])).toEqual([
    'too_far',
    'mocked',
  ]);
  expect(codesOf(null)).toEqual([]);
});

test('a distance is known where the server measured one', () => {
  expect(distanceOf({ proof: { distance: 12.3 } })).toBe(12.3);
  expect(distanceOf({ proof: { part: 1 } })).toBeUndefined();
  expect(distanceOf({ proof: null })).toBeUndefined();
});
