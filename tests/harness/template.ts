/**
 * The template database: the whole state applied to an empty database, the accounts and the world.
 * It is kept as long as nothing that went into it changes, so a second run begins at once.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import argon2 from 'argon2';
import * as esbuild from 'esbuild';
import { root } from '../../directus.config.ts';
import { build, fingerprint } from '../../scripts/lib/build.ts';
import { insertAccounts } from './accounts.ts';
import { configFile, directusEnvironment, PASSWORD } from './environment.ts';
import {
  asOwner,
  type Connection,
  dropIfThere,
  type Server,
  templateName,
  withClient,
} from './postgres.ts';
import { insertWorld } from './world-rows.ts';

/** What the template is made from. */
const SOURCES = [
  'snapshots',
  'migrations',
  'seeds/reference.yaml',
  'scripts/state',
  'scripts/settings',
  'directus.config.ts',
  'tests/harness',
  'package-lock.json',
];

/**
 * Makes the template if this server does not have it.
 *
 * @returns its name
 */
export async function ensureTemplate(server: Server): Promise<string> {
  await compile();
  const template = templateName(fingerprint(SOURCES.map((source) => join(root, source))));
  await asOwner(server, async (client) => {
    // Runs at the same time on one server make it once.
    await client.query(`select pg_advisory_lock(hashtext('questcity.test.template'))`);
    const exists = await client.query('select from pg_database where datname = $1', [template]);
    if (exists.rowCount === 1) return;
    const part = `${template}_part`;
    await dropIfThere(client, part);
    await client.query(`create database "${part}"`);
    await fill({ ...server, database: part });
    await client.query(`alter database "${part}" rename to "${template}"`);
  });
  return template;
}

async function fill(connection: Connection): Promise<void> {
  await applyEverything(directusEnvironment(connection));
  await withClient(connection, async (client) => {
    await insertAccounts(client, await argon2.hash(PASSWORD));
    await insertWorld(client);
    await client.query('analyze');
  });
}

/**
 * Applies the project's state as `npm start` does, in a process of its own as there.
 *
 * @returns whether anything was to be done
 */
export async function applyEverything(env: Record<string, string>): Promise<boolean> {
  const output = await runNode(['tests/harness/apply.ts'], env);
  return JSON.parse(output.trim().split('\n').at(-1) ?? '').changed;
}

/**
 * Runs a program with Node to its end.
 *
 * @returns what it wrote to its standard output
 * @throws Error with all it wrote when it fails
 */
export function runNode(args: string[], env: Record<string, string>): Promise<string> {
  const child = spawn(process.execPath, args, {
    cwd: root,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let all = '';
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk;
    all += chunk;
  });
  child.stderr.on('data', (chunk: Buffer) => {
    all += chunk;
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve(output);
      else reject(new Error(`${args.join(' ')} ended with ${code}:\n${all.slice(-4000)}`));
    });
  });
}

/** The configuration of the servers under test; the rest is built as for `npm start`. */
async function compile(): Promise<void> {
  await build();
  await esbuild.build({
    entryPoints: [join(root, 'tests/harness/directus.config.ts')],
    outfile: configFile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'warning',
  });
}
