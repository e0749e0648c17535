/**
 * The processes of the bench: each on a core of its own choice, measured from outside, and ended
 * with this one whatever happens.
 */
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { root } from '../../directus.config.ts';
import { endProcess, untilReady } from '../../scripts/lib/child-server.ts';

/**
 * The server that answers has the first core; what asks shares the second with PostgreSQL. On the
 * server's core, PostgreSQL's processes would push the server aside in the midst of an answer, as they
 * don't where there are more cores.
 */
export const SERVER_CORE = 0;
export const LOAD_CORE = 1;

const PATIENCE_MS = 90_000;

/** Whether processes can be given a core: Linux with util-linux, and two cores. */
export const canPin =
  availableParallelism() > 1 && spawnSync('taskset', ['--version']).status === 0;

export interface BenchProcess {
  readonly pid: number;
  readonly child: ChildProcess;
  stop(): Promise<void>;
}

export interface Start {
  /** The program's file and its arguments, for Node. */
  readonly program: readonly string[];
  readonly core: number;
  readonly env: Record<string, string>;
  readonly cwd?: string;
}

const alive = new Set<BenchProcess>();

/**
 * Starts a Node program that sends the message `ready` when it is.
 *
 * @throws Error with the last of what it wrote when it ends before that
 */
export async function startProcess({
  program,
  core,
  env,
  cwd = root,
}: Start): Promise<BenchProcess> {
  const command = [process.execPath, ...program];
  if (canPin) command.unshift('taskset', '-c', String(core));
  const [file = '', ...args] = command;
  const child = spawn(file, args, {
    cwd,
    env,
    // Logs are written as set, and read by nobody.
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    // Ctrl-C at the terminal is for the bench, which ends its processes in order.
    detached: true,
  });
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    said = (said + chunk).slice(-4_000);
  });
  const started: BenchProcess = {
    pid: child.pid ?? 0,
    child,
    stop: () => endProcess(child).finally(() => alive.delete(started)),
  };
  alive.add(started);
  await untilReady(child, PATIENCE_MS).catch(({ message }) => {
    throw new Error(`${program.join(' ')} ${message}:\n${said}`);
  });
  return started;
}

/** Ends all processes that still run. */
export async function stopAll(): Promise<void> {
  await Promise.all([...alive].map((started) => started.stop()));
}

/** Pins PostgreSQL: its first process, from which all later ones are made, and those there are. */
export function pinPostgres(postmaster: number): void {
  for (const pid of [postmaster, ...childrenOf(postmaster)]) {
    spawnSync('taskset', ['-p', '-c', String(LOAD_CORE), String(pid)]);
  }
}

/** Resident memory of a process in MB, of a million bytes each. */
export function memoryOf(pid: number): number {
  const kibibytes = execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' });
  return (Number(kibibytes.trim()) * 1024) / 1e6;
}

/** Processor time that each process has used so far, in milliseconds; undefined without /proc. */
export function processorTimes(pids: readonly number[]): Map<number, number> | undefined {
  if (process.platform !== 'linux') return undefined;
  // /proc counts in hundredths of a second.
  return new Map(pids.map((pid) => [pid, 10 * ticksOf(pid)]));
}

/** The processes that another one made. */
export function childrenOf(parent: number): number[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => Number(statOf(pid)[1]) === parent);
}

function ticksOf(pid: number): number {
  const stat = statOf(pid);
  return Number(stat[11] ?? 0) + Number(stat[12] ?? 0);
}

/** The fields of /proc/<pid>/stat after the name; none when the process is gone. */
function statOf(pid: number): string[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return [];
  }
}
