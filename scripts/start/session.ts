/** One `npm start` per clone: its lock, which also tells other commands where the server is. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { dataFolder } from '../../directus.config.ts';
import { ClearError } from '../lib/clear-error.mjs';
import {
  acquireLock,
  type Holder,
  isAlive,
  LockedError,
  lockHolder,
  processStart,
} from '../lib/lock.mjs';

const lockFile = join(dataFolder, 'start.lock');

interface Running extends Holder {
  /** Its public address, for people; set once the server answers. */
  readonly url?: string;
  /** Its address on this machine, for commands; set at the same time. */
  readonly localUrl?: string;
  readonly server?: Holder;
}

export interface Session {
  /** Whether an earlier start ended without cleaning up. */
  readonly recovering: boolean;
  /** Records the server's process, so that the next start can end it if this one is killed. */
  serverStarted(pid: number): void;
  /** Records where it answers: in public, and on this machine. */
  serverAnswers(url: string, localUrl: string): void;
  end(): void;
}

/**
 * Begins a session.
 *
 * @throws {ClearError} when another one runs here
 */
export async function beginSession(): Promise<Session> {
  mkdirSync(dataFolder, { recursive: true });
  try {
    const lock = acquireLock(lockFile);
    const previous = lock.previous as Running | undefined;
    await endServer(previous?.server);
    return {
      recovering: previous !== undefined,
      serverStarted: (pid) => lock.update({ server: { pid, started: processStart(pid) ?? '' } }),
      serverAnswers: (url, localUrl) => lock.update({ url, localUrl }),
      end: () => lock.release(),
    };
  } catch (error) {
    if (!(error instanceof LockedError)) throw error;
    const { pid, url } = error.holder as Running;
    throw new ClearError(
      `QuestCity ${url ? `runs here already: ${url}` : 'is being started here already'} (process ${pid}).`,
    );
  }
}

/** The session that runs in this clone, if one does. */
export function runningSession(): Running | undefined {
  return lockHolder<Running>(lockFile);
}

/** Asks a session to stop and waits for it; the caller may have to be patient for some seconds. */
export async function stopSession(running: Running): Promise<boolean> {
  process.kill(running.pid, 'SIGTERM');
  for (let waited = 0; waited < 60_000; waited += 200) {
    if (!isAlive(running)) return true;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  return false;
}

/** A server that outlived its launcher is ending by itself; this makes sure of it. */
async function endServer(server: Holder | undefined): Promise<void> {
  for (let waited = 0; server && isAlive(server); waited += 200) {
    if (waited === 0) process.kill(server.pid, 'SIGTERM');
    if (waited === 15_000) process.kill(server.pid, 'SIGKILL');
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
