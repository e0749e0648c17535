/** A player at /items: every way of asking that Directus knows. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Callers, callersOf, query } from '../../harness/api.ts';
import { startServer, type TestServer } from '../../harness/server.ts';
import { world } from '../../harness/world.ts';
import { type Attack, harmless, refused, unanswerable } from './attack.ts';

let server: TestServer;
let as: Callers;
beforeAll(async () => {
  server = await startServer();
  as = callersOf(server.url);
});
afterAll(() => server?.stop());

const get = () => as;
const items = (collection: string, parameters: Record<string, unknown> = {}) =>
  `/items/${collection}${query(parameters)}`;

/** Collections that only the routes of /api/v2 and staff read, each with a row of the world. */
const closed: Record<string, string> = {
  points: world.points[0],
  places: world.places[0],
  sessions: world.session,
  session_members: world.sessionMembers[0],
  session_points: world.sessionPoints[0],
  attempts: world.attempt,
  friend_edges: world.friendEdges[0],
  unlock_requests: world.unlockRequest,
  chats: world.chat,
  chat_members: world.chatMembers[0],
  messages: world.message,
};

describe.each(Object.entries(closed))('%s are closed to', (collection, id) => {
  refused(get, [
    { name: 'a list', path: items(collection) },
    { name: 'a list of ids', path: items(collection, { fields: 'id' }) },
    { name: 'a single row', path: `/items/${collection}/${id}` },
    { name: 'a filter by id', path: items(collection, { filter: { id: { _eq: id } } }) },
    { name: 'a version of a row', path: `/items/${collection}/${id}?version=main` },
    {
      name: 'SEARCH',
      method: 'SEARCH',
      path: `/items/${collection}`,
      body: { query: { fields: ['*'] } },
    },
    {
      name: 'SEARCH by keys',
      method: 'SEARCH',
      path: `/items/${collection}`,
      body: { keys: [id] },
    },
    {
      name: 'the smallest id',
      path: items(collection, { groupBy: 'id', aggregate: { count: '*' } }),
    },
    { name: 'an alias', path: items(collection, { alias: { x: 'id' }, fields: 'x' }) },
  ]);

  test('counting', async () => {
    const path = items(collection, { aggregate: { count: '*' } });
    expect((await as.player.get(path)).status).toBe(403);
    expect(Number((await as.administrator.get(path)).body.data[0].count)).toBeGreaterThan(0);
  });

  test.each(['create', 'update', 'delete'] as const)('%s', async (action) => {
    const answer = await {
      create: () => as.player.post(`/items/${collection}`, { id: crypto.randomUUID() }),
      update: () => as.player.patch(`/items/${collection}/${id}`, { id }),
      delete: () => as.player.delete(`/items/${collection}/${id}`),
    }[action]();
    expect(answer.status).toBe(403);
    expect((await as.administrator.get(`/items/${collection}/${id}`)).status).toBe(200);
  });
});

describe('quests that are not published are not', () => {
  const some = { _eq: world.draft };
  harmless(get, [
    { name: 'in the list', path: items('quests', { limit: -1 }) },
    {
      name: 'found by status',
      path: items('quests', { filter: { status: { _neq: 'published' } } }),
    },
    { name: 'found by id', path: items('quests', { filter: { id: some } }) },
    {
      name: 'found by _or',
      path: items('quests', { filter: { _or: [{ status: { _eq: 'draft' } }, { id: some }] } }),
    },
    { name: 'searched', path: items('quests', { search: 'canary' }) },
    {
      name: 'read by SEARCH',
      method: 'SEARCH',
      path: '/items/quests',
      body: { query: { filter: { id: some } } },
    },
    {
      name: 'read by SEARCH with keys',
      method: 'SEARCH',
      path: '/items/quests',
      body: { keys: [world.draft] },
    },
    {
      name: 'grouped',
      path: items('quests', { groupBy: 'name,status', aggregate: { count: '*' } }),
    },
    {
      name: 'named by min',
      path: items('quests', { groupBy: 'id', aggregate: { min: 'cost' }, limit: -1 }),
    },
    { name: 'exported as CSV', path: items('quests', { export: 'csv', limit: -1 }) },
    { name: 'shown with their merch', path: items('merch', { fields: '*,quest.*', limit: -1 }) },
    {
      name: 'shown under an alias',
      path: items('quests', { alias: { secret: 'name' }, fields: 'secret', limit: -1 }),
    },
  ]);

  refused(get, [{ name: 'read by id', path: `/items/quests/${world.draft}` }]);

  test('counted', async () => {
    const path = items('quests', { aggregate: { count: '*' } });
    expect(Number((await as.player.get(path)).body.data[0].count)).toBe(1);
    expect(Number((await as.administrator.get(path)).body.data[0].count)).toBe(4);
  });
});

describe('hidden fields of a published quest are not', () => {
  const asked = (fields: string): Attack => ({
    name: `shown: ${fields}`,
    path: items('quests', { fields }),
  });
  refused(get, [
    asked('mentor_preference'),
    asked('mentor_preference.*'),
    asked('reviews.*'),
    asked('reviews.author.account.email'),
    asked('created_by.account.email'),
    asked('image.uploaded_by.email'),
    asked('category.image.uploaded_by.email'),
  ]);
  harmless(get, [
    { name: 'among all', path: items('quests', { fields: '*.*.*.*' }) },
    // Directus leaves out what it may not follow, instead of refusing.
    asked('points'),
    asked('points.*'),
    asked('id,points.code,points.word,points.qr_secret'),
    asked('points.places.location'),
    {
      name: 'shown with deep',
      path: items('quests', { fields: 'points.*', deep: { points: { _limit: 5 } } }),
    },
    {
      name: 'shown under an alias',
      path: items('quests', { alias: { mug: 'points' }, fields: 'mug.*' }),
    },
    { name: 'shown one by one', path: `/items/quests/${world.quest}?fields=points.places.*` },
    { name: 'among all of one', path: `/items/quests/${world.quest}?fields=*.*.*` },
  ]);

  const ask = (name: string, parameters: Record<string, unknown>, collection = 'quests') => ({
    name,
    path: items(collection, parameters),
  });
  const filter = (name: string, value: unknown, collection?: string) =>
    ask(name, { filter: value }, collection);
  unanswerable(get, [
    filter('filtered: start_latitude', { start_latitude: { _gt: 55.7 } }),
    filter('filtered: created_by', { created_by: { _nnull: true } }),
    filter('filtered: the e-mail of the author', {
      created_by: { account: { email: { _contains: 'e' } } },
    }),
    filter('filtered: mentor_preference', { mentor_preference: { _nnull: true } }),
    filter('filtered: a code', { points: { code: { _nnull: true } } }),
    filter('filtered: a code, _some', { points: { _some: { code: { _nnull: true } } } }),
    filter('filtered: a code, _none', { points: { _none: { code: { _nnull: true } } } }),
    filter('filtered: a place', { points: { places: { detection_radius: { _gt: 10 } } } }),
    filter('filtered: the number of points', { 'count(points)': { _gt: 1 } }),
    filter('filtered: in an _and of an _or', {
      _and: [{ _or: [{ points: { word: { _nnull: true } } }, { cost: { _gt: 0 } }] }],
    }),
    filter('filtered: the year of a hidden time', { 'year(created_at)': { _gt: 2000 } }),
    filter('filtered: the e-mail of a reviewer', {
      reviews: { author: { account: { email: { _contains: 'e' } } } },
    }),
    filter('filtered: the uploader of an image', {
      image: { uploaded_by: { email: { _contains: 'e' } } },
    }),
    filter(
      'filtered: answers of a reviewed quest',
      { quest: { points: { code: { _nnull: true } } } },
      'reviews',
    ),
    filter(
      'filtered: answers of a favourite',
      { quest: { points: { word: { _nnull: true } } } },
      'favorites',
    ),
    filter(
      'filtered: answers of a quest with merch',
      { quest: { points: { word: { _nnull: true } } } },
      'merch',
    ),
    filter(
      'filtered: the settings of a friend',
      { user: { account: { email: { _nnull: true } } } },
      'favorites',
    ),
    filter(
      'filtered: the session of an entry',
      { session: { content: { _nnull: true } } },
      'ledger_entries',
    ),
    ask('sorted: start_latitude', { sort: 'start_latitude' }),
    ask('sorted: descending', { sort: '-created_at' }),
    ask('sorted: the code of a point', { sort: 'points.code' }),
    ask('sorted: the e-mail of the author', { sort: 'created_by.account.email' }),
    ask('summed', { aggregate: { avg: 'start_latitude' } }),
    ask('the smallest', { aggregate: { min: 'start_longitude' } }),
    ask('counted apart', { aggregate: { countDistinct: 'created_by' } }),
    ask('grouped', { groupBy: 'mentor_preference', aggregate: { count: '*' } }),
    ask('grouped by a function', { groupBy: 'year(created_at)', aggregate: { count: '*' } }),
    ask('filtered with deep', {
      fields: 'id,merch.id',
      deep: { merch: { _filter: { quest: { points: { code: { _nnull: true } } } } } },
    }),
    ask('sorted with deep', {
      fields: 'id,merch.id',
      deep: { merch: { _sort: ['quest.start_latitude'] } },
    }),
  ]);
});

describe('of other players, nothing is', () => {
  harmless(get, [
    { name: 'in profiles', path: items('profiles', { limit: -1 }) },
    { name: 'in favorites', path: items('favorites', { limit: -1 }) },
    { name: 'in ledger_entries', path: items('ledger_entries', { limit: -1 }) },
    { name: 'in reviews', path: items('reviews', { limit: -1 }) },
    {
      name: 'in all that belongs to favorites',
      path: items('favorites', { fields: '*.*.*', limit: -1 }),
    },
    {
      name: 'in all that belongs to reviews',
      path: items('reviews', { fields: '*.*.*', limit: -1 }),
    },
  ]);
  refused(get, [
    { name: 'in another favourite', path: `/items/favorites/${world.favorite.other}` },
    { name: 'in another entry', path: `/items/ledger_entries/${world.ledgerEntry.other}` },
    { name: 'in a hidden review', path: `/items/reviews/${world.hiddenReview}` },
    { name: 'in an account', path: items('profiles', { fields: 'account.email' }) },
  ]);
});
