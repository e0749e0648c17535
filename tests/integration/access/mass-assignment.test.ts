/**
 * Writing what is not one's to write in accounts and profiles, through every door (OWASP API3):
 * rights, origin, tokens and balance. Each try is refused or has no effect.
 */
import { randomUUID } from 'node:crypto';
import { describe, expect, test, vi } from 'vitest';
import { accounts, roles } from '../../harness/accounts.ts';
import { PASSWORD } from '../../harness/environment.ts';
import { world } from '../../harness/world.ts';
import {
  accountFields,
  as,
  before,
  bySocket,
  contents,
  type Door,
  doorsTo,
  expectNothing,
  mutation,
  oneByOne,
  server,
  textOf,
  useDoors,
} from './doors.ts';

const { player, other } = accounts;

useDoors();

/** The doors to an account; the first ones lead to the own account only. */
const ownAccountDoors: Record<string, Door> = {
  '/users/me': (who, _, fields) => textOf(as[who].patch('/users/me', fields)),
  'GraphQL, oneself': (who, _, data) =>
    textOf(
      as[who].post('/graphql/system', {
        query: `mutation ($data: update_directus_users_input!) {
                  update_users_me(data: $data) { id } }`,
        variables: { data },
      }),
    ),
};
const accountDoors: Record<string, Door> = {
  '/users/:id': (who, id, fields) => textOf(as[who].patch(`/users/${id}`, fields)),
  '/users, several': (who, id, fields) =>
    textOf(as[who].patch('/users', { keys: [id], data: fields })),
  '/users, each': (who, id, fields) => textOf(as[who].patch('/users', [{ id, ...fields }])),
  '/items/directus_users': (who, id, fields) =>
    textOf(as[who].patch(`/items/directus_users/${id}`, fields)),
  GraphQL: (who, id, data) =>
    textOf(
      as[who].post('/graphql/system', {
        query: mutation('update_users_item', 'update_directus_users_input'),
        variables: { id, data },
      }),
    ),
  WebSocket: (who, id, data) =>
    bySocket(who, { action: 'update', collection: 'directus_users', id, data }),
};
/** Directus lets nobody through these, so no field that may be written shows that they are open. */
const CLOSED = ['/items/directus_users', 'WebSocket'];

describe.each(['player', 'manager', 'editor', 'moderator'] as const)(
  'the own account: %s',
  (who) => {
    const { id } = accounts[who];
    const doors = { ...ownAccountDoors, ...accountDoors };

    test.each(Object.keys(doors))('through %s', async (name) => {
      const door = doors[name] as Door;
      for (const [field, value] of oneByOne(accountFields)) {
        await expectNothing(await door(who, id, { [field]: value }));
        // A new address is only asked for: it is written once the mail to it has been answered.
        if (field === 'email') continue;
        // Beside what is allowed it does not slip through either.
        await expectNothing(await door(who, id, { language: 'de-DE', [field]: value }));
      }
    });

    test('the doors are open for what is one’s own', async () => {
      for (const [name, door] of Object.entries(doors)) {
        if (CLOSED.includes(name) || (who === 'moderator' && name in accountDoors)) continue;
        const language = `x-${name.length}-${who}`;
        const answer = await door(who, id, { language });
        const { rows } = await server.database.client.query(
          'select language from directus_users where id = $1',
          [id],
        );
        expect(rows[0].language, `${name}: ${answer}`).toBe(language);
      }
    });
  },
);

describe('the account of another', () => {
  test.each(Object.keys(accountDoors))('through %s', async (name) => {
    const door = accountDoors[name] as Door;
    for (const who of ['player', 'manager', 'editor', 'moderator'] as const) {
      for (const [field, value] of oneByOne({ ...accountFields, password: 'a new password' })) {
        await expectNothing(await door(who, other.id, { [field]: value }));
        await expectNothing(await door(who, other.id, { status: 'active', [field]: value }));
      }
    }
  });

  test('that administers is closed to a moderator', async () => {
    for (const door of Object.values(accountDoors)) {
      for (const status of ['suspended', 'active']) {
        await expectNothing(await door('moderator', accounts.administrator.id, { status }));
      }
    }
  });
});

describe('a profile', () => {
  const fields: Record<string, unknown> = {
    credits: 1_000_000,
    id: other.id,
    account: other.id,
    full_name: 'Somebody Else',
    created_at: '2001-01-01T00:00:00Z',
    settings: { admin: true },
  };
  /** Rows reached through a relation. */
  const nested: Record<string, unknown> = {
    account: { id: player.id, role: roles.administrator },
    avatar: { id: world.files.avatar, uploaded_by: player.id, folder: null },
  };

  test.each(Object.keys(doorsTo('profiles')))('through %s', async (name) => {
    const door = doorsTo('profiles')[name] as Door;
    for (const [field, value] of [...oneByOne(fields), ...oneByOne(nested)]) {
      // In a list of rows the id says which one is meant, and a moderator may mean any.
      if (field === 'id' && name === 'REST, each') continue;
      for (const [who, id] of [
        ['player', player.id],
        ['player', other.id],
        ['manager', accounts.manager.id],
        ['moderator', player.id],
      ] as const) {
        await expectNothing(await door(who, id, { [field]: value }));
        await expectNothing(await door(who, id, { bio: 'slipped in', [field]: value }));
      }
    }
    // Not even for administrators, where the database works it out.
    for (const field of ['credits', 'full_name']) {
      await expectNothing(await door('administrator', player.id, { [field]: fields[field] }));
    }
    const answer = await door('player', player.id, { bio: name });
    const { rows } = await server.database.client.query('select bio from profiles where id = $1', [
      player.id,
    ]);
    expect(rows[0].bio, answer).toBe(name);
  });
});

describe('registering', () => {
  const register = (more: Record<string, unknown>) => {
    const email = `${randomUUID()}@test.example.com`;
    return as.nobody
      .post('/users/register', { email, password: PASSWORD, ...more })
      .then(async (answer) => {
        const read = () =>
          server.database.client.query(
            `select u.role, u.status, u.provider, u.external_identifier, u.token, u.tfa_secret,
                p.credits, exists (select from directus_access where "user" = u.id) as policies
           from directus_users u join profiles p on p.id = u.id where u.email = $1`,
            [email],
          );
        // The answer does not wait for the account, so that it tells nothing.
        const { rows } =
          answer.status === 204
            ? await vi.waitUntil(
                async () => {
                  const found = await read();
                  return found.rows.length > 0 && found;
                },
                { timeout: 30_000 },
              )
            : await read();
        return { answer, account: rows[0] };
      });
  };
  const plain = {
    role: roles.player,
    status: 'unverified',
    provider: 'default',
    external_identifier: null,
    token: null,
    tfa_secret: null,
    credits: 0,
    policies: false,
  };

  test('makes a player who is not verified', async () => {
    const { answer, account } = await register({});
    expect(answer.status, answer.text).toBe(204);
    expect(account, answer.text).toEqual(plain);
  });

  test.each(
    oneByOne({ ...accountFields, credits: 1000, profile: { credits: 1000 }, user: other.id }),
  )('with %s makes nothing more', async (field, value) => {
    if (field === 'email') return;
    const { account } = await register({ [field]: value });
    if (account) expect(account).toEqual(plain);
    const after = await contents();
    expect(after.directus_access).toEqual(before.directus_access);
  });
});
