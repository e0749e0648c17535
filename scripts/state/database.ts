/** The one lock of an apply, and the tables in which applies keep what they know. */
import { setTimeout as wait } from 'node:timers/promises';
import type pg from 'pg';

/** Any number will do, as long as all nodes use the same. */
const applyLock = 0x5143_0001;

/**
 * Runs `work` while no other node does. Another one that comes meanwhile waits here; the lock ends
 * with the connection, so a killed process never leaves it behind.
 */
export async function withApplyLock<T>(
  client: pg.Client,
  log: (line: string) => void,
  work: () => Promise<T>,
): Promise<T> {
  const take = async () => {
    const { rows } = await client.query<{ taken: boolean }>(
      'select pg_try_advisory_lock($1) as taken',
      [applyLock],
    );
    return rows[0]?.taken === true;
  };
  if (!(await take())) {
    log('Another process is applying the state; waiting for it.');
    // Polling instead of a waiting query: a snapshot held open by one would block index builds.
    while (!(await take())) await wait(250);
  }
  try {
    return await work();
  } finally {
    await client.query('select pg_advisory_unlock($1)', [applyLock]).catch(() => {});
  }
}

/** Makes the tables in which applies keep what they know. */
export async function prepareRecords(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ there: boolean }>(
    `select to_regclass('questcity.applied_state') is not null
       and to_regclass('questcity.owned') is not null as there`,
  );
  if (rows[0]?.there) return;
  await client.query(`
    create schema if not exists questcity;
    create table if not exists questcity.applied_state (
      name text primary key,
      fingerprint text not null,
      applied_at timestamptz not null default now()
    );
    create table if not exists questcity.owned (
      kind text not null,
      key text not null,
      primary key (kind, key)
    );
  `);
}

/** What was recorded under a name, such as the fingerprint of the state; undefined when nothing was. */
export async function readRecord(client: pg.Client, name: string): Promise<string | undefined> {
  const { rows: there } = await client.query<{ there: boolean }>(
    `select to_regclass('questcity.applied_state') is not null as there`,
  );
  if (!there[0]?.there) return undefined;
  const { rows } = await client.query<{ fingerprint: string }>(
    'select fingerprint from questcity.applied_state where name = $1',
    [name],
  );
  return rows[0]?.fingerprint;
}

/** Records a value under a name. */
export async function writeRecord(client: pg.Client, name: string, value: string): Promise<void> {
  await client.query(
    `insert into questcity.applied_state (name, fingerprint) values ($1, $2)
     on conflict (name) do update set fingerprint = excluded.fingerprint, applied_at = now()
     where applied_state.fingerprint is distinct from excluded.fingerprint`,
    [name, value],
  );
}
