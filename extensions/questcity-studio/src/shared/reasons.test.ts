import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { words } from './reasons.ts';

const snapshots = new URL('../../../../snapshots/', import.meta.url);
const read = (name: string) => parse(readFileSync(new URL(name, snapshots), 'utf8'));

it('has the words that lists of attempts have', () => {
  const texts: Record<string, Record<string, string>> = read('studio.yaml').translations;
  const inLists = (language: string) =>
    Object.fromEntries(
      Object.keys(words.en).map((code) => [code, texts[`attempts_reason_${code}`]?.[language]]),
    );
  expect(inLists('en-US')).toEqual(words.en);
  expect(inLists('ru-RU')).toEqual(words.ru);
});

it('offers every reason to the lists', () => {
  const { fields } = read('schema.yaml');
  const { meta } = fields.find(
    ({ collection, field }: { collection: string; field: string }) =>
      collection === 'attempts' && field === 'reasons',
  );
  const codes = Object.keys(words.en).sort();
  for (const { choices } of [meta.options, meta.display_options])
    expect(choices.map(({ value }: { value: string }) => value).sort()).toEqual(codes);
});
