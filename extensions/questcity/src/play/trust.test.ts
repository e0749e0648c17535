import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { positionAt } from './geodesy.ts';
import { assessFix, type Fix, type FixQuestion, type Place } from './trust.ts';

const NOW = new Date('2026-06-01T12:00:00Z');
const SQUARE = { latitude: 59.93533, longitude: 30.30745 };
const PLACE: Place = { ...SQUARE, detectionRadius: 30, interactionInaccuracy: 20 };
const WALKING = 10;

const ago = (seconds: number) => new Date(NOW.getTime() - seconds * 1000);

/** A fix so many metres east of the place, of now and with 10 m accuracy unless said. */
function fixAt(metres: number, more: Partial<Fix> = {}): Fix {
  return { ...positionAt(SQUARE, 90, metres), accuracy: 10, capturedAt: NOW, ...more };
}

function assess(fix: Fix, more: Partial<FixQuestion> = {}) {
  return assessFix({ fix, places: [PLACE], vehicleTopSpeedKmh: WALKING, now: NOW, ...more });
}

describe('distance', () => {
  it.each([
    ['within the radius', 29, 5, true],
    ['within radius and accuracy', 39.9, 10, true],
    ['beyond radius and accuracy', 40.1, 10, false],
    ['a poor accuracy counts as the forgiven inaccuracy only', 49.9, 80, true],
    ['not more than it', 50.1, 80, false],
    ['a perfect accuracy forgives nothing', 30.1, 0, false],
  ])('%s: %d m at %d m accuracy, accepted %s', (_, metres, accuracy, accepted) => {
    const judged = assess(fixAt(metres, { accuracy }));
    expect(judged.accepted).toBe(accepted);
    expect(judged.reasons).toEqual(accepted ? [] : ['too_far']);
    expect(judged.verdict).toBe(accepted ? 'accepted' : 'rejected');
    expect(judged.distance).toBeCloseTo(metres, 3);
  });

  it('counts to the place that the fix fits best', () => {
    const wide = { ...PLACE, ...positionAt(SQUARE, 90, 150), detectionRadius: 120, part: 2 };
    const judged = assess(fixAt(70), { places: [{ ...PLACE, part: 1 }, wide] });
    expect(judged).toMatchObject({ accepted: true, place: { part: 2 } });
  });
});

describe('accuracy and age', () => {
  it.each([
    [100, true],
    [100.1, false],
  ])('%d m accuracy, accepted %s', (accuracy, accepted) => {
    const judged = assess(fixAt(0, { accuracy }));
    expect(judged.accepted).toBe(accepted);
    if (!accepted) expect(judged.reasons).toEqual(['too_inaccurate']);
  });

  it.each<[number, string | undefined]>([
    [0, undefined],
    [120, undefined],
    [121, 'too_old'],
    [-60, undefined],
    [-61, 'from_the_future'],
  ])('%d s old: %s', (seconds, problem) => {
    expect(assess(fixAt(0, { capturedAt: ago(seconds) })).reasons).toEqual(
      problem ? [problem] : [],
    );
  });
});

describe('an offline batch', () => {
  const offline = { sessionStart: ago(7200), sessionEnd: ago(60) };

  it.each<[string, number, string | undefined]>([
    ['hours ago, inside the session', 7000, undefined],
    ['before the session', 7201, 'outside_session'],
    ['after its end', 59, 'outside_session'],
    ['in the future', -90, 'from_the_future'],
  ])('%s', (_, seconds, problem) => {
    const judged = assess(fixAt(0, { capturedAt: ago(seconds) }), { offline });
    expect(judged.reasons).toEqual(problem ? [problem] : []);
  });

  it('comes in order', () => {
    const capturedAt = ago(600);
    const late = { ...offline, previous: ago(599) };
    expect(assess(fixAt(0, { capturedAt }), { offline: late }).reasons).toEqual(['out_of_order']);
    const accepted = fixAt(0, { capturedAt: ago(500), accuracy: 12 });
    expect(assess(fixAt(0, { capturedAt }), { offline, lastAcceptedFix: accepted })).toMatchObject({
      verdict: 'rejected',
      reasons: ['out_of_order'],
    });
    const inOrder = { ...offline, previous: capturedAt };
    expect(assess(fixAt(0, { capturedAt }), { offline: inOrder }).accepted).toBe(true);
  });
});

describe('a simulated position', () => {
  it('goes to a manager, wherever it is', () => {
    expect(assess(fixAt(0, { mocked: true }))).toMatchObject({
      verdict: 'in_review',
      accepted: false,
      score: 0,
      reasons: ['mocked'],
    });
    expect(assess(fixAt(500, { mocked: true }))).toMatchObject({
      verdict: 'in_review',
      reasons: ['mocked', 'too_far'],
    });
  });
});

describe('speed since the last accepted fix', () => {
  // 10 km/h are 1,000 m in 360 s; the accuracies of both fixes, 20 m, may hide some of the way.
  it.each([
    [359, 1000, 'accepted'],
    [353, 1000, 'accepted'],
    [352, 1000, 'in_review'],
    [60, 1000, 'in_review'],
    [0, 15, 'accepted'],
    [0, 200, 'in_review'],
  ])('%d s for %d m on foot: %s', (seconds, metres, verdict) => {
    const lastAcceptedFix = fixAt(metres, { capturedAt: ago(seconds) });
    const judged = assess(fixAt(0), { lastAcceptedFix });
    expect(judged.verdict).toBe(verdict);
    if (verdict === 'in_review') {
      expect(judged.reasons).toEqual(['implausible_speed']);
      expect(judged.score).toBeLessThan(0.3);
    }
  });

  it('depends on the vehicle', () => {
    const lastAcceptedFix = fixAt(1000, { capturedAt: ago(60) });
    expect(assess(fixAt(0), { lastAcceptedFix, vehicleTopSpeedKmh: 60 }).accepted).toBe(true);
  });
});

describe('doubts', () => {
  const sameSpot = (seconds: number) => fixAt(3, { capturedAt: ago(seconds) });
  const abroad = fixAt(80_000, { capturedAt: ago(30) });

  it('of a position repeated to the last digit lower the score', () => {
    const once = assess(fixAt(3), { previousFixes: [sameSpot(30)] });
    expect(once).toMatchObject({ accepted: true, reasons: [], score: 1 });
    const thrice = assess(fixAt(3), { previousFixes: [sameSpot(30), sameSpot(60)] });
    expect(thrice).toMatchObject({ accepted: true, reasons: ['repeated_fix'], score: 0.5 });
  });

  it('do not arise when one fix is sent with several tries', () => {
    const previousFixes = [fixAt(3), fixAt(3), fixAt(3)];
    expect(assess(fixAt(3), { previousFixes })).toMatchObject({ reasons: [], score: 1 });
  });

  it('of a jump that nobody can make lower the score', () => {
    expect(assess(fixAt(0), { previousFixes: [abroad] })).toMatchObject({
      accepted: true,
      reasons: ['teleport'],
      score: 0.5,
    });
  });

  it('of both kinds go to a manager', () => {
    const previousFixes = [abroad, sameSpot(20), sameSpot(10)];
    expect(assess(fixAt(3), { previousFixes })).toMatchObject({
      verdict: 'in_review',
      reasons: ['doubtful_position', 'teleport', 'repeated_fix'],
    });
  });

  it('of one kind do not, however poor the fix', () => {
    const poor = { accuracy: 100 };
    const previousFixes = [60, 90].map((seconds) =>
      fixAt(3, { ...poor, capturedAt: ago(seconds) }),
    );
    const fix = fixAt(3, { ...poor, capturedAt: ago(120) });
    expect(assess(fix, { previousFixes })).toMatchObject({ accepted: true });
  });
});

describe('any fix', () => {
  const anyFix = fc.record({
    latitude: fc.double({ min: -90, max: 90, noNaN: true }),
    longitude: fc.double({ min: -180, max: 180, noNaN: true }),
    accuracy: fc.double({ min: 0, max: 1e7, noNaN: true }),
    capturedAt: fc.date({ noInvalidDate: true }),
    mocked: fc.boolean(),
  });

  it('has a score from 0 to 1, and reasons exactly when it is not accepted without doubt', () => {
    fc.assert(
      fc.property(anyFix, fc.array(anyFix, { maxLength: 5 }), (fix, previousFixes) => {
        const judged = assess(fix, { previousFixes, lastAcceptedFix: previousFixes[0] });
        expect(judged.score).toBeGreaterThanOrEqual(0);
        expect(judged.score).toBeLessThanOrEqual(1);
        expect(judged.accepted).toBe(judged.verdict === 'accepted');
        if (!judged.accepted) expect(judged.reasons.length).toBeGreaterThan(0);
        if (fix.mocked) expect(judged.verdict).toBe('in_review');
      }),
    );
  });
});
