/**
 * `node scripts/run.mjs <command>`: what every script of package.json goes through.
 *
 * It does three things and no more: finds (or brings) a right Node, makes sure the packages of the
 * lock file are installed, and runs the command's TypeScript file with that Node. It is plain
 * JavaScript without dependencies, because it runs on any Node from 20 before anything is installed.
 */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureNode } from './lib/bring-node.mjs';
import { ensurePackages } from './lib/bring-packages.mjs';
import { ClearError, fail } from './lib/clear-error.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Each command: the file that Node runs, and the arguments that come before the user's own. */
const commands = {
  start: ['scripts/start/main.ts'],
  reset: ['scripts/start/reset.ts'],
  build: ['scripts/build.ts'],
  seed: ['scripts/start/seed.ts'],
  'admin:create': ['scripts/admin/create.ts'],
  'schema:apply': ['scripts/state/cli.ts', 'apply'],
  'schema:export': ['scripts/state/cli.ts', 'export'],
  'schema:check': ['scripts/state/cli.ts', 'check'],
  test: ['scripts/test.ts'],
  bench: ['tests/load/bench.ts'],
  'bench:attempts': ['tests/load/attempts/bench.ts'],
  'types:generate': ['scripts/types.ts'],
  'sdk:generate': ['scripts/sdk.ts'],
  'example:sdk': ['scripts/demo/example.ts'],
  'play:demo': ['scripts/demo/play.ts'],
  lint: ['node_modules/@biomejs/biome/bin/biome', 'check'],
  format: ['node_modules/@biomejs/biome/bin/biome', 'check', '--write'],
  types: ['scripts/check-types.mjs'],
  unused: ['node_modules/knip/bin/knip.js'],
};

async function main() {
  const [command = '', ...args] = process.argv.slice(2);
  const entry = Object.hasOwn(commands, command) ? commands[command] : undefined;
  if (!entry) {
    throw new ClearError(
      `There is no command "${command}". Commands: ${Object.keys(commands).join(', ')}.`,
    );
  }
  const node = await ensureNode(root);
  await ensurePackages(root, node);
  const [file, ...fixed] = entry;
  if (!existsSync(join(root, file))) throw new ClearError(`${file} is missing from this checkout.`);
  await run(node, [file, ...fixed, ...args]);
}

/** Runs the command, passes signals on to it, and ends with its exit code. */
function run(node, args) {
  const child = spawn(node.path, args, {
    cwd: root,
    env: node.env,
    // The channel tells the child when this process is gone, even when it was killed with -9.
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => child.kill(signal));
  }
  endWithNpm(() => child.kill('SIGTERM'));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      process.exitCode = code ?? (signal ? 1 : 0);
      resolve();
      process.exit();
    });
  });
}

/**
 * npm killed with -9 tells nobody; its children get another parent. Looked at once a second, and one
 * step up as well, since npm starts this through a shell.
 */
function endWithNpm(stop) {
  if (!process.env.npm_lifecycle_event) return;
  const parents = () => `${process.ppid} ${parentOf(process.ppid)}`;
  const before = parents();
  setInterval(() => {
    if (parents() !== before) stop();
  }, 1000).unref();
}

/** Only where it can be had without starting a program; on macOS the shell gives way to this process. */
function parentOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1];
  } catch {
    return '';
  }
}

main().catch(fail);
