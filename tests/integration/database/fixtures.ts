/** Rows for the tests of the database's rules, with everything filled in that a test does not name. */
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { expect } from 'vitest';

export type Values = Record<string, unknown>;

let made = 0;

/** A name that no other row has. */
export function uniqueName(thing: string): string {
  return `${thing} ${++made}`;
}

/** Inserts a row and returns its id. Objects are stored as JSON. */
export async function insert(client: pg.Client, table: string, values: Values): Promise<string> {
  const columns = Object.keys(values).map((column) => `"${column}"`);
  const holders = columns.map((_, index) => `$${index + 1}`);
  const { rows } = await client.query<{ id: string }>(
    `insert into "${table}" (${columns.join(', ')}) values (${holders.join(', ')}) returning id`,
    Object.values(values),
  );
  return rows[0]?.id as string;
}

/** Changes a row by its id. */
export async function update(
  client: pg.Client,
  table: string,
  id: string,
  values: Values,
): Promise<void> {
  const changes = Object.keys(values).map((column, index) => `"${column}" = $${index + 2}`);
  await client.query(`update "${table}" set ${changes.join(', ')} where id = $1`, [
    id,
    ...Object.values(values),
  ]);
}

/** Reads a row by its id. */
export async function read(client: pg.Client, table: string, id: string): Promise<Values> {
  const { rows } = await client.query<Values>(`select * from "${table}" where id = $1`, [id]);
  return rows[0] as Values;
}

/** Expects that a rule refuses, and that what it says contains `message`. */
export async function expectRefused(
  action: Promise<unknown>,
  rule: string,
  message?: string,
): Promise<void> {
  const error = await action.then(
    () => undefined,
    (reason: unknown) => reason as pg.DatabaseError,
  );
  expect(error, `"${rule}" refused nothing`).toBeDefined();
  expect(error?.constraint ?? error?.message).toBe(rule);
  if (message !== undefined) expect(error?.message).toContain(message);
}

/** Runs statements in one transaction, as a nested save of Directus does. */
export async function inTransaction<T>(client: pg.Client, work: () => Promise<T>): Promise<T> {
  await client.query('begin');
  try {
    const result = await work();
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback');
    throw error;
  }
}

/** Further connections to the same database, for what happens at once; closed after `work`. */
export async function withClients<T>(
  connection: pg.ClientConfig,
  count: number,
  work: (clients: pg.Client[]) => Promise<T>,
): Promise<T> {
  const clients = Array.from({ length: count }, () => new pg.Client(connection));
  try {
    await Promise.all(clients.map((client) => client.connect()));
    return await work(clients);
  } finally {
    await Promise.all(clients.map((client) => client.end()));
  }
}

/** How many of the actions succeeded, and the rules that refused the others. */
export async function outcomes(
  actions: Promise<unknown>[],
): Promise<{ done: number; refused: (string | undefined)[] }> {
  const results = await Promise.allSettled(actions);
  return {
    done: results.filter((result) => result.status === 'fulfilled').length,
    refused: results
      .filter((result) => result.status === 'rejected')
      .map((result) => (result.reason as pg.DatabaseError).constraint),
  };
}

/** An account, and with it a profile of the same id. */
export async function player(client: pg.Client, values: Values = {}): Promise<string> {
  const id = randomUUID();
  return insert(client, 'directus_users', {
    id,
    email: `${id}@demo.example.com`,
    status: 'active',
    ...values,
  });
}

export const moscow = { type: 'Point', coordinates: [37.617778, 55.755833] };

/** What a quest refers to, made once for each test database. */
export async function references(client: pg.Client) {
  return {
    category: await insert(client, 'categories', { name: uniqueName('Category') }),
    city: await insert(client, 'cities', {
      name: uniqueName('City'),
      location: moscow,
      time_zone: 'Europe/Moscow',
    }),
    vehicle: await insert(client, 'vehicles', { name: uniqueName('Vehicle'), top_speed_kmh: 30 }),
  };
}

/** A draft without points. */
export async function quest(client: pg.Client, values: Values = {}): Promise<string> {
  return insert(client, 'quests', {
    name: uniqueName('Quest'),
    level: 'easy',
    mileage: '5_10',
    ...(await references(client)),
    ...values,
  });
}

/** A point; its activity is made when the reference data does not hold it. */
export async function point(
  client: pg.Client,
  questId: string,
  values: Values = {},
): Promise<string> {
  const { activity = 'catch_ghost', ...rest } = values;
  if (activity !== null) {
    await client.query('insert into activities (id, name) values ($1, $1) on conflict do nothing', [
      activity,
    ]);
  }
  return insert(client, 'points', { quest: questId, name: 'Somewhere', activity, ...rest });
}

export function place(client: pg.Client, pointId: string, values: Values = {}): Promise<string> {
  return insert(client, 'places', { point: pointId, location: moscow, ...values });
}

/** A published quest of one point. */
export async function publishedQuest(client: pg.Client, values: Values = {}): Promise<string> {
  const id = await quest(client, values);
  await place(client, await point(client, id));
  await update(client, 'quests', id, { status: 'published' });
  return id;
}

/** A session that `owner` has started. */
export async function session(
  client: pg.Client,
  questId: string,
  owner: string,
  values: Values = {},
): Promise<string> {
  const id = await insert(client, 'sessions', { quest: questId, owner, content: {}, ...values });
  await insert(client, 'session_members', {
    session: id,
    user: owner,
    role: 'owner',
    status: 'joined',
  });
  return id;
}

/** A file without contents. */
export function file(client: pg.Client): Promise<string> {
  return insert(client, 'directus_files', {
    id: randomUUID(),
    storage: 'local',
    filename_download: 'file.bin',
  });
}
