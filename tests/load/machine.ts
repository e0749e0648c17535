/** Where and with what a measurement was made. */
import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { arch, availableParallelism, cpus, platform, release, totalmem } from 'node:os';
import { root } from '../../directus.config.ts';
import { type Connection, withClient } from '../harness/postgres.ts';
import { canPin, LOAD_CORE, SERVER_CORE } from './processes.ts';

/** A pace in words. */
export const paceOf = ({ rounds, seconds }: { rounds: number; seconds: number }): string =>
  `${rounds} rounds of ${seconds} s`;

/** Names and values for the head of the report, of the larger database. */
export async function machineFacts(
  database: Connection,
  postgresPinned: boolean,
  pace: string,
): Promise<[string, string][]> {
  const require = createRequire(import.meta.url);
  const postgres = await withClient(database, async (client) => {
    const { rows } = await client.query<{ version: string; size: string; buffers: string }>(
      `select current_setting('server_version') as version,
              pg_size_pretty(pg_database_size(current_database())) as size,
              current_setting('shared_buffers') as buffers`,
    );
    return rows[0];
  });
  return [
    [
      'measured',
      `${new Date().toISOString().slice(0, 16).replace('T', ' ')} UTC, commit ${commit()}`,
    ],
    [
      'machine',
      `${cpus()[0]?.model ?? 'unknown processor'}, ${availableParallelism()} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, ${platform()} ${release()} ${arch()}`,
    ],
    [
      'versions',
      `Node ${process.versions.node}, Directus ${require('directus/package.json').version}, PostgreSQL ${postgres?.version}, autocannon ${require('autocannon/package.json').version}`,
    ],
    ['cores', canPin ? pinned(postgresPinned) : 'left to the system: there is no taskset here'],
    ['database', `${postgres?.size}, with shared_buffers of ${postgres?.buffers}`],
    ['pace', `${pace}; medians`],
  ];
}

function pinned(postgresPinned: boolean): string {
  const postgres = postgresPinned ? ' and PostgreSQL' : ' (PostgreSQL is not ours to pin)';
  return `server on core ${SERVER_CORE}, load generator${postgres} on core ${LOAD_CORE}`;
}

function commit(): string {
  try {
    const git = (...args: string[]) => execFileSync('git', args, { cwd: root, encoding: 'utf8' });
    // The tables of this very bench are in docs.
    const changed = git('status', '--porcelain', '--untracked-files=no', '--', ':!docs') !== '';
    return git('rev-parse', '--short', 'HEAD').trim() + (changed ? ' with changes' : '');
  } catch {
    return 'unknown';
  }
}
