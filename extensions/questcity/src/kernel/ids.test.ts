import { expect, it } from 'vitest';
import { timeOrderedId } from './ids.ts';

it('makes UUIDs of version 7 that carry their time', () => {
  const now = new Date('2026-06-01T12:00:00.123Z');
  const id = timeOrderedId(now);
  expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16)).toBe(now.getTime());
});

it('orders them by time and repeats none', () => {
  const start = Date.UTC(2026, 5, 1);
  const ids = Array.from({ length: 1000 }, (_, i) => timeOrderedId(new Date(start + i)));
  expect(ids).toEqual([...ids].sort());
  const now = new Date();
  expect(new Set(Array.from({ length: 1000 }, () => timeOrderedId(now))).size).toBe(1000);
});
