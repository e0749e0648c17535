/** While nobody can know who is locked, nobody is let in; and a lock of that time holds afterwards. */
import { afterAll, afterEach, beforeAll, expect, inject, test } from 'vitest';
import { startServer, type TestServer } from '../../harness/server.ts';
import type { Socket } from '../../harness/socket.ts';
import { layWire, type Wire } from '../../harness/wire.ts';
import { addPerson, doors, type Person, signIn, subscribe } from './person.ts';

let wire: Wire;
let server: TestServer;
const open: Socket[] = [];
beforeAll(async () => {
  wire = await layWire(inject('questcity').server);
  // What Directus logs of a database that is gone is not what is looked at here.
  server = await startServer({ settings: wire.settings, expectedErrors: [/./] });
});
afterAll(async () => {
  await server?.stop();
  await wire?.close();
});
afterEach(() => {
  for (const socket of open.splice(0)) socket.terminate();
  wire.mend();
});

async function connected(): Promise<[Person, Socket]> {
  const person = await addPerson(server);
  const socket = await subscribe(server.url, await signIn(server.url, person));
  open.push(socket);
  return [person, socket];
}
/** In SQL, over a wire of the test's own. */
const lock = ({ id }: Person) =>
  server.database.client.query(`update directus_users set status = 'suspended' where id = $1`, [
    id,
  ]);

async function untilWhole(): Promise<void> {
  const witness = await addPerson(server);
  await expect
    .poll(
      () =>
        signIn(server.url, witness).then(
          () => true,
          () => false,
        ),
      { timeout: 60_000 },
    )
    .toBe(true);
}

test('a database that is gone is a 503 at every door, and closes WebSockets', async () => {
  const [person, socket] = await connected();
  const held = await signIn(server.url, person);
  wire.cut();
  // All at once, since each waits for a connection of the pool.
  const statuses = await Promise.all(
    Object.entries(doors).map(async ([name, door]) => [
      name,
      (await door(server.url, held)).status,
    ]),
  );
  expect(Object.fromEntries(statuses)).toEqual(
    Object.fromEntries(Object.keys(doors).map((name) => [name, 503])),
  );
  await socket.until(() => false);
  expect(socket.end?.code).toBe(4401);
  wire.mend();
  await untilWhole();
  for (const name of ['our route, access token', '/items, access token']) {
    expect((await doors[name]?.(server.url, held))?.status, name).toBe(200);
  }
});

test('a wire that falls silent closes WebSockets too', async () => {
  const [, socket] = await connected();
  const since = performance.now();
  wire.silence();
  await socket.until(() => false);
  const after = (socket.end?.at ?? Number.NaN) - since;
  console.info(`closed ${Math.round(after)} ms after the wire fell silent`);
  expect(after).toBeLessThan(12_000);
  wire.mend();
  await untilWhole();
});

test('a lock that was not heard holds as soon as the database is back', async () => {
  const [person, socket] = await connected();
  const held = await signIn(server.url, person);
  wire.cut();
  await lock(person);
  wire.mend();
  const since = performance.now();
  await socket.until(() => false);
  console.info(`closed ${Math.round((socket.end?.at ?? 0) - since)} ms after the wire was mended`);
  await untilWhole();
  for (const [name, door] of Object.entries(doors)) {
    expect((await door(server.url, held)).status, name).toBe(401);
  }
});
