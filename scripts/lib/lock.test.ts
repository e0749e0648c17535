import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  acquireLock,
  isAlive,
  LockedError,
  lockHolder,
  processStart,
  self,
  waitForLock,
} from './lock.mjs';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lock-'));
  file = join(folder, 'lock');
});
afterEach(() => rmSync(folder, { recursive: true }));

test('is held until released, and tells who holds it', () => {
  const lock = acquireLock(file, { url: 'here' });
  expect(() => acquireLock(file)).toThrow(LockedError);
  expect(lockHolder(file)).toMatchObject({ pid: process.pid, url: 'here' });
  lock.update({ more: 1 });
  expect(lockHolder(file)).toMatchObject({ url: 'here', more: 1 });
  lock.release();
  expect(lockHolder(file)).toBeUndefined();
  expect(readdirSync(folder)).toEqual([]);
});

test.each([
  ['of a process that is gone', { pid: spawnSync('true').pid, started: 'then' }],
  ['of a process whose number another one has now', { pid: process.pid, started: 'before' }],
])('%s is taken over', (_, holder) => {
  writeFileSync(file, JSON.stringify(holder));
  const lock = acquireLock(file);
  expect(lock.previous).toMatchObject(holder);
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject(self());
  lock.release();
});

test('half of a lock is no lock', () => {
  writeFileSync(file, '{"pid":');
  acquireLock(file).release();
  expect(existsSync(file)).toBe(false);
});

test('waits its turn', async () => {
  const first = acquireLock(file);
  const waited: number[] = [];
  const second = waitForLock(file, (holder) => waited.push(holder.pid));
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(waited).toEqual([process.pid]);
  first.release();
  (await second).release();
});

test('a process is told from a later one by its start', () => {
  expect(isAlive(self())).toBe(true);
  expect(isAlive({ pid: process.pid, started: 'x' })).toBe(false);
  expect(isAlive(undefined)).toBe(false);
  expect(processStart(2 ** 30)).toBeUndefined();
});
