/** A text that is none: an object or a list is refused at every door, and not kept as JSON. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { accounts } from '../../harness/accounts.ts';
import { type Callers, callersOf } from '../../harness/api.ts';
import { startServer, type TestServer } from '../../harness/server.ts';
import { Socket } from '../../harness/socket.ts';
import { world } from '../../harness/world.ts';
import { expectRefusal } from './refusal.ts';

let server: TestServer;
let as: Callers;
beforeAll(async () => {
  server = await startServer();
  as = callersOf(server.url);
});
afterAll(() => server?.stop());

const NESTED = [[], {}, [[[1]]], { a: 'x' }, JSON.parse('['.repeat(80) + ']'.repeat(80))];
const profile = `/items/profiles/${accounts.player.id}`;

test.each(NESTED.map((value) => [JSON.stringify(value).slice(0, 20), value]))(
  '%s is refused',
  async (_, value) => {
    const answers = {
      'bio of the own profile': await as.player.patch(profile, { bio: value }),
      'bio of several': await as.player.patch('/items/profiles', [
        { id: accounts.player.id, bio: value },
      ]),
      'name of a new row': await as.administrator.post('/items/categories', { name: value }),
      'name of a nested row': await as.administrator.patch(`/items/quests/${world.draft}`, {
        merch: { create: [{ name: value, price: 1, currency: 'EUR' }], update: [], delete: [] },
      }),
      'title of a user': await as.administrator.patch(`/users/${accounts.other.id}`, {
        title: value,
      }),
      'title of a file': await as.administrator.patch(`/files/${world.files.catalogue}`, {
        title: value,
      }),
    };
    for (const [what, answer] of Object.entries(answers)) {
      expectRefusal(answer, what, [400]);
      expect(answer.text, what).toMatch(/\\"(bio|name|title)\\" must be a text/);
    }
    const socket = new Socket(server.url);
    await socket.signIn(accounts.player.token);
    const message = { type: 'items', action: 'update', collection: 'profiles', uid: 'bio' };
    const data = { bio: value };
    expect(await socket.ask({ ...message, id: accounts.player.id, data })).toMatchObject({
      error: { code: 'INVALID_PAYLOAD', message: expect.stringContaining('"bio" must be a text') },
    });
    socket.terminate();
  },
);

test('texts, nothing, and rows whose key is a text are taken', async () => {
  expect((await as.player.patch(profile, { bio: '[[[1]]]' })).status).toBe(200);
  expect((await as.player.patch(profile, { bio: null })).status).toBe(200);
  const path = `/items/points/${world.points[0]}`;
  const before = await as.administrator.get(`${path}?fields=activity`);
  const { activity } = before.body.data;
  const answer = await as.administrator.patch(`${path}?fields=activity`, {
    activity: { id: activity },
  });
  expect([answer.status, answer.body.data]).toEqual([200, { activity }]);
});
