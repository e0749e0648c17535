/**
 * Whoever is locked is out within a second: everywhere, on every node, whatever they are signed in
 * with and through whatever door they were locked.
 */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { accounts, roles } from '../../harness/accounts.ts';
import { type Callers, callersOf } from '../../harness/api.ts';
import { startServer, type TestServer } from '../../harness/server.ts';
import { Socket } from '../../harness/socket.ts';
import {
  addPerson,
  type Credentials,
  doors,
  type Person,
  Restless,
  signIn,
  subscribe,
  subscribeInAllWays,
} from './person.ts';

/** How soon a lock holds, in milliseconds. */
const BOUND_MS = 1_000;

let nodes: [TestServer, TestServer];
let as: Callers;
beforeAll(async () => {
  const first = await startServer();
  nodes = [first, await startServer({ beside: first })];
  as = callersOf(first.url);
});
afterAll(async () => {
  await nodes?.[1].stop();
  await nodes?.[0].stop();
});

const left: (() => unknown)[] = [];
afterEach(async () => {
  for (const leave of left.splice(0)) await leave();
});
const later = <T extends { stop(): unknown } | Socket>(thing: T): T => {
  left.push(() => (thing instanceof Socket ? thing.terminate() : thing.stop()));
  return thing;
};

const database = () => nodes[0].database.client;
const setStatus = (person: Person, status: string) =>
  database().query('update directus_users set status = $2 where id = $1', [person.id, status]);

/** Ends when the connection is closed, and tells after how many milliseconds. */
async function closed(socket: Socket, since: number): Promise<number> {
  await socket.until(() => false);
  return (socket.end?.at ?? Number.NaN) - since;
}

async function statuses(url: string, held: Credentials): Promise<Record<string, number>> {
  const found: Record<string, number> = {};
  for (const [name, door] of Object.entries(doors)) found[name] = (await door(url, held)).status;
  return found;
}
const everyDoor = <Status>(status: Status) =>
  Object.fromEntries(Object.keys(doors).map((name) => [name, status]));

/** Milliseconds from `since` to the last try that each door let in. */
function overstays(restless: Restless, since: number): Record<string, number> {
  const entries = [...restless.lastAllowed].map(([name, at]) => [name, Math.round(at - since)]);
  return Object.fromEntries(entries);
}

const ways: Record<string, (person: Person) => Promise<unknown>> = {
  'our route': ({ id }) => as.moderator.post(`/api/v2/users/${id}/lock`, { reason: 'Insults' }),
  'an administrator in the admin app': ({ id }) =>
    as.administrator.patch(`/users/${id}`, { status: 'suspended' }),
  'a moderator in the admin app': ({ id }) =>
    as.moderator.patch(`/users/${id}`, { status: 'suspended' }),
  'several at once': ({ id }) =>
    as.administrator.patch('/users', { keys: [id], data: { status: 'archived' } }),
  GraphQL: ({ id }) =>
    as.administrator('POST', '/graphql/system', {
      body: {
        query: `mutation { update_users_item(id: "${id}", data: { status: "suspended" }) { id } }`,
      },
    }),
  SQL: (person) => setStatus(person, 'suspended'),
  'deleting the account': ({ id }) => as.administrator.delete(`/users/${id}`),
  'deleting the account by SQL': ({ id }) =>
    database().query('delete from directus_users where id = $1', [id]),
};

describe('a client that calls every API in a loop, with WebSockets, on two nodes', () => {
  test.each(Object.entries(ways))('is cut off by %s', async (_, lock) => {
    const person = await addPerson(nodes[0]);
    const clients: Restless[] = [];
    const sockets: Socket[] = [];
    for (const { url } of nodes) {
      sockets.push(later(await subscribe(url, await signIn(url, person))));
      clients.push(later(new Restless(url, await signIn(url, person))));
    }
    // Somebody else, who is not to notice.
    const bystander = await addPerson(nodes[0]);
    const stays = later(await subscribe(nodes[1].url, await signIn(nodes[1].url, bystander)));
    const everywhere = () => clients.every((client) => client.lastAllowed.size === DOORS);
    await expect.poll(everywhere, { timeout: 30_000, interval: 20 }).toBe(true);
    expect(clients.map(({ refused }) => [...refused])).toEqual([[], []]);

    const since = performance.now();
    await lock(person);
    const done = performance.now() - since;
    const ends = await Promise.all(sockets.map((socket) => closed(socket, since)));
    await Promise.all(clients.map(({ shutOut }) => shutOut));
    await Promise.all(clients.map((client) => client.stop()));

    const last = clients.map((client) => overstays(client, since));
    console.info(
      `locked in ${Math.round(done)} ms; sockets closed after ${ends.map(Math.round).join(' and ')} ms;`,
      `last try let in after ${last.map((one) => Math.max(...Object.values(one))).join(' and ')} ms`,
    );
    for (const overstay of [...ends, ...last.flatMap((one) => Object.values(one))]) {
      expect(overstay).toBeLessThan(BOUND_MS + done);
    }
    // With 401 everywhere: no door fails in another way.
    for (const client of clients) {
      const refused = [...client.refused].map(([name, found]) => [name, [...found].join()]);
      expect(Object.fromEntries(refused)).toEqual(everyDoor('401'));
    }
    expect(sockets.map(({ end }) => end?.code)).toEqual([4401, 4401]);
    expect(stays.closed).toBe(false);
  });
});

const DOORS = Object.keys(doors).length;

describe('every way to sign in to a WebSocket', () => {
  test('ends with the lock, and hears nothing more', async () => {
    const [node, other] = nodes;
    const person = await addPerson(node);
    const sockets = await subscribeInAllWays(other.url, person, await signIn(other.url, person));
    for (const socket of Object.values(sockets)) later(socket);
    const open = Object.entries(sockets).map(([way, { closed: gone }]) => [way, gone]);
    expect(Object.fromEntries(open)).toEqual(
      Object.fromEntries(Object.keys(sockets).map((way) => [way, false])),
    );
    const since = performance.now();
    await setStatus(person, 'suspended');
    const told = Object.values(sockets).map(({ heard }) => heard.length);
    for (const socket of Object.values(sockets)) {
      expect(await closed(socket, since)).toBeLessThan(BOUND_MS);
    }
    expect(Object.values(sockets).map(({ heard }) => heard.length)).toEqual(told);
  });

  test('fails with a token from before, also while the handshake is under way', async () => {
    const [node, other] = nodes;
    const person = await addPerson(node);
    const held = await signIn(other.url, person);
    const inHandshake = later(new Socket(other.url));
    await inHandshake.opened();
    await setStatus(person, 'suspended');
    // Sent while the word of the lock may still be on its way.
    inHandshake.send({ type: 'auth', access_token: held.access });
    const since = performance.now();
    expect(await closed(inHandshake, since)).toBeLessThan(BOUND_MS);
    for (const access_token of [held.access, held.static]) {
      const late = later(new Socket(other.url));
      await late.opened();
      late.send({ type: 'auth', access_token });
      await late.until(() => false);
    }
    for (const token of [held.access, held.session]) {
      const late = later(new Socket(other.url, { path: `/websocket?access_token=${token}` }));
      expect(await late.opened()).toBe(401);
    }
  });
});

describe('after an unlock', () => {
  test('what was issued before stays dead, and signing in anew works', async () => {
    const person = await addPerson(nodes[0]);
    const held = await signIn(nodes[0].url, person);
    expect(await statuses(nodes[0].url, { ...held })).toEqual(everyDoor(200));
    await setStatus(person, 'suspended');
    await setStatus(person, 'active');
    for (const { url } of nodes) {
      await expect
        .poll(() => statuses(url, { ...held }), { timeout: 2_000 })
        .toEqual({
          ...everyDoor(401),
          // The account's own secrets hold again: its password and its static token.
          'our route, static token': 200,
          '/items, static token': 200,
        });
      const socket = later(new Socket(url, { path: `/websocket?access_token=${held.access}` }));
      expect(await socket.opened()).toBe(401);
      expect(await statuses(url, await signIn(url, person))).toEqual(everyDoor(200));
    }
  });

  test('the browser forgets its session, so that it can sign in', async () => {
    const person = await addPerson(nodes[0]);
    const { session } = await signIn(nodes[0].url, person);
    await setStatus(person, 'suspended');
    const answer = await as.nobody('GET', '/server/info', {
      headers: { Cookie: `directus_session_token=${session}` },
    });
    expect(answer.status).toBe(401);
    expect(answer.headers.get('set-cookie')).toMatch(/^directus_session_token=;.*1970/);
  });
});

describe('rights that fall', () => {
  test('with the role: tokens and sockets end, the session goes on with the new role', async () => {
    const [node, other] = nodes;
    const person = await addPerson(node, 'manager');
    const held = await signIn(other.url, person);
    const socket = later(await subscribe(other.url, held));
    const points = () => callersOf(other.url).withToken(held.access).get('/items/points');
    expect((await points()).status).toBe(200);
    const since = performance.now();
    await database().query('update directus_users set role = $2 where id = $1', [
      person.id,
      roles.player,
    ]);
    expect(await closed(socket, since)).toBeLessThan(BOUND_MS);
    await expect
      .poll(async () => (await points()).status, { timeout: BOUND_MS, interval: 20 })
      .toBe(401);
    await doors['refresh token']?.(other.url, held);
    const refreshed = await signIn(other.url, person);
    expect(
      (await callersOf(other.url).withToken(refreshed.access).get('/items/points')).status,
    ).toBe(403);
  });

  test('with a policy taken by SQL: no node keeps it in memory', async () => {
    const person = await addPerson(nodes[0]);
    const policy = '20000000-0000-4000-8000-000000000005';
    await database().query(
      `insert into directus_access (id, "user", policy) values (gen_random_uuid(), $1, $2)`,
      [person.id, policy],
    );
    const read = (url: string, token: string) =>
      callersOf(url).withToken(token).get('/items/unlock_requests');
    for (const { url } of nodes) expect((await read(url, person.token)).status).toBe(200);
    await database().query('delete from directus_access where "user" = $1', [person.id]);
    for (const { url } of nodes) {
      await expect
        .poll(async () => (await read(url, person.token)).status, {
          timeout: BOUND_MS,
          interval: 20,
        })
        .toBe(403);
    }
  });

  test('of a role: every socket comes back with what it may now', async () => {
    const person = await addPerson(nodes[0]);
    const socket = later(await subscribe(nodes[1].url, await signIn(nodes[1].url, person)));
    const since = performance.now();
    await database().query(`
      with policy as (
        insert into directus_policies (id, name, admin_access, app_access)
        values (gen_random_uuid(), 'Short-lived', false, true) returning id
      ), access as (
        insert into directus_access (id, role, policy)
        select gen_random_uuid(), '${roles.manager}', id from policy
      ) select 1`);
    await database().query(
      `delete from directus_access where policy in (select id from directus_policies where name = 'Short-lived')`,
    );
    expect(await closed(socket, since)).toBeLessThan(BOUND_MS);
  });
});

describe('when a node no longer hears the database', () => {
  test('a lock still holds within a second, and it hears again', async () => {
    const person = await addPerson(nodes[0]);
    const sockets = await Promise.all(
      nodes.map(async ({ url }) => later(await subscribe(url, await signIn(url, person)))),
    );
    const listeners = `from pg_stat_activity
      where application_name = 'questcity_revocations' and datname = current_database()`;
    const { rowCount } = await database().query(`select pg_terminate_backend(pid) ${listeners}`);
    expect(rowCount).toBe(nodes.length);
    const since = performance.now();
    await setStatus(person, 'suspended');
    const ends = await Promise.all(sockets.map((socket) => closed(socket, since)));
    console.info(`without LISTEN, sockets closed after ${ends.map(Math.round).join(' and ')} ms`);
    for (const end of ends) expect(end).toBeLessThan(BOUND_MS);
    await expect
      .poll(async () => (await database().query(`select ${listeners}`)).rowCount, {
        timeout: 10_000,
      })
      .toBe(nodes.length);
  });
});

test('an account is not cut off by anything else', async () => {
  const person = await addPerson(nodes[0]);
  const held = await signIn(nodes[0].url, person);
  const socket = later(await subscribe(nodes[1].url, held));
  await as.administrator.patch(`/users/${person.id}`, { first_name: 'Anna', status: 'active' });
  await as.administrator.patch(`/users/${accounts.other.id}`, { title: 'Somebody else' });
  socket.send({ type: 'ping', uid: 'still there' });
  expect(await socket.until(({ type }) => type === 'pong')).toBeDefined();
  expect(await statuses(nodes[1].url, held)).toEqual(everyDoor(200));
});
