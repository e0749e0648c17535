import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { decodeCursor, encodeCursor, listFingerprint } from './cursor.ts';

const Key = z.tuple([z.string(), z.number()]);
const mine = listFingerprint('quests', { city: ['a'], level: undefined });

describe('a cursor', () => {
  it('carries its key', () => {
    expect(decodeCursor(mine, encodeCursor(mine, ['x', 1]), Key)).toEqual(['x', 1]);
  });

  it('belongs to the filters whatever their order and absent ones', () => {
    expect(listFingerprint('quests', { level: undefined, city: ['a'] })).toBe(mine);
    expect(listFingerprint('quests', { city: ['a'] })).toBe(mine);
    expect(listFingerprint('quests', { city: ['b'] })).not.toBe(mine);
    expect(listFingerprint('favorites', { city: ['a'] })).not.toBe(mine);
  });

  const raw = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  it.each([
    ['no base64', '!!!'],
    ['no JSON', Buffer.from('nonsense').toString('base64url')],
    ['another shape', raw({ fingerprint: mine })],
    ['a nested key', raw([mine, [['x'], 1]])],
    ['a key of other types', raw([mine, [1, 'x']])],
    ['a key too short', raw([mine, ['x']])],
    ['another list', encodeCursor(listFingerprint('favorites', {}), ['x', 1])],
  ])('is refused with %s', (_what, cursor) => {
    expect(() => decodeCursor(mine, cursor, Key)).toThrow(/^Invalid cursor\./);
  });
});
