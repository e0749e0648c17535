/**
 * Random sequences of valid and invalid commands from several players, with repeats, in any order and
 * several at once, against a real database: points and sessions only move forward, each member is paid
 * once, each extension is charged once, what is refunded has earned nothing, balances are the sums of
 * the ledger, and no attempt is lost.
 */
import fc from 'fast-check';
import createKnex, { type Knex } from 'knex';
import { afterAll, beforeAll, expect, it } from 'vitest';
import * as jobs from '../../../extensions/questcity/src/kernel/jobs.ts';
import {
  EXPIRE_JOB,
  expireSession,
} from '../../../extensions/questcity/src/play/sessions.service.ts';
import { setPlaySettings } from '../../../extensions/questcity/src/play/settings.ts';
import { type TestDatabase, withDatabase } from '../../harness/database.ts';
import { PEPPER } from '../../harness/environment.ts';
import { command, ENDINGS, Runner } from './property-commands.ts';
import { expectForward, expectKept, makeWorld, snapshotOf } from './property-world.ts';

let db: TestDatabase;
let pool: Knex;
const logged: string[] = [];
beforeAll(async () => {
  db = await withDatabase();
  pool = createKnex({ client: 'pg', connection: { ...db.connection }, pool: { max: 8 } });
  const unused = () => Promise.reject(new Error('There are no files here'));
  setPlaySettings({ pepper: PEPPER, readPhoto: unused, openFile: unused });
  jobs.work(EXPIRE_JOB, ({ session }: { session: string }) =>
    expireSession(pool, session, new Date()),
  );
  const log = (message: string) => logged.push(message);
  await jobs.start(pool, { error: log, warn: log });
});
afterAll(async () => {
  await pool.destroy();
  await db.close();
  expect(logged).toEqual([]);
});

const RUNS = 80;
/** What so many runs lead to, each of it dozens of times; else little would be shown. */
const REACHED = [
  ...['active', 'completed', 'abandoned', 'expired', 'extended', 'cancelled'],
  ...['NOT_FOUND', 'FORBIDDEN', 'SESSION_ACTIVE', 'SESSION_NOT_ACTIVE', 'SESSION_NOT_EXPIRED'],
  ...['SESSION_NOT_COMPLETED', 'INSUFFICIENT_CREDITS'],
];

it('keeps what must hold, whatever is done in whichever order', async () => {
  const counts = new Map<string, number>();
  const count = (things: Iterable<string>) => {
    for (const thing of things) counts.set(thing, (counts.get(thing) ?? 0) + 1);
  };
  await fc.assert(
    fc.asyncProperty(
      fc.boolean(),
      // Some can pay for nothing more, some for an extension or two, some for everything.
      fc.constantFrom(10, 17, 24, 100),
      fc.array(fc.array(command, { minLength: 1, maxLength: 4 }), {
        minLength: 10,
        maxLength: 40,
        size: 'max',
      }),
      fc.constantFrom(...ENDINGS),
      async (autoAccrual, credits, rounds, ending) => {
        const world = await makeWorld(pool, db.client, autoAccrual, credits);
        const runner = new Runner(world);
        let before = await snapshotOf(world);
        for (const round of [...rounds, ...ending]) {
          await Promise.all(round.map((one) => runner.run(one)));
          const after = await snapshotOf(world);
          expectForward(before, after);
          before = after;
        }
        await runner.repeatAll();
        await expectKept(world);
        count(runner.refused);
        for (const { status, extensions, cancelled } of before.values()) {
          count([
            status,
            ...(extensions > 0 ? ['extended'] : []),
            ...(cancelled ? ['cancelled'] : []),
          ]);
        }
      },
    ),
    { numRuns: RUNS, endOnFailure: true },
  );
  expect([...counts.keys()]).toEqual(expect.arrayContaining(REACHED));
}, 280_000);
