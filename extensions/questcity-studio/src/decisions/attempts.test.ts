import { describe, expect, test } from 'vitest';
import { type Attempt, codesOf, nearestOf, placesOf, speedTo } from './attempts.ts';

const player = { id: 'p', username: 'player', full_name: null, avatar: null };

const attempt = (values: Partial<Attempt>): Attempt => ({
  id: 'a',
  point: 'point',
  outcome: 'in_review',
  effect: 'solved',
  reasons: [],
  created_at: '2026-06-01T12:00:00Z',
  captured_at: '2026-06-01T12:00:00Z',
  latitude: 60,
  longitude: 30,
  accuracy: 5,
  heading: null,
  mocked: false,
  file: null,
  proof: null,
  note: null,
  decided_at: null,
  decided_by: null,
  user: player,
  ...values,
});

test('codes are read alone and with words; what is neither is left out', () => {
  expect(codesOf(['too_far', { code: 'mocked', message: 'Words' }, null, 3])).toEqual([
    'too_far',
    'mocked',
  ]);
  expect(codesOf(null)).toEqual([]);
});

test('of several places the nearest counts', () => {
  const more = { latitude: 60, detection_radius: 30, interaction_inaccuracy: 10 };
  const places = placesOf({
    places: [
      { ...more, longitude: 31, part: 1 },
      { ...more, longitude: 30, part: 2 },
    ],
  });
  expect(places).toMatchObject([
    { longitude: 31, radius: 30, inaccuracy: 10, part: 1 },
    { longitude: 30, radius: 30, inaccuracy: 10, part: 2 },
  ]);
  expect(placesOf(null)).toEqual([]);
  expect(nearestOf(places, { latitude: 60, longitude: 30.1 })?.place.part).toBe(2);
  expect(nearestOf([], { latitude: 60, longitude: 30 })).toBeUndefined();
});

describe('the speed of coming here', () => {
  // One degree of latitude, 111 km, in an hour.
  const before = attempt({
    id: 'before',
    outcome: 'arrived',
    latitude: 59,
    captured_at: '2026-06-01T11:00:00Z',
  });
  test('is measured from the last fix of the player that was accepted', () => {
    const older = attempt({ ...before, id: 'older', captured_at: '2026-06-01T10:00:00Z' });
    expect(speedTo(attempt({}), [older, before])).toBeCloseTo(111.2, 1);
  });
  test.each([
    ['was refused', { outcome: 'rejected' as const }],
    ['is of another player', { user: { ...player, id: 'other' } }],
    ['came later', { captured_at: '2026-06-01T13:00:00Z' }],
  ])('is not known from one that %s', (_name, values) => {
    expect(speedTo(attempt({}), [{ ...before, ...values }])).toBeUndefined();
  });
});
