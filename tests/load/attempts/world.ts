/**
 * The databases of the attempts bench: sessions of ten points each, waiting to be walked, each with a
 * player of its own; and the same with millions of attempts stored in the same month.
 */
import type pg from 'pg';
import { asOwner, type Connection, type Server, withClient } from '../../harness/postgres.ts';
import { ensureTemplate } from '../../harness/template.ts';

/** Sessions in each database; a round must not run out of them. */
export const SESSIONS = 24_000;
export const POINTS = 10;
/** The last point is left: completing a session pays rewards, which is another transaction. */
export const STEPS = POINTS - 1;
export const PLACE = { latitude: 59.9343, longitude: 30.3351 };

/** Attempts of each session that lies stored. */
const STORED_PER_SESSION = 500;
const KINDS = { user: 1, session: 2, state: 3, point: 4, quest: 5, old: 6, attempt: 7 } as const;

/** Ids in rising order, as time-ordered ones are. */
export function idOf(kind: keyof typeof KINDS, number: number): string {
  return `019a0000-000${KINDS[kind]}-7000-8000-${number.toString(16).padStart(12, '0')}`;
}

/** The same in SQL; `number` is an expression. */
export function sqlId(kind: keyof typeof KINDS, number: string): string {
  return `('019a0000-000${KINDS[kind]}-7000-8000-' || lpad(to_hex(${number}), 12, '0'))::uuid`;
}

export const tokenOf = (user: number) => `bench-token-of-player-${user}`;

const content = JSON.stringify({
  id: idOf('quest', 1),
  name: 'A walk around the square',
  group_size: 4,
  cost: 0,
  reward: 10,
  pay_extra: 0,
  auto_accrual: true,
  vehicle: { id: idOf('quest', 2), name: 'Walking', top_speed_kmh: 10 },
  points: Array.from({ length: POINTS }, (_, i) => ({
    id: idOf('point', i),
    order: i + 1,
    name: `Corner ${i + 1}`,
    description:
      'A corner of the square, with a lamp, a bench and a ghost that sits on it at night.',
    activity: 'catch_ghost',
    divided: false,
    tool: null,
    places: [
      {
        id: idOf('point', 100 + i),
        location: { type: 'Point', coordinates: [PLACE.longitude, PLACE.latitude] },
        detection_radius: 25,
        interaction_inaccuracy: 20,
        height: 1.8,
      },
    ],
  })),
});

/** The database of this name, made from `source` or, without, anew. */
export async function makeDatabase(
  server: Server,
  name: string,
  source: string,
): Promise<Connection> {
  await asOwner(server, async (client) => {
    await client.query(`drop database if exists ${name} with (force)`);
    await client.query(`create database ${name} template ${source}`);
  });
  return { ...server, database: name };
}

export async function exists(server: Server, name: string): Promise<boolean> {
  return asOwner(server, async (client) => {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [name]);
    return rowCount === 1;
  });
}

/** Sessions that wait, and nothing stored. */
export async function makeSessions(server: Server, name: string): Promise<Connection> {
  const connection = await makeDatabase(server, name, await ensureTemplate(server));
  await withClient(connection, async (client) => {
    await client.query(
      `insert into directus_users (id, email, status, role, provider, token, first_name)
       select ${sqlId('user', 'n')}, 'bench-' || n || '@example.com', 'active',
              '10000000-0000-4000-8000-000000000001', 'default', 'bench-token-of-player-' || n, 'Bench'
         from generate_series(1, $1::int) n`,
      [SESSIONS],
    );
    await client.query(
      `insert into quests (id, name, status, level, mileage, category, city, vehicle)
       select $1, 'A walk around the square', 'draft', 'easy', '5_10', (select id from categories limit 1),
              (select id from cities limit 1), (select id from vehicles limit 1)`,
      [idOf('quest', 1)],
    );
    await withoutTriggers(client, async () => {
      await client.query(
        `insert into sessions (id, quest, owner, status, content)
         select ${sqlId('session', 'n')}, $2, ${sqlId('user', 'n')}, 'active', $3
           from generate_series(1, $1::int) n`,
        [SESSIONS, idOf('quest', 1), content],
      );
      await client.query(
        `insert into session_members (id, session, "user", quest, role, status, active, joined_at)
         select gen_random_uuid(), id, owner, quest, 'owner', 'joined', true, now()
           from sessions where quest = $1`,
        [idOf('quest', 1)],
      );
      await client.query(
        `insert into session_points (id, session, point, "order", state)
         select ${sqlId('state', `n * ${POINTS} + k`)}, ${sqlId('session', 'n')},
                ${sqlId('point', 'k')}, k + 1, case when k = 0 then 'available' else 'locked' end
           from generate_series(1, $1::int) n, generate_series(0, ${POINTS - 1}) k`,
        [SESSIONS],
      );
      await client.query(
        `insert into questcity.session_heads (session)
         select id from sessions where quest = $1 on conflict do nothing`,
        [idOf('quest', 1)],
      );
    });
    await client.query('select questcity.attempts_partition(now())');
    await client.query('vacuum analyze');
  });
  return connection;
}

/** Stores attempts of sessions that have ended, in the table that new ones go to. */
export async function storeAttempts(connection: Connection, count: number): Promise<void> {
  const sessions = Math.ceil(count / STORED_PER_SESSION);
  await withClient(connection, async (client) => {
    const { rows } = await client.query<{ part: string }>(
      'select questcity.attempts_partition(now()) as part',
    );
    const part = rows[0]?.part;
    await withoutTriggers(client, async () => {
      await client.query(
        `insert into sessions (id, quest, owner, status, content, started_at, ended_at)
         select ${sqlId('old', 'n')}, $2, ${sqlId('user', `1 + n % ${SESSIONS}`)}, 'completed', '{}',
                date_trunc('month', now()), now()
           from generate_series(1, $1::int) n`,
        [sessions, idOf('quest', 1)],
      );
      await client.query(
        `insert into questcity.${part}
           (id, session, point, "user", client_attempt_id, latitude, longitude, accuracy,
            captured_at, mocked, proof, outcome, reasons, response, created_at)
         select ${sqlId('attempt', 'n')}, ${sqlId('old', `1 + n / ${STORED_PER_SESSION}`)},
                ${sqlId('point', `n % ${POINTS}`)}, ${sqlId('user', `1 + n / ${STORED_PER_SESSION} % ${SESSIONS}`)},
                gen_random_uuid(), ${PLACE.latitude}, ${PLACE.longitude}, 8,
                date_trunc('month', now()) + n * interval '1 millisecond', false, '{"score":1}',
                case when n % 5 = 0 then 'rejected' else 'solved' end, '[]', '{"outcome":"solved"}',
                date_trunc('month', now()) + n * interval '1 millisecond'
           from generate_series(0, $1::int - 1) n`,
        [count],
      );
    });
    await client.query(`vacuum analyze questcity.${part}`);
    await client.query('vacuum analyze sessions');
    await client.query('checkpoint');
  });
}

/** For rows that are right already: triggers would count each of a hundred thousand singly. */
async function withoutTriggers(client: pg.Client, work: () => Promise<void>): Promise<void> {
  await client.query('set session_replication_role = replica');
  try {
    await work();
  } finally {
    await client.query('reset session_replication_role');
  }
}
