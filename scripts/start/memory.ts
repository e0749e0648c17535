/** What the launcher remembers about a database, in it: beside the technical tables of the migrations. */
import type pg from 'pg';

/** The values are hashes or single words; nothing that anybody could use. */
type Key = 'demo' | 'administrator';

/** @returns what was remembered, or undefined */
export async function recall(client: pg.Client, key: Key): Promise<string | undefined> {
  await ensureTable(client);
  const { rows } = await client.query('SELECT value FROM questcity.start_state WHERE key = $1', [
    key,
  ]);
  return rows[0]?.value;
}

/** Remembers a value until another takes its place. */
export async function remember(client: pg.Client, key: Key, value: string): Promise<void> {
  await ensureTable(client);
  await client.query(
    `INSERT INTO questcity.start_state (key, value) VALUES ($1, $2)
     ON CONFLICT (key) DO UPDATE SET value = excluded.value`,
    [key, value],
  );
}

async function ensureTable(client: pg.Client): Promise<void> {
  await client.query('CREATE SCHEMA IF NOT EXISTS questcity');
  await client.query(
    'CREATE TABLE IF NOT EXISTS questcity.start_state (key text PRIMARY KEY, value text NOT NULL)',
  );
}
