import { once } from 'node:events';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { CutOff } from './imports.ts';

const chunks = (count: number) =>
  Readable.from(Array.from({ length: count }, (_, n) => Buffer.alloc(1000, n)));

it('passes on what is small enough, to the last byte', async () => {
  const cut = new CutOff(chunks(20), 20_000);
  expect(await buffer(cut)).toEqual(await buffer(chunks(20)));
  expect(cut.truncated).toBe(false);
});

it('ends at the bound, and reads no further', async () => {
  let made = 0;
  const endless = new Readable({
    read() {
      made++;
      this.push(Buffer.alloc(1000));
    },
  });
  const closed = once(endless, 'close');
  const cut = new CutOff(endless, 20_500);
  expect((await buffer(cut)).length).toBe(20_000);
  expect(cut.truncated).toBe(true);
  await closed;
  expect(made).toBeLessThan(200);
});

it('fails with its source', async () => {
  const failing = new Readable({
    read() {
      this.destroy(new Error('the line is dead'));
    },
  });
  await expect(buffer(new CutOff(failing, 1000))).rejects.toThrow('the line is dead');
});
