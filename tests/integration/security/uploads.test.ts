/** What a player may upload, and where to. */
import { readdirSync } from 'node:fs';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FOLDER } from '../../../extensions/questcity/src/kernel/actor.ts';
import { type AccountName, accounts } from '../../harness/accounts.ts';
import { type Answer, type Callers, callersOf } from '../../harness/api.ts';
import { startServer, type TestServer } from '../../harness/server.ts';
import { files, PICTURE_SIZE } from '../../harness/world-files.ts';

let server: TestServer;
let as: Callers;
let picture: Buffer;
beforeAll(async () => {
  server = await startServer({ settings: { FILES_MAX_UPLOAD_SIZE: '1mb' } });
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

describe('a player uploads', () => {
  test('into the own uploads unless told otherwise, and as nobody else', async () => {
    const answer = await upload('player', { fields: { title: 'Mine' } });
    expect(answer.status, answer.text).toBe(200);
    const { rows } = await server.database.client.query(
      'select folder, uploaded_by, type, width, height from directus_files where id = $1',
      [answer.body.data.id],
    );
    expect(rows[0]).toEqual({
      folder: FOLDER.uploads,
      uploaded_by: accounts.player.id,
      type: 'image/png',
      width: 40,
      height: 30,
    });
  });

  test('an avatar, which others then see', async () => {
    const answer = await upload('player', { fields: { folder: FOLDER.avatars } });
    expect(answer.status, answer.text).toBe(200);
    expect((await as.other.get(`/assets/${answer.body.data.id}`)).status).toBe(200);
  });

  test.each([
    ['the catalogue', { folder: FOLDER.catalogue }],
    ['the secrets', { folder: FOLDER.secrets }],
    ['no folder', { folder: '' }],
    ['a folder that does not exist', { folder: '30000000-0000-4000-8000-00000000ffff' }],
    ['a place on the disk', { filename_disk: `${files.mentor}.png` }],
    ['the name of another', { uploaded_by: accounts.other.id }],
    ['the place of another file', { id: files.catalogue }],
    ['as if staff had changed it', { folder: FOLDER.catalogue, modified_by: accounts.player.id }],
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
    const archive = (bytes: number) =>
      upload('player', { content: Buffer.alloc(bytes, 1), type: 'application/zip', name: 'x.zip' });
    await expectNothingStored(async () => {
      const answer = await archive(1_500_000);
      expect(answer.status, answer.text).toBe(413);
    });
    const allowed = await archive(900_000);
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

  test('no picture above the limit of size, which is a picture up to there', async () => {
    const content = Buffer.concat([picture, Buffer.alloc(1_500_000, 1)]);
    await expectNothingStored(async () => {
      const answer = await upload('player', { content });
      expect(answer.status, answer.text).toBe(413);
    });
  });

  test('what is uploaded as a text is not run as a page', async () => {
    const content = Buffer.from('<html><script>alert(1)</script></html>');
    const answer = await upload('player', { content, type: 'text/plain', name: 'x.txt' });
    expect(answer.status, answer.text).toBe(200);
    const asset = await as.player.get(`/assets/${answer.body.data.id}`);
    expect(asset.headers.get('content-type')).toContain('text/plain');
    expect(asset.headers.get('content-security-policy')).toContain("default-src 'none'");
  });
});
