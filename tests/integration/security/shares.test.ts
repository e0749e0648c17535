/** Shares of Directus: an update could turn one into a key to another item (CVE-2026-129239). */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Callers, callersOf } from '../../harness/api.ts';
import { startServer, type TestServer } from '../../harness/server.ts';
import { world } from '../../harness/world.ts';

let server: TestServer;
let as: Callers;
let share: string;
beforeAll(async () => {
  server = await startServer();
  as = callersOf(server.url);
  const body = {
    name: 'Test',
    collection: 'quests',
    item: world.quest,
    role: '10000000-0000-4000-8000-000000000001',
  };
  const answer = await as.administrator.post('/shares', body);
  expect(answer.status, answer.text).toBe(200);
  share = answer.body.data.id;
});
afterAll(() => server?.stop());

test.each(['nobody', 'player', 'manager', 'editor', 'moderator'] as const)(
  '%s can neither change nor create nor delete a share',
  async (name) => {
    const { client } = server.database;
    const state = async () => (await client.query('select * from directus_shares')).rows;
    const before = await state();
    for (const change of [
      { item: world.draft },
      { collection: 'points' },
      { role: '10000000-0000-4000-8000-000000000003' },
      { user_created: null },
      { password: 'x' },
    ]) {
      const answer = await as[name].patch(`/shares/${share}`, change);
      expect([401, 403], answer.text).toContain(answer.status);
      const many = await as[name].patch('/shares', { keys: [share], data: change });
      expect([401, 403], many.text).toContain(many.status);
    }
    const made = await as[name].post('/shares', { collection: 'quests', item: world.quest });
    expect([400, 401, 403], made.text).toContain(made.status);
    expect([401, 403]).toContain((await as[name].delete(`/shares/${share}`)).status);
    expect(await state()).toEqual(before);
  },
);

test('the token of a share does not open the routes', async () => {
  const answer = await as.nobody.post('/shares/auth', { share, mode: 'json' });
  expect(answer.status, answer.text).toBe(200);
  const { access_token: token } = answer.body.data;
  expect((await as.withToken(token).get('/api/v2/quests')).status).toBe(401);
  expect((await as.withToken(token).get(`/items/points/${world.points[0]}`)).status).toBe(403);
});
