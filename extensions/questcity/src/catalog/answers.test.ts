import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AnswerKind, answerMatches, answerProblem, hashAnswer } from './answers.ts';
import { storeAnswers } from './catalog.hooks.ts';

const PEPPER = 'a pepper for tests';

describe('a stored answer', () => {
  it.each<[AnswerKind, string, string, boolean]>([
    ['word', 'Ёлка', '  елка ', true],
    ['word', 'Café', 'CAFE\u0301', true],
    ['word', 'Straße', 'straße', true],
    ['word', 'bridge', 'bridges', false],
    ['code', '0042', ' 0042 ', true],
    ['code', '0042', '42', false],
    ['qr_secret', 'QC:Ab', 'QC:Ab', true],
    ['qr_secret', 'QC:Ab', 'qc:ab', false],
  ])('%s %j against %j: %s', (kind, set, given, matches) => {
    expect(answerMatches(PEPPER, kind, given, hashAnswer(PEPPER, kind, set))).toBe(matches);
  });

  it('matches itself, whatever it is, and no other key opens it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (answer) => {
        const stored = hashAnswer(PEPPER, 'word', answer);
        expect(answerMatches(PEPPER, 'word', answer, stored)).toBe(true);
        expect(answerMatches('another pepper', 'word', answer, stored)).toBe(false);
        expect(answerMatches(PEPPER, 'code', answer, stored)).toBe(false);
      }),
    );
  });

  it('is salted', () => {
    expect(hashAnswer(PEPPER, 'code', '1234')).not.toBe(hashAnswer(PEPPER, 'code', '1234'));
  });

  it.each(['', '1234', 'v1:', 'v1:salt', 'v2:salt:hash', 'v1:salt:'])(
    'that is damaged (%j) matches nothing',
    (stored) => expect(answerMatches(PEPPER, 'code', '1234', stored)).toBe(false),
  );
});

describe('what an editor sets', () => {
  it.each<[AnswerKind, string, boolean]>([
    ['code', '1234', true],
    ['code', '12a4', false],
    ['code', '', false],
    ['code', '١٢٣', false],
    ['word', 'Эрмитаж', true],
    ['word', '   ', false],
    ['word', 'x'.repeat(33), false],
    ['qr_secret', 'https://example.com/?q=1', true],
    ['qr_secret', 'x'.repeat(256), false],
  ])('%s %j is good: %s', (kind, answer, good) => {
    expect(answerProblem(kind, answer) === undefined).toBe(good);
  });

  it('is hashed, cleared or left alone', () => {
    const stored = storeAnswers(PEPPER, {
      name: 'Bridge',
      code: '1234',
      word: '',
      qr_secret: '**********',
    });
    expect(Object.keys(stored).sort()).toEqual(['code', 'name', 'word']);
    expect(stored.word).toBeNull();
    expect(answerMatches(PEPPER, 'code', '1234', String(stored.code))).toBe(true);
  });

  it.each([[{ code: 'abcd' }], [{ code: 1234 }], [{ word: ['x'] }]])('%j is refused', (payload) => {
    expect(() => storeAnswers(PEPPER, payload)).toThrow(/Invalid payload/);
  });
});
