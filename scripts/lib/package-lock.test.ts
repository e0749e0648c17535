/** What the lock file must hold, whatever the packages ask for. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../../directus.config.ts';

test('one ws for all, without the holes of the one that Directus asks for', () => {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  const places = Object.keys(packages).filter((path) => /(^|\/)node_modules\/ws$/.test(path));
  expect(places).toEqual(['node_modules/ws']);
  const [major = 0, minor = 0] = packages['node_modules/ws'].version.split('.').map(Number);
  expect(major * 1000 + minor).toBeGreaterThanOrEqual(8023);
});
