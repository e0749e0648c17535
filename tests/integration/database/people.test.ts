/** Profiles, friendships and unlock requests. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestDatabase, withDatabase } from '../../harness/database.ts';
import {
  expectRefused,
  insert,
  inTransaction,
  outcomes,
  player,
  read,
  update,
  type Values,
  withClients,
} from './fixtures.ts';

let db: TestDatabase;
beforeAll(async () => {
  db = await withDatabase();
});
afterAll(() => db.close());

describe('a profile', () => {
  it('comes with every account and goes with it', async () => {
    const id = await player(db.client, { first_name: ' Anna ', last_name: 'Ivanova' });
    const profile = await read(db.client, 'profiles', id);
    expect(profile).toMatchObject({
      id,
      account: id,
      username: expect.stringMatching(/^player_[a-z0-9]{8}$/),
      full_name: 'Anna Ivanova',
      credits: 0,
      settings: {},
    });
    await db.client.query('delete from directus_users where id = $1', [id]);
    expect(await read(db.client, 'profiles', id)).toBeUndefined();
  });

  it('is there for every account', async () => {
    const { rows } = await db.client.query(
      'select id from directus_users u where not exists (select from profiles where id = u.id)',
    );
    expect(rows).toEqual([]);
  });

  it('needs an account', async () => {
    const added = insert(db.client, 'profiles', { id: randomUUID(), username: 'nobody' });
    await expectRefused(added, 'profiles_account_foreign');
  });

  it.each([
    [{ first_name: 'Anna', last_name: null }, 'Anna'],
    [{ first_name: null, last_name: 'Ivanova' }, 'Ivanova'],
    [{ first_name: null, last_name: null }, null],
  ])('has the full name of %o', async (names, full) => {
    const id = await player(db.client);
    await update(db.client, 'profiles', id, names);
    expect((await read(db.client, 'profiles', id)).full_name).toBe(full);
  });

  const refused: [rule: string, values: Values][] = [
    ['profiles_username_form', { username: 'ab' }],
    ['profiles_username_form', { username: 'a b c' }],
    ['profiles_username_form', { username: 'игрок' }],
    ['profiles_username_form', { username: 'abc\n' }],
    ['profiles_instagram_form', { instagram: '@anna' }],
    ['profiles_settings_object', { settings: '[]' }],
    ['profiles_settings_object', { settings: { long: 'x'.repeat(17_000) } }],
    ['profiles_credits_derived', { credits: 1000 }],
    ['profiles_id_fixed', { id: randomUUID() }],
  ];
  it.each(refused)('is refused by %s', async (rule, values) => {
    await expectRefused(update(db.client, 'profiles', await player(db.client), values), rule);
  });

  it('has a username nobody else has in any case', async () => {
    const [one, two] = [await player(db.client), await player(db.client)];
    await update(db.client, 'profiles', one, { username: 'Some.Body_1' });
    await expectRefused(
      update(db.client, 'profiles', two, { username: 'sOME.bODY_1' }),
      'profiles_username_unique',
    );
  });
});

describe('friend edges', () => {
  const pair = async (here: string | null, there: string | null) => {
    const [user, other] = [await player(db.client), await player(db.client)];
    await inTransaction(db.client, async () => {
      if (here) await insert(db.client, 'friend_edges', { user, other, state: here });
      if (there)
        await insert(db.client, 'friend_edges', { user: other, other: user, state: there });
    });
    return { user, other };
  };

  it.each([
    ['friend', 'friend'],
    ['request_sent', 'request_received'],
    ['blocked', null],
    ['blocked', 'blocked'],
  ])('agree: %s with %s', async (here, there) => {
    await pair(here, there);
  });

  it.each([
    ['friend', null],
    ['friend', 'request_sent'],
    ['request_sent', 'request_sent'],
    ['request_received', null],
    ['blocked', 'friend'],
  ])('disagree: %s with %s', async (here, there) => {
    await expectRefused(pair(here, there), 'friend_edges_agree');
  });

  it('end together', async () => {
    const { user, other } = await pair('friend', 'friend');
    const end = (both: boolean) =>
      db.client.query(
        'delete from friend_edges where ("user" = $1 and other = $2) or ($3 and "user" = $2 and other = $1)',
        [user, other, both],
      );
    await expectRefused(end(false), 'friend_edges_agree');
    await end(true);
  });

  it('go with the account of either', async () => {
    const { user, other } = await pair('friend', 'friend');
    await db.client.query('delete from directus_users where id = $1', [user]);
    const { rowCount } = await db.client.query('select from friend_edges where "user" = $1', [
      other,
    ]);
    expect(rowCount).toBe(0);
  });

  it('connect two different players once', async () => {
    const { user, other } = await pair('friend', 'friend');
    const again = insert(db.client, 'friend_edges', { user, other, state: 'friend' });
    await expectRefused(again, 'friend_edges_unique');
    const self = insert(db.client, 'friend_edges', { user, other: user, state: 'blocked' });
    await expectRefused(self, 'friend_edges_not_self');
  });
});

describe('an unlock request', () => {
  const request = async (client = db.client, user?: string) =>
    insert(client, 'unlock_requests', {
      user: user ?? (await player(db.client)),
      reason: 'Mistake',
      message: 'Please',
    });

  it('waits at most once per account, also when two arrive at once', async () => {
    const user = await player(db.client);
    await withClients(db.connection, 2, async (clients) => {
      const result = await outcomes(clients.map((client) => request(client, user)));
      expect(result).toEqual({ done: 1, refused: ['unlock_requests_one_pending'] });
    });
  });

  it('is decided once, also when two decide at once', async () => {
    const user = await player(db.client);
    const id = await request(db.client, user);
    await withClients(db.connection, 2, async (clients) => {
      const [one, two] = clients as [typeof db.client, typeof db.client];
      const result = await outcomes([
        update(one, 'unlock_requests', id, { status: 'approved' }),
        update(two, 'unlock_requests', id, { status: 'rejected' }),
      ]);
      expect(result).toEqual({ done: 1, refused: ['unlock_requests_decided_once'] });
    });
    expect((await read(db.client, 'unlock_requests', id)).decided_at).toBeInstanceOf(Date);
    await expectRefused(
      update(db.client, 'unlock_requests', id, { status: 'pending' }),
      'unlock_requests_decided_once',
    );
    await request(db.client, user);
  });

  it('stays as the user wrote it', async () => {
    const id = await request();
    await expectRefused(
      update(db.client, 'unlock_requests', id, { message: 'Other' }),
      'unlock_requests_fixed',
    );
  });
});
