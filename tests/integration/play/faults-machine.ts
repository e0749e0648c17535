/**
 * A server and a PostgreSQL that may be killed: a cluster of its own with fsync on, kept for the next
 * run, and a Directus process that comes back on the same port.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type pg from 'pg';
import { root } from '../../../directus.config.ts';
import { endProcess, untilReady } from '../../../scripts/lib/child-server.ts';
import { usePostgres } from '../../../scripts/lib/postgres.ts';
import { readPostmaster } from '../../../scripts/lib/postgres-process.ts';
import { preparePlace } from '../../../scripts/lib/postgres-program.ts';
import { directusEnvironment, makeFolder } from '../../harness/environment.ts';
import { freePort } from '../../harness/port.ts';
import { clientOf, copyTemplate, dropDatabase, withClient } from '../../harness/postgres.ts';
import { ensureTemplate } from '../../harness/template.ts';

const ROLE = 'questcity_faults';
const PATIENCE_MS = 90_000;
const SAID_KEPT = 20_000;

export interface Machine {
  readonly url: string;
  /** What the server has said since its last start, to tell why something went wrong. */
  said(): string;
  /** A new connection to the database, after a restart too. */
  connect(): Promise<pg.Client>;
  /** kill -9, and up again. */
  killServer(): Promise<void>;
  /** What `pg_ctl stop -m immediate` does, and up again: PostgreSQL recovers from its log. */
  killPostgres(): Promise<void>;
  close(): Promise<void>;
}

export async function startMachine(): Promise<Machine> {
  const place = preparePlace(root, makeFolder('faults'));
  const postgres = await usePostgres(place);
  const { host, port: databasePort } = postgres.superuser;
  await withClient(postgres.superuser, async (client) => {
    const { rows } = await client.query(
      `select current_setting('fsync') as fsync, current_setting('synchronous_commit') as commit,
              (select count(*) from pg_roles where rolname = $1)::int as known`,
      [ROLE],
    );
    if (rows[0].fsync !== 'on' || rows[0].commit !== 'on')
      throw new Error('Nothing is durable here');
    if (rows[0].known === 0) {
      await client.query(`create role ${ROLE} login superuser password '${ROLE}'`);
    }
  });
  const server = { host, port: databasePort, user: ROLE, password: ROLE };
  const connection = await copyTemplate(server, await ensureTemplate(server));
  const port = await freePort();
  const storage = mkdtempSync(join(makeFolder('storage'), 'faults-'));

  let said = '';
  const startServer = async (): Promise<ChildProcess> => {
    said = '';
    const child = spawn(process.execPath, ['scripts/start/server.mjs'], {
      cwd: root,
      env: {
        ...directusEnvironment(connection),
        HOST: '127.0.0.1',
        PORT: String(port),
        STORAGE_LOCAL_ROOT: storage,
      },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (part: Buffer) => {
        said = (said + part).slice(-SAID_KEPT);
      });
    }
    try {
      await untilReady(child, PATIENCE_MS);
    } catch (error) {
      await endProcess(child, 0);
      throw error;
    }
    return child;
  };

  /** On the port it had, which `scripts/lib/postgres.ts` would choose anew. */
  const startPostgres = async (): Promise<void> => {
    const child = spawn(
      join(place.program, 'bin', 'pg_ctl'),
      ['start', '-w', '-t', '60', '-s', '-D', place.data, '-l', join(place.data, 'server.log')],
      {
        cwd: '/',
        env: { LC_ALL: 'C', TZ: 'UTC' },
        stdio: 'ignore',
        detached: true,
        ...place.owner,
      },
    );
    const [code] = await once(child, 'exit');
    if (code !== 0) throw new Error(`PostgreSQL did not come back (${code})`);
  };

  let child = await startServer();
  return {
    url: `http://127.0.0.1:${port}`,
    said: () => said,
    async connect() {
      const client = clientOf(connection);
      client.on('error', () => undefined);
      await client.connect();
      return client;
    },
    async killServer() {
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
      child = await startServer();
    },
    async killPostgres() {
      const postmaster = readPostmaster(place.data);
      if (!postmaster) throw new Error('PostgreSQL does not run');
      // Immediate shutdown: https://www.postgresql.org/docs/17/server-shutdown.html
      process.kill(postmaster.pid, 'SIGQUIT');
      while (readPostmaster(place.data)?.pid === postmaster.pid) {
        await new Promise((resolve) => setImmediate(resolve));
      }
      await startPostgres();
    },
    async close() {
      await endProcess(child);
      await dropDatabase(connection);
      await postgres.release();
      rmSync(storage, { recursive: true, force: true });
    },
  };
}
