/** A program that serves, as a child process: it says `ready` by a message, and ends in good order. */
import type { ChildProcess } from 'node:child_process';

/**
 * Settles when the child is ready.
 *
 * @param patienceMs how long it may take; forever unless given
 * @throws Error that says how it ended before that, or that it took too long
 */
export function untilReady(child: ChildProcess, patienceMs?: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer =
      patienceMs === undefined
        ? undefined
        : setTimeout(() => reject(new Error('did not start in time')), patienceMs);
    child.once('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    child.once('exit', (code, signal) => {
      clearTimeout(timer);
      reject(new Error(`ended at its start (${code ?? signal})`));
    });
    child.on('message', (message) => {
      if (message !== 'ready') return;
      clearTimeout(timer);
      resolve();
    });
  });
}

/** Whether the child runs, or is about to. */
function runs({ pid, exitCode, signalCode }: ChildProcess): boolean {
  return pid !== undefined && exitCode === null && signalCode === null;
}

/** Asks the child to end, insists after a grace, and waits until it has. */
export async function endProcess(child: ChildProcess, graceMs = 15_000): Promise<void> {
  if (!runs(child)) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const insist = setTimeout(() => child.kill('SIGKILL'), graceMs);
  await ended;
  clearTimeout(insist);
}
