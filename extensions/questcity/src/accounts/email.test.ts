import { describe, expect, it } from 'vitest';
import { emailOf } from './email.ts';

describe('an e-mail address', () => {
  it.each(['a@b.example.com', '  Some.One+tag@sub.example.com\n', 'почта@пример.рф'])(
    'is %j',
    (text) => {
      expect(emailOf(text)).toBe(text.trim());
    },
  );

  it.each([
    '',
    'a',
    'a@b',
    '@b.example.com',
    'a@b..example.com',
    'a@.example.com',
    'a,b@c.example.com',
    'a@b.example.com,c@d.example.com',
    'A <a@b.example.com>',
    'a@b.example.com\r\nBcc: c@d.example.com',
    'a@b@c.example.com',
    '\u212Aarl@example.com',
    'a@example.\uFF43om',
    `${'x'.repeat(120)}@example.com`,
    42,
    null,
    undefined,
  ])('is not %j', (text) => {
    expect(() => emailOf(text)).toThrow('must be a valid email');
  });

  it('is told from hostile text at once', () => {
    const began = performance.now();
    expect(() => emailOf(`a@${'a.'.repeat(62)}!@`)).toThrow();
    expect(performance.now() - began).toBeLessThan(50);
  });
});
