/** The demo content on a real server: complete after interruptions, and the same however often. */
import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { pointId } from '../../scripts/seed/catalogue.ts';
import { readContent } from '../../scripts/seed/content.ts';
import { seedDemo } from '../../scripts/seed/demo.ts';
import { sessionId } from '../../scripts/seed/ledger.ts';
import { setPasswords, userId } from '../../scripts/seed/people.ts';
import { accounts } from '../harness/accounts.ts';
import { type Callers, callersOf } from '../harness/api.ts';
import { startServer, type TestServer } from '../harness/server.ts';

const DEMO_PASSWORD = 'demo password of the test';
/** Pictures are drawn and passwords hashed, on a machine that runs other tests meanwhile. */
const PATIENCE_MS = 240_000;

const content = readContent();
let server: TestServer;
let as: Callers;

beforeAll(async () => {
  server = await startServer();
  as = callersOf(server.url);
});
afterAll(() => server?.stop());
afterEach(() => vi.unstubAllGlobals());

const seed = () =>
  seedDemo({
    url: server.url,
    token: accounts.administrator.token,
    database: server.database.client,
    password: DEMO_PASSWORD,
    log: () => undefined,
  });

/** The connection breaks after so many requests: the last one is carried out, its answer is lost. */
function breakAfter(requests: number): void {
  const real = globalThis.fetch;
  let count = 0;
  vi.stubGlobal('fetch', async (...request: Parameters<typeof fetch>) => {
    count++;
    if (count > requests) throw new Error('the connection broke');
    const answer = await real(...request);
    if (count < requests) return answer;
    await answer.arrayBuffer();
    throw new Error('the connection broke');
  });
}

/** What each table holds, in a form that any change of a row alters. */
async function fingerprints(): Promise<Record<string, string>> {
  const { client } = server.database;
  const { rows: tables } = await client.query<{ name: string }>(
    `select tablename as name from pg_tables where schemaname = 'public'
       and tablename not in ('directus_sessions', 'directus_activity')`,
  );
  const found: Record<string, string> = {};
  for (const { name } of tables) {
    const { rows } = await client.query(
      `select count(*) || ' ' || md5(coalesce(string_agg(t::text, '|' order by t::text), '')) as print
         from (select to_jsonb(x) - 'last_access' as t from public."${name}" x) all_rows`,
    );
    found[name] = rows[0].print;
  }
  return found;
}

const login = (key: string, password = DEMO_PASSWORD) =>
  as.nobody.post('/auth/login', { email: `${key}@demo.example.com`, password });

test(
  'is completed after breaking off anywhere',
  async () => {
    for (const requests of [1, 3, 60, 70, 12, 8]) {
      breakAfter(requests);
      await seed().catch((error: unknown) => expect(String(error)).toContain('connection broke'));
      vi.unstubAllGlobals();
    }
    await seed();

    const { client } = server.database;
    const count = async (sql: string) => Number((await client.query(sql)).rows[0].count);
    const demo = `created_by = '${accounts.administrator.id}'`;
    expect(await count(`select count(*) from quests where ${demo}`)).toBe(content.quests.length);
    expect(await count(`select count(*) from points where ${demo}`)).toBe(
      content.quests.flatMap(({ points }) => points).length,
    );
    expect(await count('select count(*) from directus_files where filesize is null')).toBe(0);
    const { rows: wallets } = await client.query(
      `select username, credits from profiles
        where credits <> (select coalesce(sum(amount), 0) from ledger_entries where "user" = profiles.id)`,
    );
    expect(wallets).toEqual([]);
  },
  PATIENCE_MS,
);

test(
  'changes nothing when it is there',
  async () => {
    const before = await fingerprints();
    await seed();
    expect(await fingerprints()).toEqual(before);
  },
  PATIENCE_MS,
);

test('lets everybody in but the locked one', async () => {
  for (const { key, status } of content.accounts) {
    expect((await login(key)).status, key).toBe(status === 'active' ? 200 : 401);
  }
});

test(
  'gives the accounts a new password when it is told another',
  async () => {
    const { client } = server.database;
    const another = 'another password of the test';
    expect(await setPasswords(client, content, another)).toBe(content.accounts.length);
    expect((await login('player1', another)).status).toBe(200);
    expect(await setPasswords(client, content, another)).toBe(0);
    await seed();
    expect((await login('player1')).status).toBe(200);
  },
  PATIENCE_MS,
);

test('has accounts that joined, and were locked, before they did anything', async () => {
  const { client } = server.database;
  const { rows: early } = await client.query(
    `select p.username from profiles p
      where exists (select from ledger_entries e where e."user" = p.id and e.created_at < p.created_at)`,
  );
  expect(early).toEqual([]);
  const { rows: locks } = await client.query(
    `select l.decided_by, l.created_at < min(r.created_at) as before
       from account_locks l join unlock_requests r on r."user" = l."user"
      where l."user" = $1 group by l.id`,
    [userId('locked')],
  );
  expect(locks).toEqual([{ decided_by: userId('moderator'), before: true }]);
  const change = client.query(`update account_locks set reason = 'Another'`);
  await expect(change, 'the history is guarded again').rejects.toThrow('cannot be changed');
});

test('gives player1 1,000 credits and the catalogue something to show', async () => {
  const { data } = (await login('player1')).body;
  const player = as.withToken(data.access_token);
  const id = userId('player1');
  const profile = await as.administrator.get(`/items/profiles/${id}?fields=credits`);
  expect(profile.body.data).toEqual({ credits: 1000 });
  const quests = await player.get('/api/v2/quests?limit=100');
  const published = content.quests.filter(({ status }) => status === 'published');
  expect(quests.body.data.length).toBeGreaterThanOrEqual(published.length);
  for (const search of ['сфинксы', 'castle']) {
    const found = await player.get(`/api/v2/quests?search=${encodeURIComponent(search)}`);
    expect(found.body.data.length, search).toBeGreaterThan(0);
  }
});

test('leaves a reward for a manager to approve, and no other', async () => {
  const waiting = content.sessions.filter(
    ({ status, rewarded }) => status === 'completed' && !rewarded,
  );
  expect(waiting.length).toBeGreaterThan(0);
  const queue = await as.administrator.get('/api/v2/rewards/review-queue?limit=100');
  const ids = queue.body.data.map(({ id }: { id: string }) => id);
  expect(ids.sort()).toEqual(waiting.map(({ key }) => sessionId(key)).sort());
});

test('stores answers only hashed', async () => {
  const { rows } = await server.database.client.query(
    'select coalesce(code, word, qr_secret) as answer from points where coalesce(code, word, qr_secret) is not null',
  );
  const stored = new Set(rows.map(({ answer }) => answer));
  for (const { code, word, qr_secret } of content.quests.flatMap(({ points }) => points)) {
    expect(stored.has(code ?? word ?? qr_secret)).toBe(false);
  }
});

test('pins the answers in sessions as the catalogue has them', async () => {
  const { rows } = await server.database.client.query(
    `select p.id, p.code, p.word, p.qr_secret, array[one ->> 'code', one ->> 'word', one ->> 'qr_secret'] as pinned
       from sessions s, json_array_elements(s.content -> 'points') one, points p
      where s.id = any ($1) and p.id = (one ->> 'id')::uuid`,
    [content.sessions.map(({ key }) => sessionId(key))],
  );
  expect(rows.filter(({ code }) => code).length).toBeGreaterThan(0);
  for (const { id, code, word, qr_secret, pinned } of rows) {
    expect(pinned, id).toEqual([code, word, qr_secret]);
  }
});

test('lets a session that has expired be extended and played on with a word', async () => {
  const key = 'hills-halfway';
  const { quest, solved = 0 } = content.sessions.find((one) => one.key === key) ?? {};
  const { word, places } = content.quests.find((one) => one.key === quest)?.points[solved] ?? {};
  const [latitude, longitude] = places?.[0]?.at ?? [];
  const { data } = (await login('player4')).body;
  const player = as.withToken(data.access_token);
  const session = `/api/v2/sessions/${sessionId(key)}`;
  expect((await player.post(`${session}/extend`)).status).toBe(200);
  const attempt = await player.post(
    `${session}/points/${pointId(quest ?? '', solved + 1)}/attempts`,
    {
      client_attempt_id: randomUUID(),
      position: { latitude, longitude, accuracy: 5, captured_at: new Date().toISOString() },
      answer: { word },
    },
  );
  expect(attempt.body.data).toMatchObject({ outcome: 'solved', reasons: [] });
});

test(
  'leaves alone what people have changed',
  async () => {
    const category = content.categories[0];
    const found = await as.administrator.get(
      `/items/categories?filter[name][_eq]=${category?.name}`,
    );
    const { id } = found.body.data[0];
    await as.administrator.patch(`/items/categories/${id}`, { name: 'Renamed by a person' });
    await seed();
    const after = await as.administrator.get(`/items/categories/${id}`);
    expect(after.body.data.name).toBe('Renamed by a person');
  },
  PATIENCE_MS,
);
