/**
 * Every route of /api/v2, called by everybody: against broken object level and broken function level
 * authorisation (OWASP API1, API5). Tables and stages lie in routes/, a file for each room.
 *
 * A new route needs a row, or this fails:
 *
 * 1. Add a line to the table of the room: method and path as in `route()`, then the status for each
 *    caller. Write it from the domain's rules, not from what the server answers. A `*` says that this
 *    call changes what the stage guards; without it the guarded row must be the same afterwards.
 * 2. If the path has parameters, the route takes a body, or there is something to guard or to hide,
 *    add a stage: it makes what the route is called on, belonging to `cast.player`, once per caller.
 *    See `Play` in routes/scene.ts for what it may return.
 *
 *    node scripts/test.ts --only integration access/routes
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { API_ROOT, routes } from '../../../extensions/questcity/src/routes.ts';
import { type Callers, callersOf } from '../../harness/api.ts';
import { startServer, type TestServer } from '../../harness/server.ts';
import { readRows, rooms } from './routes/rooms.ts';
import { gather, type Play, type Scene, WHO } from './routes/scene.ts';

const rows = rooms.flatMap(readRows);

let server: TestServer;
let as: Callers;
beforeAll(async () => {
  server = await startServer();
  as = callersOf(server.url);
});
afterAll(() => server?.stop());

test('every route has a row', () => {
  const named = rows.map(({ method, path }) => `${method} ${path}`);
  const there = routes.map(({ method, path }) => `${method.toUpperCase()} ${path}`);
  expect(named.sort()).toEqual(there.sort());
});

async function guarded({ client }: Scene, { guards }: Play): Promise<unknown> {
  if (!guards) return undefined;
  const [table, id] = guards;
  const { rows: found } = await client.query(
    `select to_jsonb(t) as row from "${table}" t where id = $1`,
    [id],
  );
  return found[0]?.row ?? null;
}

const addressOf = (path: string, { params = {}, query }: Play) =>
  API_ROOT +
  path.replace(/:(\w+)/g, (_, name: string) => {
    if (!params[name]) throw new Error(`The stage of ${path} gives no ${name}`);
    return params[name];
  }) +
  (query ? `?${query}` : '');

describe.each(rows)('$method $path', ({ method, path, stage, expected }) => {
  let scene: Scene;
  beforeAll(async () => {
    const { client } = server.database;
    scene = { client, as, cast: await gather(client, as) };
  });

  test.each(WHO)('%s', async (who) => {
    const { status, changes } = expected[who];
    const play = await stage(scene, who);
    const before = await guarded(scene, play);
    if (play.guards) expect(before, `the stage made no ${play.guards}`).not.toBeNull();
    const answer = await scene.cast[who].call(method, addressOf(path, play), { body: play.body });
    expect(answer.status, answer.text).toBe(status);
    const after = await guarded(scene, play);
    if (changes) expect(after, 'nothing changed').not.toEqual(before);
    else expect(after, 'it was changed').toEqual(before);
    if (play.hides !== undefined) {
      const shown = who === 'player' && status < 300;
      expect(answer.text.includes(play.hides), shown ? 'not shown' : 'shown').toBe(shown);
    }
  });
});
