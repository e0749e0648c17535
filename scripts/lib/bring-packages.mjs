/**
 * The packages of package-lock.json, installed exactly, and installed again only when they must be.
 * A stamp is written into node_modules at the very end, so an installation cut short by a signal, a
 * power cut or a full disk is simply done again.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ClearError, fullDisk } from './clear-error.mjs';
import { waitForLock } from './lock.mjs';
import { runNpm } from './npm.mjs';

/** Packages with machine code. Their binaries come inside the packages; compiled only where none fits. */
const native = ['isolated-vm', 'argon2', 'sharp', 'esbuild'];

/**
 * Installs what is missing.
 *
 * @param {string} root the project's folder
 * @param {import('./bring-node.mjs').Node} node the Node they are for
 * @returns {Promise<void>}
 * @throws {ClearError} when npm fails, or leaves something out
 */
export async function ensurePackages(root, node) {
  if (isInstalled(root, node)) return;
  mkdirSync(join(root, '.data'), { recursive: true });
  const lock = await waitForLock(join(root, '.data', 'install.lock'), (holder) => {
    console.log(`· Waiting for process ${holder.pid}, which is installing packages here`);
  });
  try {
    if (isInstalled(root, node)) return;
    if (!matchesHandMadeInstall(root)) {
      rmSync(stampFile(root), { force: true });
      await runNpm({
        node: node.path,
        // NODE_ENV=production would leave out what builds the extensions.
        args: ['ci', '--include=dev', '--no-audit', '--no-fund'],
        cwd: root,
        env: node.env,
        label: 'Installing packages (a minute or two the first time)',
      });
      // On a full disk npm may say that all went well.
      if (!matchesHandMadeInstall(root)) {
        throw new ClearError(
          fullDisk(root) ?? 'npm has not installed everything. Run the command again.',
        );
      }
    }
    await compileMissing(root, node);
    writeFileSync(stampFile(root), stamp(root, node));
  } finally {
    lock.release();
  }
}

function stampFile(root) {
  return join(root, 'node_modules', '.questcity-installed');
}

function stamp(root, node) {
  const lockFile = readFileSync(join(root, 'package-lock.json'));
  return createHash('sha256')
    .update(lockFile)
    .update(`${node.version} ${process.platform} ${process.arch}`)
    .digest('hex');
}

function isInstalled(root, node) {
  return existsSync(stampFile(root)) && readFileSync(stampFile(root), 'utf8') === stamp(root, node);
}

/**
 * Whether somebody ran `npm ci` or `npm install` by hand (as continuous integration does): npm
 * writes its record of what it installed only at the end, so a record that has every package of the
 * lock file at the same version is a whole installation.
 */
function matchesHandMadeInstall(root) {
  const record = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(record)) return false;
  try {
    const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
    const present = JSON.parse(readFileSync(record, 'utf8')).packages;
    return Object.entries(wanted).every(
      ([path, entry]) =>
        !path.includes('node_modules/') ||
        entry.optional ||
        entry.devOptional ||
        entry.peer ||
        (present[path]?.version === entry.version && present[path]?.resolved === entry.resolved),
    );
  } catch {
    return false;
  }
}

/** Loads each native package once; one without a binary for this machine is compiled here. */
async function compileMissing(root, node) {
  for (const name of native) {
    if (loads(root, node, name)) continue;
    await runNpm({
      node: node.path,
      args: ['rebuild', '--ignore-scripts=false', name],
      cwd: root,
      env: node.env,
      label: `Compiling ${name}, which has no binary for this machine`,
    });
    if (!loads(root, node, name)) {
      throw new ClearError(
        `The package ${name} does not load on ${process.platform} ${process.arch} with Node ${node.version}.`,
      );
    }
  }
}

function loads(root, node, name) {
  const probe = spawnSync(node.path, ['-e', `require(${JSON.stringify(name)})`], {
    cwd: root,
    env: node.env,
    stdio: 'ignore',
  });
  return probe.status === 0;
}
