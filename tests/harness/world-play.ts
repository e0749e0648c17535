/** The session, its chat and their content in the tests' world; see world.ts. */
import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { accounts } from './accounts.ts';
import { insert } from './postgres.ts';
import { world } from './world.ts';

/** A session of `other` and `player`, abandoned since, with one attempt and a chat about it. */
export async function insertPlay(client: pg.Client): Promise<void> {
  const { player, other } = accounts;
  await insert(client, 'sessions', {
    id: world.session,
    quest: world.quest,
    owner: other.id,
    content: { group_size: 2, points: [{ name: 'canary-pinned-point' }] },
    cost: 10,
  });
  for (const [index, user] of [other.id, player.id].entries()) {
    await insert(client, 'session_members', {
      id: world.sessionMembers[index],
      session: world.session,
      user,
      role: index === 0 ? 'owner' : 'member',
      status: 'joined',
    });
  }
  for (const [index, point] of world.points.entries()) {
    await insert(client, 'session_points', {
      id: world.sessionPoints[index],
      session: world.session,
      point,
      order: index + 1,
      state: index === 0 ? 'available' : 'locked',
    });
  }
  await insert(client, 'attempts', {
    id: world.attempt,
    session: world.session,
    point: world.points[0],
    user: other.id,
    client_attempt_id: randomUUID(),
    latitude: 55.757654321,
    longitude: 37.617654321,
    accuracy: 5,
    captured_at: new Date(),
    outcome: 'rejected',
    reasons: ['canary-attempt-reason'],
  });
  await client.query(`update sessions set status = 'abandoned', ended_at = now() where id = $1`, [
    world.session,
  ]);

  await insert(client, 'chats', { id: world.chat, kind: 'session', session: world.session });
  for (const [index, user] of [other.id, player.id].entries()) {
    await insert(client, 'chat_members', { id: world.chatMembers[index], chat: world.chat, user });
  }
  await insert(client, 'messages', {
    id: world.message,
    chat: world.chat,
    author: other.id,
    text: 'canary-message-text',
    client_msg_id: randomUUID(),
  });
}
