import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { expect, test } from 'vitest';
import { csvToJson } from './import-rows.ts';

async function rowsOf(csv: string, size = 1000): Promise<unknown> {
  const bytes = Buffer.from(csv);
  const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, n) =>
    bytes.subarray(n * size, (n + 1) * size),
  );
  let json = '';
  await pipeline(Readable.from(pieces), ...csvToJson(), async (written) => {
    json = await text(Readable.from(written));
  });
  return JSON.parse(json);
}

// What Directus makes of them.
test.each([
  ['', []],
  ['name', []],
  ['name,price\nMug,5\n', [{ name: 'Mug', price: '5' }]],
  ['"name";"price"\r\n"A ""mug""";5\r\n', [{ name: 'A "mug"', price: '5' }]],
  ['\ufeffname , b\nЁ,\n\n,x', [{ name: 'Ё' }, { b: 'x' }]],
  ['a.b.c,a.d\n1,x\n', [{ a: { b: { c: '1' }, d: 'x' } }]],
  ['a,a.b\nx,y\n', [{ a: { b: 'y' } }]],
  ['a,b,c,d\ntrue,null,"[1,{""x"":2}]",{x\n', [{ a: true, b: null, c: [1, { x: 2 }], d: '{x' }]],
  ['a\n"two\nlines"\n', [{ a: 'two\nlines' }]],
])('%j', async (csv, rows) => {
  expect(await rowsOf(csv)).toEqual(rows);
  if (csv.length > 1) expect(await rowsOf(csv, Math.ceil(csv.length / 2))).toEqual(rows);
});

test.each(['constructor.prototype.x', '__proto__.x', 'a.__proto__.x'])(
  'a column %s reaches no prototype',
  async (name) => {
    await rowsOf(`${name}\ncanary\n`).catch(() => undefined);
    expect(({} as { x?: string }).x).toBeUndefined();
  },
);
