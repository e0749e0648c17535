/** Hashes of answers are pinned in a session's content; no door shows them to managers. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { accounts } from '../../harness/accounts.ts';
import { type Callers, callersOf } from '../../harness/api.ts';
import { startServer, type TestServer } from '../../harness/server.ts';
import { Socket } from '../../harness/socket.ts';
import { attempt, attemptAt, makePlayer, makeQuest, start } from './quests.ts';

let server: TestServer;
let as: Callers;
let session: string;
beforeAll(async () => {
  // Directus logs every error of GraphQL, also the caller's.
  server = await startServer({ expectedErrors: [/GraphQLError/] });
  as = callersOf(server.url);
  const quest = await makeQuest(server.database.client, [{ activity: 'enter_code', code: '1234' }]);
  const player = await makePlayer(server.database.client, as);
  session = (await start(player, quest)).id;
  const [point] = quest.points;
  if (!point) throw new Error('The quest has no point');
  await attempt(player, session, point.id, attemptAt(point.at, { code: '4321' }));
  const { rows } = await server.database.client.query(
    `select content #>> '{points,0,code}' as code from sessions where id = $1`,
    [session],
  );
  expect(rows[0].code).toMatch(/^v1:/);
});
afterAll(() => server?.stop());

test('REST', async () => {
  for (const path of [
    `/items/sessions/${session}?fields=content`,
    '/items/sessions?fields=content&alias[points]=content',
    '/items/sessions?fields=id&filter[content][_contains]=v1:',
    '/items/sessions?fields=id&sort=content',
    '/items/sessions?groupBy[]=content',
    '/items/attempts?fields=session.content',
    '/items/session_members?fields=session.content',
    '/items/session_points?fields=session.content',
    '/items/chats?fields=session.content',
  ]) {
    const answer = await as.manager.get(path);
    expect(answer.status, `${path}: ${answer.text}`).toBe(403);
  }
  for (const path of [
    `/items/sessions/${session}?fields=*.*.*`,
    `/items/attempts?filter[session]=${session}&fields=*.*.*`,
  ]) {
    const answer = await as.manager.get(path);
    expect(answer.status, answer.text).toBe(200);
    expect(answer.text).toContain(session);
    expect(answer.text).not.toContain('v1:');
  }
});

test('GraphQL', async () => {
  for (const query of [
    '{ sessions { content } }',
    '{ sessions { shown: content } }',
    '{ attempts { session { content } } }',
    '{ sessions_aggregated(groupBy: ["content"]) { group } }',
  ]) {
    const answer = await as.manager.graphql(query);
    expect(answer.body.errors?.length, answer.text).toBe(1);
    expect(answer.text).not.toContain('v1:');
  }
});

test('sockets', async () => {
  const socket = new Socket(server.url);
  await socket.signIn(accounts.manager.token);
  const ask = async (fields: string[]) => {
    const uid = fields.join();
    const query = { fields, filter: { id: { _eq: session } } };
    socket.send({ type: 'items', action: 'read', collection: 'sessions', query, uid });
    // Directus's errors come without the uid.
    return socket.until((heard) => heard.uid === uid || heard.status === 'error');
  };
  const all = JSON.stringify(await ask(['*']));
  expect(all).toContain(session);
  expect(all).not.toContain('v1:');
  expect((await ask(['content']))?.status).toBe('error');
  socket.terminate();
});
