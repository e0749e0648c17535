import { expect, test } from 'vitest';
import { LevelCounter, levelsOf } from './levels.ts';

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

test.each([
  ['[]', 0, false],
  ['[{"a":[1,2]},{"b":"],["}]', 1, false],
  [' [\n{},\t{},{}\r]', 2, false],
  ['[{},1]', 1, true],
  ['["{}"]', 0, true],
  ['[[{}]]', 0, true],
  ['{"a":{}}', 0, true],
])('%s, in whatever pieces, has %i outer commas and others: %s', (json, commas, hasOthers) => {
  for (const size of [1, 3, 100]) {
    const counter = new LevelCounter();
    const bytes = Buffer.from(json);
    for (let at = 0; at < bytes.length; at += size) counter.add(bytes.subarray(at, at + size));
    expect([counter.outerCommas, counter.hasOthers]).toEqual([commas, hasOthers]);
    expect(counter.most).toBe(levelsOf(bytes));
  }
});
