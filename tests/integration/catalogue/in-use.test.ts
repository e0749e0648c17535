/** What is in use is not deleted, and the answer says what to do, whichever door it is tried through. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Callers, callersOf } from '../../harness/api.ts';
import { startServer, type TestServer } from '../../harness/server.ts';
import { world } from '../../harness/world.ts';

let server: TestServer;
let as: Callers;
beforeAll(async () => {
  // Directus logs every error of GraphQL, also the caller's.
  server = await startServer({ expectedErrors: [/GraphQLError/] });
  as = callersOf(server.url);
});
afterAll(() => server?.stop());

const inUse: [collection: string, id: string, says: string][] = [
  ['categories', world.category, 'Quests belong to this category: give them another one first'],
  ['cities', world.city, 'Quests take place in this city: give them another one first'],
  ['vehicles', world.vehicle, 'Quests are made for this vehicle: give them another one first'],
  ['activities', 'enter_word', 'Points of quests have this activity: give them another one first'],
  ['tools', world.tool, 'Points of quests have this tool: give them another one or none first'],
  ['quests', world.quest, 'This quest has been played: archive it instead'],
];

describe.each(inUse)('of %s, %s is kept', (collection, id, says) => {
  const isThere = async () => {
    const { rowCount } = await server.database.client.query(
      `select from ${collection} where id = $1`,
      [id],
    );
    return rowCount === 1;
  };

  test('over REST', async () => {
    for (const refused of [
      await as.editor.delete(`/items/${collection}/${id}`),
      await as.editor('DELETE', `/items/${collection}`, { body: [id] }),
      await as.administrator.delete(`/items/${collection}/${id}`),
    ]) {
      expect(refused.status, refused.text).toBe(400);
      expect(refused.code).toBe('INVALID_PAYLOAD');
      expect(refused.text).toContain(says);
    }
    expect(await isThere()).toBe(true);
  });

  test('over GraphQL', async () => {
    const refused = await as.editor.graphql(
      `mutation ($id: ID!) { delete_${collection}_item(id: $id) { id } }`,
      { id },
    );
    expect(refused.code, refused.text).toBe('INVALID_PAYLOAD');
    expect(refused.text).toContain(says);
    expect(await isThere()).toBe(true);
  });
});

test('a tool that is taken from its points can be deleted', async () => {
  const { client } = server.database;
  await client.query('update points set tool = null where tool = $1', [world.tool]);
  expect((await as.editor.delete(`/items/tools/${world.tool}`)).status).toBe(204);
});

test('an unknown category is told as such, not as one in use', async () => {
  const refused = await as.editor.patch(`/items/quests/${world.draft}`, { category: world.tool });
  expect(refused.code, refused.text).toBe('INVALID_FOREIGN_KEY');
});
