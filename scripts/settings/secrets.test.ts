import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readEnvFile } from './reading.ts';
import { secretWeakness } from './rules.ts';
import { addMissingSecrets } from './secrets.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'secrets-'));
  path = join(folder, '.env');
});
afterEach(() => rmSync(folder, { recursive: true }));

test('makes strong secrets, for the owner only, once', () => {
  expect(addMissingSecrets(path, {})).toEqual(['SECRET', 'PEPPER']);
  const first = readEnvFile(path);
  expect(secretWeakness(first.SECRET)).toBeUndefined();
  expect(first.SECRET).not.toBe(first.PEPPER);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(addMissingSecrets(path, {})).toEqual([]);
  expect(readEnvFile(path)).toEqual(first);
  expect(readdirSync(folder)).toEqual(['.env']);
});

test('keeps what the file holds, and closes it to others', () => {
  writeFileSync(path, 'PORT=9000\nSECRET=mine', { mode: 0o644 });
  chmodSync(path, 0o644);
  expect(addMissingSecrets(path, {})).toEqual(['PEPPER']);
  expect(readEnvFile(path)).toMatchObject({ PORT: '9000', SECRET: 'mine' });
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test('leaves out what the environment has', () => {
  expect(addMissingSecrets(path, { SECRET: 'x', PEPPER_FILE: '/y' })).toEqual([]);
  expect(existsSync(path)).toBe(false);
});

test('makes none in production', () => {
  expect(addMissingSecrets(path, { NODE_ENV: 'production' })).toEqual([]);
  writeFileSync(path, 'NODE_ENV=production\n');
  expect(addMissingSecrets(path, {})).toEqual([]);
  expect(readFileSync(path, 'utf8')).toBe('NODE_ENV=production\n');
});
