/** A Redis server for a test file: its own process, that keeps nothing and can be taken away. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { makeFolder } from './environment.ts';
import { freePort } from './port.ts';

export interface TestRedis {
  /** Settings of a server that shares it. */
  readonly settings: Readonly<Record<string, string>>;
  /** Kills it. */
  stop(): Promise<void>;
  /** Starts it again, empty, at the same port. */
  start(): Promise<void>;
  /** Lets it fall silent: connections stay, and nobody answers. */
  freeze(): void;
  /** Lets it go on. */
  thaw(): void;
}

/** Starts the program at `path` (see tools.ts); end it with `stop()`. */
export async function startRedis(path: string): Promise<TestRedis> {
  const port = await freePort();
  const folder = makeFolder('redis');
  let child: ChildProcess | undefined;

  async function start(): Promise<void> {
    const started = spawn(
      path,
      ['--bind', '127.0.0.1', '--port', String(port), '--save', '', '--dir', folder],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    child = started;
    const end = () => started.kill('SIGKILL');
    process.once('exit', end);
    started.once('exit', () => process.off('exit', end));
    for await (const line of createInterface({ input: started.stdout })) {
      if (line.includes('Ready to accept connections')) {
        started.stdout.resume();
        return;
      }
    }
    throw new Error(`${path} ended at its start`);
  }

  await start();
  return {
    settings: { REDIS: `redis://127.0.0.1:${port}` },
    start,
    async stop() {
      const running = child;
      child = undefined;
      if (!running || running.exitCode !== null || running.signalCode !== null) return;
      running.kill('SIGKILL');
      await once(running, 'exit');
    },
    freeze: () => void child?.kill('SIGSTOP'),
    thaw: () => void child?.kill('SIGCONT'),
  };
}
