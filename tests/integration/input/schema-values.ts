/** Wrong values for a parameter or field, from its JSON schema. */

interface Schema {
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly format?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxLength?: number;
  readonly minLength?: number;
}

/** Texts that have broken servers: of SQL, of encodings, of templates. */
export const HOSTILE = [
  "'",
  "' or '1'='1",
  "'; drop table quests; --",
  '1; select pg_sleep(30)',
  '$1',
  '\u0000',
  'a\u0000b',
  '\ud800',
  '../../../../etc/passwd',
  '{{7*7}} #{7*7} <%= 7*7 %>',
  '<script>alert(1)</script>',
  'true',
  'null',
  'undefined',
  '[object Object]',
  '__proto__',
  '-1',
  '1e309',
  'NaN',
  'Infinity',
  '0x10',
  '٣',
  '99999999999999999999999999',
  'x'.repeat(20_000),
  '😀'.repeat(3000),
  ',',
  ',,,,',
  '%',
];

/** Texts that a parameter of this schema must refuse. */
export function wrongTexts(schema: Schema): string[] {
  const texts: string[] = [];
  const type = [schema.type].flat();
  if (type.includes('integer')) {
    texts.push('', ' ', 'x', '1.5', '1e3', '--1', '1,2', '0x1', '9'.repeat(30));
    if (schema.minimum !== undefined) texts.push(String(schema.minimum - 1));
    if (schema.maximum !== undefined) texts.push(String(schema.maximum + 1));
  }
  if (schema.enum) texts.push('', 'x', `${schema.enum[0]}x`, String(schema.enum[0]).toUpperCase());
  if (schema.format === 'uuid') texts.push('', 'x', '0', 'zzzzzzzz-0000-4000-8000-000000000000');
  if (schema.maxLength !== undefined) texts.push('x'.repeat(schema.maxLength + 1));
  if (schema.minLength !== undefined && schema.minLength > 0) texts.push('');
  return texts;
}

/** JSON values that a field of a body must refuse, whatever its type, unless it takes that type. */
export const WRONG_JSON: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1.5,
  1e300,
  '',
  'x',
  'x'.repeat(100_000),
  'a\u0000b',
  [],
  [[[[]]]],
  {},
  { $gt: 0 },
  { toString: 1 },
];
