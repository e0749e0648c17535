/**
 * Hostile questions at Directus's own doors: whatever it is, the answer is one about the request (2xx or
 * 4xx) and never an error of the server.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Callers, callersOf, query } from '../../harness/api.ts';
import { startServer, type TestServer } from '../../harness/server.ts';
import { expectNoServerErrors } from './failures.ts';
import {
  broken,
  crashing,
  doors,
  numbers,
  operands,
  operators,
  senseless,
  texts,
} from './query-values.ts';

let server: TestServer;
let as: Callers;
beforeAll(async () => {
  // GraphQL's refusals are logged as errors, and so are the mistakes that these tests look for.
  server = await startServer({ expectedErrors: [/./] });
  as = callersOf(server.url);
});
afterAll(() => server?.stop());

const callers = ['player', 'manager', 'administrator'] as const;

function askAll(name: (typeof callers)[number], paths: readonly string[]): Promise<void> {
  return expectNoServerErrors(
    paths.map((path) => ({ what: `GET ${path}`, send: () => as[name].get(path) })),
  );
}

describe('the server does not end', () => {
  test.each([...callers, 'nobody'] as const)('by a deep query of %s', async (name) => {
    for (const deep of [
      ...crashing,
      { a: { b: { _filter: 'x' } } },
      { merch: { _filter: 1, _sort: 1, _fields: 1 } },
    ]) {
      for (const answer of [
        await as[name].get(`/items/quests${query({ deep, fields: 'id,merch.id' })}`),
        await as[name]('SEARCH', '/items/quests', { body: { query: { deep, fields: ['id'] } } }),
      ]) {
        expect(answer.status, `${JSON.stringify(deep)} ${answer.text}`).toBeLessThan(500);
      }
    }
    expect((await as.nobody.get('/health/ready')).status).toBe(200);
  });
});

describe.each(callers)('%s', (name) => {
  test('paging', () =>
    askAll(
      name,
      doors.flatMap((door) =>
        ['limit', 'offset', 'page'].flatMap((parameter) =>
          numbers.map((value) => `${door}${query({ [parameter]: value })}`),
        ),
      ),
    ));

  test('each parameter with hostile texts', () =>
    askAll(
      name,
      ['/items/quests', '/users', '/files'].flatMap((door) =>
        [
          'fields',
          'filter',
          'sort',
          'search',
          'aggregate',
          'groupBy',
          'deep',
          'alias',
          'export',
          'meta',
          'version',
          'backlink',
          'limit',
        ].flatMap((parameter) => texts.map((text) => `${door}${query({ [parameter]: text })}`)),
      ),
    ));

  test('filters of each operator with operands of every kind', () =>
    askAll(
      name,
      ['id', 'name', 'cost', 'published_at', 'auto_accrual', 'category', 'merch', 'rating'].flatMap(
        (field) =>
          operators.flatMap((operator) => {
            // Half of them for each field, or this would take minutes.
            const some = operands.filter(
              (_, index) => (index + field.length + operator.length) % 2 === 0,
            );
            return some.map(
              (operand) =>
                `/items/quests${query({ filter: { [field]: { [operator]: operand } }, limit: '1', fields: 'id' })}`,
            );
          }),
      ),
    ));

  test('filters, aggregates and functions that make no sense', () =>
    askAll(
      name,
      senseless.flatMap((parameters) =>
        ['/items/quests', '/items/cities', '/files', '/users'].map(
          (door) => `${door}${query(parameters)}`,
        ),
      ),
    ));

  test('ids that are none', () =>
    askAll(
      name,
      [
        '/items/quests',
        '/items/activities',
        '/users',
        '/files',
        '/assets',
        '/roles',
        '/folders',
        '/collections',
        '/fields/quests',
        '/relations/quests',
        '/items',
      ].flatMap((door) =>
        [...texts, '..', '%', '%00', '%E0%A4%A', '%2e%2e%2f'].map(
          (text) => `${door}/${/%[0-9E2]|^%$/.test(text) ? text : encodeURIComponent(text)}`,
        ),
      ),
    ));

  test('repeated and broken query strings', () =>
    askAll(
      name,
      broken.flatMap((text) =>
        ['/items/quests', '/users', '/files'].map((door) => `${door}?${text}`),
      ),
    ));
});
