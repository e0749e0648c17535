/**
 * How PostgreSQL answers on the large catalogue: EXPLAIN (ANALYZE) of the statements that the
 * catalogue's service really sends, each the second time it is asked.
 */
import type pg from 'pg';
import { getQuest, listQuests } from '../../extensions/questcity/src/catalog/catalog.service.ts';
import type { Database } from '../../extensions/questcity/src/kernel/database.ts';
import type { Call } from '../../extensions/questcity/src/kernel/route.ts';
import { accounts } from '../harness/accounts.ts';
import { type Connection, withClient } from '../harness/postgres.ts';
import { idOf, questsOf } from './content.ts';
import { searchWords } from './growth.ts';

export interface Plan {
  readonly kind: string;
  /** The lines of the plans, one plan per statement. */
  readonly lines: readonly string[];
}

/** A line is cut after so many characters: an index condition says enough by its beginning. */
const LONGEST_LINE = 150;

export async function explainQuestions(connection: Connection): Promise<Plan[]> {
  const quests = [...questsOf('small')].filter(({ status }) => status === 'published');
  const { frequent, rare, misspelt } = searchWords(quests);
  const near = { latitude: 55.7558, longitude: 37.6173 };
  const kinds: Record<string, (call: Call) => Promise<unknown>> = {
    'list, newest': (call) => listQuests(call, {}),
    'list, category, by rating': (call) =>
      listQuests(call, { category: [idOf('category', 0)], sort: 'rating' }),
    'search, frequent word': (call) => listQuests(call, { search: frequent[0] }),
    'search, rare word': (call) => listQuests(call, { search: rare[0] }),
    'search, word with a typo': (call) => listQuests(call, { search: misspelt[0] }),
    near: (call) => listQuests(call, { near }),
    'near, within a radius': (call) => listQuests(call, { near, radius: 5000 }),
    detail: (call) => getQuest(call, quests[0]?.id ?? ''),
  };
  return withClient(connection, async (client) => {
    const plans: Plan[] = [];
    for (const [kind, ask] of Object.entries(kinds)) {
      await ask(callOn(explaining(client, [])));
      const lines: string[] = [];
      await ask(callOn(explaining(client, lines)));
      plans.push({ kind, lines });
    }
    return plans;
  });
}

function callOn(database: Database): Call {
  const actor = { id: accounts.player.id, admin: false, policies: new Set<string>() };
  return { actor, database, now: () => new Date() };
}

/** As much of a database as the service needs; it explains what it is sent, and answers it. */
function explaining(client: pg.Client, lines: string[]): Database {
  const raw = (text: string, values: unknown[]) => {
    let place = 0;
    const statement = text.replaceAll('?', () => `$${++place}`);
    const answer = client
      .query<{ 'QUERY PLAN': string }>(
        `explain (analyze, costs off, timing off) ${statement}`,
        values,
      )
      .then((plan) => {
        lines.push(...plan.rows.map((row) => row['QUERY PLAN'].slice(0, LONGEST_LINE)));
        return client.query(statement, values);
      });
    return Object.assign(answer, { options: () => answer });
  };
  // As in a transaction, where prepared statements go the same way as others.
  return { raw, isTransaction: true } as unknown as Database;
}
