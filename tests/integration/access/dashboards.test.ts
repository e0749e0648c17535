/** Who sees which dashboard of the admin app, and that all of its panels can be filled for them. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Callers, callersOf } from '../../harness/api.ts';
import { startServer, type TestServer } from '../../harness/server.ts';

let server: TestServer;
let as: Callers;
beforeAll(async () => {
  server = await startServer();
  as = callersOf(server.url);
});
afterAll(() => server?.stop());

test.each([
  ['manager', 'Overview'],
  ['moderator', 'Moderation'],
] as const)('a %s has %s', async (who, name) => {
  const dashboards = await as[who].get('/dashboards?fields=id,name,panels.id');
  expect(dashboards.body.data).toMatchObject([{ name }]);
  const panels = await as[who].get('/panels?fields=dashboard,options&limit=-1');
  expect(panels.body.data).toHaveLength(dashboards.body.data[0].panels.length);
  for (const { dashboard, options } of panels.body.data) {
    expect(dashboard).toBe(dashboards.body.data[0].id);
    const filter = encodeURIComponent(JSON.stringify(options.filter ?? {}));
    const fields = [...(options.displayTemplate ?? '{{id}}').matchAll(/\{\{(.*?)\}\}/g)];
    const shown = fields.map(([, field]) => field).join();
    const rows = await as[who].get(
      `/items/${options.collection}?filter=${filter}&fields=${shown}&limit=6`,
    );
    expect(rows.status, rows.text).toBe(200);
  }
});
