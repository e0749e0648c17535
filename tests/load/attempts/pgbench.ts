/**
 * PostgreSQL alone: pgbench runs the two statements that an attempt takes, with the same number of
 * connections on the same server. What it leaves out is everything but PostgreSQL: HTTP, the caller's
 * rights, the decision.
 */
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Connection } from '../../harness/postgres.ts';
import { benchFolder } from '../databases.ts';
import { canPin, SERVER_CORE } from '../processes.ts';
import { PLACE, POINTS, STEPS, sqlId } from './world.ts';

/** As large as the answer of a walk around the square. */
const RESPONSE = JSON.stringify({ outcome: 'solved', reasons: [], filled: 'x'.repeat(1_100) });

/** The statements of attempts.store.ts: what is read, then what is written on what was read. */
function script(partition: string, from: number): string {
  const table = `questcity.${partition}`;
  const session = sqlId('session', ':s::int');
  return `
\\set i :i + 1
\\set k :i % ${STEPS}
\\set s ${from} + :client_id * 100 + :i / ${STEPS}
\\set state :s * ${POINTS} + :k
select h.revision, h.memory, u.language, m.role, s.status, s.deadline, s.ended_at, s.cancelled_at, s.extensions,
       s.rewarded_at, a.response::text as first,
       (select json_agg(json_build_object('id', p.id, 'point', p.point, 'order', p."order",
                 'state', p.state, 'arrived_at', p.arrived_at, 'solved_at', p.solved_at,
                 'solved_by', p.solved_by, 'parts', p.parts) order by p."order")
          from session_points p where p.session = s.id) as points
  from session_members m
  join sessions s on s.id = m.session
  join directus_users u on u.id = m."user"
  left join questcity.session_heads h on h.session = m.session
  left join ${table} a on a.session = m.session and a.client_attempt_id = gen_random_uuid()
 where m.session = ${session} and m."user" = ${sqlId('user', ':s::int')} and m.status = 'joined' \\gset
with head as (
  update questcity.session_heads set revision = revision + 1,
         memory = '{"members":{"${'0'.repeat(36)}":{"accepted":[59.9343,30.3351,8,1700000000000],"recent":[[59.9343,30.3351,8,1700000000000],[59.9343,30.3351,8,1700000000000],[59.9343,30.3351,8,1700000000000]]}}}'
   where session = ${session} and revision = :revision::int returning session
), changed as (
  update session_points p set state = 'solved', arrived_at = now(), solved_at = now(),
         solved_by = ${sqlId('user', ':s::int')}, parts = null
    from head where p.id = ${sqlId('state', ':state::int')}
), opened as (
  update session_points p set state = 'available' from head where p.id = ${sqlId('state', ':state::int + 1')}
)
insert into ${table}
  (id, session, point, "user", client_attempt_id, latitude, longitude, accuracy, heading, captured_at,
   mocked, file, proof, outcome, reasons, effect, response, created_at)
select ${sqlId('attempt', '1000000000 + :state::bigint')}, head.session, ${sqlId('point', ':k::int')},
       ${sqlId('user', ':s::int')}, gen_random_uuid(), ${PLACE.latitude}, ${PLACE.longitude}, 8, null, now(),
       false, null, '{"distance":1.2,"score":1}', 'solved', '[]', null, '${RESPONSE}', now()
  from head;
`;
}

/** The program, wherever the system keeps it; undefined when there is none. */
export function findPgbench(): string | undefined {
  const homes = '/usr/lib/postgresql';
  const versions = existsSync(homes)
    ? readdirSync(homes).sort((a, b) => Number(b) - Number(a))
    : [];
  const known = versions.map((version) => join(homes, version, 'bin', 'pgbench')).find(existsSync);
  if (known) return known;
  try {
    return execFileSync('which', ['pgbench'], { encoding: 'utf8' }).trim() || undefined;
  } catch {
    return undefined;
  }
}

export interface Benched {
  readonly perSecond: number;
  /** Milliseconds on the mean; pgbench gives no percentiles without a log of each transaction. */
  readonly latency: number;
  /** The first session that nobody took. */
  readonly next: number;
}

/** Runs for so many seconds. */
export async function runPgbench(
  program: string,
  connection: Connection,
  order: { partition: string; from: number; connections: number; seconds: number },
): Promise<Benched> {
  const { partition, from, connections, seconds } = order;
  const file = join(benchFolder, 'attempt.sql');
  writeFileSync(file, script(partition, from));
  const args = ['-n', '-M', 'prepared', '-c', `${connections}`, '-j', '1', '-T', `${seconds}`];
  const where = ['-h', connection.host, '-p', `${connection.port}`, '-U', connection.user];
  const pin = canPin ? ['taskset', '-c', String(SERVER_CORE)] : [];
  const [command = '', ...rest] = [
    ...pin,
    program,
    ...args,
    ...['-D', 'i=-1', '-f', file],
    ...where,
    connection.database,
  ];
  const output = await new Promise<string>((resolve, reject) => {
    const child = spawn(command, rest, {
      env: { PATH: process.env.PATH ?? '', PGPASSWORD: connection.password },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (part) => {
        said += part;
      });
    }
    child.once('error', reject);
    child.once('close', (code) =>
      code === 0 ? resolve(said) : reject(new Error(`pgbench ended with ${code}:\n${said}`)),
    );
  });
  const perSecond = Number(/tps = ([\d.]+)/.exec(output)?.[1]);
  const latency = Number(/latency average = ([\d.]+)/.exec(output)?.[1]);
  if (!(perSecond > 0)) throw new Error(`pgbench said nothing of use:\n${output}`);
  if (/number of failed transactions: [1-9]/.test(output)) throw new Error(output);
  return { perSecond, latency, next: from + connections * 100 };
}
