/**
 * `npm start` as a newcomer meets it: in a fresh copy of the project, whose path has a space, with
 * its own PostgreSQL. The tests follow each other, as the days of one clone do.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { EventEmitter, on, once } from 'node:events';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { delimiter, dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { root, systemEnvironment } from '../../directus.config.ts';
import { npmCli } from '../../scripts/lib/npm.mjs';
import { placesToRemove } from '../../scripts/lib/postgres-program.ts';
import { readContent } from '../../scripts/seed/content.ts';
import { makeFolder } from '../harness/environment.ts';
import { freePort } from '../harness/port.ts';

const PLAYER = { email: 'player1@demo.example.com', password: 'questcity-demo' };
/** Where nobody answers. */
const PUBLIC_URL = 'https://play.invalid';
const HOOK_MS = 180_000;

let clone = '';
let port = 0;

/** What `npm start` says of the administrator, once. */
let administrator = { email: '', password: '' };
/** A quest that the player likes since the first start. */
let favorite = '';
/** The start under way. */
let running: Command;

beforeAll(async () => {
  clone = mkdtempSync(join(makeFolder('launcher'), 'new clone '));
  copyProject();
  port = await freePort();
}, HOOK_MS);

afterAll(async () => {
  for (const group of groups) killGroup(group);
  if (!clone) return;
  // As root the database lies elsewhere; whatever comes of the reset, nothing is left.
  const folders = [...placesToRemove(join(clone, '.data')), clone];
  const reset = await npm('run', 'reset', '--', '--yes')
    .ended()
    .catch((error: unknown) => ({ code: 1, complained: String(error) }));
  for (const process of processesIn(folders)) kill(process.pid);
  for (const folder of folders) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  expect(reset).toMatchObject({ code: 0, complained: '' });
}, HOOK_MS);

/** What git would give a newcomer, the changes at hand included, with its packages installed. */
function copyProject(): void {
  const git = ['-c', 'safe.directory=*', 'ls-files', '-z', '-co', '--exclude-standard'];
  const files = execFileSync('git', git, { cwd: root, encoding: 'utf8' }).split('\0');
  for (const file of files.filter((name) => name && existsSync(join(root, name)))) {
    cpSync(join(root, file), join(clone, file));
  }
  const { workspaces } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  for (const folder of ['.', ...workspaces]) linkPackages(join(folder, 'node_modules'));
}

/** Links in place of copies; the stamp of the installation is among them. The rest is Vite's own. */
function linkPackages(folder: string): void {
  if (!existsSync(join(root, folder))) return;
  mkdirSync(join(clone, folder), { recursive: true });
  const names = readdirSync(join(root, folder)).filter((name) => !name.startsWith('.vite'));
  // macOS has no -l for cp, but clones of files.
  const how = process.platform === 'darwin' ? '-Rc' : '-al';
  execFileSync('cp', [how, '--', ...names, join(clone, folder)], { cwd: join(root, folder) });
}

interface End {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly said: string;
  readonly complained: string;
}

interface Command {
  /** Settles when a line that matches is printed, or was already; rejects when it ends without. */
  says(pattern: RegExp): Promise<void>;
  /** Settles when it and all that hold its output have ended. */
  ended(): Promise<End>;
  said(): string;
  /** Asks npm alone to end, as a service manager would. */
  stop(): void;
  /** Ctrl-C at a terminal, which reaches all of it. */
  interrupt(): void;
  /** `kill -9` of all of it at once. */
  kill(): Promise<End>;
}

/** The process groups that have not ended. */
const groups = new Set<number>();

/** Runs npm in the clone. */
const npm = (...args: string[]) => npmWith({}, ...args);

function npmWith(settings: Record<string, string>, ...args: string[]): Command {
  const child = spawn(process.execPath, [npmCli(), ...args], {
    cwd: clone,
    env: {
      ...systemEnvironment(),
      PATH: [dirname(process.execPath), process.env.PATH].join(delimiter),
      PORT: String(port),
      ...settings,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const group = child.pid ?? 0;
  groups.add(group);
  const said: string[] = [];
  const complained: string[] = [];
  const news = new EventEmitter().setMaxListeners(0);
  follow(child.stdout, said, news);
  follow(child.stderr, complained, news);
  const close = closing(child).then((how) => {
    groups.delete(group);
    news.emit('end');
    return { ...how, said: said.join('\n'), complained: complained.join('\n') };
  });
  close.catch(() => undefined);
  return {
    async says(pattern) {
      const heard = () => said.some((line) => pattern.test(line));
      if (heard()) return;
      for await (const _ of on(news, 'line', { close: ['end'] })) if (heard()) return;
      throw new Error(`It ended without ${pattern}:\n${[...said, ...complained].join('\n')}`);
    },
    ended: () => close,
    said: () => said.join('\n'),
    stop: () => child.kill('SIGTERM'),
    interrupt: () => process.kill(-group, 'SIGINT'),
    kill() {
      killGroup(group);
      return close;
    },
  };
}

function follow(stream: NodeJS.ReadableStream, lines: string[], news: EventEmitter): void {
  createInterface({ input: stream }).on('line', (line) => {
    lines.push(line);
    news.emit('line');
  });
}

async function closing(child: ChildProcess): Promise<Pick<End, 'code' | 'signal'>> {
  const [code, signal] = await once(child, 'close');
  return { code, signal };
}

function killGroup(group: number): void {
  kill(-group);
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** The processes that work in a folder or were started with it; only Linux tells. */
function processesIn(folders: readonly string[]): { pid: number; command: string }[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => ({ pid: Number(name), ...describeProcess(name) }))
    .filter(({ cwd, command }) => folders.some((path) => `${cwd} ${command}`.includes(path)));
}

function describeProcess(pid: string): { cwd: string; command: string } {
  try {
    return {
      cwd: readlinkSync(`/proc/${pid}/cwd`),
      command: readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' '),
    };
  } catch {
    // It has just ended, or belongs to somebody else.
    return { cwd: '', command: '' };
  }
}

/** What of the clone still runs, and whether its database thinks that it does. */
function leftovers() {
  const places = [...placesToRemove(join(clone, '.data')), clone];
  const data = [
    ...places.map((place) => join(place, 'home', 'data')),
    join(places[0] ?? '', 'data'),
  ];
  return {
    processes: processesIn(places).map(({ command }) => command),
    databases: data.filter((folder) => existsSync(join(folder, 'postmaster.pid'))),
  };
}

const NOTHING = { processes: [], databases: [] };

interface Thing {
  readonly id: string;
}

/** Asks the server; the answer's status and its body. */
async function ask(
  path: string,
  options: { token?: string; method?: string; body?: unknown } = {},
) {
  const { token, method = 'GET', body } = options;
  const response = await fetch(`http://127.0.0.1:${port}${path}`, {
    method,
    headers: {
      ...(token && { Authorization: `Bearer ${token}` }),
      ...(body !== undefined && { 'Content-Type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: text.startsWith('{') ? JSON.parse(text) : text };
}

/** Signs in and returns the token. */
async function signIn(person: { email: string; password: string }): Promise<string> {
  const { status, body } = await ask('/auth/login', { method: 'POST', body: person });
  expect(status, JSON.stringify(body)).toBe(200);
  return body.data.access_token;
}

/** Starts, and waits until it says that all is there. */
async function start(settings: Record<string, string> = {}): Promise<Command> {
  const command = npmWith(settings, 'start');
  await command.says(/^Ctrl-C stops it/);
  return command;
}

test.for([
  'Starting the database',
  'Building',
  'Applying the data model',
  'Starting the server',
  'Demo content: 20 quests',
])('a start may be killed at "%s"', async (line) => {
  const command = npm('start');
  await command.says(new RegExp(line));
  const { signal, said } = await command.kill();
  expect(signal).toBe('SIGKILL');
  expect(said).not.toContain('Password');
});

test('the next start completes what the killed ones began', async () => {
  running = await start();
  expect((await ask('/health/ready')).status).toBe(200);
  const token = await signIn(PLAYER);
  const { status, body } = await ask('/api/v2/quests', { token });
  expect(status).toBe(200);
  expect(body.data.length).toBeGreaterThan(0);
  const liked = (await ask('/api/v2/favorites', { token })).body.data;
  favorite = body.data.find(({ id }: Thing) => !liked.some((quest: Thing) => quest.id === id)).id;
  const like = await ask(`/api/v2/quests/${favorite}/favorite`, { token, method: 'PUT' });
  expect(like.status).toBe(204);

  const shown = /^Administrator +(\S+@\S+)\nPassword +(\S+)$/m.exec(running.said());
  administrator = { email: shown?.[1] ?? '', password: shown?.[2] ?? '' };
  const all = await ask('/items/quests?aggregate[count]=*', { token: await signIn(administrator) });
  expect(Number(all.body.data[0].count)).toBe(readContent().quests.length);
});

/** What players may read of quests, and a way to change it as somebody in the admin app would. */
async function questPermission() {
  const token = await signIn(administrator);
  const filter = 'filter[policy][name]=Player&filter[collection]=quests&filter[action]=read';
  const { body } = await ask(`/permissions?${filter}&fields=id,fields`, { token });
  const [permission] = body.data;
  return {
    fields: permission.fields as string[],
    async change(fields: string[]) {
      const changed = { token, method: 'PATCH', body: { fields } };
      expect((await ask(`/permissions/${permission.id}`, changed)).status).toBe(200);
    },
  };
}

const withoutName = (fields: string[]) => fields.filter((field) => field !== 'name');

test('schema:check finds nothing, and then the permission that was changed', async () => {
  expect(await npm('run', 'schema:check').ended()).toMatchObject({
    code: 0,
    said: expect.stringContaining('✔ no drift'),
    complained: '',
  });

  const { fields, change } = await questPermission();
  await change(withoutName(fields));
  const { code, said } = await npm('run', 'schema:check').ended();
  expect(said).toMatch(/^access: policy Player: quests\.read: fields: - name$/m);
  expect(said).not.toContain('no drift');
  expect(code).toBe(1);
});

test('schema:export writes that into its file, and schema:apply brings back what the files say', async () => {
  const [file, original] = [clone, root].map((folder) => join(folder, 'snapshots', 'access.yaml'));
  const exported = await npm('run', 'schema:export').ended();
  expect(exported).toMatchObject({ code: 0, complained: '' });
  expect(exported.said.match(/^✔ .*$/gm)).toEqual(['✔ snapshots/access.yaml']);
  const lines = (path = '') => readFileSync(path, 'utf8').split('\n');
  expect(lines(original).length - lines(file).length).toBe(1);

  cpSync(original ?? '', file ?? '');
  expect(await npm('run', 'schema:apply').ended()).toMatchObject({
    code: 0,
    said: expect.stringContaining('✔ Applied. Restart servers that are running on this database.'),
    complained: '',
  });
  expect((await questPermission()).fields).toContain('name');
});

test('SIGTERM ends the server and its database', async () => {
  expect(leftovers().databases).toHaveLength(1);
  running.stop();
  const { code, signal, said, complained } = await running.ended();
  // Where the shell between npm and the launcher dies of the signal, npm does so too.
  expect([0, 'SIGTERM']).toContain(code ?? signal);
  expect(complained).toBe('');
  expect(said).toContain('Asked to stop: stopping');
  expect(leftovers()).toEqual(NOTHING);
});

test('a port in use is said in one line', async () => {
  const other = createServer().listen(port, '127.0.0.1');
  await once(other, 'listening');
  try {
    const { code, complained } = await npm('start').ended();
    expect({ code, complained }).toEqual({
      code: 1,
      complained: `✖ Port ${port} is in use by another program. Choose another port: PORT=${port + 1} npm start`,
    });
  } finally {
    await new Promise((resolve) => other.close(resolve));
  }
  expect(leftovers()).toEqual(NOTHING);
});

test('Ctrl-C ends a start that is under way', async () => {
  const command = npm('start');
  await command.says(/Starting the server/);
  command.interrupt();
  const { code, signal, said, complained } = await command.ended();
  expect([130, 'SIGINT']).toContain(code ?? signal);
  expect(complained).toBe('');
  expect(said).toContain('Ctrl-C: stopping');
  expect(leftovers()).toEqual(NOTHING);
});

test('a second start keeps what players did, and says no new password', async () => {
  running = await start({ PUBLIC_URL });
  const said = running.said();
  expect(said).toContain('Administrator   as before');
  expect(said).not.toMatch(/shown only now|Demo content: 20 quests/);
  await signIn(administrator);
  const { body } = await ask('/api/v2/favorites', { token: await signIn(PLAYER) });
  expect(body.data.map(({ id }: Thing) => id)).toContain(favorite);
});

test('commands reach the server on this machine, whatever its public address is', async () => {
  expect(running.said()).toContain(`${PUBLIC_URL}/admin`);
  expect(await npm('run', 'seed').ended()).toMatchObject({ code: 0, complained: '' });
  // Nor does it matter what the port would be by the settings of now.
  const example = await npmWith({ PORT: '9' }, 'run', 'example:sdk').ended();
  expect(example).toMatchObject({ code: 0, complained: '' });
  expect(example.said).toContain(`Signed in to http://127.0.0.1:${port} as `);
});
