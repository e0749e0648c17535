import { spawn } from 'node:child_process';
import { expect, test } from 'vitest';
import { endProcess, untilReady } from './child-server.ts';

const start = (program: string) =>
  spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
const READY = `process.send('ready'); setInterval(() => {}, 1000);`;

test('is waited for until it is ready, and ends when asked', async () => {
  const child = start(READY);
  await untilReady(child, 30_000);
  await endProcess(child);
  expect(child.signalCode).toBe('SIGTERM');
  await endProcess(child);
});

test('is killed when it does not listen', async () => {
  const child = start(`process.on('SIGTERM', () => {}); ${READY}`);
  await untilReady(child, 30_000);
  await endProcess(child, 50);
  expect(child.signalCode).toBe('SIGKILL');
});

test('says how it ended before it was ready', async () => {
  await expect(untilReady(start('process.exit(3)'))).rejects.toThrow('ended at its start (3)');
});

test('may take so long and no longer', async () => {
  const child = start('setInterval(() => {}, 1000);');
  await expect(untilReady(child, 20)).rejects.toThrow('did not start in time');
  await endProcess(child);
});
