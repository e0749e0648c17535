import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { type GreyPicture, hashPicture, hashReference, WORKING_SIZE } from './perceptual-hash.ts';
import { compareHashes } from './photo-rules.ts';
import { readGrey, UnreadablePictureError } from './pictures.ts';

/** A made-up scene: boxes of light and shadow at places that the seed decides. */
function scene(
  seed: number,
  change: (x: number, y: number) => [number, number] = (x, y) => [x, y],
) {
  const random = randomFrom(seed);
  const boxes = Array.from({ length: 40 }, () => ({
    left: random() - 0.1,
    top: random() - 0.1,
    width: 0.05 + random() * 0.3,
    height: 0.05 + random() * 0.3,
    light: random() * 120 - 60,
  }));
  const width = WORKING_SIZE;
  const height = (WORKING_SIZE * 3) / 4;
  const data = new Uint8Array(width * height);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const [x, y] = change(column / width, row / height);
      const inside = boxes.filter(
        (box) =>
          x >= box.left && x < box.left + box.width && y >= box.top && y < box.top + box.height,
      );
      const value = inside.reduce((sum, { light }) => sum + light, 128);
      data[row * width + column] = Math.max(0, Math.min(255, value));
    }
  }
  return { data, width, height } satisfies GreyPicture;
}

/** A generator with a seed: mulberry32. */
function randomFrom(seed: number): () => number {
  let state = seed * 7919;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const views = Array.from({ length: 12 }, (_, i) => i + 1);

describe('a picture', () => {
  it('matches itself, whatever the light', async () => {
    for (const seed of views) {
      const picture = scene(seed);
      const reference = await hashReference(picture);
      expect(compareHashes(hashPicture(picture), reference)).toBe('match');
      const darker = { ...picture, data: picture.data.map((value) => 10 + value * 0.6) };
      expect(compareHashes(hashPicture(darker), reference)).toBe('match');
    }
  });

  it('matches a crop of 20 % at a corner', async () => {
    for (const seed of views) {
      const cropped = scene(seed, (x, y) => [x * 0.8, 0.2 + y * 0.8]);
      const reference = await hashReference(scene(seed));
      expect(compareHashes(hashPicture(cropped), reference)).toBe('match');
    }
  });

  it('does not match another', async () => {
    for (const seed of views) {
      const reference = await hashReference(scene(seed));
      for (const other of views) {
        if (other === seed) continue;
        expect(compareHashes(hashPicture(scene(other)), reference)).not.toBe('match');
      }
    }
  });
});

describe('reading a picture', () => {
  it.each([
    ['nothing', Buffer.alloc(0)],
    ['text', Buffer.from('not a picture')],
    ['an SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')],
    ['the beginning of a JPEG', Buffer.from('ffd8ffe000104a46494600010100000100010000', 'hex')],
  ])('refuses %s', async (_, bytes) => {
    await expect(readGrey(bytes)).rejects.toThrow(UnreadablePictureError);
  });

  it('refuses more pixels than a phone makes', async () => {
    const background = '#445566';
    const flat = (side: number) =>
      sharp({ create: { width: side, height: side, channels: 3, background } })
        .png()
        .toBuffer();
    await expect(readGrey(await flat(7_800))).rejects.toThrow(/pixel limit/);
    expect(await readGrey(await flat(4_000))).toMatchObject({ width: WORKING_SIZE });
  });

  it('refuses many at once and stays ready', async () => {
    const bad = Array.from({ length: 20 }, () =>
      readGrey(Buffer.from('no')).catch(() => 'refused'),
    );
    expect(await Promise.all(bad)).toEqual(Array(20).fill('refused'));
    const pixel =
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
    expect((await readGrey(Buffer.from(pixel, 'base64'))).data).toHaveLength(WORKING_SIZE ** 2);
  });
});
