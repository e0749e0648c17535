/**
 * Fills a database with a catalogue: the quests from content.ts, and what belongs to them by SQL.
 * Triggers and foreign keys are off meanwhile; afterwards everything that triggers keep (ratings,
 * counts, starts, search) is worked out anew.
 */
import type pg from 'pg';
import { accounts } from '../harness/accounts.ts';
import { idOf, POINTS_PER_QUEST, type Quest, questsOf, type Size } from './content.ts';
import { categoryList, cityList, languages, vehicleList } from './vocabulary.ts';

/** Those who review, favourite and start the quests. */
const PLAYERS = 200;
const PLAYER_ROLE = '10000000-0000-4000-8000-000000000001';

/** Sent to the database at once. */
const BATCH = 2_000;

const FILLED = [
  ...['quests', 'points', 'places', 'merch', 'reviews', 'favorites', 'sessions'],
  'questcity.quest_search',
  'questcity.quest_names',
];

/** The columns of a quest as PostgreSQL reads them from JSON; content.ts has their names. */
const QUEST_COLUMNS = {
  id: 'uuid',
  name: 'text',
  description: 'text',
  status: 'text',
  category: 'uuid',
  city: 'uuid',
  vehicle: 'uuid',
  group_size: 'int',
  level: 'text',
  mileage: 'text',
  timeframe: 'int',
  cost: 'int',
  reward: 'int',
  subscription_only: 'boolean',
  published_at: 'timestamptz',
  latitude: 'float8',
  longitude: 'float8',
  quality: 'float8',
  fame: 'float8',
} as const satisfies Record<keyof Quest, string>;

/** Which of them are no columns of the table: what the rest is made of. */
const STAGED_ONLY = ['latitude', 'longitude', 'quality', 'fame'];

/**
 * Replaces a database's catalogue by one of that size.
 *
 * @param client connected as a superuser, whom PostgreSQL lets turn foreign keys off
 */
export async function fillCatalogue(
  client: pg.Client,
  size: Size,
  log: (line: string) => void,
): Promise<void> {
  const timed = async (what: string, work: () => Promise<unknown>) => {
    const began = performance.now();
    await work();
    log(`${what}: ${((performance.now() - began) / 1000).toFixed(1)} s`);
  };
  await client.query(`set synchronous_commit = off; set maintenance_work_mem = '256MB'`);
  await client.query('begin');
  // What the tests keep there goes, with all that refers to it.
  await client.query('truncate categories, cities, vehicles cascade');
  await insertReference(client);
  await insertPlayers(client);
  await client.query('set local session_replication_role = replica');
  const indexes = await dropIndexes(client, FILLED);
  await timed(`${size}: quests`, () => insertQuests(client, size));
  await timed(`${size}: points and places`, () => insertPoints(client));
  await timed(`${size}: merch, reviews, favourites, sessions`, () => insertPlay(client));
  await timed(`${size}: ratings, counts, starts, search`, () =>
    client.query('select questcity.recount()'),
  );
  await timed(`${size}: indexes`, async () => {
    for (const index of indexes) await client.query(index);
  });
  await client.query('commit');
  await timed(`${size}: vacuum`, () => client.query('vacuum (analyze, skip_locked)'));
}

/**
 * One index at a time is built faster than all of them row by row. Drops those of the tables that no
 * rule stands on, and returns what makes them again.
 */
export async function dropIndexes(client: pg.Client, tables: readonly string[]): Promise<string[]> {
  const { rows } = await client.query<{ name: string; definition: string }>(
    `select indexrelid::regclass::text as name, pg_get_indexdef(indexrelid) as definition
       from pg_index where indrelid = any($1::regclass[]) and not indisunique`,
    [tables],
  );
  for (const { name } of rows) await client.query(`drop index ${name}`);
  return rows.map(({ definition }) => definition);
}

async function insertReference(client: pg.Client): Promise<void> {
  for (const [index, name] of categoryList.entries()) {
    await client.query('insert into categories (id, name, sort) values ($1, $2, $3)', [
      idOf('category', index),
      name,
      index,
    ]);
  }
  for (const [index, [name, latitude, longitude, zone]] of cityList.entries()) {
    const location = { type: 'Point', coordinates: [longitude, latitude] };
    await client.query(
      'insert into cities (id, name, location, time_zone) values ($1, $2, $3, $4)',
      [idOf('city', index), name, JSON.stringify(location), zone],
    );
  }
  for (const [index, [name, speed]] of vehicleList.entries()) {
    await client.query('insert into vehicles (id, name, top_speed_kmh) values ($1, $2, $3)', [
      idOf('vehicle', index),
      name,
      speed,
    ]);
  }
}

async function insertPlayers(client: pg.Client): Promise<void> {
  const ids = Array.from({ length: PLAYERS }, (_, index) => idOf('player', index));
  await client.query(
    `insert into directus_users (id, email, role, status, provider)
     select id, 'player' || number || '@bench.example.com', $2, 'active', 'default'
       from unnest($1::uuid[]) with ordinality as player (id, number)`,
    [ids, PLAYER_ROLE],
  );
  await client.query(
    `create temp table bench_player on commit drop as
     select id, number::int - 1 as number from unnest($1::uuid[]) with ordinality as p (id, number)`,
    [ids],
  );
}

/** Quests, kept in a temporary table too, with what the rest is made of. */
async function insertQuests(client: pg.Client, size: Size): Promise<void> {
  const columns = Object.entries(QUEST_COLUMNS).map(([name, type]) => `${name} ${type}`);
  await client.query(
    `create temp table bench_quest (number serial, ${columns.join(', ')}) on commit drop`,
  );
  const names = Object.keys(QUEST_COLUMNS).join(', ');
  let batch: Quest[] = [];
  const send = async () => {
    await client.query(
      `insert into bench_quest (${names})
       select ${names} from json_to_recordset($1) as quest (${columns.join(', ')})`,
      [JSON.stringify(batch)],
    );
    batch = [];
  };
  for (const quest of questsOf(size)) {
    batch.push(quest);
    if (batch.length === BATCH) await send();
  }
  await send();
  const stored = Object.keys(QUEST_COLUMNS).filter((name) => !STAGED_ONLY.includes(name));
  await client.query(
    `insert into quests (${stored.join(', ')}, created_at)
     select ${stored.join(', ')}, coalesce(published_at, '2025-12-31T12:00:00Z') - interval '3 days'
       from bench_quest order by number`,
  );
  await client.query('analyze bench_quest');
}

/** A point some 150 m after another, each with one place. */
async function insertPoints(client: pg.Client): Promise<void> {
  const nouns = [...languages.english.noun, ...languages.russian.noun];
  await client.query(
    `insert into points (id, quest, "order", name, description, activity)
     select md5('point ' || q.id || n)::uuid, q.id, n,
            initcap(($1::text[])[1 + (q.number * 7 + n * 3) % cardinality($1::text[])]),
            'Stand before the ' || ($1::text[])[1 + (q.number + n) % cardinality($1::text[])]
              || ' and look for what does not belong there.',
            'catch_ghost'
       from bench_quest q, generate_series(1, $2::int) n
      where q.status = 'published'
      order by q.number, n`,
    [nouns, POINTS_PER_QUEST],
  );
  await client.query(
    `insert into places (id, point, location)
     select md5('place ' || q.id || n)::uuid, md5('point ' || q.id || n)::uuid,
            json_build_object('type', 'Point', 'coordinates', json_build_array(
              round((q.longitude + (n - 1) * 0.0015 * cos(q.number))::numeric, 6),
              round((q.latitude + (n - 1) * 0.001 * sin(q.number))::numeric, 6)))
       from bench_quest q, generate_series(1, $1::int) n
      where q.status = 'published'
      order by q.number, n`,
    [POINTS_PER_QUEST],
  );
}

/** The more famous a quest, the more of everything; different players each time. */
async function insertPlay(client: pg.Client): Promise<void> {
  const each = (most: number) => `
       from bench_quest q
      cross join generate_series(1, round(q.fame * ${most})::int) n
       join bench_player p on p.number = (q.number * 31 + n * 17) % ${PLAYERS}
      where q.status = 'published'`;
  await client.query(
    `insert into merch (quest, name, description, price, currency, sort)
     select q.id, (array['Mug', 'Map', 'Postcard'])[n], 'To take home', 500 * n, 'EUR', n
       from bench_quest q, generate_series(1, q.number % 4) n
      where q.status = 'published'`,
  );
  await client.query(
    `insert into reviews (quest, author, rating, text)
     select q.id, p.id, least(5, greatest(1, round(2.5 + 2.5 * q.quality + n % 3 - 1)))::int,
            'We liked it' ${each(9)}`,
  );
  await client.query(
    `insert into favorites (quest, "user", created_at)
     select q.id, p.id, q.published_at + n * interval '1 hour' ${each(9)}`,
  );
  await client.query(
    `insert into sessions (quest, owner, status, content, started_at, ended_at)
     select q.id, p.id, 'completed', '{}', q.published_at + n * interval '1 hour',
            q.published_at + n * interval '2 hours' ${each(6)}`,
  );
  await client.query(
    `insert into favorites (quest, "user")
     select id, $1 from bench_quest
      where status = 'published' and number <= 1000 and number % 25 = 1`,
    [accounts.player.id],
  );
}
