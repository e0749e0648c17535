/** Files: who may see and put which, what may be uploaded, and what becomes of pictures. */
import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { root } from '../../../directus.config.ts';
import { type AccountName, accounts } from '../../harness/accounts.ts';
import { type Answer, type Callers, callersOf, query } from '../../harness/api.ts';
import { startServer, type TestServer } from '../../harness/server.ts';
import { files, folders, PICTURE_SIZE } from '../../harness/world-files.ts';

let server: TestServer;
let as: Callers;
let picture: Buffer;
beforeAll(async () => {
  server = await startServer({
    settings: { FILES_MAX_UPLOAD_SIZE: '1mb' },
    // Of a file that only says to be a picture, Directus logs that it cannot be read.
    expectedErrors: [/unsupported image format/],
  });
  as = callersOf(server.url);
  const create = { width: 40, height: 30, channels: 3 as const, background: 'teal' };
  picture = await sharp({ create }).png().toBuffer();
});
afterAll(() => server?.stop());

interface Upload {
  content?: Buffer;
  type?: string;
  name?: string;
  /** Fields before the file. */
  fields?: Record<string, string>;
}

function upload(
  name: AccountName | 'nobody',
  given: Upload,
  path = '/files',
  method = 'POST',
): Promise<Answer> {
  const { content = picture, type = 'image/png', name: file = 'photo.png', fields = {} } = given;
  const form = new FormData();
  for (const [field, value] of Object.entries(fields)) form.append(field, value);
  form.append('file', new Blob([new Uint8Array(content)], { type }), file);
  return as[name](method, path, { raw: form });
}

/** What is stored: rows and files on the disk. */
async function stored(): Promise<[number, number]> {
  const { rows } = await server.database.client.query(
    'select count(*)::int as count from directus_files',
  );
  return [rows[0].count, readdirSync(server.storage).length];
}

async function expectNothingStored(work: () => Promise<unknown>): Promise<void> {
  const before = await stored();
  await work();
  expect(await stored()).toEqual(before);
}

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

describe('a player uploads', () => {
  test('into the own uploads unless told otherwise, and as nobody else', async () => {
    const answer = await upload('player', { fields: { title: 'Mine' } });
    expect(answer.status, answer.text).toBe(200);
    const { rows } = await server.database.client.query(
      'select folder, uploaded_by, type, width, height from directus_files where id = $1',
      [answer.body.data.id],
    );
    expect(rows[0]).toEqual({
      folder: folders.uploads,
      uploaded_by: accounts.player.id,
      type: 'image/png',
      width: 40,
      height: 30,
    });
  });

  test('an avatar, which others then see', async () => {
    const answer = await upload('player', { fields: { folder: folders.avatars } });
    expect(answer.status, answer.text).toBe(200);
    expect((await as.other.get(`/assets/${answer.body.data.id}`)).status).toBe(200);
  });

  test.each([
    ['the catalogue', { folder: folders.catalogue }],
    ['the secrets', { folder: folders.secrets }],
    ['no folder', { folder: '' }],
    ['a folder that does not exist', { folder: '30000000-0000-4000-8000-00000000ffff' }],
    ['a place on the disk', { filename_disk: `${files.mentor}.png` }],
    ['the name of another', { uploaded_by: accounts.other.id }],
    ['the place of another file', { id: files.catalogue }],
    ['as if staff had changed it', { folder: folders.catalogue, modified_by: accounts.player.id }],
    ['another storage', { storage: 'nowhere' }],
  ])('not into %s', async (_, fields) => {
    await expectNothingStored(async () => {
      const answer = await upload('player', { fields: fields as Record<string, string> });
      expect([400, 403], answer.text).toContain(answer.status);
    });
  });

  test.each([
    ['a page', 'text/html', 'x.html'],
    ['a vector image', 'image/svg+xml', 'x.svg'],
    ['a script', 'text/javascript', 'x.js'],
    ['a script of another name', 'application/javascript', 'x.png'],
    ['XML', 'application/xml', 'x.xml'],
    ['XHTML', 'application/xhtml+xml', 'x.xhtml'],
    ['a program', 'application/x-msdownload', 'x.exe'],
    ['anything', 'application/octet-stream', 'x.png'],
    ['no type', '', 'x.png'],
    ['a type with parameters', 'text/html; charset=utf-8', 'x.html'],
    ['a type in capitals', 'TEXT/HTML', 'x.html'],
  ])('not %s', async (_, type, name) => {
    const content = Buffer.from('<script>alert(1)</script>');
    await expectNothingStored(async () => {
      const answer = await upload('player', { content, type, name });
      expect([400, 403, 415], answer.text).toContain(answer.status);
    });
  });

  test('nothing above the limit of size', async () => {
    await expectNothingStored(async () => {
      const answer = await upload('player', { content: Buffer.alloc(1_500_000, 1) });
      expect(answer.status, answer.text).toBe(413);
    });
    const allowed = await upload('player', {
      content: Buffer.alloc(900_000, 1),
      type: 'application/zip',
      name: 'x.zip',
    });
    expect(allowed.status, allowed.text).toBe(200);
  });

  test('nothing over a file that is there', async () => {
    for (const id of [files.catalogue, files.mentor, files.avatar, files.otherUpload]) {
      const answer = await upload('player', {}, `/files/${id}`, 'PATCH');
      expect(answer.status, answer.text).toBe(403);
    }
    const asset = await fetch(`${server.url}/assets/${files.catalogue}`, {
      headers: { Authorization: `Bearer ${accounts.player.token}` },
    });
    const { width } = await sharp(Buffer.from(await asset.arrayBuffer())).metadata();
    expect(width).toBe(PICTURE_SIZE);
  });

  test('no form that is broken', async () => {
    const bodies: [string, string][] = [
      ['multipart/form-data', 'x'],
      ['multipart/form-data; boundary=x', ''],
      [
        'multipart/form-data; boundary=x',
        '--x\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n',
      ],
      ['multipart/form-data; boundary=x', '--x--\r\n'],
      [
        'multipart/form-data; boundary=x',
        '--x\r\nContent-Disposition: form-data; name="title"\r\n\r\nonly\r\n--x--\r\n',
      ],
      ['application/json', '{"type":1}'],
      ['application/json', '{}'],
    ];
    await expectNothingStored(async () => {
      for (const [type, raw] of bodies) {
        const answer = await as.player('POST', '/files', {
          raw,
          headers: { 'Content-Type': type },
        });
        expect([400, 403, 415], `${type} ${raw} → ${answer.text}`).toContain(answer.status);
      }
    });
  });

  test('what is uploaded as a picture is not run as a page', async () => {
    const content = Buffer.from('<html><script>alert(1)</script></html>');
    const answer = await upload('player', { content });
    if (answer.status !== 200) return expect([400, 415], answer.text).toContain(answer.status);
    const asset = await as.player.get(`/assets/${answer.body.data.id}`);
    expect(asset.headers.get('content-type')).toBe('image/png');
    expect(asset.headers.get('content-security-policy')).toContain("default-src 'none'");
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
        data: { folder: folders.uploads },
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
    const { body } = await upload('player', { content, type: 'image/jpeg', name: 'x.jpg' });
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
