/** Files that are there: who gets which, what becomes of pictures, and what imports may reach. */
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { root } from '../../../directus.config.ts';
import { FOLDER } from '../../../extensions/questcity/src/kernel/actor.ts';
import { type AccountName, accounts } from '../../harness/accounts.ts';
import { type Callers, callersOf, query } from '../../harness/api.ts';
import { startServer, type TestServer } from '../../harness/server.ts';
import { files } from '../../harness/world-files.ts';

let server: TestServer;
let as: Callers;
beforeAll(async () => {
  server = await startServer();
  as = callersOf(server.url);
});
afterAll(() => server?.stop());

describe('a file is given to', () => {
  const readers: Record<string, readonly (AccountName | 'nobody')[]> = {
    catalogue: ['player', 'other', 'manager', 'editor', 'moderator', 'administrator'],
    avatar: ['player', 'other', 'manager', 'editor', 'moderator', 'administrator'],
    ownUpload: ['player', 'manager', 'editor', 'administrator'],
    otherUpload: ['other', 'manager', 'editor', 'administrator'],
    mentor: ['manager', 'editor', 'administrator'],
    reference: ['manager', 'editor', 'administrator'],
    artifact: ['manager', 'editor', 'administrator'],
    loose: ['manager', 'editor', 'administrator'],
  };
  const everybody = ['nobody', ...Object.keys(accounts)] as (AccountName | 'nobody')[];

  test.each(Object.entries(readers))('%s: %j', async (file, names) => {
    const id = files[file as keyof typeof files];
    for (const name of everybody) {
      for (const path of [
        `/assets/${id}`,
        `/assets/${id}?key=thumbnail`,
        `/assets/${id}/x.png?download`,
      ]) {
        const { status } = await as[name].get(path);
        const expected = names.includes(name) ? [200] : [401, 403];
        expect(expected, `${name} ${path} → ${status}`).toContain(status);
      }
    }
  });

  test('nobody who only puts a token into the URL of another site', async () => {
    const answer = await as.nobody.get(
      `/assets/${files.mentor}?access_token=${accounts.player.token}`,
    );
    expect([401, 403]).toContain(answer.status);
  });
});

describe('an import by URL', () => {
  let inner: Server;
  let hits = 0;
  let port = 0;
  beforeAll(async () => {
    inner = createServer((_, response) => {
      hits++;
      response.end('inner');
    });
    port = await new Promise((resolve) => {
      inner.listen(0, () => {
        const address = inner.address();
        resolve(typeof address === 'object' && address ? address.port : 0);
      });
    });
  });
  afterAll(() => inner.close());

  test.each([
    '127.0.0.1',
    'localhost',
    '0.0.0.0',
    '[::1]',
    '[::]',
    '[::ffff:127.0.0.1]',
    '127.1',
    '2130706433',
    '0x7f.1',
  ])('does not reach this machine as %s, whoever asks', async (host) => {
    for (const name of ['player', 'manager', 'administrator'] as const) {
      const url = `http://${host}:${port}/x.png`;
      const answer = await as[name].post('/files/import', {
        url,
        data: { folder: FOLDER.uploads },
      });
      expect([400, 403, 422, 503], `${name} ${answer.text}`).toContain(answer.status);
    }
    expect(hits).toBe(0);
  });

  test.each(['file:///etc/passwd', 'ftp://127.0.0.1/x', 'gopher://127.0.0.1/x', 'x', ''])(
    'does not take %j for an address',
    async (url) => {
      const answer = await as.administrator.post('/files/import', { url });
      expect([400, 403, 422, 503], answer.text).toContain(answer.status);
    },
  );
});

describe('pictures are transformed', () => {
  test('by the sharp that the lock file names', () => {
    const lock = readFileSync(join(root, 'package-lock.json'), 'utf8');
    const installed = readFileSync(join(root, 'node_modules/sharp/package.json'), 'utf8');
    expect(JSON.parse(installed).version).toBe('0.35.5');
    // One sharp for all: Directus has no other of its own.
    const places = Object.keys(JSON.parse(lock).packages).filter((path) =>
      /node_modules\/sharp$/.test(path),
    );
    expect(places).toEqual(['node_modules/sharp']);
  });

  test.each([
    ['avatar', 256, 256],
    ['thumbnail', 160, 160],
    ['card', 640, 360],
    ['full', 1000, 800],
  ])('into the size %s', async (key, width, height) => {
    const create = { width: 1000, height: 800, channels: 3 as const, background: 'plum' };
    const content = await sharp({ create }).jpeg().toBuffer();
    const form = new FormData();
    form.append('file', new Blob([new Uint8Array(content)], { type: 'image/jpeg' }), 'x.jpg');
    const { body } = await as.player('POST', '/files', { raw: form });
    for (const type of ['image/avif', 'image/webp', 'image/jpeg']) {
      const response = await fetch(`${server.url}/assets/${body.data.id}?key=${key}`, {
        headers: { Authorization: `Bearer ${accounts.player.token}`, Accept: type },
      });
      expect(response.status).toBe(200);
      expect(response.headers.get('content-type')).toBe(type);
      const result = await sharp(Buffer.from(await response.arrayBuffer())).metadata();
      expect([result.width, result.height]).toEqual([width, height]);
    }
  });

  test.each([
    { width: '100000', height: '100000' },
    { width: '16', height: '16' },
    { width: '-1' },
    { width: 'x' },
    { width: '1e9' },
    { quality: '1000' },
    { fit: 'x' },
    { format: 'svg' },
    { transforms: 'x' },
    { transforms: [['toFile', '/tmp/x']] },
    { transforms: [['composite', [{ input: '/etc/passwd' }]]] },
    { transforms: [['constructor']] },
    { transforms: [['rotate', 'x']] },
    { transforms: Array(50).fill(['rotate', 90]) },
    { transforms: [['resize', { width: 100_000, height: 100_000 }]] },
    { key: 'nothing' },
    { key: 'nothing', width: '10' },
  ])('but not by %j', async (parameters) => {
    const answer = await as.player.get(`/assets/${files.catalogue}${query(parameters)}`);
    expect(answer.status, answer.text.slice(0, 300)).toBe(400);
  });
});
