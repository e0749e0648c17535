import { expect, test } from 'vitest';
import { type Accepted, acceptingEffect } from './accepting.ts';
import type { PinnedPoint } from './content.ts';

const ghost = { id: 'p', activity: 'catch_ghost', places: [{ part: null }] };
const amulet = {
  id: 'p',
  activity: 'pick_up_artifact',
  divided: true,
  places: [{ part: 1 }, { part: 2 }],
};

const effectOf = (changes: Partial<Accepted>, point: object = ghost) =>
  acceptingEffect({
    session: { status: 'active', cancelled_at: null },
    point: point as PinnedPoint,
    before: { state: 'available', parts: null },
    effect: 'solved',
    proof: null,
    reasons: [],
    ...changes,
  });

test('accepting does what was found out when the attempt came', () => {
  expect(effectOf({})).toBe('solved');
  expect(effectOf({ effect: 'arrived' })).toBe('arrived');
  expect(effectOf({ effect: null })).toBe('arrived');
});

test.each([
  ['active', null, 'solved'],
  ['expired', null, 'solved'],
  ['completed', null, 'none'],
  ['abandoned', null, 'none'],
  ['expired', new Date(), 'none'],
] as const)(
  'in a session that is %s, cancelled %s, it does: %s',
  (status, cancelled_at, effect) => {
    expect(effectOf({ session: { status, cancelled_at } })).toBe(effect);
  },
);

test('a point that is not there, or has come as far already, is left alone', () => {
  expect(effectOf({ before: null })).toBe('none');
  expect(effectOf({ point: null })).toBe('none');
  expect(effectOf({ before: { state: 'solved', parts: null } })).toBe('none');
  expect(effectOf({ before: { state: 'arrived', parts: null }, effect: 'arrived' })).toBe('none');
});

test('a part counts once, and the last one solves the point', () => {
  const here = { proof: { part_here: 2 }, effect: 'arrived' } as const;
  const holding = (parts: number[]) => ({ state: 'arrived', parts }) as const;
  expect(effectOf({ ...here, before: holding([]) }, amulet)).toBe('arrived');
  expect(effectOf({ ...here, before: holding([1]) }, amulet)).toBe('solved');
  expect(effectOf({ ...here, before: holding([2]) }, amulet)).toBe('none');
  const wrong = { ...here, reasons: ['wrong_part'] };
  expect(effectOf({ ...wrong, before: holding([1]) }, amulet)).toBe('none');
});
