/**
 * What an editor meets: answers are hashed at every door and shown at none, and a broken rule says
 * what to do, also when it is checked only at the end of the transaction.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { answerMatches } from '../../../extensions/questcity/src/catalog/answers.ts';
import { accounts } from '../../harness/accounts.ts';
import { type Callers, callersOf } from '../../harness/api.ts';
import { PEPPER } from '../../harness/environment.ts';
import { startServer, type TestServer } from '../../harness/server.ts';
import { world } from '../../harness/world.ts';

let server: TestServer;
let as: Callers;
let number = 0;

beforeAll(async () => {
  // Directus logs every error of GraphQL, also the caller's.
  server = await startServer({ expectedErrors: [/GraphQLError/] });
  as = callersOf(server.url);
});
afterAll(() => server?.stop());

const questFields = (name = `Edited ${++number}`) => ({
  name,
  category: world.category,
  city: world.city,
  vehicle: world.vehicle,
  level: 'easy',
  mileage: '5_10',
});

const place = { location: { type: 'Point', coordinates: [37.6, 55.7] } };

async function makeDraft(points: unknown[] = []): Promise<string> {
  const made = await as.manager.post('/items/quests', { ...questFields(), points });
  expect(made.status, made.text).toBe(200);
  return made.body.data.id;
}

async function storedPoint(quest: string) {
  const { rows } = await server.database.client.query(
    'select id, code, word from points where quest = $1',
    [quest],
  );
  return rows[0];
}

describe('an answer', () => {
  const point = { name: 'Gate', activity: 'enter_code', code: '4711', places: [place] };

  test('set inside a quest is stored hashed and read by nobody', async () => {
    const quest = await makeDraft([point]);
    const stored = await storedPoint(quest);
    expect(stored.code).toMatch(/^v1:/);
    expect(answerMatches(PEPPER, 'code', '4711', stored.code)).toBe(true);
    for (const caller of [as.manager, as.administrator]) {
      const read = await caller.get(`/items/points/${stored.id}?fields=code`);
      expect(read.body.data.code).toBe('**********');
    }
  });

  test('set through GraphQL is stored hashed', async () => {
    const quest = await makeDraft([point]);
    const { id } = await storedPoint(quest);
    const changed = await as.manager.graphql(
      'mutation ($id: ID!) { update_points_item(id: $id, data: { code: "0815" }) { id } }',
      { id },
    );
    expect(changed.body.errors).toBeUndefined();
    expect((await storedPoint(quest)).code).toMatch(/^v1:/);
  });

  test('sent back as it was shown stays what it is', async () => {
    const quest = await makeDraft([point]);
    const before = await storedPoint(quest);
    const saved = await as.manager.patch(`/items/points/${before.id}`, { code: '**********' });
    expect(saved.status).toBe(200);
    expect((await storedPoint(quest)).code).toBe(before.code);
  });

  test('of the wrong form is refused with the reason', async () => {
    const refused = await as.manager.post('/items/quests', {
      ...questFields(),
      points: [{ ...point, code: '47x1' }],
    });
    expect(refused.status).toBe(400);
    expect(refused.text).toContain('must hold digits only');
  });
});

describe('a rule checked at the end', () => {
  test('refuses to publish an unfinished quest, at REST', async () => {
    const quest = await makeDraft();
    const refused = await as.manager.patch(`/items/quests/${quest}`, { status: 'published' });
    expect(refused.status).toBe(400);
    expect(refused.code).toBe('INVALID_PAYLOAD');
    expect(refused.text).toMatch(/at least one point/i);
  });

  test('and at GraphQL', async () => {
    const quest = await makeDraft();
    const refused = await as.manager.graphql(
      'mutation ($id: ID!) { update_quests_item(id: $id, data: { status: "published" }) { id } }',
      { id: quest },
    );
    expect(refused.code).toBe('INVALID_PAYLOAD');
    expect(refused.text).toMatch(/at least one point/i);
  });

  test('allows to finish and publish in one save', async () => {
    const quest = await makeDraft();
    const saved = await as.manager.patch(`/items/quests/${quest}`, {
      status: 'published',
      points: [{ name: 'Ghost', activity: 'catch_ghost', places: [place] }],
    });
    expect(saved.status, saved.text).toBe(200);
  });
});

test('a name taken in another case says so by the field', async () => {
  await as.manager.post('/items/quests', questFields('Ёлка у моста'));
  const refused = await as.manager.post('/items/quests', questFields('ЕЛКА У МОСТА'));
  expect(refused.status).toBe(400);
  expect(refused.code).toBe('RECORD_NOT_UNIQUE');
  expect(refused.body.errors[0]).toMatchObject({
    message: 'There is already a quest of this name: choose another name',
    extensions: { field: 'name', collection: 'quests' },
  });
});

test('a height out of range says so by the field, and one as it is read is taken back', async () => {
  const pointWith = (height: unknown) => ({
    ...{ name: 'Gate', activity: 'enter_code', code: '4711' },
    places: [{ ...place, height }],
  });
  for (const height of [-100.1, 1000.1]) {
    const answer = await as.manager.post('/items/quests', {
      ...questFields(),
      points: [pointWith(height)],
    });
    expect(answer.status).toBe(400);
    expect(answer.body.errors[0].extensions).toMatchObject({
      code: 'FAILED_VALIDATION',
      field: 'height',
    });
  }
  await makeDraft([pointWith('1000.0'), pointWith('-100.0')]);
});

test('what is too much or too long says so by the field', async () => {
  const long = (length: number) => 'x'.repeat(length);
  const tries: [path: string, fields: Record<string, unknown>][] = [
    ...['cost', 'reward', 'pay_extra'].map((field): [string, Record<string, unknown>] => [
      `/items/quests/${world.draft}`,
      { [field]: 1_000_001 },
    ]),
    [`/items/merch/${world.draftMerch}`, { price: 100_000_001 }],
    [`/items/vehicles/${world.vehicle}`, { top_speed_kmh: 1001 }],
    [`/items/points/${world.draftPoint}`, { order: 1001 }],
    [`/items/tools/${world.tool}`, { range_m: 40_100_001 }],
    [`/items/profiles/${accounts.other.id}`, { first_name: long(51) }],
    [`/items/profiles/${accounts.other.id}`, { last_name: long(51) }],
    [`/items/profiles/${accounts.other.id}`, { bio: long(501) }],
    [`/items/reviews/${world.review}`, { response: long(2001) }],
    ['/items/ledger_entries', { reference: long(65) }],
    ['/items/ledger_entries', { reference: 'Prize', note: long(256) }],
  ];
  for (const [path, fields] of tries) {
    const create = path === '/items/ledger_entries';
    const more = create ? { user: accounts.other.id, kind: 'adjustment', amount: 1 } : {};
    const refused = await as.administrator(create ? 'POST' : 'PATCH', path, {
      body: { ...more, ...fields },
    });
    expect(refused.status, refused.text).toBe(400);
    expect(refused.body.errors[0].extensions).toMatchObject({
      code: 'FAILED_VALIDATION',
      field: Object.keys(fields).at(-1),
    });
  }
});

test('the most that is allowed is taken, and so are empty texts', async () => {
  const text = `${'x'.repeat(498)}\ny`;
  for (const [path, fields] of [
    [`/items/quests/${world.draft}`, { cost: 1_000_000, reward: 1_000_000, pay_extra: 1_000_000 }],
    [`/items/points/${world.draftPoint}`, { order: 1000 }],
    [`/items/profiles/${accounts.other.id}`, { bio: text, first_name: '', last_name: null }],
  ] as const) {
    const taken = await as.administrator.patch(path, fields);
    expect(taken.status, taken.text).toBe(200);
  }
});

test('an impossible value in a query is the caller’s fault at GraphQL too', async () => {
  const answer = await as.manager.graphql('{ quests(filter: { id: { _eq: "no id" } }) { id } }');
  expect(answer.code).toBe('INVALID_QUERY');
});
