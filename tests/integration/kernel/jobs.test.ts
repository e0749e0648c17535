/** The job queue on a real PostgreSQL, as a database user without special rights. */
import { EventEmitter, once } from 'node:events';
import knex, { type Knex } from 'knex';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { inTransaction } from '../../../extensions/questcity/src/kernel/database.ts';
import * as jobs from '../../../extensions/questcity/src/kernel/jobs.ts';
import { type TestDatabase, withDatabase } from '../../harness/database.ts';
import type { Connection } from '../../harness/postgres.ts';

const done = new EventEmitter();
const log = { errors: [] as string[], warnings: [] as string[] };
const logger = {
  error: (message: string) => {
    log.errors.push(message);
    done.emit('error-logged');
  },
  warn: (message: string) => log.warnings.push(message),
};

let test: TestDatabase;
let role: string | undefined;
let database: Knex;
let calls: number;
let act: (data: { name: string }) => Promise<void>;

jobs.work<{ name: string }>('errand', async (data) => {
  calls++;
  await act(data);
  done.emit('done', data.name);
});

beforeAll(async () => {
  test = await withDatabase();
  await test.client.query('create table deeds (name text)');
  database = knex({ client: 'pg', connection: await plainUser(), pool: { min: 0, max: 5 } });
  await jobs.start(database, logger);
  await jobs.startWorkers(logger);
});

/** A login without special rights: the tests' own, unless that is a superuser's. */
async function plainUser(): Promise<Connection> {
  const { client, connection } = test;
  const { rows } = await client.query(
    'select rolsuper from pg_roles where rolname = current_user and rolsuper',
  );
  // A copy, since knex hides the password in what it is given.
  if (rows.length === 0) return { ...connection };
  role = `${connection.database}_plain`;
  await client.query(`create role "${role}" login password 'plain' nosuperuser`);
  await client.query(`grant create on database "${connection.database}" to "${role}"`);
  await client.query(`grant all on deeds to "${role}"`);
  return { ...connection, user: role, password: 'plain' };
}

afterAll(async () => {
  await database?.destroy();
  if (role) {
    await test.client.query(`drop owned by "${role}" cascade`);
    await test.client.query(`drop role "${role}"`);
  }
  await test.close();
});

beforeEach(() => {
  calls = 0;
  act = async () => undefined;
  log.errors.length = 0;
});

const states = async (name: string) => {
  const { rows } = await test.client.query(
    `select name, state, output from pgboss.job where data ->> 'name' = $1 order by name`,
    [name],
  );
  return rows;
};

describe('jobs', () => {
  it('are done after the commit, at once', async () => {
    const began = performance.now();
    const finished = once(done, 'done');
    await inTransaction(database, async (transaction) => {
      await jobs.send(transaction, 'errand', { name: 'committed' });
      expect(calls).toBe(0);
    });
    expect(await finished).toEqual(['committed']);
    expect(performance.now() - began).toBeLessThan(2000);
  });

  it('are not there when the transaction fails', async () => {
    const failing = inTransaction(database, async (transaction) => {
      await jobs.send(transaction, 'errand', { name: 'rolled back' });
      throw new Error('stop');
    });
    await expect(failing).rejects.toThrow('stop');
    expect(await states('rolled back')).toEqual([]);
  });

  it('are tried again after an error', async () => {
    act = async () => {
      if (calls === 1) throw new Error('not now');
    };
    const finished = once(done, 'done');
    await inTransaction(database, async (transaction) => {
      await jobs.send(transaction, 'errand', { name: 'twice' });
      await transaction.raw(
        `update pgboss.job set retry_delay = 1 where data ->> 'name' = 'twice'`,
      );
    });
    await finished;
    expect(calls).toBe(2);
    expect(log.warnings.join()).toMatch(/errand .* will be tried again: not now/);
    expect(log.errors).toEqual([]);
  });

  it('are logged and kept when they fail for good', async () => {
    act = () => Promise.reject(new Error('never'));
    const logged = once(done, 'error-logged');
    await inTransaction(database, async (transaction) => {
      await jobs.send(transaction, 'errand', { name: 'lost' });
      await transaction.raw(`update pgboss.job set retry_limit = 0 where data ->> 'name' = 'lost'`);
    });
    await logged;
    expect(log.errors[0]).toMatch(/errand .* failed for good after 1 tries: never/);
    await expect
      .poll(() => states('lost'))
      .toMatchObject([
        { name: 'errand', state: 'failed', output: { message: 'never' } },
        { name: jobs.FAILED_JOBS, state: 'created' },
      ]);
  });

  it('end before the database closes', async () => {
    const begun = once(done, 'begun');
    act = async ({ name }) => {
      done.emit('begun');
      await database.raw('select pg_sleep(1)');
      await database.raw('insert into deeds values (?)', [name]);
    };
    await jobs.send(database, 'errand', { name: 'last' });
    await begun;
    await database.destroy();
    expect((await test.client.query('select name from deeds')).rows).toEqual([{ name: 'last' }]);
    expect(await states('last')).toMatchObject([{ state: 'completed' }]);
    await expect(jobs.send(database, 'errand', { name: 'too late' })).rejects.toThrow(/queue/);
  });
});
