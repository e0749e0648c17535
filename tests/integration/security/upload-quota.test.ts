/** How much a player may upload in a day. */
import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type AccountName, accounts } from '../../harness/accounts.ts';
import { type Answer, type Callers, callersOf } from '../../harness/api.ts';
import { startServer, type TestServer } from '../../harness/server.ts';

/** As in the extension. */
const FILES_A_DAY = 200;

let server: TestServer;
let as: Callers;
beforeAll(async () => {
  server = await startServer({ settings: { RATE_LIMITER_ENABLED: 'true' } });
  as = callersOf(server.url);
});
afterAll(() => server?.stop());

function upload(name: AccountName): Promise<Answer> {
  const form = new FormData();
  form.append('file', new Blob(['%PDF-1.4\n'], { type: 'application/pdf' }), 'one.pdf');
  return as[name]('POST', '/files', { raw: form });
}

async function stored(): Promise<[number, number]> {
  const { rows } = await server.database.client.query(
    'select count(*)::int as count from directus_files',
  );
  return [rows[0].count, readdirSync(server.storage).length];
}

/** As if it had uploaded so many already. */
async function haveUploaded(name: AccountName, files: number): Promise<void> {
  const { rowCount } = await server.database.client.query(
    'update questcity.rate_limits set points = $1 where key = $2',
    [files, `uploads:${accounts[name].id}`],
  );
  expect(rowCount).toBe(1);
}

test('files are counted for each player, and the one too many leaves nothing', async () => {
  expect((await upload('player')).status).toBe(200);
  await haveUploaded('player', FILES_A_DAY - 2);
  // Two at once have one place each.
  const both = await Promise.all([upload('player'), upload('player')]);
  expect(both.map(({ status }) => status)).toEqual([200, 200]);

  const before = await stored();
  const refused = await upload('player');
  expect(refused.status, refused.text).toBe(429);
  expect(refused.code).toBe('REQUESTS_EXCEEDED');
  expect(await stored()).toEqual(before);

  expect((await upload('other')).status).toBe(200);
});

test('those of staff are not counted', async () => {
  expect((await upload('manager')).status).toBe(200);
  const { rows } = await server.database.client.query(
    "select key from questcity.rate_limits where key like 'uploads:%'",
  );
  expect(rows.map(({ key }) => key)).not.toContain(`uploads:${accounts.manager.id}`);
});
