/**
 * Lock files that survive `kill -9`: a lock names its holder by process id and start time, and a
 * lock whose holder is gone (or whose id now belongs to another process) is taken over.
 */
import { spawnSync } from 'node:child_process';
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';

/**
 * @typedef {object} Holder
 * @property {number} pid
 * @property {string} started when the process started, in the system's own terms
 */

/** Somebody alive holds the lock. */
export class LockedError extends Error {
  name = 'LockedError';
  /** @param {Holder} holder */
  constructor(holder) {
    super(`Process ${holder.pid} holds the lock.`);
    this.holder = holder;
  }
}

/**
 * When a process started, to tell it from a later one with the same id.
 *
 * @param {number} pid
 * @returns {string | undefined} undefined when there is no such process
 */
export function processStart(pid) {
  if (process.platform === 'linux') {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      // A zombie has ended; it only waits for its parent to notice.
      if (fields[0] === 'Z' || fields[0] === 'X') return undefined;
      const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
      return `${boot} ${fields[19]}`;
    } catch {
      return undefined;
    }
  }
  if (process.platform !== 'win32') {
    const ps = spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' });
    return ps.stdout?.trim() || undefined;
  }
  try {
    process.kill(pid, 0);
    return 'running';
  } catch (error) {
    return error.code === 'EPERM' ? 'running' : undefined;
  }
}

/** @returns {Holder} this process */
export function self() {
  return { pid: process.pid, started: processStart(process.pid) ?? '' };
}

/**
 * Whether a recorded process still runs.
 *
 * @param {Partial<Holder> | undefined} holder
 * @returns {boolean}
 */
export function isAlive(holder) {
  return holder?.pid !== undefined && processStart(holder.pid) === holder.started;
}

/**
 * Who holds the lock at the moment.
 *
 * @template {Holder} T
 * @param {string} file
 * @returns {T | undefined} undefined when nobody alive does
 */
export function lockHolder(file) {
  const holder = read(file);
  return isAlive(holder) ? holder : undefined;
}

/**
 * Takes the lock, at once or not at all.
 *
 * @param {string} file in an existing folder
 * @param {Record<string, unknown>} [details] kept in the lock beside the holder, for others to read
 * @returns {{ update(details: Record<string, unknown>): void, release(): void, previous?: Holder }}
 *   previous: the holder that ended without releasing
 * @throws {LockedError} when somebody alive holds it
 */
export function acquireLock(file, details = {}) {
  const me = self();
  let content = { ...me, ...details };
  let previous;
  const mine = `${file}.${process.pid}`;
  for (;;) {
    try {
      writeFileSync(mine, JSON.stringify(content), { mode: 0o600 });
      // A link appears whole or not at all, so nobody ever reads half a lock.
      create(mine, file);
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
      const holder = read(file);
      if (isAlive(holder)) throw new LockedError(holder);
      previous = holder ?? previous;
      takeAway(file, holder);
    } finally {
      rmSync(mine, { force: true });
    }
  }
  return {
    previous,
    update(more) {
      content = { ...content, ...more };
      writeFileSync(mine, JSON.stringify(content), { mode: 0o600 });
      renameSync(mine, file);
    },
    release() {
      if (read(file)?.pid === process.pid) rmSync(file, { force: true });
    },
  };
}

/**
 * Takes the lock as soon as it is free.
 *
 * @param {string} file in an existing folder
 * @param {(holder: Holder) => void} [onWait] called once, when somebody else holds it
 * @returns {Promise<ReturnType<typeof acquireLock>>}
 */
export async function waitForLock(file, onWait = () => undefined) {
  let told = false;
  for (;;) {
    try {
      return acquireLock(file);
    } catch (error) {
      if (!(error instanceof LockedError)) throw error;
      if (!told) onWait(error.holder);
      told = true;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
}

function create(mine, file) {
  try {
    linkSync(mine, file);
  } catch (error) {
    if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP'].includes(error.code)) throw error;
    // Some file systems (exFAT, network shares) have no links.
    writeFileSync(file, readFileSync(mine), { flag: 'wx', mode: 0o600 });
  }
}

/** Removes a dead holder's lock, and puts it back if it turned out to be somebody's fresh one. */
function takeAway(file, dead) {
  const aside = `${file}.dead.${process.pid}`;
  try {
    renameSync(file, aside);
  } catch {
    return;
  }
  const taken = read(aside);
  if (isAlive(taken) && taken.pid !== dead?.pid) {
    try {
      linkSync(aside, file);
    } catch {
      // Someone else holds it by now, which is just as well.
    }
  }
  rmSync(aside, { force: true });
}

/** @returns {any} */
function read(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}
