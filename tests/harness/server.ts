/** A real Directus server for a test file: its own process, database copy and storage folder. */
import { spawn } from 'node:child_process';
import { EventEmitter, on } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { root } from '../../directus.config.ts';
import { endProcess, untilReady } from '../../scripts/lib/child-server.ts';
import { type TestDatabase, withDatabase } from './database.ts';
import { directusEnvironment, makeFolder } from './environment.ts';
import { freePort } from './port.ts';
import { writeFiles } from './world-files.ts';

/** A line of the server's log; `level` is pino's: 40 warn, 50 error, 60 fatal. */
export interface LogLine {
  readonly level: number;
  readonly msg: string;
  readonly text: string;
}

export interface TestServer {
  /** http://127.0.0.1:port */
  readonly url: string;
  readonly port: number;
  readonly database: TestDatabase;
  /** Where uploads are kept. */
  readonly storage: string;
  readonly pid: number;
  readonly log: readonly LogLine[];
  /** Settles when a line that matches is logged, or was already. */
  logged(pattern: RegExp): Promise<void>;
  /**
   * Ends the server and drops its database; other nodes on it must have ended before.
   *
   * @throws Error when the server logged an error that the test did not announce
   */
  stop(): Promise<void>;
}

export interface ServerOptions {
  /** Settings over those of environment.ts. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Errors in the log that belong to the test. */
  readonly expectedErrors?: readonly RegExp[];
  /** Another node of this server, or one after it, on its database and storage, which it leaves behind. */
  readonly beside?: Pick<TestServer, 'database' | 'storage'>;
}

/** How long a start may take on a busy machine, in milliseconds. */
const PATIENCE_MS = 90_000;
const ERROR_LEVEL = 50;

/** Starts a server; call it in `beforeAll`, and `stop()` in `afterAll`. */
export async function startServer(options: ServerOptions = {}): Promise<TestServer> {
  const { beside } = options;
  const database = beside?.database ?? (await withDatabase());
  const storage = beside?.storage ?? mkdtempSync(join(makeFolder('storage'), 'files-'));
  if (!beside) await writeFiles(storage);
  const port = await freePort();
  const child = spawn(process.execPath, ['scripts/start/server.mjs'], {
    cwd: root,
    env: {
      ...directusEnvironment(database.connection),
      HOST: '127.0.0.1',
      PORT: String(port),
      STORAGE_LOCAL_ROOT: storage,
      ...options.settings,
    },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const log: LogLine[] = [];
  const lines = new EventEmitter().setMaxListeners(0);
  for (const stream of [child.stdout, child.stderr]) {
    if (!stream) continue;
    createInterface({ input: stream }).on('line', (text) => {
      const line = parseLine(text);
      log.push(line);
      lines.emit('line', line);
    });
  }
  const end = async () => {
    await endProcess(child);
    if (beside) return;
    await database.close();
    rmSync(storage, { recursive: true, force: true });
  };
  try {
    await untilReady(child, PATIENCE_MS);
  } catch (error) {
    await end();
    throw new Error(`The server ${(error as Error).message}:\n${tail(log)}`);
  }
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    database,
    storage,
    pid: child.pid ?? 0,
    log,
    async logged(pattern) {
      if (log.some(({ text }) => pattern.test(text))) return;
      for await (const [line] of on(lines, 'line')) {
        if (pattern.test(line.text)) return;
      }
    },
    async stop() {
      const died = child.exitCode ?? child.signalCode;
      await end();
      const unexpected = log
        .filter(({ level }) => level >= ERROR_LEVEL)
        .filter(({ text }) => !options.expectedErrors?.some((pattern) => pattern.test(text)));
      if (died !== null) throw new Error(`The server ended by itself (${died}):\n${tail(log)}`);
      if (unexpected.length > 0) {
        throw new Error(`The server logged errors:\n${tail(unexpected)}`);
      }
    },
  };
}

function parseLine(text: string): LogLine {
  try {
    const { level, msg } = JSON.parse(text);
    return { level: Number(level), msg: String(msg), text };
  } catch {
    // Not of the logger: a crash writes its stack so, and Node its warnings.
    return { level: /^\S*Error\b|^Uncaught/.test(text) ? ERROR_LEVEL : 0, msg: text, text };
  }
}

function tail(log: readonly LogLine[]): string {
  return log
    .slice(-20)
    .map(({ text }) => text.slice(0, 1500))
    .join('\n');
}
