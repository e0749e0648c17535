import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hashAnswer } from '../../catalog/answers.ts';
import { type Activity, type Answer, checkProof, type Evidence, type Task } from './check.ts';
import type { PhotoFinding } from './photo-rules.ts';

const pepper = 'a pepper for tests';
const task = (activity: Activity, more: Partial<Task> = {}): Task => ({
  activity,
  parts: [],
  ...more,
});
const check = (asked: Task, answer?: Answer, more: Partial<Evidence> = {}) =>
  checkProof(asked, { answer, pepper, ...more });

describe('being there is enough', () => {
  it.each<Activity>(['catch_ghost', 'download_file', 'pick_up_artifact'])('for %s', (activity) => {
    expect(check(task(activity))).toEqual({ outcome: 'solved', reasons: [] });
  });
});

describe('a code, a word, a QR payload', () => {
  const asked = {
    code: task('enter_code', { code: hashAnswer(pepper, 'code', '0042') }),
    word: task('enter_word', { word: hashAnswer(pepper, 'word', 'Шёпот') }),
    qr: task('scan_qr', { qrSecret: hashAnswer(pepper, 'qr_secret', 'QC:Bridge') }),
  };

  it.each<[keyof typeof asked, string, string]>([
    ['code', '0042', 'solved'],
    ['code', ' 0042 ', 'solved'],
    ['code', '42', 'rejected'],
    ['word', 'шепот ', 'solved'],
    ['word', 'ШЕ\u0308ПОТ', 'solved'],
    ['word', 'крик', 'rejected'],
    ['qr', 'QC:Bridge', 'solved'],
    ['qr', 'qc:bridge', 'rejected'],
  ])('%s %j: %s', (kind, given, outcome) => {
    expect(check(asked[kind], { [kind]: given })).toEqual({
      outcome,
      reasons: outcome === 'solved' ? [] : ['wrong_answer'],
    });
  });

  it('may follow the arrival', () => {
    for (const one of Object.values(asked)) expect(check(one).outcome).toBe('arrived');
  });

  it('is not looked at after ten wrong ones', () => {
    const right = { code: '0042' };
    expect(check(asked.code, right, { wrongAnswers: 9 }).outcome).toBe('solved');
    for (const answer of [right, { code: '1' }]) {
      expect(check(asked.code, answer, { wrongAnswers: 10 })).toEqual({
        outcome: 'rejected',
        reasons: ['too_many_answers'],
      });
    }
  });

  it('of another kind than asked for is refused and does not count as wrong', () => {
    expect(check(asked.code, { word: '0042' }).reasons).toEqual(['unexpected_answer']);
    expect(check(asked.code, { code: '0042', qr: 'x' }).reasons).toEqual(['unexpected_answer']);
    expect(check(task('catch_ghost'), { code: '1' }).reasons).toEqual(['unexpected_answer']);
  });

  it('opens nothing where none is stored', () => {
    expect(check(task('enter_code'), { code: '' }).outcome).toBe('rejected');
    expect(check(task('enter_word', { word: null }), { word: 'null' }).outcome).toBe('rejected');
  });

  it('is solved by nothing but the right one', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), (code) => {
        fc.pre(code.trim() !== '0042');
        expect(check(asked.code, { code }).outcome).toBe('rejected');
      }),
    );
  });
});

describe('an artifact in parts', () => {
  const asked = task('pick_up_artifact', { parts: [1, 2, 3] });

  it('is complete when all parts are held, in any order', () => {
    const orders = fc.shuffledSubarray([1, 2, 3], { minLength: 3 });
    fc.assert(
      fc.property(orders, (order) => {
        let partsHeld: readonly number[] = [];
        order.forEach((partHere, i) => {
          const result = check(asked, undefined, { partHere, partsHeld });
          expect(result.outcome).toBe(i === 2 ? 'solved' : 'arrived');
          partsHeld = result.parts ?? [];
          expect(partsHeld).toHaveLength(i + 1);
        });
      }),
    );
  });

  it('does not grow by the same part again', () => {
    expect(check(asked, undefined, { partHere: 2, partsHeld: [2] })).toEqual({
      outcome: 'arrived',
      reasons: [],
      parts: [2],
    });
  });

  it('gives the part that lies here and no other', () => {
    expect(check(asked, { part: 1 }, { partHere: 2 }).reasons).toEqual(['wrong_part']);
    expect(check(asked, { part: 2 }, { partHere: 2 })).toMatchObject({ parts: [2] });
    expect(check(asked, { part: 2 }).reasons).toEqual(['wrong_part']);
  });
});

describe('a photo', () => {
  const photo = { file_id: 'a0000000-0000-4000-8000-000000000001' };
  const kinds = {
    face: task('take_photo', { photoKind: 'face_verification' }),
    matching: task('take_photo', { photoKind: 'photo_matching' }),
    direction: task('take_photo', {
      photoKind: 'direction_check',
      heading: 350,
      headingTolerance: 30,
    }),
  };

  it.each<[keyof typeof kinds, PhotoFinding, string, string]>([
    ['face', 'present', 'in_review', 'face_check'],
    ['matching', 'match', 'solved', ''],
    ['matching', 'unsure', 'in_review', 'photo_unsure'],
    ['matching', 'present', 'in_review', 'photo_unsure'],
    ['matching', 'different', 'rejected', 'photo_differs'],
    ['matching', 'unreadable', 'rejected', 'photo_unreadable'],
    ['face', 'missing', 'rejected', 'no_such_photo'],
    ['direction', 'missing', 'rejected', 'no_such_photo'],
  ])('%s, %s: %s %s', (kind, finding, outcome, why) => {
    expect(check(kinds[kind], photo, { photo: finding })).toEqual({
      outcome,
      reasons: why ? [why] : [],
    });
  });

  it('is still to come when only the position was sent', () => {
    for (const one of Object.values(kinds)) expect(check(one).outcome).toBe('arrived');
  });

  it.each([
    [350, 'solved'],
    [20, 'solved'],
    [320, 'solved'],
    [0, 'solved'],
    [360, 'solved'],
    [20.5, 'rejected'],
    [319, 'rejected'],
    [170, 'rejected'],
  ])('looking to %d°, with 350° ± 30° asked for: %s', (heading, outcome) => {
    const result = check(kinds.direction, photo, { photo: 'present', heading });
    expect(result.outcome).toBe(outcome);
    if (outcome === 'rejected') expect(result.reasons).toEqual(['wrong_heading']);
  });

  it('without a direction is refused where one is asked for', () => {
    expect(check(kinds.direction, photo, { photo: 'present' }).reasons).toEqual(['no_heading']);
  });
});
