/** The embedded PostgreSQL of the tests: beside the project's own, and fast instead of durable. */
import { root } from '../../directus.config.ts';
import { usePostgres } from '../../scripts/lib/postgres.ts';
import { preparePlace } from '../../scripts/lib/postgres-program.ts';
import { testFolder } from './environment.ts';
import { type Server, withClient } from './postgres.ts';

/** The role that owns the tests' databases: an ordinary one, as in production, that may make them. */
const ROLE = 'questcity_test';
/** The load tests' servers run as in production, where a password that is easy to guess is refused. */
const ROLE_PASSWORD = 'Vd7wK2mXq9Lz4tRb';

/** Starts it, or joins the one that another run has started. */
export async function startPostgres(): Promise<{ server: Server; stop(): Promise<void> }> {
  const postgres = await usePostgres(preparePlace(root, testFolder));
  await withClient(postgres.superuser, async (client) => {
    // What a power cut would destroy is made anew by the next run.
    for (const setting of ['fsync', 'synchronous_commit', 'full_page_writes']) {
      await client.query(`alter system set ${setting} = off`);
    }
    await client.query('select pg_reload_conf()');
    const { rowCount } = await client.query('select from pg_roles where rolname = $1', [ROLE]);
    if (rowCount === 0) {
      await client.query(`create role ${ROLE} login createdb`);
    }
    await client.query(`alter role ${ROLE} password '${ROLE_PASSWORD}'`);
  });
  // Only a superuser may make it, as for the project's own database; every new one is a copy of this.
  await withClient({ ...postgres.superuser, database: 'template1' }, (client) =>
    client.query('create extension if not exists earthdistance cascade'),
  );
  const { host, port } = postgres.superuser;
  return {
    server: { host, port, user: ROLE, password: ROLE_PASSWORD },
    stop: () => postgres.release(),
  };
}
