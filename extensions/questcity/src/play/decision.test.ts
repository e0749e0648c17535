/** The state machine of a point, as a table, and what else decides an attempt. */
import { describe, expect, it } from 'vitest';
import { hashAnswer } from '../catalog/answers.ts';
import type { PinnedPoint } from './content.ts';
import { type DecisionQuestion, decide } from './decision.ts';
import { advance } from './progress.ts';
import type { PointRow } from './sessions.store.ts';

const PEPPER = 'a pepper of at least 32 characters';
const NOW = new Date('2026-06-01T12:00:00Z');
const HERE = { latitude: 59.9343, longitude: 30.3351 };

const pinned = (
  activity: PinnedPoint['activity'],
  more: Partial<PinnedPoint> = {},
): PinnedPoint => ({
  id: 'point',
  order: 1,
  name: 'Somewhere',
  activity,
  code: hashAnswer(PEPPER, 'code', '42'),
  places: [
    {
      id: 'place',
      location: { coordinates: [HERE.longitude, HERE.latitude] },
      detection_radius: 20,
      interaction_inaccuracy: 20,
    },
  ],
  ...more,
});

const row = (state: PointRow['state'], order = 1): PointRow => ({
  id: `row-${order}`,
  point: order === 1 ? 'point' : `point-${order}`,
  order,
  state,
  arrived_at: state === 'arrived' || state === 'solved' ? NOW.toISOString() : null,
  solved_at: state === 'solved' ? NOW.toISOString() : null,
  solved_by: null,
  parts: null,
});

const ask = (more: Partial<DecisionQuestion> = {}): DecisionQuestion => ({
  status: 'active',
  point: pinned('enter_code'),
  state: row('available'),
  user: 'player',
  memory: {},
  fix: { ...HERE, accuracy: 8, capturedAt: NOW },
  vehicleTopSpeedKmh: 10,
  pepper: PEPPER,
  now: NOW,
  ...more,
});

const FAR = { ...HERE, latitude: HERE.latitude + 0.01, accuracy: 8, capturedAt: NOW };
const MOCKED = { ...HERE, accuracy: 8, capturedAt: NOW, mocked: true };

const HOUR_MS = 3_600_000;
/** A session that ended an hour ago. */
const OVER: Partial<DecisionQuestion> = {
  status: 'expired',
  deadline: new Date(NOW.getTime() - HOUR_MS),
  answer: { code: '42' },
};
const before = (hours: number) => ({
  ...HERE,
  accuracy: 8,
  capturedAt: new Date(NOW.getTime() - hours * HOUR_MS),
});
const offline = {
  sessionStart: new Date(NOW.getTime() - 3 * HOUR_MS),
  sessionEnd: new Date(NOW.getTime() - HOUR_MS),
};

describe('what is sent after the deadline', () => {
  it.each<[string, Partial<DecisionQuestion>, string, string[], boolean]>([
    ['in a batch, done before it', { offline, fix: before(2) }, 'solved', ['uploaded_late'], true],
    [
      'in a batch, done after it',
      { offline, fix: before(0.5) },
      'rejected',
      ['outside_session'],
      true,
    ],
    ['alone', { fix: before(0) }, 'rejected', ['session_expired'], false],
    [
      'in a batch, of a session without a deadline to go by',
      { offline, fix: before(2), deadline: null },
      'rejected',
      ['session_expired'],
      false,
    ],
    [
      'in a batch, when it was cancelled',
      { offline, fix: before(2), cancelled: true },
      'rejected',
      ['session_cancelled'],
      true,
    ],
    [
      'in a batch, a day too late',
      {
        offline: {
          ...offline,
          sessionEnd: before(25).capturedAt,
          sessionStart: before(30).capturedAt,
        },
        deadline: before(25).capturedAt,
        fix: before(26),
      },
      'rejected',
      ['session_expired'],
      false,
    ],
    [
      'in a batch, when it was given up',
      { offline, fix: before(2), status: 'abandoned' },
      'rejected',
      ['session_abandoned'],
      false,
    ],
  ])('%s', (_when, question, outcome, reasons, late) => {
    expect(decide(ask({ ...OVER, ...question }))).toMatchObject({ outcome, reasons, late });
  });

  it('tells the manager so when it is doubtful as well', () => {
    const decision = decide(ask({ ...OVER, offline, fix: { ...before(2), mocked: true } }));
    expect(decision).toMatchObject({ outcome: 'in_review', reasons: ['mocked'] });
    expect(decision.noted).toContain('uploaded_late');
  });
});

/** What is tried → the outcome and the state, from each state. */
const TABLE: [
  tried: string,
  question: Partial<DecisionQuestion>,
  outcome: string,
  states: Record<'available' | 'arrived' | 'solved', PointRow['state']>,
][] = [
  ['position only', {}, 'arrived', { available: 'arrived', arrived: 'arrived', solved: 'solved' }],
  [
    'the right answer',
    { answer: { code: '42' } },
    'solved',
    { available: 'solved', arrived: 'solved', solved: 'solved' },
  ],
  [
    'a wrong answer',
    { answer: { code: '1' } },
    'rejected',
    { available: 'arrived', arrived: 'arrived', solved: 'solved' },
  ],
  [
    'the right answer from too far away',
    { answer: { code: '42' }, fix: FAR },
    'rejected',
    { available: 'available', arrived: 'arrived', solved: 'solved' },
  ],
  [
    'the right answer from a made-up position',
    { answer: { code: '42' }, fix: MOCKED },
    'in_review',
    { available: 'available', arrived: 'arrived', solved: 'solved' },
  ],
  [
    'a photo of a face',
    {
      point: pinned('take_photo', { photo_kind: 'face_verification' }),
      answer: { file_id: 'file' },
      photo: 'present',
    },
    'in_review',
    { available: 'arrived', arrived: 'arrived', solved: 'solved' },
  ],
];

describe.each(TABLE)('%s', (_, question, outcome, states) => {
  it.each(['available', 'arrived'] as const)('at a point that is %s', (state) => {
    const decision = decide(ask({ ...question, state: row(state) }));
    expect([decision.outcome, decision.state]).toEqual([outcome, states[state]]);
  });

  it('at a point that is solved is told so, and changes nothing', () => {
    const decision = decide(ask({ ...question, state: row('solved') }));
    expect(decision).toMatchObject({ outcome: 'rejected', state: 'solved', memory: {} });
    expect(decision.reasons).toEqual(['already_solved']);
  });

  it.each(['completed', 'abandoned', 'expired'] as const)('in a session that is %s', (status) => {
    const decision = decide(ask({ ...question, status }));
    expect(decision).toMatchObject({ outcome: 'rejected', state: 'available', memory: {} });
    expect(decision.reasons).toEqual([`session_${status}`]);
  });
});

describe('the memory of a session', () => {
  it('makes a jump too fast for the vehicle doubtful', () => {
    const first = decide(ask());
    const later = new Date(NOW.getTime() + 10_000);
    const away = { ...FAR, capturedAt: later };
    const second = decide(ask({ memory: first.memory, fix: away, now: later }));
    expect(second).toMatchObject({ outcome: 'in_review', effect: 'arrived' });
    expect(second.reasons).toContain('implausible_speed');
    const other = decide(ask({ memory: first.memory, fix: away, now: later, user: 'other' }));
    expect(other.reasons).toEqual(['too_far']);
  });

  it('allows ten wrong answers at a point in ten minutes, of all members together', () => {
    let memory = {};
    for (let i = 0; i < 10; i++) {
      const answer = { code: `${i}` };
      const decision = decide(ask({ memory, answer, user: i % 2 ? 'player' : 'other' }));
      expect(decision.reasons).toEqual(['wrong_answer']);
      memory = decision.memory;
    }
    const right = { answer: { code: '42' }, memory };
    expect(decide(ask(right)).reasons).toEqual(['too_many_answers']);
    expect(decide(ask({ ...right, point: pinned('enter_code', { id: 'other' }) })).outcome).toBe(
      'solved',
    );
    const now = new Date(NOW.getTime() + 10 * 60_000);
    const fix = { ...HERE, accuracy: 8, capturedAt: now };
    expect(decide(ask({ ...right, fix, now })).outcome).toBe('solved');
  });
});

describe('advancing', () => {
  const step = (state: PointRow['state'], parts: number[] | null = null) =>
    ({ point: 'point', state, parts, by: 'player' }) as const;

  it('opens the next point that is locked, and completes with the last', () => {
    const points = [row('available'), row('locked', 2)];
    const first = advance(points, step('solved'), NOW);
    expect(first).toMatchObject({
      changed: { state: 'solved', solved_by: 'player', arrived_at: NOW.toISOString() },
      opened: { point: 'point-2', state: 'available' },
      completed: false,
    });
    const last = advance(first.points, { ...step('solved'), point: 'point-2' }, NOW);
    expect(last).toMatchObject({ completed: true });
    expect(last.opened).toBeUndefined();
  });

  it.each([
    ['solved', 'available'],
    ['solved', 'arrived'],
    ['arrived', 'available'],
    ['arrived', 'arrived'],
    ['solved', 'solved'],
  ] as const)('never goes from %s to %s', (from, to) => {
    const points = [row(from)];
    expect(advance(points, step(to), NOW)).toEqual({ points, completed: false });
  });

  it('gathers parts without solving', () => {
    const { changed } = advance([row('arrived')], step('arrived', [2]), NOW);
    expect(changed).toMatchObject({ state: 'arrived', parts: [2] });
  });
});
