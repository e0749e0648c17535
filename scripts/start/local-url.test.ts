import { expect, test } from 'vitest';
import { localUrl } from './local-url.ts';

test.each([
  ['127.0.0.1', 'http://127.0.0.1:8055'],
  ['0.0.0.0', 'http://127.0.0.1:8055'],
  ['::', 'http://[::1]:8055'],
  ['::1', 'http://[::1]:8055'],
  ['192.168.1.7', 'http://192.168.1.7:8055'],
])('a server that listens at %s is reached at %s', (HOST, url) => {
  expect(localUrl({ HOST, PORT: 8055 })).toBe(url);
});
