/** The server as a child of the launcher: started, watched and stopped. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { root } from '../../directus.config.ts';
import { endProcess, untilReady } from '../lib/child-server.ts';
import { ClearError, machineFault } from '../lib/clear-error.mjs';
import { print } from '../lib/progress.mjs';

export interface ServerProcess {
  readonly pid: number;
  /** Settles when the server answers; rejects with the reason when it ends before that. */
  readonly ready: Promise<void>;
  /** Settles with the reason when the server ends without having been asked to. */
  readonly died: Promise<string>;
  /** A fault of the machine that it reported of late, in a sentence. */
  fault(): string | undefined;
  /** Asks it to end, and insists after a grace. */
  stop(): Promise<void>;
}

/** Lines that are known, harmless, and would only worry a newcomer: locations are kept as GeoJSON. */
const knownNoise = /PostGIS isn't installed/;

/**
 * Starts the server.
 *
 * @param variables the whole environment of the process
 * @param graceMs how long requests under way may take when it stops
 */
export function startServer(variables: Record<string, string>, graceMs: number): ServerProcess {
  const child = spawn(process.execPath, [join(root, 'scripts', 'start', 'server.mjs')], {
    cwd: root,
    env: variables,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    // Ctrl-C at the terminal is for the launcher, which stops the server before its database.
    detached: process.platform !== 'win32',
  });
  const recent: string[] = [];
  follow(child.stdout, recent);
  follow(child.stderr, recent);

  let stopping = false;
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code, signal) => resolve(reason(recent, code, signal)));
  });
  const ready = untilReady(child).catch(async () => {
    throw new ClearError(`The server did not start: ${await ended}`);
  });
  // The launcher may be told to stop before it waits for this.
  ready.catch(() => undefined);
  return {
    pid: child.pid ?? 0,
    ready,
    died: new Promise((resolve) => {
      ended.then((why) => {
        if (!stopping) resolve(why);
      });
    }),
    fault: () => machineFault(recent.join('\n')),
    async stop() {
      stopping = true;
      await endProcess(child, graceMs + 5000);
      // What it said last too.
      await ended;
    },
  };
}

function follow(from: Readable | null, recent: string[]): void {
  if (!from) return;
  createInterface({ input: from }).on('line', (line) => {
    if (knownNoise.test(line)) return;
    recent.push(line);
    if (recent.length > 40) recent.shift();
    print(line);
  });
}

/** Directus logs what it died of as its last error; the exit code alone says little. */
function reason(
  recent: readonly string[],
  code: number | null,
  signal: NodeJS.Signals | null,
): string {
  const said = recent.join('\n');
  const fault = machineFault(said);
  if (fault) return fault;
  const how = signal ? `ended by ${signal}` : `exit code ${code}`;
  const colour = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g');
  const line = recent
    .map((entry) => entry.replace(colour, ''))
    .findLast((entry) => /error|fatal/i.test(entry))
    ?.replace(/^.*?(?:ERROR|FATAL):\s*/, '')
    .trim();
  return line ? `${line} (${how})` : how;
}
