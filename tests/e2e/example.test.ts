/** `npm run example:sdk`, as somebody who begins with the SDK runs it. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { npmCli } from '../../scripts/lib/npm.mjs';
import { seedDemo } from '../../scripts/seed/demo.ts';
import { userId } from '../../scripts/seed/people.ts';
import { accounts } from '../harness/accounts.ts';
import { runProgram } from '../harness/program.ts';
import { startServer, type TestServer } from '../harness/server.ts';

const PASSWORD = 'demo password of the test';
const PATIENCE_MS = 240_000;

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
  await seedDemo({
    url: server.url,
    token: accounts.administrator.token,
    database: server.database.client,
    password: PASSWORD,
    log: () => undefined,
  });
}, PATIENCE_MS);
afterAll(() => server?.stop());

const runExample = (url: string) =>
  runProgram([npmCli(), 'run', '--silent', 'example:sdk', '--', url], { DEMO_PASSWORD: PASSWORD });

/** The player's favourites and avatar. */
async function readPlayer(): Promise<{ favorites: number; avatar: string }> {
  const { rows } = await server.database.client.query(
    `select p.avatar, (select count(*)::int from favorites f where f."user" = p.id) as favorites
       from profiles p where p.id = $1`,
    [userId('player1')],
  );
  return rows[0];
}

test('it signs in, finds quests, makes one a favourite and sets an avatar', async () => {
  const before = await readPlayer();
  const { said, complained, code } = await runExample(server.url);
  expect({ complained, code }, said).toEqual({ complained: '', code: 0 });
  expect(said).toMatch(new RegExp(`^Signed in to ${server.url} as \\S+, who has -?\\d+ credits`));
  expect(said).toMatch(/The best rated quests:\n(?: {2}.+: \d+ points?, .+\n){5}/);
  expect(said).toMatch(/^Your favourites: \S.*\.$/m);
  const after = await readPlayer();
  expect(after.favorites).toBeGreaterThan(0);
  expect(after.avatar).not.toBe(before.avatar);
  expect(said).toContain(`Your new avatar: ${server.url}/assets/${after.avatar}?key=avatar`);
});

test('without a server it says so in one line', async () => {
  expect(await runExample('http://127.0.0.1:9')).toEqual({
    said: '',
    complained:
      'http://127.0.0.1:9 cannot be reached. Another server is named behind the command: npm run example:sdk -- http://127.0.0.1:8056\n',
    code: 1,
  });
});

test('what is no address is told in one line', async () => {
  expect(await runExample('--help')).toEqual({
    said: '',
    complained: '--help is no address of a server, such as http://127.0.0.1:8055.\n',
    code: 1,
  });
});
