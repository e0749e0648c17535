import { afterEach, expect, it, vi } from 'vitest';
import { connect, createMissing } from './client.ts';

/** A server that gives these answers, in turn, and remembers what it was asked. */
function serve(...answers: [status: number, body: unknown, headers?: Record<string, string>][]) {
  const asked: string[] = [];
  vi.stubGlobal('fetch', async (url: string, { method }: RequestInit) => {
    asked.push(`${method} ${url}`);
    const [status, body, headers] = answers.shift() ?? [500, {}];
    return new Response(status === 204 ? null : JSON.stringify(body), { status, headers });
  });
  return asked;
}

const client = connect('http://server/', 'token');
const rows = [{ id: 'a' }, { id: 'b' }];

afterEach(() => vi.unstubAllGlobals());

it('creates only what is missing', async () => {
  const asked = serve([200, { data: [{ id: 'a' }] }], [200, { data: [] }]);
  expect(await createMissing(client, '/items/things', rows)).toBe(1);
  expect(asked).toEqual([
    'SEARCH http://server/items/things',
    'POST http://server/items/things?fields=id',
  ]);
});

it('asks for nothing more when all is there', async () => {
  const asked = serve([200, { data: rows }]);
  expect(await createMissing(client, '/items/things', rows)).toBe(0);
  expect(asked).toHaveLength(1);
});

it('tries again when the server is busy', async () => {
  const asked = serve(
    [429, {}, { 'retry-after': '0.01' }],
    [503, {}, { 'retry-after': '0.01' }],
    [200, { data: rows }],
  );
  expect(await client.find('/items/things', ['a', 'b'], ['id'])).toEqual(rows);
  expect(asked).toHaveLength(3);
});

it('accepts what an earlier seed has created meanwhile', async () => {
  const unique = { errors: [{ message: 'has to be unique' }] };
  const asked = serve(
    [200, { data: [] }],
    [400, unique],
    [200, { data: [{ id: 'a' }] }],
    [200, { data: [] }],
  );
  await createMissing(client, '/items/things', rows);
  expect(asked).toHaveLength(4);
});

it('names the request and the reason when the server refuses', async () => {
  serve(
    [200, { data: [] }],
    [400, { errors: [{ message: 'Give it a name' }] }],
    [200, { data: [] }],
  );
  await expect(createMissing(client, '/items/things', rows)).rejects.toThrow(
    'POST /items/things?fields=id: 400 Give it a name',
  );
});
