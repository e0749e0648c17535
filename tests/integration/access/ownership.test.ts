/**
 * Writing what the database works out, or the id of somebody else as user, author or owner, through
 * every door (OWASP API3). Each try is refused or has no effect.
 */
import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { API_ROOT, routes } from '../../../extensions/questcity/src/routes.ts';
import { accounts, roles } from '../../harness/accounts.ts';
import { world } from '../../harness/world.ts';
import {
  ADMINISTRATORS,
  accountFields,
  as,
  bySocket,
  type Door,
  doorsTo,
  expectNothing,
  oneByOne,
  server,
  textOf,
  useDoors,
} from './doors.ts';

const { player, other } = accounts;

useDoors();

describe('a quest', () => {
  const derived: Record<string, unknown> = {
    rating: 5,
    reviews_count: 1000,
    favorites_count: 1000,
    sessions_count: 1000,
    points_count: 1000,
    start_latitude: 1,
    published_at: '2001-01-01T00:00:00Z',
  };
  const ofStaff: Record<string, unknown> = { created_by: other.id, updated_by: other.id };

  test.each(Object.keys(doorsTo('quests')))('through %s', async (name) => {
    const door = doorsTo('quests')[name] as Door;
    for (const [field, value] of oneByOne(derived)) {
      for (const who of ['player', 'manager', 'editor', 'administrator'] as const) {
        await expectNothing(await door(who, world.quest, { [field]: value }));
      }
    }
    for (const [field, value] of oneByOne({ ...ofStaff, cost: 0, reward: 1000 })) {
      await expectNothing(await door('player', world.quest, { [field]: value }));
    }
    for (const [field, value] of oneByOne(ofStaff)) {
      await expectNothing(await door('manager', world.quest, { [field]: value }));
    }
    const answer = await door('manager', world.quest, { description: name });
    const { rows } = await server.database.client.query(
      'select description from quests where id = $1',
      [world.quest],
    );
    expect(rows[0].description, answer).toBe(name);
  });
});

describe('a review', () => {
  test.each(Object.keys(doorsTo('reviews')))('through %s', async (name) => {
    const door = doorsTo('reviews')[name] as Door;
    const fields = { author: other.id, quest: world.draft, rating: 1, text: 'x', status: 'hidden' };
    for (const [field, value] of oneByOne(fields)) {
      await expectNothing(await door('player', world.review, { [field]: value }));
    }
    for (const [field, value] of oneByOne({ ...fields, responded_by: other.id })) {
      if (field === 'status') continue;
      await expectNothing(await door('manager', world.review, { [field]: value }));
    }
    for (const [field, value] of oneByOne({ author: other.id, quest: world.draft })) {
      await expectNothing(await door('administrator', world.review, { [field]: value }));
    }
    const answer = await door('manager', world.review, { response: name });
    const { rows } = await server.database.client.query(
      'select response, responded_by from reviews where id = $1',
      [world.review],
    );
    expect(rows[0], answer).toEqual({ response: name, responded_by: accounts.manager.id });
  });
});

describe('the profile of somebody with the rights of an administrator', () => {
  test('given singly, is not a moderator’s to edit', async () => {
    const { client } = server.database;
    const bioOf = async () =>
      (await client.query('select bio from profiles where id = $1', [other.id])).rows[0].bio;
    const doors = Object.entries(doorsTo('profiles'));
    await client.query(
      `insert into directus_access (id, "user", policy) values (gen_random_uuid(), $1, $2)`,
      [other.id, ADMINISTRATORS],
    );
    const bio = await bioOf();
    for (const [name, door] of doors) {
      await door('moderator', other.id, { bio: name });
      expect(await bioOf(), name).toBe(bio);
    }
    await client.query('delete from directus_access where "user" = $1', [other.id]);
    for (const [name, door] of doors) {
      const answer = await door('moderator', other.id, { bio: name });
      expect(await bioOf(), answer).toBe(name);
    }
  });
});

describe('what is new', () => {
  /** Rows that would belong to somebody else, or be worth something. */
  const rows: Record<string, Record<string, unknown>> = {
    favorites: { quest: world.quest, user: other.id },
    reviews: { quest: world.quest, author: other.id, rating: 1 },
    ledger_entries: { user: player.id, kind: 'adjustment', amount: 1000, reference: 'a gift' },
    friend_edges: { user: player.id, other: other.id, state: 'friend' },
    sessions: { quest: world.quest, owner: other.id, content: {} },
    session_members: { session: world.session, user: player.id, role: 'owner', status: 'joined' },
    session_points: { session: world.session, point: world.points[0], order: 9, state: 'solved' },
    attempts: { session: world.session, point: world.points[0], user: other.id, outcome: 'solved' },
    chats: { kind: 'direct' },
    chat_members: { chat: world.chat, user: player.id },
    messages: { chat: world.chat, author: other.id, text: 'x', client_msg_id: randomUUID() },
    profiles: { id: randomUUID(), username: 'another_one', credits: 1000 },
    unlock_requests: { user: accounts.suspended.id, reason: 'x', message: 'x' },
    directus_access: { user: player.id, policy: ADMINISTRATORS },
    directus_users: { email: 'new@test.example.com', role: roles.administrator },
  };

  test.each(Object.keys(rows))('%s', async (collection) => {
    const row = rows[collection] as Record<string, unknown>;
    const system = collection.startsWith('directus_');
    const path = system ? `/${collection.slice('directus_'.length)}` : `/items/${collection}`;
    const name = system
      ? `create_${collection.slice('directus_'.length)}_item`
      : `create_${collection}_item`;
    const query = `mutation ($data: create_${collection}_input!) { ${name}(data: $data) { id } }`;
    for (const who of ['player', 'other', 'editor', 'moderator', 'manager'] as const) {
      await expectNothing(await textOf(as[who].post(path, row)));
      await expectNothing(await textOf(as[who].post(path, [row])));
      await expectNothing(await textOf(as[who].patch(path, [{ id: randomUUID(), ...row }])));
      await expectNothing(
        await textOf(
          as[who].post(system ? '/graphql/system' : '/graphql', {
            query,
            variables: { data: row },
          }),
        ),
      );
      await expectNothing(await bySocket(who, { action: 'create', collection, data: row }));
    }
  });
});

describe('the routes of /api/v2', () => {
  const planted: Record<string, unknown> = {
    ...accountFields,
    credits: 1_000_000,
    rating: 5,
    reviews_count: 1000,
    user: other.id,
    author: other.id,
    owner: other.id,
    sender: other.id,
    __proto__: { admin: true },
    constructor: { prototype: { admin: true } },
  };

  test.each(
    routes.filter(({ body }) => body).map((route) => [route.method, route.path, route] as const),
  )('%s %s take none of it', async (method, path, { body }) => {
    const known = Object.keys(body?.shape ?? {});
    for (const [field, value] of oneByOne(planted)) {
      if (known.includes(field)) continue;
      const address = API_ROOT + path.replace(/:\w+/g, world.quest);
      const answer = await as.administrator(method.toUpperCase(), address, {
        body: { [field]: value },
      });
      expect(answer.status, answer.text).toBe(400);
      expect(answer.text).toContain(field);
    }
    await expectNothing('the answers were refusals');
  });
});
