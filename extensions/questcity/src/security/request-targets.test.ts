import { parse } from 'node:url';
import { expect, test } from 'vitest';
import { pathOf } from './request-targets.ts';

test.each([
  ['/items/quests?a=//b@[c', '/items/quests?a=//b@[c'],
  ['/', '/'],
  ['', '/'],
  ['*', '*'],
  ['http://host/a/b?c', '/a/b?c'],
  ['http://xn--0000h', '/'],
  ['http://[bad?c', '/?c'],
  ['HTTPS://a@xn--0000h//b@[c/d', '/b@[c/d'],
  ['//a@xn--0000h/', '/a@xn--0000h/'],
  ['/\\a@[bad/', '/a@[bad/'],
  ['\\\\a@[bad/', '/a@[bad/'],
])('%s is %s', (target, path) => {
  expect(pathOf(target)).toBe(path);
  expect(() => parse(pathOf(target), true)).not.toThrow();
});
