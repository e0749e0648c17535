/**
 * Two servers that share a Redis: limits, caches and locks hold on both; and what becomes of requests
 * while Redis is killed or silent.
 */
import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { accounts } from '../../harness/accounts.ts';
import { type Callers, callersOf, query } from '../../harness/api.ts';
import { startRedis, type TestRedis } from '../../harness/redis.ts';
import { startServer, type TestServer } from '../../harness/server.ts';
import { applyEverything } from '../../harness/template.ts';
import { needTool } from '../../harness/tools.ts';
import { addPerson, doors, type Person, Restless, signIn, subscribe } from '../locking/person.ts';

const program = needTool('redis');

/** How soon a lock holds, in milliseconds. */
const BOUND_MS = 1_000;
/** How long a request may take while Redis is away. */
const PATIENCE_MS = 8_000;
const LIMIT = 20;

let redis: TestRedis;
/** The third and the fourth limit requests. */
let nodes: TestServer[];
let callers: Callers[];
const limited = {
  RATE_LIMITER_ENABLED: 'true',
  RATE_LIMITER_POINTS: String(LIMIT),
  RATE_LIMITER_DURATION: '3600',
};

beforeAll(async () => {
  if (!program) return;
  redis = await startRedis(program);
  const expectedErrors = [/ECONNREFUSED|ECONNRESET|max retries|Socket timeout|Redis|redis/];
  const first = await startServer({ settings: redis.settings, expectedErrors });
  nodes = [first];
  for (const more of [{}, limited, limited]) {
    const settings = { ...redis.settings, ...more };
    nodes.push(await startServer({ settings, expectedErrors, beside: first }));
  }
  callers = nodes.map(({ url }) => callersOf(url));
});
afterAll(async () => {
  const stopped: PromiseSettledResult<void>[] = [];
  for (const node of nodes?.toReversed() ?? []) {
    stopped.push(...(await Promise.allSettled([node.stop()])));
  }
  await redis?.stop();
  for (const end of stopped) if (end.status === 'rejected') throw end.reason;
});

const open = () => [callers[0], callers[1]] as [Callers, Callers];
const both = (work: (as: Callers) => Promise<{ status: number }>) =>
  Promise.all(open().map(async (as) => (await work(as)).status));
const database = () => nodes[0]?.database as TestServer['database'];

describe.skipIf(!program)('two servers that share a Redis', () => {
  test.each(['/api/v2/quests', '/items/quests?limit=1'])('share the limit of %s', async (path) => {
    const [, , one, other] = callers as [Callers, Callers, Callers, Callers];
    const statuses: number[] = [];
    for (let n = 0; n < LIMIT + 4; n++) {
      const answer = await (n % 2 === 0 ? one : other).player.get(path);
      statuses.push(answer.status);
      if (answer.status === 429) {
        expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
      }
    }
    // Reading the document of the API counts as well, once for each.
    expect(statuses.slice(0, LIMIT - 2)).toEqual(Array(LIMIT - 2).fill(200));
    expect(statuses.slice(LIMIT)).toEqual(Array(4).fill(429));
  });

  test('both learn of a right that schema:apply gives back', async () => {
    const read = () => both((as) => as.player.get('/items/categories?limit=1'));
    expect(await read()).toEqual([200, 200]);
    const [as] = open();
    const filter = { collection: { _eq: 'categories' }, action: { _eq: 'read' } };
    const found = await as.administrator.get(`/permissions${query({ filter, fields: 'id' })}`);
    const ids = found.body.data.map(({ id }: { id: number }) => id);
    const gone = await as.administrator('DELETE', '/permissions', { body: ids });
    expect(gone.status, gone.text).toBe(204);
    await expect.poll(read, { timeout: 5_000 }).toEqual([403, 403]);
    expect(await apply()).toBe(true);
    const since = performance.now();
    await expect.poll(read, { timeout: 15_000, interval: 20 }).toEqual([200, 200]);
    console.info(`known to both ${Math.round(performance.now() - since)} ms after it was applied`);
  });

  test('both learn of a field that schema:apply makes again', async () => {
    const read = () =>
      both((as) => as.administrator.get('/items/merch?limit=1&fields=description'));
    expect(await read()).toEqual([200, 200]);
    const [as] = open();
    expect((await as.administrator.delete('/fields/merch/description')).status).toBe(204);
    await expect.poll(read, { timeout: 15_000 }).toEqual([403, 403]);
    expect(await apply()).toBe(true);
    const since = performance.now();
    await expect.poll(read, { timeout: 15_000, interval: 20 }).toEqual([200, 200]);
    console.info(`known to both ${Math.round(performance.now() - since)} ms after it was applied`);
  });

  test('both let nobody in who was locked on one, within a second', async () => {
    const [first, second] = nodes as [TestServer, TestServer];
    const person = await addPerson(first);
    const clients: Restless[] = [];
    for (const { url } of [first, second]) {
      clients.push(new Restless(url, await signIn(url, person)));
    }
    const socket = await subscribe(second.url, await signIn(second.url, person));
    const everywhere = () =>
      clients.every(({ lastAllowed }) => lastAllowed.size === Object.keys(doors).length);
    await expect.poll(everywhere, { timeout: 30_000, interval: 20 }).toBe(true);
    const since = performance.now();
    await open()[0].moderator.post(`/api/v2/users/${person.id}/lock`, { reason: 'Insults' });
    const done = performance.now() - since;
    await Promise.all(clients.map(({ shutOut }) => shutOut));
    await Promise.all(clients.map((client) => client.stop()));
    await socket.until(() => false);
    const last = clients.map(({ lastAllowed }) => Math.max(...lastAllowed.values()) - since);
    const closed = (socket.end?.at ?? Number.NaN) - since;
    console.info(
      `locked in ${Math.round(done)} ms; last let in after ${last.map(Math.round).join(' and ')} ms;`,
      `socket of the other node closed after ${Math.round(closed)} ms`,
    );
    for (const overstay of [...last, closed]) expect(overstay).toBeLessThan(BOUND_MS + done);
  });
});

function apply(): Promise<boolean> {
  return applyEverything({ ...database().env, ...redis.settings });
}

describe.skipIf(!program)('without Redis', () => {
  const ways: Record<string, [() => Promise<void> | void, () => Promise<void> | void]> = {
    'that is killed': [() => redis.stop(), () => redis.start()],
    'that is silent': [() => redis.freeze(), () => redis.thaw()],
  };
  let back: () => Promise<void> | void = () => undefined;
  afterEach(() => back());

  const paths = ['/api/v2/quests', '/api/v2/me', '/items/quests?limit=1', '/users/me'];

  /** A request that is answered in time: well, or with a clear word that it cannot be. */
  async function answered(as: Callers, path: string) {
    const began = performance.now();
    const answer = await as.player.get(path);
    expect(performance.now() - began, path).toBeLessThan(PATIENCE_MS);
    if (answer.status === 503) {
      expect(answer.code).toBe('SERVICE_UNAVAILABLE');
      expect(Number(answer.headers.get('retry-after')), path).toBeGreaterThan(0);
    }
    return { path, status: answer.status };
  }

  test.each(Object.entries(ways))('%s', async (_, [takeAway, bringBack]) => {
    back = bringBack;
    const person = await addPerson(nodes[0] as TestServer);
    const editor = await addPerson(nodes[0] as TestServer);
    const editing = await editorsPolicy(editor);
    const points = () => both((as) => as.withToken(editor.token).get('/items/points?limit=1'));
    expect(await points()).toEqual([200, 200]);
    const held = await signIn(nodes[0]?.url as string, person);

    await takeAway();
    for (let round = 0; round < 2; round++) {
      const tries = callers.flatMap((as) => paths.map((path) => answered(as, path)));
      for (const { path, status } of await Promise.all(tries)) {
        const expected = path.startsWith('/api/v2') ? [200, 429] : [200, 429, 503];
        expect(expected, `${path} → ${status}`).toContain(status);
      }
    }
    // What Directus tells Redis meanwhile must not end the server.
    const changed = await callers[0]?.administrator.patch('/settings', { project_name: 'Away' });
    expect([200, 503]).toContain(changed?.status);
    // A lock needs no Redis.
    const since = performance.now();
    await database().client.query(`update directus_users set status = 'suspended' where id = $1`, [
      person.id,
    ]);
    const door = doors['our route, access token'] as (typeof doors)[string];
    await expect
      .poll(async () => (await door(nodes[1]?.url as string, held)).status, { timeout: 5_000 })
      .toBe(401);
    console.info(`locked without Redis after ${Math.round(performance.now() - since)} ms`);
    // And rights that are taken are not in force because nobody could be told.
    await database().client.query('delete from directus_access where id = $1', [editing]);
    const refused = async () => (await points()).every((status) => [403, 503].includes(status));
    await expect.poll(refused, { timeout: 30_000 }).toBe(true);

    await bringBack();
    back = () => undefined;
    await expect.poll(points, { timeout: 30_000 }).toEqual([403, 403]);
    for (const as of open()) {
      for (const path of paths) expect((await answered(as, path)).status, path).toBe(200);
    }
  });

  /** Makes somebody a quest editor. */
  async function editorsPolicy({ id }: Person): Promise<string> {
    const access = randomUUID();
    await database().client.query(
      `insert into directus_access (id, "user", policy)
       select $1, $2, policy from directus_access where "user" = $3 limit 1`,
      [access, id, accounts.editor.id],
    );
    return access;
  }
});
