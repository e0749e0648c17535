import { tmpdir } from 'node:os';
import { expect, test } from 'vitest';
import { fullDisk, machineFault } from './clear-error.mjs';

test.each([
  [Object.assign(new Error('write'), { code: 'ENOSPC' }), /disk is full/],
  ['FATAL:  could not write to file "x": No space left on device', /disk is full/],
  ['npm error code ENOSPC', /disk is full/],
  [
    'FATAL:  could not extend file "x": wrote only 1 of 8192 bytes\nHINT:  Check free disk space.',
    /disk is full/,
  ],
  [Object.assign(new Error('write'), { code: 'EDQUOT' }), /quota/],
  [Object.assign(new Error('mkdir'), { code: 'EROFS' }), /read-only/],
])('names a fault of the machine', (error, expected) => {
  expect(machineFault(error)).toMatch(expected);
});

test('leaves other errors to others', () => {
  expect(machineFault(new Error('something else'))).toBeUndefined();
  expect(machineFault(undefined)).toBeUndefined();
});

test('sees that a disk is full', () => {
  expect(fullDisk(tmpdir())).toBeUndefined();
  // Of what has no room by its nature.
  if (process.platform === 'linux') expect(fullDisk('/proc')).toMatch(/disk is full/);
});
