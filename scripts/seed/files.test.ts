import sharp from 'sharp';
import { expect, it } from 'vitest';
import { readContent } from './content.ts';
import { demoFiles } from './files.ts';
import { scenePicture } from './images/cover.ts';
import { textPdf } from './pdf.ts';

const files = demoFiles(readContent());

it('gives every file an id of its own', () => {
  expect(new Set(files.map(({ id }) => id)).size).toBe(files.length);
});

it('makes nothing that is empty or heavy', async () => {
  for (const { filename, make } of files) {
    const { length } = await make();
    expect(length, filename).toBeGreaterThan(100);
    expect(length, filename).toBeLessThan(150_000);
  }
}, 120_000);

it('draws the same cover each time, 1200 × 800', async () => {
  const scene = { palette: 'night', skyline: 'thames', pins: 5 } as const;
  const [one, two] = [await scenePicture('a', scene), await scenePicture('a', scene)];
  expect(one.equals(two)).toBe(true);
  expect(await sharp(one).metadata()).toMatchObject({ format: 'jpeg', width: 1200, height: 800 });
  expect((await scenePicture('b', scene)).equals(one)).toBe(false);
});

it('writes a PDF whose table points at its objects', () => {
  const pdf = textPdf('A (title)', 'First line\nSecond line').toString('latin1');
  expect(pdf).toMatch(/^%PDF-1\.4\n/);
  expect(pdf).toContain('(A \\(title\\)) Tj');
  const table = Number(/startxref\n(\d+)/.exec(pdf)?.[1]);
  expect(pdf.slice(table, table + 4)).toBe('xref');
  const offsets = [...pdf.matchAll(/^(\d{10}) 00000 n $/gm)].map((match) => Number(match[1]));
  expect(offsets).toHaveLength(6);
  for (const [i, at] of offsets.entries())
    expect(pdf.slice(at)).toMatch(new RegExp(`^${i + 1} 0 obj`));
});

it('refuses a text that the fonts of a PDF cannot show', () => {
  expect(() => textPdf('Title', 'Привет')).toThrow('cannot show "П"');
});
