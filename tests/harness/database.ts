/** A database of its own for each test file: a copy of the template, with the whole state applied. */
import type pg from 'pg';
import { inject } from 'vitest';
import { directusEnvironment } from './environment.ts';
import { type Connection, clientOf, copyTemplate, dropDatabase } from './postgres.ts';

export interface TestDatabase {
  readonly connection: Connection;
  /** Connected as the owner of the database. */
  readonly client: pg.Client;
  /** The environment of a Directus process on this database. */
  readonly env: Record<string, string>;
  /** Disconnects and drops the database. */
  close(): Promise<void>;
}

/** Makes a database; call it in `beforeAll`, and `close()` in `afterAll`. */
export async function withDatabase(): Promise<TestDatabase> {
  const { server, template } = inject('questcity');
  const connection = await copyTemplate(server, template);
  const client = clientOf(connection);
  try {
    await client.connect();
  } catch (error) {
    await dropDatabase(connection);
    throw error;
  }
  return {
    connection,
    client,
    env: directusEnvironment(connection),
    async close() {
      await client.end();
      await dropDatabase(connection);
    },
  };
}
