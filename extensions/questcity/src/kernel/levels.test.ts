import { expect, test } from 'vitest';
import { levelsOf } from './levels.ts';

test.each([
  ['', 0],
  ['1', 0],
  ['{}', 1],
  ['{"a":[1,{"b":[]}],"c":{}}', 4],
  ['[[],[[]],[]]', 3],
  ['"[[[["', 0],
  ['{"a[[":"]]}}"}', 1],
  ['["\\"[[", [[]]]', 3],
  ['["\\\\", [[]]]', 3],
  [']]]][', 0],
  ['["\u{5b5b}\u{7b}"]', 1],
])('%s has %i levels', (json, levels) => {
  expect(levelsOf(Buffer.from(json))).toBe(levels);
});
