/** GET /quests?search= in Russian and English. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Callers, callersOf, query } from '../../harness/api.ts';
import { insert } from '../../harness/postgres.ts';
import { startServer, type TestServer } from '../../harness/server.ts';
import { world } from '../../harness/world.ts';
import { publishQuest, walk } from './quests.ts';

let server: TestServer;
let as: Callers;

const quests = [
  { name: 'Тайны Эрмитажа', description: 'Залы, коты и потайные ходы дворца' },
  { name: 'Ёлочная прогулка', description: 'Зимние огни на площадях' },
  { name: 'Мосты над Невой', description: 'Разводные мосты ночью' },
  { name: 'Коты Петербурга', description: 'По крышам и дворам' },
  { name: 'Белые ночи', description: 'От Эрмитажа до стрелки' },
  { name: 'Secrets of the castle', description: 'Towers, cellars and one hidden door' },
  { name: 'Bridges of the river', description: 'Walking along the castle wall' },
  { name: 'Old harbour', description: 'Secret signals of the lighthouse keepers' },
];

beforeAll(async () => {
  server = await startServer();
  as = callersOf(server.url);
  for (const quest of quests) await publishQuest(server.database.client, quest);
});
afterAll(() => server?.stop());

async function find(search: string): Promise<string[]> {
  const answer = await as.player.get(`/api/v2/quests${query({ search })}`);
  expect(answer.status, answer.text).toBe(200);
  return answer.body.data.map(({ name }: { name: string }) => name);
}

describe('what is found', () => {
  test.each([
    ['a word of the name', 'Эрмитажа', 'Тайны Эрмитажа'],
    ['another form of the word', 'тайна эрмитажем', 'Тайны Эрмитажа'],
    ['a word in another case', 'МОСТЫ', 'Мосты над Невой'],
    ['another form in the plural', 'мостами', 'Мосты над Невой'],
    ['е for ё', 'елочная', 'Ёлочная прогулка'],
    ['ё for ё', 'ёлочной', 'Ёлочная прогулка'],
    ['ё where there is an е', 'бёлые', 'Белые ночи'],
    ['a word of the description', 'дворцы', 'Тайны Эрмитажа'],
    ['the beginning of a word', 'елоч', 'Ёлочная прогулка'],
    ['an English word', 'castle', 'Secrets of the castle'],
    ['its plural', 'castles', 'Secrets of the castle'],
    ['its singular', 'bridge', 'Bridges of the river'],
    ['a verb in another form', 'walked', 'Bridges of the river'],
    ['several words in any order', 'castle secret', 'Secrets of the castle'],
    ['a typo in Russian', 'эрмтаж', 'Тайны Эрмитажа'],
    ['another typo in Russian', 'Питербурга', 'Коты Петербурга'],
    ['letters that changed places', 'harbuor', 'Old harbour'],
    ['a missing letter', 'casle', 'Secrets of the castle'],
    ['text with a soft hyphen of no meaning around it', '  castle!  ', 'Secrets of the castle'],
  ])('%s', async (_, search, name) => {
    expect(await find(search)).toContain(name);
  });

  test('a word that nothing resembles finds nothing', async () => {
    expect(await find('квартиросъёмщик')).toEqual([]);
    expect(await find('xylophone')).toEqual([]);
  });

  test('every word counts', async () => {
    // So much beside the castle that no name is spelled alike either.
    expect(await find('castle lighthouse submarine volcano')).toEqual([]);
  });

  test('a draft is not found, by word or by likeness', async () => {
    expect(await find('canary draft')).toEqual([]);
    expect(await find('canary-drafr')).toEqual([]);
  });
});

describe('the city and the category', () => {
  const named = async (table: string, name: string, more: object = {}): Promise<string> => {
    const id = randomUUID();
    await insert(server.database.client, table, { id, name, ...more });
    return id;
  };

  test('find their quests, after those that have the word themselves, and follow new names', async () => {
    const { client } = server.database;
    const city = await named('cities', 'Оливипо', {
      time_zone: 'Europe/Lisbon',
      location: { type: 'Point', coordinates: [-9.14, 38.71] },
    });
    const category = await named('categories', 'Espionage');
    const there = await publishQuest(client, { name: 'Over seven hills', city, category });
    await publishQuest(client, { name: 'A day of espionage' });
    expect(await find('оливипо')).toEqual(['Over seven hills']);
    expect(await find('espionage')).toEqual(['A day of espionage', 'Over seven hills']);

    await client.query(`update cities set name = 'Felicitas' where id = $1`, [city]);
    await client.query(`update categories set name = 'Smuggling' where id = $1`, [category]);
    expect(await find('felicitas smuggling hills')).toEqual(['Over seven hills']);
    expect(await find('оливипо')).toEqual([]);
    expect(await find('espionage')).toEqual(['A day of espionage']);

    await client.query('update quests set city = $2, category = $3 where id = $1', [
      there,
      world.city,
      world.category,
    ]);
    expect(await find('felicitas')).toEqual([]);
    expect(await find('smuggling')).toEqual([]);
  });
});

describe('ranking', () => {
  test.each([
    ['Эрмитаж', ['Тайны Эрмитажа', 'Белые ночи']],
    ['кот', ['Коты Петербурга', 'Тайны Эрмитажа']],
    ['secret', ['Secrets of the castle', 'Old harbour']],
    ['castle', ['Secrets of the castle', 'Bridges of the river']],
  ])('%s: the name counts more than the description', async (search, names) => {
    expect(await find(search)).toEqual(names);
  });

  test('another order may be asked for', async () => {
    const cards = await walk(as.player, '/api/v2/quests', { search: 'castle', sort: 'newest' });
    expect(cards.map(({ name }) => name)).toEqual([
      'Bridges of the river',
      'Secrets of the castle',
    ]);
  });

  test('pages of a search show each match once, those named after it first', async () => {
    const { client } = server.database;
    for (let n = 0; n < 12; n++) {
      await publishQuest(client, { name: `Dragon ${n}`, description: 'dragon '.repeat(n % 3) });
      const description = 'dragon '.repeat(1 + (n % 4) * 20);
      if (n < 8) await publishQuest(client, { name: `Lair ${n}`, description });
    }
    const search = 'dragons';
    const whole = await walk(as.player, '/api/v2/quests', { search, limit: 100 });
    expect(whole).toHaveLength(20);
    for (const limit of [3, 5, 11, 12, 13]) {
      expect(await walk(as.player, '/api/v2/quests', { search, limit })).toEqual(whole);
    }
    const named = whole.map(({ name }) => String(name).startsWith('Dragon'));
    expect(named).toEqual(Array.from({ length: 20 }, (_, place) => place < 12));
  });

  test('pages of a search in one city do so too', async () => {
    const { client } = server.database;
    const { rows } = await client.query(
      `with other as (
         insert into cities (id, name, location, time_zone)
         select gen_random_uuid(), 'Lair', location, time_zone from cities limit 1 returning id
       ) update quests set city = other.id from other where name like 'Lair %' returning city`,
    );
    const asked = { search: 'dragons', city: rows[0].city, limit: 3 };
    const found = await walk(as.player, '/api/v2/quests', asked);
    expect(found.map(({ name }) => name).toSorted()).toEqual(
      Array.from({ length: 8 }, (_, n) => `Lair ${n}`),
    );
  });

  test('pages of a search by likeness do so too', async () => {
    const paged = await walk(as.player, '/api/v2/quests', { search: 'drogon', limit: 5 });
    expect(new Set(paged.map(({ id }) => id)).size).toBe(12);
    expect(paged).toHaveLength(12);
  });
});

describe('text that means something to PostgreSQL', () => {
  test.each([
    "'; drop table quests; --",
    "' or 1=1 --",
    "\\'; select pg_sleep(10); --",
    '" or ""="',
    'a & | ! ( ) : * <-> b',
    '((((((',
    '!!!',
    '"unclosed phrase',
    'castle:*A',
    '%_%',
    '\\\\\\',
    '-castle',
    '$1 {{1}} ?',
    '🏰🗝️',
    'ſﬁ Ⅷ',
    '\u202e\u200b',
    'a'.repeat(100),
    'й'.repeat(100),
    '- '.repeat(50),
  ])('%j is only text', async (search) => {
    const answer = await as.player.get(`/api/v2/quests${query({ search })}`);
    expect([200, 400], answer.text).toContain(answer.status);
    expect(answer.text).not.toMatch(/syntax|tsquery|pg_|relation/i);
    expect(await find('castle')).toContain('Secrets of the castle');
  });
});

describe('a word that more quests have than are ranked', () => {
  const MANY = 130;
  beforeAll(async () => {
    const { client } = server.database;
    for (let n = 0; n < MANY; n++) {
      await publishQuest(client, { name: `Wharf walk ${n}`, sessions_count: n });
    }
  });

  test('is found in all of them, sorted by anything but relevance', async () => {
    const asked = { search: 'wharf', sort: 'popular', limit: 50 };
    const found = await walk(as.player, '/api/v2/quests', asked);
    expect(found).toHaveLength(MANY);
    expect(found[0]).toMatchObject({ name: `Wharf walk ${MANY - 1}` });
  });

  test('and with a typo, the one in another city', async () => {
    const { client } = server.database;
    const { rows } = await client.query(
      `with other as (
         insert into cities (id, name, location, time_zone)
         select gen_random_uuid(), 'Elsewhere', location, time_zone from cities limit 1 returning id
       ) update quests set city = other.id from other where name = 'Wharf walk 77' returning city`,
    );
    const search = 'whharf';
    const answer = await as.player.get(`/api/v2/quests${query({ search, city: rows[0].city })}`);
    expect(answer.body.data.map(({ name }: { name: string }) => name)).toEqual(['Wharf walk 77']);
  });
});
