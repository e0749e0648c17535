/**
 * Builds what can only be read as JavaScript: for Directus the configuration, the migrations and the
 * extensions, for others the SDK. What has not changed since the last build is left alone.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join, relative } from 'node:path';
import type { BuildOptions } from 'esbuild';
import { dataFolder, root, systemEnvironment } from '../../directus.config.ts';
import { ClearError, machineFault } from './clear-error.mjs';
import { waitForLock } from './lock.mjs';

const buildFolder = join(dataFolder, 'build');

/** One thing to build: what it is made from, what must exist afterwards, and how. */
interface Target {
  readonly name: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  make(): Promise<void>;
}

/**
 * Builds what is out of date.
 *
 * @param log gets a line per thing that is built
 * @param force builds all of it again
 * @throws {ClearError} with the compiler's message
 */
export async function build(
  log: (line: string) => void = () => undefined,
  force = false,
): Promise<void> {
  mkdirSync(buildFolder, { recursive: true });
  const lock = await waitForLock(join(buildFolder, 'lock'));
  try {
    for (const target of [configuration(), migrations(), ...extensions(), sdk()]) {
      await bringUpToDate(target, log, force);
    }
  } finally {
    lock.release();
  }
}

async function bringUpToDate(
  target: Target,
  log: (line: string) => void,
  force: boolean,
): Promise<void> {
  const stampFile = join(buildFolder, `${target.name.replaceAll(' ', '-')}.stamp`);
  const stamp = fingerprint(target.inputs);
  const isBuilt =
    existsSync(stampFile) &&
    readFileSync(stampFile, 'utf8') === stamp &&
    target.outputs.every((output) => existsSync(output));
  if (isBuilt && !force) return;
  log(`Building ${target.name}`);
  // First, so that a build cut short is never taken for the one before it.
  rmSync(stampFile, { force: true });
  try {
    await target.make();
  } catch (error) {
    throw new ClearError(
      machineFault(error) ?? `${target.name} cannot be built:\n${(error as Error).message}`,
    );
  }
  writeFileSync(stampFile, stamp);
}

/** Bundled whole, with its zod: it runs inside Directus and wherever the image puts it. */
function configuration(): Target {
  const output = join(buildFolder, 'directus.config.mjs');
  return {
    name: 'the configuration',
    inputs: [
      join(root, 'directus.config.ts'),
      join(root, 'scripts', 'settings'),
      join(root, 'package-lock.json'),
    ],
    outputs: [output],
    make: async () => {
      await compile({
        ...common,
        entryPoints: [join(root, 'directus.config.ts')],
        outfile: output,
        bundle: true,
      });
    },
  };
}

function migrations(): Target {
  const source = join(root, 'migrations');
  const output = join(buildFolder, 'migrations');
  return {
    name: 'the migrations',
    inputs: [source, join(root, 'package-lock.json')],
    outputs: [output],
    make: async () => {
      const files = existsSync(source) ? readdirSync(source) : [];
      const part = `${output}.part`;
      rmSync(part, { recursive: true, force: true });
      mkdirSync(part);
      await compile({
        ...common,
        // Directus runs every file whose name has a dash; the others are what these are made of.
        entryPoints: files
          .filter((file) => /^[^-]+-.*\.ts$/.test(file) && !file.endsWith('.test.ts'))
          .map((file) => join(source, file)),
        outdir: part,
        bundle: true,
        packages: 'external',
      });
      rmSync(output, { recursive: true, force: true });
      renameSync(part, output);
    },
  };
}

function extensions(): Target[] {
  const folder = join(root, 'extensions');
  if (!existsSync(folder)) return [];
  return readdirSync(folder).flatMap((name): Target[] => {
    const home = join(folder, name);
    const manifest = join(home, 'package.json');
    if (!existsSync(manifest)) return [];
    const declared = JSON.parse(readFileSync(manifest, 'utf8'))['directus:extension'];
    if (!declared) return [];
    const paths: string[] =
      typeof declared.path === 'string' ? [declared.path] : Object.values(declared.path);
    return [
      {
        name: `the extension ${name}`,
        inputs: [home, join(root, 'package-lock.json')],
        outputs: paths.map((path) => join(home, path)),
        make: () => buildExtension(home),
      },
    ];
  });
}

/** For whoever cannot run TypeScript from another package: the example, and the app's own build. */
function sdk(): Target {
  const home = join(root, 'packages', 'sdk');
  return {
    name: 'the SDK',
    inputs: [home, join(root, 'package-lock.json')],
    outputs: [join(home, 'dist', 'index.js')],
    make: () =>
      runTool(root, join('typescript', 'bin', 'tsc'), ['-p', join(home, 'tsconfig.build.json')]),
  };
}

/** esbuild, started for the occasion: it would otherwise stay as a process beside the launcher. */
async function compile(options: BuildOptions): Promise<void> {
  const esbuild = await import('esbuild');
  try {
    await esbuild.build(options);
  } finally {
    await esbuild.stop();
  }
}

const common = {
  platform: 'node',
  target: 'node22',
  format: 'esm',
  logLevel: 'silent',
  legalComments: 'none',
} as const satisfies BuildOptions;

function buildExtension(home: string): Promise<void> {
  return runTool(home, join('@directus', 'extensions-sdk', 'cli.js'), ['build', '--no-minify']);
}

/** Runs a command of an installed package; throws its last lines when it fails. */
async function runTool(cwd: string, tool: string, args: readonly string[]): Promise<void> {
  const child = spawn(process.execPath, [join(root, 'node_modules', tool), ...args], {
    cwd,
    env: systemEnvironment(),
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
  });
  child.stderr.on('data', (chunk) => {
    output += chunk;
  });
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0) throw new Error(output.trim().split('\n').slice(-20).join('\n'));
}

const notInputs = new Set(['node_modules', 'dist']);

/** A hash of the names and contents of files and folders. */
export function fingerprint(paths: readonly string[]): string {
  const hash = createHash('sha256');
  const add = (path: string): void => {
    if (!existsSync(path)) return;
    const entries = readFolder(path);
    if (entries) {
      for (const entry of entries.sort()) if (!notInputs.has(entry)) add(join(path, entry));
    } else
      hash
        .update(`${relative(root, path)}\0`)
        .update(readFileSync(path))
        .update('\0');
  };
  paths.forEach(add);
  return hash.digest('hex');
}

function readFolder(path: string): string[] | undefined {
  try {
    return readdirSync(path);
  } catch {
    return undefined;
  }
}
