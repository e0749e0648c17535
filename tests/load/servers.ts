/** The servers that are compared, each on the same database, each in a process of its own. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { root, systemEnvironment } from '../../directus.config.ts';
import { type Account, accounts } from '../harness/accounts.ts';
import { directusEnvironment, SECRET } from '../harness/environment.ts';
import { freePort } from '../harness/port.ts';
import type { Connection } from '../harness/postgres.ts';
import { benchFolder } from './databases.ts';
import { type BenchProcess, SERVER_CORE, startProcess } from './processes.ts';

export interface Server {
  readonly url: string;
  readonly pid: number;
  /** An access token of who asks that is good for the next minutes. */
  token(): Promise<string>;
  stop: BenchProcess['stop'];
}

/** Directus's own start without its command line, which would ask npm for a newer version. */
const DIRECTUS = [join(root, 'scripts', 'start', 'server.mjs')];

/** Access tokens live for 15 minutes; each is used for so long. */
const TOKEN_USED_MS = 5 * 60_000;

/** QuestCity as it is shipped, but for the limit of requests per address, which is raised. */
export async function startQuestCity(connection: Connection): Promise<Server> {
  const port = await freePort();
  const env = directusEnvironment(connection, {
    NODE_ENV: 'production',
    PUBLIC_URL: 'https://bench.example.com',
    HOST: '127.0.0.1',
    PORT: String(port),
    DB_POOL__MAX: '20',
    STORAGE_LOCAL_ROOT: folder('uploads'),
    RATE_LIMITER_ENABLED: 'true',
    RATE_LIMITER_POINTS: '1000000',
  });
  return directus(port, env, root);
}

/**
 * Directus with default settings and no extensions. Two settings keep it on this machine and
 * comparable: no telemetry, and no refusing of requests under full load.
 *
 * @param account who asks
 */
export async function startStockDirectus(
  connection: Connection,
  account: Account = accounts.player,
): Promise<Server> {
  const port = await freePort();
  const home = folder('stock');
  const env = {
    ...systemEnvironment(),
    NODE_ENV: 'production',
    ...databaseVariables(connection),
    HOST: '127.0.0.1',
    PORT: String(port),
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    SECRET,
    EXTENSIONS_PATH: folder('stock/extensions'),
    STORAGE_LOCAL_ROOT: folder('stock/uploads'),
    TELEMETRY: 'false',
    PRESSURE_LIMITER_ENABLED: 'false',
  };
  return directus(port, env, home, account);
}

/** The bare server of ceiling-server.ts. */
export async function startCeiling(connection: Connection): Promise<Server> {
  const port = await freePort();
  const started = await startProcess({
    program: [join(import.meta.dirname, 'ceiling-server.ts')],
    core: SERVER_CORE,
    env: {
      ...systemEnvironment(),
      NODE_ENV: 'production',
      ...databaseVariables(connection),
      PORT: String(port),
      PLAYER: accounts.player.id,
    },
  });
  return {
    url: `http://127.0.0.1:${port}`,
    pid: started.pid,
    token: async () => 'none',
    stop: started.stop,
  };
}

async function directus(
  port: number,
  env: Record<string, string>,
  cwd: string,
  account: Account = accounts.player,
): Promise<Server> {
  const { pid, stop } = await startProcess({ program: DIRECTUS, core: SERVER_CORE, env, cwd });
  const url = `http://127.0.0.1:${port}`;
  let token: Promise<string> | undefined;
  let until = 0;
  return {
    url,
    pid,
    stop,
    token: () => {
      if (!token || Date.now() > until) {
        token = logIn(url, account);
        until = Date.now() + TOKEN_USED_MS;
      }
      return token;
    },
  };
}

function databaseVariables({ host, port, user, password, database }: Connection) {
  return {
    DB_CLIENT: 'pg',
    DB_HOST: host,
    DB_PORT: String(port),
    DB_USER: user,
    DB_PASSWORD: password,
    DB_DATABASE: database,
  };
}

async function logIn(url: string, { email, password }: Account): Promise<string> {
  const response = await fetch(`${url}/auth/login`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ email, password }),
  });
  if (!response.ok) throw new Error(`${email} cannot log in: ${await response.text()}`);
  const { data } = (await response.json()) as { data: { access_token: string } };
  return data.access_token;
}

function folder(name: string): string {
  const path = join(benchFolder, name);
  mkdirSync(path, { recursive: true });
  return path;
}
