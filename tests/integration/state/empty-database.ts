/** A database with nothing in it, for tests of the very first apply. */
import pg from 'pg';
import { inject } from 'vitest';
import { directusEnvironment } from '../../harness/environment.ts';
import { copyTemplate, dropDatabase } from '../../harness/postgres.ts';

export interface EmptyDatabase {
  readonly client: pg.Client;
  readonly env: Record<string, string>;
  close(): Promise<void>;
}

/** Makes one; call `close()` in `afterAll`. */
export async function withEmptyDatabase(): Promise<EmptyDatabase> {
  const { server, template } = inject('questcity');
  const connection = await copyTemplate(server, template, 'template1');
  const client = new pg.Client(connection);
  await client.connect();
  return {
    client,
    env: directusEnvironment(connection),
    async close() {
      await client.end();
      await dropDatabase(connection);
    },
  };
}
