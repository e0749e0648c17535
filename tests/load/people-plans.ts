/**
 * How PostgreSQL answers about people: the plans of the statements that the services really send, and
 * of those inside the functions that they call (auto_explain), each the second time it is asked.
 */
import type pg from 'pg';
import { listFriends } from '../../extensions/questcity/src/friends/friends.service.ts';
import type { Database } from '../../extensions/questcity/src/kernel/database.ts';
import type { Call } from '../../extensions/questcity/src/kernel/route.ts';
import { findPlayers } from '../../extensions/questcity/src/users/users.service.ts';
import { type Connection, withClient } from '../harness/postgres.ts';
import type { Questions } from './people.ts';
import { ASKING } from './people-bulk.ts';
import type { Plan } from './plans.ts';

/** A line is cut after so many characters: an index condition says enough by its beginning. */
const LONGEST_LINE = 130;

/** Statements of the spelling functions themselves: sums without a table. */
const ARITHMETIC = /Function Scan on (?:unnest|generate_series)/;

/** @param connection as a superuser, who may load auto_explain */
export function explainPeople(connection: Connection, questions: Questions): Promise<Plan[]> {
  const search = (typed: string) => (call: Call) => findPlayers(call, { search: typed });
  const kinds: Record<string, (call: Call) => Promise<unknown>> = {
    'friends, newest': (call) => listFriends(call, {}),
    'friends, username': (call) => listFriends(call, { sort: 'username' }),
    'search, two letters': search(questions['two letters'][0] ?? ''),
    'search, both names with a typo each': search(
      questions['both names with a typo each'][0] ?? '',
    ),
  };
  return withClient(connection, async (client) => {
    await client.query(`load 'auto_explain'; set auto_explain.log_nested_statements = on;
      set auto_explain.log_analyze = on; set auto_explain.log_timing = off; set jit = off`);
    const plans: Plan[] = [];
    for (const [kind, ask] of Object.entries(kinds)) {
      await ask(callOn(client));
      plans.push({ kind, lines: await explained(client, () => ask(callOn(client))) });
    }
    return plans;
  });
}

/** The lines of all plans that PostgreSQL reports while `work` runs. */
async function explained(client: pg.Client, work: () => Promise<unknown>): Promise<string[]> {
  const lines: string[] = [];
  const seen = new Set<string>();
  const take = ({ message = '' }: { message?: string | undefined }) => {
    const plan = message.split('\n').slice(message.split('\n').findIndex(isNode));
    const reads = plan.some((line) => /Scan/.test(line));
    if (!reads || (ARITHMETIC.test(message) && !/Index|Bitmap/.test(message))) return;
    // What is asked again for each row is told once.
    const shape = plan.join().replaceAll(/\([^)]*\)/g, '');
    if (seen.has(shape)) return;
    seen.add(shape);
    lines.push(...plan.map((line) => line.replace(/\(cost=\S+ rows=\d+ width=\d+\) /, '')));
  };
  client.on('notice', take);
  await client.query('set client_min_messages = log; set auto_explain.log_min_duration = 0');
  await work();
  await client.query('set auto_explain.log_min_duration = -1; reset client_min_messages');
  client.off('notice', take);
  return lines.map((line) => line.slice(0, LONGEST_LINE));
}

const isNode = (line: string) => /\(cost=/.test(line);

/** A call of the one who asks, with as much of a database as the services need. */
function callOn(client: pg.Client): Call {
  const raw = (text: string, values: unknown[]) => {
    let place = 0;
    const answer = client.query(
      text.replaceAll('?', () => `$${++place}`),
      values,
    );
    return Object.assign(answer, { options: () => answer });
  };
  return {
    actor: { id: ASKING.id, admin: false, policies: new Set() },
    // As in a transaction, where prepared statements go the same way as others.
    database: { raw, isTransaction: true } as unknown as Database,
    now: () => new Date(),
  };
}
