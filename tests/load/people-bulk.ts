/**
 * Fills a database with people by SQL, the same on every machine: profiles with names and usernames,
 * friendships among them, and one player with a great many friends. Triggers and foreign keys are off
 * meanwhile.
 */
import type pg from 'pg';
import { accounts, roles } from '../harness/accounts.ts';
import { dropIndexes } from './bulk.ts';
import { type Name, people } from './people-names.ts';

/** Accounts, and how many of them are friends of the one who asks. */
export const PEOPLE = 1_000_000;
export const FRIENDS = 5_000;

/** Who asks: the player of the tests' accounts. */
export const ASKING = accounts.player;

/** One in so many is locked, has kept the username given at registration, has a last name of their own. */
const LOCKED_EVERY = 50;
const UNNAMED_EVERY = 10;
const RARE_EVERY = 15;

const FILLED = ['directus_users', 'profiles', 'friend_edges'];

/** @param client connected as a superuser, whom PostgreSQL lets turn foreign keys off */
export async function fillPeople(client: pg.Client, log: (line: string) => void): Promise<void> {
  const timed = async (what: string, statement: string, values: unknown[] = []) => {
    const began = performance.now();
    await client.query(statement, values);
    log(`${what}: ${((performance.now() - began) / 1000).toFixed(1)} s`);
  };
  await client.query(`set synchronous_commit = off; set maintenance_work_mem = '256MB'`);
  await client.query('begin');
  await client.query('set local session_replication_role = replica');
  await insertNames(client);
  const indexes = await dropIndexes(client, FILLED);
  await timed('people: names', STAGE, [PEOPLE, UNNAMED_EVERY, RARE_EVERY]);
  await timed('people: accounts', ACCOUNTS, [roles.player, LOCKED_EVERY]);
  await timed('people: profiles', PROFILES);
  await timed('people: friendships', FRIENDSHIPS, [PEOPLE]);
  await timed('people: friends of one', FRIENDS_OF_ONE, [ASKING.id, FRIENDS, PEOPLE]);
  await timed('people: words of names', 'select questcity.recount_names()');
  for (const index of indexes) await timed(index.slice(0, 60), index);
  await client.query('commit');
  await timed('people: vacuum', 'vacuum (analyze, skip_locked)');
}

/** The lists of names as a table, numbered by rank. */
async function insertNames(client: pg.Client): Promise<void> {
  await client.query(
    `create temp table bench_name
       (language int, part text, rank int, written text, latin text,
        primary key (language, part, rank)) on commit drop`,
  );
  for (const [language, parts] of [people.russian, people.english].entries()) {
    for (const [part, names] of Object.entries(parts) as [string, readonly Name[]][]) {
      await client.query(
        `insert into bench_name
         select $1, $2, number, written, latin
           from unnest($3::text[], $4::text[]) with ordinality as n (written, latin, number)`,
        [language, part, names.map(([written]) => written), names.map(([, latin]) => latin)],
      );
    }
  }
  await client.query('analyze bench_name');
}

/** From 0 to below 1, for a number and a use: as random as it need be, and always the same. */
const random = (use: number) =>
  `((hashint8extended(n, ${use}) & 4503599627370495)::float8 / 4503599627370496)`;

/** By rank, as names are given: the r-th is about 1/r as frequent as the first (Zipf). */
const ranked = (count: string, use: number) => `floor(power(${count} + 1, ${random(use)}))::int`;

/**
 * A username begins with up to 10 letters made of the names; where it is taken already, a number
 * follows, as people do. $1: how many, $2: one in how many has a username that was made up, $3: one in
 * how many has a last name that hardly anybody else has.
 */
const STAGE = `
  create temp table bench_person on commit drop as
  with drawn as (
    select n, (${random(1)} < 0.5)::int as l, ${random(2)} as shape, ${random(3)} as known
      from generate_series(1, $1::bigint) n
  ), counted as (
    select language as l, count(*) filter (where part = 'first') as firsts,
           count(*) filter (where part = 'last') as lasts
      from bench_name group by language
  ), named as (
    select n, shape, known, f.written as first_name, s.written as last_name,
           f.latin as first, s.latin as last
      from (
        select *, ${ranked('firsts', 4)} as f, ${ranked('lasts', 5)} as s
          from drawn join counted using (l)
      ) d
      join bench_name f on f.language = l and f.part = 'first' and f.rank = d.f
      join bench_name s on s.language = l and s.part = 'last' and s.rank = d.s
  ), begun as (
    select *, rtrim(left(case
        when shape < 0.2 then first
        when shape < 0.4 then left(first, 4) || '_' || last
        when shape < 0.55 then left(first, 1) || '.' || last
        when shape < 0.7 then first || last
        when shape < 0.85 then last || '_' || first
        else left(last, 5) || left(first, 4)
      end, 10), '_.') as beginning
      from named
  ), numbered as (
    select *, row_number() over (partition by beginning order by n) as again from begun
  )
  select n, md5('questcity bench person ' || n)::uuid as id,
         case when n % $2 = 0 then 'player_' || lpad(to_hex((n * 2654435761) & 4294967295), 8, '0')
              when length(beginning) < 3 or again > 1 then rpad(beginning, greatest(3, length(beginning)), '_') || again
              else beginning end as username,
         case when known < 0.85 then first_name end as first_name,
         case when known >= 0.7 then null
              when n % $3 = 0 then (
                select initcap(string_agg(substr('bdfgklmnprstvz', 1 + (n / (14 ^ k)::bigint % 14)::int, 1)
                         || substr('aeiou', 1 + (n / (5 ^ k)::bigint % 5)::int, 1), ''))
                  from generate_series(0, 3) k)
              else last_name end as last_name
    from numbered`;

const ACCOUNTS = `
  insert into directus_users (id, email, role, status, provider)
  select id, 'person' || n || '@bench.example.com', $1,
         case when n % $2 = 0 then 'suspended' else 'active' end, 'default'
    from bench_person`;

const PROFILES = `
  insert into profiles (id, username, first_name, last_name)
  select id, username, first_name, last_name from bench_person`;

/** Everybody is friends with two others, those so many places before and behind. $1: how many. */
const FRIENDSHIPS = `
  with pairs as (
    select one.id as one, one.username as one_name, two.id as two, two.username as two_name, one.n
      from bench_person one join bench_person two on two.n = (one.n + 7918) % $1::bigint + 1
  )
  insert into friend_edges ("user", other, other_username, state, created_at)
  select one, two, lower(two_name), 'friend', timestamptz '2026-01-01' + n * interval '1 second' from pairs
  union all
  select two, one, lower(one_name), 'friend', timestamptz '2026-01-01' + n * interval '1 second' from pairs`;

/** One is friends with every so-manyth. $1: who, $2: how many friends, $3: of how many people. */
const FRIENDS_OF_ONE = `
  with friends as (
    select id, username, n from bench_person where n % ($3::bigint / $2::bigint) = 1
  )
  insert into friend_edges ("user", other, other_username, state, created_at)
  select $1::uuid, id, lower(username), 'friend', timestamptz '2026-02-01' + n * interval '1 second'
    from friends
  union all
  select id, $1::uuid, (select lower(username) from profiles where id = $1::uuid), 'friend',
         timestamptz '2026-02-01' + n * interval '1 second'
    from friends`;
