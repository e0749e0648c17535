/** Pictures that are none, that hide something, or that are made to cost their reader dearly. */
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Answer, type Callers, callersOf } from '../../harness/api.ts';
import { startServer, type TestServer } from '../../harness/server.ts';
import { files } from '../../harness/world-files.ts';
import { expectRefusal } from '../input/refusal.ts';

let server: TestServer;
let as: Callers;
beforeAll(async () => {
  // A file whose content vanished is logged when its measures are looked for.
  server = await startServer({ expectedErrors: [/Couldn't transform file/] });
  as = callersOf(server.url);
});
afterAll(() => server?.stop());

const create = { width: 40, height: 30, channels: 3 as const, background: 'teal' };
const plain = () => sharp({ create });

const svg = (filters: number) =>
  Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="5000" height="5000"><filter id="f">${'<feTurbulence baseFrequency="0.5" numOctaves="50"/>'.repeat(filters)}</filter><rect width="5000" height="5000" filter="url(#f)"/></svg>`,
  );

function upload(content: Buffer, type: string, path = '/files', method = 'POST'): Promise<Answer> {
  const form = new FormData();
  form.append('file', new Blob([new Uint8Array(content)], { type }), 'photo');
  return as.player(method, path, { raw: form });
}

async function rowOf(id: string) {
  const { rows } = await server.database.client.query(
    'select title, description, tags, metadata, width, height from directus_files where id = $1',
    [id],
  );
  return rows[0];
}

/** A chunk of a WebP. */
function chunk(name: string, content: Buffer): Buffer {
  const whole = Buffer.alloc(8 + content.length + (content.length % 2));
  whole.write(name, 'latin1');
  whole.writeUInt32LE(content.length, 4);
  content.copy(whole, 8);
  return whole;
}

async function webpWith(kind: 'EXIF' | 'XMP ', hidden: Buffer): Promise<Buffer> {
  const pixels = (await plain().webp({ lossless: true }).toBuffer()).subarray(12);
  const head = Buffer.alloc(10);
  head[0] = kind === 'EXIF' ? 0b1000 : 0b100;
  head.writeUIntLE(create.width - 1, 4, 3);
  head.writeUIntLE(create.height - 1, 7, 3);
  const form = [Buffer.from('WEBP'), chunk('VP8X', head), pixels, chunk(kind, hidden)];
  return chunk('RIFF', Buffer.concat(form));
}

/** Entries of EXIF that all have the whole block as their value. */
function exifOf(entries: number, size: number): Buffer {
  const block = Buffer.alloc(size, 1);
  block.write('II\x2a\0\x08\0\0\0', 'latin1');
  block.writeUInt16LE(entries, 8);
  for (let entry = 0; entry < entries; entry++) {
    const at = 10 + entry * 12;
    block.writeUInt16LE(1000 + entry, at);
    block.writeUInt16LE(1, at + 2);
    block.writeUInt32LE(size, at + 4);
    block.writeUInt32LE(0, at + 8);
  }
  return block;
}

describe('what is written inside of a picture', () => {
  const bombs = {
    'entries of EXIF that overlap': () => webpWith('EXIF', exifOf(2000, 2_000_000)),
    'tags of XMP without an end': () => webpWith('XMP ', Buffer.from('<dc:title>'.repeat(100_000))),
  };
  test.each(Object.entries(bombs))('is not read: %s', async (_, make) => {
    const content = await make();
    const began = performance.now();
    const [answer] = await Promise.all([
      upload(content, 'image/webp'),
      // Nobody waits for it meanwhile.
      as.other.get('/items/quests?limit=1').then(({ status }) => expect(status).toBe(200)),
    ]);
    expect(answer.status, answer.text).toBe(200);
    expect(performance.now() - began).toBeLessThan(3000);
    expect(await rowOf(answer.body.data.id)).toMatchObject({ width: 40, height: 30 });
  });

  test('is not kept: neither where it was taken nor what it says of itself', async () => {
    const content = await plain()
      .withExif({
        IFD0: { ImageDescription: 'canary', Orientation: '6' },
        IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '59/1 56/1 0/1' },
      })
      .withXmp('<x:xmpmeta xmlns:x="adobe:ns:meta/"><dc:title>canary</dc:title></x:xmpmeta>')
      .withMetadata({ orientation: 6 })
      .jpeg()
      .toBuffer();
    expect(content.includes('canary')).toBe(true);
    const made = await upload(content, 'image/jpeg');
    expect(made.status, made.text).toBe(200);
    const { id } = made.body.data;
    const expected = { title: 'Photo', description: null, tags: null, metadata: {} };
    // Upright, as the camera says.
    expect(await rowOf(id)).toEqual({ ...expected, width: 30, height: 40 });

    const form = new FormData();
    form.append('file', new Blob([new Uint8Array(content)], { type: 'image/jpeg' }), 'photo');
    const replaced = await as.administrator('PATCH', `/files/${id}`, { raw: form });
    expect(replaced.status, replaced.text).toBe(200);
    expect(await rowOf(id)).toMatchObject(expected);
  });
});

describe('a file that says to be a picture', () => {
  async function expectRefused(content: Buffer, type: string, words: string): Promise<void> {
    const stored = async () => [
      (await server.database.client.query('select count(*) from directus_files')).rows[0].count,
      readdirSync(server.storage).length,
    ];
    const before = await stored();
    const answer = await upload(content, type);
    expectRefusal(answer, type, [400]);
    expect(answer.text).toContain(words);
    expect(await stored()).toEqual(before);
  }

  test.each(['image/png', 'image/jpeg', 'image/webp', 'image/avif', 'image/gif', 'image/heic'])(
    'is one: %s is not taken for anything else',
    async (type) => {
      await expectRefused(svg(1), type, `says to be ${type}, and is no picture`);
      await expectRefused(Buffer.from('<html></html>'), type, `says to be ${type}, and is`);
      await expectRefused(Buffer.alloc(0), type, `says to be ${type}, and is no picture`);
      await expectRefused(await plain().tiff().toBuffer(), type, 'and is image/tiff');
      const other = type === 'image/png' ? plain().jpeg() : plain().png();
      await expectRefused(await other.toBuffer(), type, `says to be ${type}, and is`);
    },
  );

  test('is one also in the place of another file', async () => {
    const form = new FormData();
    form.append('file', new Blob([new Uint8Array(svg(1))], { type: 'image/png' }), 'photo.png');
    const answer = await as.administrator('PATCH', `/files/${files.ownUpload}`, { raw: form });
    expectRefusal(answer, 'PATCH', [400]);
    expect((await as.player.get(`/assets/${files.ownUpload}?key=card`)).status).toBe(200);
  });

  const formats = {
    'image/png': () => plain().png().toBuffer(),
    'image/jpeg': () => plain().jpeg().toBuffer(),
    'image/webp': () => plain().webp().toBuffer(),
    'image/avif': () => plain().avif().toBuffer(),
    'image/gif': () => plain().gif().toBuffer(),
    'image/heic': async () =>
      Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic\0\0\0\x08mdat', 'latin1'),
  };
  test.each(Object.entries(formats))('is kept when it is one: %s', async (type, make) => {
    const content = await make();
    const made = await upload(content, type);
    expect(made.status, made.text).toBe(200);
    const { id } = made.body.data;
    if (type !== 'image/heic') expect(await rowOf(id)).toMatchObject({ width: 40, height: 30 });
    const whole = await as.player.get(`/assets/${id}`);
    expect([whole.status, whole.headers.get('content-type')]).toEqual([200, type]);
    for (const accept of ['image/avif', 'image/webp', 'image/png']) {
      const options = { headers: { Accept: accept } };
      const small = await as.player('GET', `/assets/${id}?key=thumbnail`, options);
      expect(small.status, small.text).toBe(200);
    }
  });

  test('is kept whole, be it longer than what is looked at first', async () => {
    const noise = { type: 'gaussian' as const, mean: 128, sigma: 60 };
    const content = await sharp({ create: { ...create, width: 800, height: 800, noise } })
      .png()
      .toBuffer();
    const made = await upload(content, 'image/png');
    expect(made.status, made.text).toBe(200);
    expect(Number(made.body.data.filesize)).toBe(content.length);
  });
});

describe('a picture is not transformed', () => {
  const contents = {
    'that is an SVG': async () => svg(20),
    'that is a TIFF': () => plain().tiff().toBuffer(),
    'that is text': async () => Buffer.from('text'),
    'that is half of one': async () => (await plain().png().toBuffer()).subarray(0, 70),
  };
  // As it lies in the storage of who had such files before.
  test.each(Object.entries(contents))('%s', async (_, make) => {
    writeFileSync(join(server.storage, `${files.avatar}.png`), await make());
    for (const key of ['full', 'thumbnail']) {
      const began = performance.now();
      const answer = await as.player.get(`/assets/${files.avatar}?key=${key}`);
      expectRefusal(answer, key, [400]);
      expect(answer.text).toContain('no picture that can be transformed');
      expect(performance.now() - began).toBeLessThan(3000);
    }
  });
});
