import { describe, expect, it } from 'vitest';
import { queryInteger, queryList, queryPosition, text, uuid } from './fields.ts';

describe('queryInteger', () => {
  const limit = queryInteger(1, 100);
  it.each(['1', '20', '100'])('takes %s', (value) => {
    expect(limit.parse(value)).toBe(Number(value));
  });
  it.each(['', ' ', '0', '101', '-1', '1.5', '1e1', '0x10', 'NaN', '9999999999999999', '1 '])(
    'refuses "%s"',
    (value) => expect(limit.safeParse(value).success).toBe(false),
  );
  it('refuses a repeated parameter', () => {
    expect(limit.safeParse(['1', '2']).success).toBe(false);
  });
});

describe('queryPosition', () => {
  it('reads latitude, then longitude', () => {
    expect(queryPosition.parse('59.9343,-30.3351')).toEqual({
      latitude: 59.9343,
      longitude: -30.3351,
    });
  });
  it.each(['', '59', '59,', ',30', '91,0', '0,181', '59.9;30.3', '1,2,3', 'a,b', 'Infinity,0'])(
    'refuses "%s"',
    (value) => expect(queryPosition.safeParse(value).success).toBe(false),
  );
});

describe('queryList', () => {
  const ids = queryList(uuid);
  const id = '40000000-0000-4000-8000-000000000001';
  it('splits at commas', () => expect(ids.parse(`${id},${id}`)).toEqual([id, id]));
  it('refuses an empty item', () => expect(ids.safeParse(`${id},`).success).toBe(false));
  it('refuses more than 20', () => {
    expect(ids.safeParse(Array(21).fill(id).join()).success).toBe(false);
  });
});

describe('text', () => {
  const name = text(1, 5);
  it('trims and composes', () => expect(name.parse(' e\u0301 ')).toBe('é'));
  it.each(['', '   ', 'abcdef', 'a\u0000b', 'a\u007f'])('refuses %j', (value) => {
    expect(name.safeParse(value).success).toBe(false);
  });
  it('keeps line breaks', () => expect(name.parse('a\nb')).toBe('a\nb'));
});
