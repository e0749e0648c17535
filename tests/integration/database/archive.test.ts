/** Taking a month's attempts out, and putting them back. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type TestDatabase, withDatabase } from '../../harness/database.ts';
import { file, insert, player, publishedQuest, read, session, update } from './fixtures.ts';

let db: TestDatabase;
let questId: string;
beforeAll(async () => {
  db = await withDatabase();
  questId = await publishedQuest(db.client);
});
afterAll(() => db?.close());

/** A session of a month with one attempt, made by a player of its own. */
async function played(month: string, status = 'completed') {
  const user = await player(db.client);
  const started = new Date(`${month}-15T10:00:00Z`);
  const id = await session(db.client, questId, user, { started_at: started });
  const attempt = {
    session: id,
    point: randomUUID(),
    user,
    client_attempt_id: randomUUID(),
    outcome: 'solved',
    captured_at: started,
    file: await file(db.client),
  };
  await insert(db.client, 'attempts', attempt);
  if (status !== 'active') await update(db.client, 'sessions', id, { status });
  return { ...attempt, id };
}

const archive = async (month: string): Promise<string> => {
  const { rows } = await db.client.query('select questcity.archive_attempts($1::date) as name', [
    `${month}-20`,
  ]);
  return rows[0].name;
};
const attemptsIn = async (table: string, ofSession: string) => {
  const { rows } = await db.client.query(`select * from ${table} where session = $1`, [ofSession]);
  return rows;
};

it('moves exactly that month, and leaves the sessions as they are', async () => {
  const [old, next] = [await played('2025-03'), await played('2025-04')];
  expect(await archive('2025-03')).toBe('questcity_archive.attempts_2025_03');
  expect(await attemptsIn('attempts', old.id)).toEqual([]);
  expect(await attemptsIn('questcity_archive.attempts_2025_03', old.id)).toMatchObject([
    { client_attempt_id: old.client_attempt_id, user: old.user, outcome: 'solved' },
  ]);
  expect(await attemptsIn('attempts', next.id)).toHaveLength(1);
  expect(await read(db.client, 'sessions', old.id)).toMatchObject({ status: 'completed' });
});

it('keeps a place for attempts that a phone repeats', async () => {
  const old = await played('2025-05');
  await archive('2025-05');
  const { id: _, ...again } = old;
  await insert(db.client, 'attempts', { ...again, outcome: 'rejected' });
  expect(await attemptsIn('attempts', old.id)).toMatchObject([{ outcome: 'rejected' }]);
  await expect(archive('2025-05')).rejects.toThrow('2025-05 are in the archive already');
});

it('forgets the player and the file, and goes with the session', async () => {
  const [left, gone] = [await played('2025-06'), await played('2025-06')];
  const table = await archive('2025-06');
  await db.client.query('delete from directus_files where id = $1', [left.file]);
  await db.client.query('delete from directus_users where id = $1', [left.user]);
  expect(await attemptsIn(table, left.id)).toMatchObject([{ user: null, file: null }]);
  await db.client.query('delete from sessions where id = $1', [gone.id]);
  expect(await attemptsIn(table, gone.id)).toEqual([]);
});

it('is refused while an attempt waits for a decision', async () => {
  const { id: _, ...made } = await played('2025-09');
  const waits = { ...made, client_attempt_id: randomUUID(), outcome: 'in_review' };
  await insert(db.client, 'attempts', waits);
  await expect(archive('2025-09')).rejects.toThrow('2025-09 still wait for a decision');
});

it('is refused, and moves nothing', async () => {
  const active = await played('2025-07', 'active');
  const now = await played(new Date().toISOString().slice(0, 7));
  await expect(archive('2025-07')).rejects.toThrow(
    'Sessions that started in 2025-07 are still active',
  );
  await expect(archive(new Date().toISOString().slice(0, 7))).rejects.toThrow(
    'still being started',
  );
  await expect(archive('1999-01')).rejects.toThrow('There are no attempts of 1999-01');
  for (const { id } of [active, now]) expect(await attemptsIn('attempts', id)).toHaveLength(1);
});

it('is undone by the commands of the operations guide', async () => {
  const old = await played('2025-08');
  const before = await attemptsIn('attempts', old.id);
  const table = await archive('2025-08');
  // Repeated meanwhile: what was recorded first is what holds.
  const { id: _, ...again } = old;
  await insert(db.client, 'attempts', { ...again, outcome: 'rejected' });
  // As pg_restore makes it: the same rule, which PostgreSQL then writes out in another way.
  const { rows } = await db.client.query(
    `select pg_get_constraintdef(oid) as rule from pg_constraint
      where conrelid = $1::regclass and conname = 'attempts_effect_known'`,
    [table],
  );
  await db.client.query(`alter table ${table} drop constraint attempts_effect_known`);
  await db.client.query(
    `alter table ${table} add constraint attempts_effect_known ${rows[0].rule}`,
  );
  for (const command of [
    'begin',
    'create temp table later on commit drop as table questcity.attempts_2025_08',
    'drop table questcity.attempts_2025_08',
    `select questcity.attempts_partition('2025-08-01')`,
    `insert into questcity.attempts_2025_08 select * from ${table}`,
    'insert into questcity.attempts_2025_08 select * from later on conflict do nothing',
    `drop table ${table}`,
    'commit',
  ]) {
    await db.client.query(command);
  }
  expect(await attemptsIn('attempts', old.id)).toEqual(before);
  expect(await archive('2025-08')).toBe(table);
});
