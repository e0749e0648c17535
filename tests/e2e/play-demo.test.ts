/** `npm run play:demo`, as somebody who wants to see a quest played runs it. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { questId } from '../../scripts/seed/catalogue.ts';
import { readContent } from '../../scripts/seed/content.ts';
import { seedDemo } from '../../scripts/seed/demo.ts';
import { accounts } from '../harness/accounts.ts';
import { runProgram } from '../harness/program.ts';
import { startServer, type TestServer } from '../harness/server.ts';

const PASSWORD = 'demo password of the test';
const QUEST = 'lisbon-alfama';
/** As fast as the server believes at most, or the walk would take an hour. */
const SPEED_KMH = 1000;
const PATIENCE_MS = 240_000;

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
  const { client } = server.database;
  const token = accounts.administrator.token;
  await seedDemo({
    url: server.url,
    token,
    database: client,
    password: PASSWORD,
    log: () => undefined,
  });
  await client.query('update vehicles set top_speed_kmh = $1', [SPEED_KMH]);
}, PATIENCE_MS);
afterAll(() => server?.stop());

const play = (...args: string[]) =>
  runProgram(['scripts/demo/play.ts', ...args], { DEMO_PASSWORD: PASSWORD });

test(
  'two players walk a quest from its first point to its reward',
  async () => {
    const args = ['--url', server.url, '--quest', QUEST, '--speed', String(SPEED_KMH)];
    const { said, complained, code } = await play(...args);
    expect([complained, code], said).toEqual(['', 0]);
    const quest = readContent().quests.find(({ key }) => key === QUEST);
    const points = quest?.points.length;
    expect(said).toContain(`completed: ${points} of ${points} points`);
    expect(said).toMatch(/rejected\n {4}\w+: \w/);

    const { rows } = await server.database.client.query(
      `select s.status, (select count(*)::int from session_points p
                          where p.session = s.id and p.state = 'solved') as solved,
              (select array_agg(l.amount) from ledger_entries l
                where l.session = s.id and l.kind = 'reward') as rewards
         from sessions s where s.quest = $1 order by s.started_at desc limit 1`,
      [questId(QUEST)],
    );
    const rewards = [quest?.reward, quest?.reward];
    expect(rows).toEqual([{ status: 'completed', solved: points, rewards }]);
  },
  PATIENCE_MS,
);

test('without a server it says so in one line', async () => {
  const { said, complained, code } = await play('--url', 'http://127.0.0.1:9');
  expect({ said, complained, code }).toEqual({
    said: '',
    complained: 'http://127.0.0.1:9 cannot be reached. Is the server of npm start running?\n',
    code: 1,
  });
});
