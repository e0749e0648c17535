import { expect, it } from 'vitest';
import { demoId } from './ids.ts';

it('gives the same key the same id, in every process', () => {
  expect(demoId('quest', 'spb-sphinxes')).toBe(demoId('quest', 'spb-sphinxes'));
  expect(demoId('quest', 'spb-sphinxes')).toMatchInlineSnapshot(
    `"81de980d-0208-59fa-907a-1ce44fb1564c"`,
  );
});

it('makes version 5 UUIDs', () => {
  expect(demoId('point', 'a', 1)).toMatch(
    /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
  );
});

it('tells kinds and keys apart', () => {
  const ids = [
    demoId('quest', 'a'),
    demoId('city', 'a'),
    demoId('quest', 'b'),
    demoId('quest', 'a', 1),
  ];
  expect(new Set(ids).size).toBe(ids.length);
});
