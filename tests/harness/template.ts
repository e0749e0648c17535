/**
 * The template database: the whole state applied to an empty database, the accounts and the world.
 * It is kept as long as nothing that went into it changes, so a second run begins at once.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import { build } from 'esbuild';
import { root } from '../../directus.config.ts';
import { insertAccounts } from './accounts.ts';
import {
  buildFolder,
  configFile,
  directusEnvironment,
  migrationsFolder,
  PASSWORD,
} from './environment.ts';
import { asOwner, type Connection, type Server, templateName, withClient } from './postgres.ts';
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
  const template = templateName(fingerprint());
  await asOwner(server, async (client) => {
    // Runs at the same time on one server make it once.
    await client.query(`select pg_advisory_lock(hashtext('questcity.test.template'))`);
    const exists = await client.query('select from pg_database where datname = $1', [template]);
    if (exists.rowCount === 1) return;
    const part = `${template}_part`;
    await client.query(`drop database if exists "${part}" with (force)`);
    await client.query(`create database "${part}" template template0 encoding 'UTF8'`);
    await fill({ ...server, database: part });
    await client.query(`alter database "${part}" rename to "${template}"`);
  });
  return template;
}

async function fill(connection: Connection): Promise<void> {
  await applyEverything(directusEnvironment(connection));
  await withClient(connection, async (client) => {
    const argon2 = createRequire(import.meta.url)('argon2');
    await insertAccounts(client, await argon2.hash(PASSWORD));
    await insertWorld(client);
    await client.query('analyze');
  });
}

/** Applies the project's state as `npm start` does. */
export async function applyEverything(env: Record<string, string>): Promise<{ changed: boolean }> {
  const apply = join(root, 'scripts', 'state', 'apply.ts');
  if (existsSync(apply)) {
    const { applyState } = await import(apply);
    return applyState({ env, log: () => undefined });
  }
  const empty = join(buildFolder, 'no-migrations');
  mkdirSync(empty, { recursive: true });
  await directus(['bootstrap'], { ...env, MIGRATIONS_PATH: empty });
  await directus(['schema', 'apply', '--yes', join(root, 'snapshots', 'schema.yaml')], { ...env, MIGRATIONS_PATH: empty });
  await directus(['database', 'migrate:latest'], env);
  await withClient({ host: env.DB_HOST ?? '', port: Number(env.DB_PORT), user: env.DB_USER ?? '', password: env.DB_PASSWORD ?? '', database: env.DB_DATABASE ?? '' }, async (client) => {
    for (const [i, name] of ['Player', 'Manager', 'Administrator'].entries()) await client.query('insert into directus_roles (id, name) values ($1, $2) on conflict do nothing', [`10000000-0000-4000-8000-00000000000${i + 1}`, name]);
    for (const [i, name] of ['Player', 'Manager', 'Administrator', 'Quest editor', 'User moderator'].entries()) await client.query('insert into directus_policies (id, name) values ($1, $2) on conflict do nothing', [`20000000-0000-4000-8000-00000000000${i + 1}`, name]);
    for (const [i, name] of ['a', 'b', 'c', 'd'].entries()) await client.query('insert into directus_folders (id, name) values ($1, $2) on conflict do nothing', [`30000000-0000-4000-8000-00000000000${i + 1}`, name]);
    await client.query(`insert into activities (id, name) values ('enter_word', 'w'), ('enter_code', 'c'), ('scan_qr', 'q'), ('catch_ghost', 'g') on conflict do nothing`);
  });
  return { changed: true };
}

/** Runs a command of Directus's own to its end. */
export function directus(args: string[], env: Record<string, string>): Promise<string> {
  const child = spawn(process.execPath, ['node_modules/directus/cli.js', ...args], {
    cwd: root,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const keep = (chunk: Buffer) => {
    output += chunk;
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve(output);
      else reject(new Error(`directus ${args.join(' ')} ended with ${code}:\n${output.slice(-4000)}`));
    });
  });
}

async function compile(): Promise<void> {
  const common = { bundle: true, platform: 'node', format: 'esm', logLevel: 'warning' } as const;
  await build({
    ...common,
    packages: 'external',
    entryPoints: [join(root, 'tests/harness/directus.config.ts')],
    outfile: configFile,
  });
  const migrations = readdirSync(join(root, 'migrations')).filter((name) => /-.*\.ts$/.test(name));
  await build({
    ...common,
    entryPoints: migrations.map((name) => join(root, 'migrations', name)),
    outdir: migrationsFolder,
    outExtension: { '.js': '.mjs' },
  });
}

function fingerprint(): string {
  const hash = createHash('sha256');
  const add = (path: string): void => {
    if (!existsSync(path)) return;
    if (statSync(path).isDirectory()) {
      for (const name of readdirSync(path).sort()) add(join(path, name));
    } else {
      hash.update(`${basename(path)}\0`).update(readFileSync(path)).update('\0');
    }
  };
  for (const source of SOURCES) add(join(root, source));
  return hash.digest('hex');
}
