import { expect, it } from 'vitest';
import { settled } from './rules-form.ts';

it.each([
  [
    "CHECK (((a)::text = ANY ((ARRAY['x'::character varying, 'y, ''z'::character varying])::text[])))",
    "CHECK (((a)::text = ANY (ARRAY[('x'::character varying)::text, ('y, ''z'::character varying)::text])))",
  ],
  [
    'CHECK ((((a >= 1) AND (a <= 2)) AND ((b >= 3) AND (b <= 4)) AND (c OR d)))',
    'CHECK (((a >= 1) AND (a <= 2) AND (b >= 3) AND (b <= 4) AND (c OR d)))',
  ],
  ['CHECK (((a OR b) AND c))', 'CHECK (((a OR b) AND c))'],
  ['CHECK ((((a > 1) AND (b > 1)) OR (c > 1)))', 'CHECK ((((a > 1) AND (b > 1)) OR (c > 1)))'],
  ["CHECK ((a <> ') AND ('::text))", "CHECK ((a <> ') AND ('::text))"],
])('%s', (before, after) => {
  expect(settled(before)).toBe(after);
  expect(settled(after)).toBe(after);
});

it('leaves the text of a function alone', () => {
  const text = "AS $function$ -- isn't :)\n select ((a and b) and c) $function$";
  expect(settled(text)).toBe(text);
});
