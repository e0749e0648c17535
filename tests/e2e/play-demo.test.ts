/** `npm run play:demo`, as somebody who wants to see a quest played runs it. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { questId } from '../../scripts/seed/catalogue.ts';
import { readContent } from '../../scripts/seed/content.ts';
import { seedDemo } from '../../scripts/seed/demo.ts';
import { userId } from '../../scripts/seed/people.ts';
import { accounts } from '../harness/accounts.ts';
import { runProgram } from '../harness/program.ts';
import { startServer, type TestServer } from '../harness/server.ts';

const PASSWORD = 'demo password of the test';
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

/** What came of the last session of a quest. */
async function lastSession(quest: string) {
  const { rows } = await server.database.client.query(
    `select s.status, s.rewarded_by,
            (select count(*)::int from session_points p
              where p.session = s.id and p.state = 'solved') as solved,
            (select array_agg(l.amount) from ledger_entries l
              where l.session = s.id and l.kind = 'reward') as rewards,
            array(select json_build_object('outcome', outcome, 'by', decided_by) from attempts a
                   where a.session = s.id and a.decided_at is not null) as decisions
       from sessions s where s.quest = $1 order by s.started_at desc limit 1`,
    [questId(quest)],
  );
  return rows[0];
}

const manager = userId('manager');

test.each([
  { key: 'lisbon-alfama', args: ['--quest', 'lisbon-alfama'], rewarded_by: null, decisions: [] },
  // The one that is played unless another is asked for; managers have a part in it.
  {
    key: 'lisbon-seven-hills',
    args: [],
    rewarded_by: manager,
    decisions: [{ outcome: 'solved', by: manager }],
  },
])(
  'two players walk $key from its first point to its reward',
  async ({ key, args, rewarded_by, decisions }) => {
    const { said, complained, code } = await play(
      ...['--url', server.url, '--speed', String(SPEED_KMH), ...args],
    );
    expect([complained, code], said).toEqual(['', 0]);
    const quest = readContent().quests.find((one) => one.key === key);
    const points = quest?.points.length;
    expect(said).toContain(`completed: ${points} of ${points} points`);
    expect(said).toMatch(/rejected\n {4}\w+: \w/);
    const decided = decisions.length > 0;
    expect(said.includes('in review\n    face_check: ')).toBe(decided);
    expect(said.includes('looks at the photo and accepts it')).toBe(decided);
    expect(said.includes('approves the reward')).toBe(decided);

    const rewards = [quest?.reward, quest?.reward];
    const ended = { status: 'completed', solved: points, rewards, rewarded_by, decisions };
    expect(await lastSession(key)).toEqual(ended);
  },
  PATIENCE_MS,
);

test('without a server it says so in one line', async () => {
  const { said, complained, code } = await play('--url', 'http://127.0.0.1:9');
  expect({ said, complained, code }).toEqual({
    said: '',
    complained:
      'http://127.0.0.1:9 cannot be reached. Is the server of npm start running? Another one is named by --url: npm run play:demo -- --url http://127.0.0.1:8056\n',
    code: 1,
  });
});
