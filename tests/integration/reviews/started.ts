/** Quests that accounts have started, so that they may review them. */
import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import type { Account } from '../../harness/accounts.ts';
import { insert } from '../../harness/postgres.ts';
import { publishQuest } from '../catalogue/quests.ts';

let made = 0;

/** A published quest that these have started, each alone, and given up. */
export async function startedQuest(
  client: pg.Client,
  ...by: readonly { id: string }[]
): Promise<string> {
  const quest = await publishQuest(client, { name: `Reviewed ${++made}`, group_size: 2 });
  for (const { id } of by) await start(client, quest, id);
  return quest;
}

/** A session of the quest, given up at once. */
export async function start(client: pg.Client, quest: string, owner: string): Promise<string> {
  const session = randomUUID();
  await insert(client, 'sessions', {
    ...{ id: session, quest, owner, status: 'abandoned', content: { points: [] } },
    ended_at: new Date(),
  });
  await insert(client, 'session_members', {
    ...{ id: randomUUID(), session, user: owner, role: 'owner', status: 'joined' },
  });
  return session;
}

/** A further player, without a token. */
export async function newPlayer(client: pg.Client): Promise<string> {
  const id = randomUUID();
  await insert(client, 'directus_users', {
    ...{ id, email: `${id}@test.example.com`, status: 'active', provider: 'default' },
  });
  return id;
}

/** A review by somebody new who has started the quest. */
export async function foreignReview(
  client: pg.Client,
  quest: string,
  values: Record<string, unknown> = {},
): Promise<{ id: string; author: string }> {
  const author = await newPlayer(client);
  await start(client, quest, author);
  const id = randomUUID();
  await insert(client, 'reviews', { id, quest, author, rating: 3, text: 'Fine', ...values });
  return { id, author };
}

/** `account` blocks `other`. */
export async function block(client: pg.Client, account: string, other: string): Promise<void> {
  await insert(client, 'friend_edges', {
    ...{ id: randomUUID(), user: account, other, state: 'blocked' },
  });
}

/** The body of the review of `account` as its author gets it. */
export const authorOf = ({ id, username }: Account) => ({ id, username });
