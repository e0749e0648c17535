/** The process of a PostgreSQL server, told from others that happen to have its number. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { processStart } from './lock.mjs';

export interface Postmaster {
  readonly pid: number;
  /** 0 while the server has not yet chosen it. */
  readonly port: number;
}

/**
 * The server that runs on a data folder.
 *
 * @param data the cluster's folder
 * @returns undefined when none runs, whatever postmaster.pid says
 */
export function readPostmaster(data: string): Postmaster | undefined {
  let lines: string[];
  try {
    lines = readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n');
  } catch {
    return undefined;
  }
  const pid = Number(lines[0]);
  if (!pid || processStart(pid) === undefined || !commandOf(pid).includes(data)) return undefined;
  return { pid, port: Number(lines[3] ?? 0) || 0 };
}

/** Ends a server whose data is about to be removed, and waits up to 5 seconds for it. */
export function endPostmaster(data: string): void {
  const postmaster = readPostmaster(data);
  if (!postmaster) return;
  process.kill(postmaster.pid, 'SIGQUIT');
  const until = Date.now() + 5000;
  while (processStart(postmaster.pid) !== undefined && Date.now() < until) {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);
  }
}

function commandOf(pid: number): string {
  if (process.platform === 'linux') {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
    } catch {
      return '';
    }
  }
  return spawnSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).stdout ?? '';
}
