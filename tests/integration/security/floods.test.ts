/**
 * Too much of everything: items, parts, bytes, pixels, headers, time. Each is refused with a word of
 * what is wrong, nothing of it is left, and the server goes on.
 */
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { request } from 'node:http';
import { connect } from 'node:net';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { FOLDER } from '../../../extensions/questcity/src/kernel/actor.ts';
import { accounts } from '../../harness/accounts.ts';
import { type Answer, type Callers, callersOf } from '../../harness/api.ts';
import { startServer, type TestServer } from '../../harness/server.ts';
import { world } from '../../harness/world.ts';
import { expectRefusal } from '../input/refusal.ts';

/** Items that one request may change while this file runs. */
const BATCH = 20;
const MEGABYTE = 1024 ** 2;

let server: TestServer;
let as: Callers;
let picture: Buffer;
beforeAll(async () => {
  server = await startServer({
    settings: {
      FILES_MAX_UPLOAD_SIZE: '1mb',
      MAX_PAYLOAD_SIZE: '100kb',
      MAX_BATCH_MUTATION: String(BATCH),
    },
    // GraphQL's refusals are logged as errors, and pictures that Directus does not measure.
    expectedErrors: [/GraphQLError/, /Input image exceeds pixel limit/],
  });
  as = callersOf(server.url);
  const create = { width: 40, height: 30, channels: 3 as const, background: 'teal' };
  picture = await sharp({ create }).png().toBuffer();
});
afterAll(() => server?.stop());
// Whatever was done, the next one is served.
afterEach(async () => {
  expect((await as.player.get('/api/v2/quests?limit=1')).status).toBe(200);
  expect((await as.player.get('/items/quests?limit=1')).status).toBe(200);
});

const count = async (table: string): Promise<number> =>
  (await server.database.client.query(`select count(*)::int as n from ${table}`)).rows[0].n;

describe('of more items than allowed in one request', () => {
  const names = (number: number, mark: string) =>
    Array.from({ length: number }, (_, n) => ({ name: `${mark} ${n}`, top_speed_kmh: 20 }));

  test('none is made, changed or deleted', async () => {
    const made = await as.administrator.post('/items/vehicles', names(BATCH, 'Allowed'));
    expect(made.status, made.text).toBe(200);
    const another = await as.administrator.post('/items/vehicles', {
      name: 'One more',
      top_speed_kmh: 20,
    });
    const ids = [...made.body.data, another.body.data].map(({ id }: { id: string }) => id);
    const state = async () =>
      (await server.database.client.query('select * from vehicles order by id')).rows;
    const before = await state();
    const refusals: Record<string, Answer> = {
      create: await as.administrator.post('/items/vehicles', names(BATCH + 1, 'Too many')),
      'update by keys': await as.administrator.patch('/items/vehicles', {
        keys: ids,
        data: { top_speed_kmh: 1 },
      }),
      'update by query': await as.administrator.patch('/items/vehicles', {
        query: { limit: -1 },
        data: { top_speed_kmh: 1 },
      }),
      'update one by one': await as.administrator.patch(
        '/items/vehicles',
        ids.map((id) => ({ id, top_speed_kmh: 1 })),
      ),
      'delete by keys': await as.administrator('DELETE', '/items/vehicles', { body: ids }),
      'delete by query': await as.administrator('DELETE', '/items/vehicles', {
        body: { query: { filter: { id: { _in: ids } } } },
      }),
      'create within': await as.administrator.patch(`/items/quests/${world.draft}`, {
        merch: Array.from({ length: BATCH + 1 }, () => ({
          name: 'Mug',
          price: 1,
          currency: 'EUR',
        })),
      }),
    };
    for (const [what, answer] of Object.entries(refusals)) {
      expectRefusal(answer, what, [400, 413]);
      expect(answer.text, what).toContain(String(BATCH));
    }
    const graphql = await as.administrator.graphql(
      'mutation M($data: [create_vehicles_input!]) { create_vehicles_items(data: $data) { id } }',
      { data: names(BATCH + 1, 'Too many') },
    );
    expect(graphql.body.errors?.length, graphql.text).toBeGreaterThan(0);
    expect(await state()).toEqual(before);
    const deleted = await as.administrator('DELETE', '/items/vehicles', { body: ids.slice(1) });
    expect(deleted.status, deleted.text).toBe(204);
  });
});

describe('bodies', () => {
  const deep = (depth: number, open: string, close: string) =>
    `${open.repeat(depth)}1${close.repeat(depth)}`;
  const bodies: Record<string, [string, number[]]> = {
    'over the limit': [JSON.stringify({ name: 'x'.repeat(200_000) }), [413]],
    'of deep objects': [deep(15_000, '{"a":', '}'), [400, 403, 413]],
    'of deep lists': [deep(45_000, '[', ']'), [400, 403, 413]],
    'of a deep filter': [
      JSON.stringify({ query: { filter: JSON.parse(deep(2_000, '{"_and":[', ']}')) } }),
      [400, 403],
    ],
  };
  const paths: [string, string][] = [
    ['POST', '/items/quests'],
    ['SEARCH', '/items/quests'],
    ['PATCH', '/users/me'],
    ['POST', '/auth/login'],
    ['POST', '/graphql'],
    ['PATCH', '/api/v2/me'],
    ['POST', '/api/v2/unlock-requests'],
  ];
  test.each(Object.entries(bodies))(
    '%s are refused at every door',
    async (what, [raw, allowed]) => {
      for (const [method, path] of paths) {
        const answer = await as.player(method, path, {
          raw,
          headers: { 'Content-Type': 'application/json' },
        });
        expectRefusal(answer, `${method} ${path} ${what}`, [...new Set([...allowed, 401])]);
      }
    },
  );
});

test('a question of too many words is refused', async () => {
  const answer = await as.player.graphql('{quests'.repeat(8_000));
  expect([answer.status, answer.code]).toEqual([400, 'GRAPHQL_VALIDATION']);
  expect(answer.text).toContain('2000 tokens');
});

describe('uploads', () => {
  const TYPE = 'multipart/form-data; boundary=limit';
  const field = (name: string, value: string) =>
    `--limit\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
  const file = (content: string, name = 'a.txt') =>
    `--limit\r\nContent-Disposition: form-data; name="file"; filename="${name}"\r\nContent-Type: text/plain\r\n\r\n${content}\r\n`;
  const END = '--limit--\r\n';
  const send = (raw: string) =>
    as.player('POST', '/files', { raw, headers: { 'Content-Type': TYPE } });

  const stored = async () => [
    await count('directus_files'),
    readdirSync(server.storage).filter((name) => !name.includes('__')).length,
  ];
  // Of what is refused, a row may come and go after the answer.
  let before: number[];
  beforeAll(async () => {
    before = await stored();
  });
  async function expectNothingStored(work: () => Promise<unknown>): Promise<void> {
    await work();
    await expect.poll(stored, { timeout: 10_000 }).toEqual(before);
  }

  const bombs: Record<string, [string, number]> = {
    'a file over the limit': [file('x'.repeat(MEGABYTE + 1)) + END, 413],
    'a file far over the limit': [file('x'.repeat(5 * MEGABYTE)) + END, 413],
    'fields over the limit': [field('title', 'x'.repeat(2 * MEGABYTE)) + file('x') + END, 413],
    'thousands of fields': [
      Array.from({ length: 5000 }, (_, n) => field(`f${n}`, 'x')).join('') + file('x') + END,
      400,
    ],
    'thousands of files': [
      Array.from({ length: 5000 }, (_, n) => file('', `${n}.exe`)).join('') + END,
      400,
    ],
    'a refused file without an end': [file('x').replace('text/plain', 'text/html'), 400],
    'a file without an end': [file('x'), 400],
    'a form without an end': [field('title', 'x').repeat(20), 400],
    'a header of a part without an end': [
      `--limit\r\nContent-Disposition: form-data; ${'x'.repeat(900_000)}`,
      400,
    ],
  };
  test.each(Object.entries(bombs))('of %s leave nothing', async (what, [raw, status]) => {
    await expectNothingStored(async () => {
      expectRefusal(await send(raw), what, [status]);
    });
  });

  test.each(['with a length', 'in chunks'])('that break off %s leave nothing', async (how) => {
    await expectNothingStored(async () => {
      const upload = request(`${server.url}/files`, {
        method: 'POST',
        headers: {
          Authorization: `Bearer ${accounts.player.token}`,
          'Content-Type': TYPE,
          ...(how === 'with a length' && { 'Content-Length': String(MEGABYTE) }),
        },
      });
      upload.on('error', () => undefined);
      upload.write(file('x'.repeat(200_000)));
      // Once it is under way, row and all.
      await expect.poll(async () => (await stored())[0]).toBe((before[0] ?? 0) + 1);
      upload.destroy();
    });
  });

  test('in chunks over the limit are ended', async () => {
    await expectNothingStored(async () => {
      const upload = request(`${server.url}/files`, {
        method: 'POST',
        headers: { Authorization: `Bearer ${accounts.player.token}`, 'Content-Type': TYPE },
      });
      upload.write(file('x'.repeat(3 * MEGABYTE)));
      upload.end(END);
      const [response] = await once(upload, 'response');
      expect(response.statusCode).toBe(413);
      response.resume();
      await once(response, 'end');
    });
  });

  test('that come many at once are all kept whole', async () => {
    const answers = await Promise.all(
      Array.from({ length: 30 }, () => {
        const form = new FormData();
        form.append('folder', FOLDER.uploads);
        form.append('file', new Blob([new Uint8Array(picture)], { type: 'image/png' }), 'a.png');
        return as.player('POST', '/files', { raw: form });
      }),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(await stored()).toEqual(before.map((number) => number + 30));
  });

  test('of more files than a form may have leave no more than it may', async () => {
    const rows = await count('directus_files');
    const answer = await send(
      Array.from({ length: 3000 }, (_, n) => file('x', `${n}.txt`)).join('') + END,
    );
    expectRefusal(answer, 'files', [400]);
    expect(answer.text).toContain('at most 50 parts');
    expect((await count('directus_files')) - rows).toBeLessThanOrEqual(50);
  });
});

describe('pictures', () => {
  async function upload(content: Buffer): Promise<string> {
    const form = new FormData();
    form.append('file', new Blob([new Uint8Array(content)], { type: 'image/png' }), 'huge.png');
    const answer = await as.player('POST', '/files', { raw: form });
    expect(answer.status, answer.text).toBe(200);
    return answer.body.data.id;
  }

  test('of too many pixels are kept and not transformed', async () => {
    const create = { width: 6_100, height: 6_100, channels: 3 as const, background: 'teal' };
    const bomb = await sharp({ create }).png({ palette: true }).toBuffer();
    expect(bomb.length).toBeLessThan(MEGABYTE);
    const id = await upload(bomb);
    for (const key of ['thumbnail', 'full']) {
      expectRefusal(await as.player.get(`/assets/${id}?key=${key}`), key, [400]);
    }
    expect((await as.player.get(`/assets/${id}`)).status).toBe(200);
  });

  test('are transformed a few at a time, and whoever is too many is told when to come', async () => {
    const noise = { type: 'gaussian' as const, mean: 128, sigma: 60 };
    const create = { width: 500, height: 500, channels: 3 as const, background: 'teal', noise };
    const id = await upload(await sharp({ create }).png().toBuffer());
    const wanted = ['thumbnail', 'avatar', 'card'].flatMap((key) =>
      ['image/avif', 'image/webp', 'image/png'].map((type) => [key, type]),
    );
    const answers = await Promise.all(
      [...wanted, ...wanted].map(([key, type]) =>
        as.player('GET', `/assets/${id}?key=${key}`, { headers: { Accept: type as string } }),
      ),
    );
    for (const { status, code, headers } of answers) {
      expect([200, 503]).toContain(status);
      if (status === 200) continue;
      expect(code).toBe('SERVICE_UNAVAILABLE');
      expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    }
    expect(answers.some(({ status }) => status === 200)).toBe(true);
  });
});

describe('connections', () => {
  /** Writes to a socket and tells what came back until it was closed, and after how long. */
  async function talk(...writes: string[]): Promise<{ text: string; after: number }> {
    const began = performance.now();
    const socket = connect(server.port, '127.0.0.1');
    socket.on('error', () => undefined);
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk;
    });
    for (const write of writes) socket.write(write);
    await new Promise<void>((resolve) => socket.once('close', () => resolve()));
    return { text, after: performance.now() - began };
  }

  test('with headers that are too long are told so', async () => {
    for (const path of ['/api/v2/quests', '/items/quests']) {
      const head = `GET ${path} HTTP/1.1\r\nHost: x\r\n`;
      const { text } = await talk(`${head}X-Long: ${'x'.repeat(20_000)}\r\n\r\n`);
      expect(text).toMatch(/^HTTP\/1.1 431 /);
      const many = Array.from({ length: 2000 }, (_, n) => `X-${n}: ${n}\r\n`).join('');
      expect((await talk(`${head}${many}\r\n`)).text).toMatch(/^HTTP\/1.1 431 /);
    }
  });

  test('that never finish their headers are closed', async () => {
    const lines = ['GET /api/v2/quests HTTP/1.1\r\nHost: x\r\n', 'POST /items/quests HTTP/1.1\r\n'];
    const slow = await Promise.all(
      Array.from({ length: 50 }, (_, n) => talk(lines[n % lines.length] as string)),
    );
    for (const { text, after } of slow) {
      expect(text).toMatch(/^HTTP\/1.1 408 /);
      expect(after).toBeLessThan(20_000);
    }
  });
});
