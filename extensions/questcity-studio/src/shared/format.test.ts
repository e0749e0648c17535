import { describe, expect, test } from 'vitest';
import { formatAgo, formatDistance, formatDuration } from './format.ts';

/** Without the kinds of spaces that a language puts between a number and its unit. */
const plain = (text: string) => text.replace(/\s/gu, ' ');

test.each([
  [0, '0 sec'],
  [59.4, '59 sec'],
  [60, '1 min'],
  [1042, '17 min 22 sec'],
  [3600, '1 hr'],
  [3661, '1 hr 1 min'],
  [90_000, '1 day 1 hr'],
])('%d seconds are %s', (seconds, text) => {
  expect(plain(formatDuration('en-US', seconds))).toBe(text);
});

test.each([
  [3.14, '3.1 m'],
  [340.6, '341 m'],
  [12_345, '12.3 km'],
])('%d metres are %s', (metres, text) => {
  expect(plain(formatDistance('en-US', metres))).toBe(text);
});

describe('how long ago', () => {
  const now = Date.parse('2026-06-01T12:00:00Z');
  test.each([
    ['2026-06-01T11:59:30Z', '30 seconds ago', '30 секунд назад'],
    ['2026-06-01T09:00:00Z', '3 hours ago', '3 часа назад'],
    ['2026-05-31T12:00:00Z', 'yesterday', 'вчера'],
  ])('%s', (time, english, russian) => {
    expect(formatAgo('en-US', time, now)).toBe(english);
    expect(formatAgo('ru-RU', time, now)).toBe(russian);
  });
});
