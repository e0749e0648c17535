/** The server of an embedded PostgreSQL: one cluster, made, started, found and stopped. */
import { spawn } from 'node:child_process';
import {
  chownSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { ClearError, machineFault } from './clear-error.mjs';
import { readPostmaster } from './postgres-process.ts';
import type { PostgresPlace } from './postgres-program.ts';

/** How to reach the database, as `pg` and Directus both need it. */
export interface Connection {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
}

/** It listens on this machine only. */
export const host = '127.0.0.1';

const settingsFile = 'questcity.conf';

/**
 * Makes the cluster beside its place and moves it there when whole.
 *
 * @param password of the superuser `postgres`
 * @throws {ClearError} with initdb's own reason
 */
export async function initialise(place: PostgresPlace, password: string): Promise<void> {
  // A name of its own: a start killed at this very step may have left initdb at work in another.
  const part = `${place.data}.part-${process.pid}`;
  removeParts(place);
  const passwordFile = `${place.data}.pw`;
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (place.owner) chownSync(passwordFile, place.owner.uid, place.owner.gid);
  try {
    for (const [index, ctype] of ctypes.entries()) {
      const { code, output } = await runProgram(place, 'initdb', [
        ...['-D', part, '-U', 'postgres', `--pwfile=${passwordFile}`, '-A', 'scram-sha-256'],
        // Orders by code point, the same on every machine and for ever; the character type is what
        // makes the search know Cyrillic letters from punctuation.
        ...['-E', 'UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'],
        ...['--locale=C', `--lc-ctype=${ctype}`, '--no-instructions'],
      ]);
      if (code === 0) break;
      rmSync(part, { recursive: true, force: true });
      if (/invalid locale name|locale .* requires/i.test(output) && index < ctypes.length - 1)
        continue;
      throw new ClearError(
        machineFault(output) ?? `PostgreSQL could not make its database:\n${lastLines(output)}`,
      );
    }
    const main = join(part, 'postgresql.conf');
    writeFileSync(main, `${readFileSync(main, 'utf8')}\ninclude_if_exists = '${settingsFile}'\n`);
    renameSync(part, place.data);
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

function removeParts(place: PostgresPlace): void {
  const folder = dirname(place.data);
  for (const name of readdirSync(folder).filter((entry) => entry.startsWith('data.part-'))) {
    rmSync(join(folder, name), { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Character types to try, since each system has others. */
const ctypes =
  process.platform === 'darwin' ? ['en_US.UTF-8'] : ['C.UTF-8', 'C.utf8', 'en_US.UTF-8', 'C'];

/**
 * Starts the server on a free port.
 *
 * @returns that port
 * @throws {ClearError} with PostgreSQL's own reason
 */
export async function start(place: PostgresPlace): Promise<number> {
  const log = logFile(place);
  for (let attempt = 1; ; attempt++) {
    const port = await freePort();
    writeSettings(place, port);
    if (logSize(place) > 20_000_000) rmSync(log);
    const from = logSize(place);
    const { code } = await runProgram(place, 'pg_ctl', [
      'start',
      '-w',
      '-t',
      '90',
      '-s',
      '-D',
      place.data,
      '-l',
      log,
    ]);
    if (code === 0) return port;
    const said = readLog(place, from);
    if (attempt < 3 && /could not bind|could not create any TCP/i.test(said)) continue;
    throw new ClearError(machineFault(said) ?? `PostgreSQL did not start:\n${lastLines(said)}`);
  }
}

/** In a file, where they survive; the command line would show them to everybody. */
function writeSettings(place: PostgresPlace, port: number): void {
  const file = join(place.data, settingsFile);
  const lines = {
    listen_addresses: host,
    port,
    // A socket's path may have at most 107 bytes, and a clone's path is often longer.
    unix_socket_directories: '',
    max_connections: 200,
    shared_buffers: '256MB',
    effective_cache_size: '1GB',
    work_mem: '16MB',
    maintenance_work_mem: '128MB',
    random_page_cost: 1.1,
    jit: 'off',
    timezone: 'UTC',
    log_timezone: 'UTC',
    lc_messages: 'C',
  };
  const text = Object.entries(lines).map(([key, value]) => `${key} = '${value}'`);
  writeFileSync(file, `# Written at each start.\n${text.join('\n')}\n`, { mode: 0o600 });
  if (place.owner) chownSync(file, place.owner.uid, place.owner.gid);
}

/** The port of a server that runs on this data and answers; a server that does not answer is ended. */
export async function runningPort(
  place: PostgresPlace,
  password: string,
): Promise<number | undefined> {
  for (let attempt = 0; attempt < 30; attempt++) {
    const postmaster = readPostmaster(place.data);
    if (!postmaster) {
      // Left by a power cut, or copied along with a folder: nothing of ours runs under its id.
      rmSync(join(place.data, 'postmaster.pid'), { force: true });
      return undefined;
    }
    const { port } = postmaster;
    const answer =
      port && (await probe({ host, port, user: 'postgres', password, database: 'postgres' }));
    if (answer === place.data) return port;
    await sleep(500);
  }
  await stopServer(place, 'immediate');
  return undefined;
}

/** The data folder of whoever answers there. */
async function probe(connection: Connection): Promise<string | undefined> {
  const client = new pg.Client({ ...connection, connectionTimeoutMillis: 2000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query('SHOW data_directory');
    return rows[0]?.data_directory;
  } catch {
    return undefined;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Stops the server if it runs: after its transactions, or at once if it must. */
export async function stopServer(
  place: PostgresPlace,
  mode: 'fast' | 'immediate' = 'fast',
): Promise<void> {
  if (!readPostmaster(place.data)) return;
  const { code } = await runProgram(place, 'pg_ctl', [
    'stop',
    '-w',
    '-t',
    '30',
    '-s',
    '-m',
    mode,
    '-D',
    place.data,
  ]);
  if (code !== 0 && mode === 'fast') await stopServer(place, 'immediate');
}

async function runProgram(
  place: PostgresPlace,
  name: 'initdb' | 'pg_ctl',
  args: readonly string[],
): Promise<{ code: number | null; output: string }> {
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const child = spawn(join(place.program, 'bin', name + suffix), args, {
    // Nothing of the environment: PGDATA and its like would change what the programs do.
    env: { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' },
    cwd: place.owner ? '/' : place.control,
    stdio: ['ignore', 'pipe', 'pipe'],
    // A process group of its own: Ctrl-C at the terminal is for us to act on, in order.
    detached: process.platform !== 'win32',
    ...place.owner,
  });
  let output = '';
  const keep = (chunk: Buffer) => {
    output = (output + chunk).slice(-20_000);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  return new Promise((resolve, reject) => {
    const end = (code: number | null) => {
      child.stdout.destroy();
      child.stderr.destroy();
      resolve({ code, output });
    };
    child.once('error', reject);
    child.once('close', end);
    // A server that pg_ctl leaves behind might hold the pipes open.
    child.once('exit', (code) => setTimeout(end, 2000, code).unref());
  });
}

const logFile = (place: PostgresPlace) => join(place.data, 'server.log');

/** Bytes that the server has logged. */
export const logSize = (place: PostgresPlace) =>
  existsSync(logFile(place)) ? statSync(logFile(place)).size : 0;

/** What the server has logged after that many bytes. */
export const readLog = (place: PostgresPlace, from: number) =>
  existsSync(logFile(place)) ? readFileSync(logFile(place)).subarray(from).toString() : '';

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, host, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

const sleep = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

const lastLines = (text: string) => text.trim().split('\n').slice(-6).join('\n');
