/** Runs npm without depending on what `npm` on PATH is: its own JavaScript, with a Node of our choice. */
import { spawn } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { basename, delimiter, dirname, join } from 'node:path';
import { ClearError, machineFault } from './clear-error.mjs';
import { beginStep } from './progress.mjs';

/**
 * Where npm's own JavaScript lies: what started us, else beside this Node, else through PATH.
 *
 * @returns {string}
 * @throws {ClearError} when this machine has no npm
 */
export function npmCli() {
  const started = process.env.npm_execpath;
  if (started && basename(started) === 'npm-cli.js' && existsSync(started)) return started;
  const bins = [
    dirname(process.execPath),
    ...(process.env.PATH ?? process.env.Path ?? '').split(delimiter),
  ];
  for (const bin of bins.filter(Boolean)) {
    for (const candidate of [
      join(bin, 'node_modules', 'npm', 'bin', 'npm-cli.js'),
      join(bin, '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js'),
    ]) {
      if (existsSync(candidate)) return candidate;
    }
    const command = join(bin, 'npm');
    if (existsSync(command) && basename(realpathSync(command)) === 'npm-cli.js')
      return realpathSync(command);
  }
  throw new ClearError(
    'npm was not found. Install Node with npm (https://nodejs.org) and run the command again.',
  );
}

/**
 * Runs npm to its end, showing one line of progress and keeping npm's own output for a failure.
 *
 * @param {{ node: string, args: string[], cwd: string, env: NodeJS.ProcessEnv, label: string }} options
 * @returns {Promise<void>}
 * @throws {ClearError} naming the cause: disk, network, or npm's own last lines
 */
export async function runNpm({ node, args, cwd, env, label }) {
  const line = beginStep(label);
  const child = spawn(node, ['--import', endWithParent, npmCli(), ...args], {
    cwd,
    env,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let output = '';
  const keep = (chunk) => {
    output = (output + chunk).slice(-20_000);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  let stopped = false;
  const stop = () => {
    stopped = true;
    child.kill('SIGTERM');
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) process.on(signal, stop);
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  for (const signal of signals) process.removeListener(signal, stop);
  line.end(code === 0);
  if (stopped) process.exit(130);
  if (code !== 0) throw new ClearError(explain(output));
}

const endWithParent = new URL('./end-with-parent.mjs', import.meta.url).href;

function explain(output) {
  const fault = machineFault(output);
  if (fault) return fault;
  const network = output.match(/E(?:NOTFOUND|AI_AGAIN|CONNREFUSED|CONNRESET|TIMEDOUT)\b/);
  if (network) {
    return `The npm registry cannot be reached (${network[0]}). Check the network or proxy and run the command again.`;
  }
  const lines = output
    .split('\n')
    .filter((line) => line.startsWith('npm error') && !/complete log|npm error$/.test(line))
    .slice(0, 6);
  return `npm failed:\n${lines.length > 0 ? lines.join('\n') : output.trim().split('\n').slice(-6).join('\n')}`;
}
