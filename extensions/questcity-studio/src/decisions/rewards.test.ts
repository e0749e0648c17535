import { expect, test } from 'vitest';
import { latestDecided, waitingCard } from './rewards.ts';

const anna = { id: 'a', username: 'anna', avatar: null };
const boris = { id: 'b', username: 'boris', avatar: null };

test('a waiting session is its owner’s, since its completion', () => {
  const card = waitingCard({
    id: 'session',
    quest: { id: 'quest', name: 'Bridges' },
    players: [
      { ...boris, role: 'member' },
      { ...anna, role: 'owner' },
    ],
    started_at: '2026-06-01T10:00:00.000Z',
    completed_at: '2026-06-01T12:00:00.000Z',
    duration: 7200,
    attempts: { total: 5, in_review: 1, rejected: 2, reasons: [] },
    reward: 30,
  });
  expect(card).toMatchObject({
    owner: { username: 'anna' },
    quest: 'Bridges',
    time: '2026-06-01T12:00:00.000Z',
    waiting: { players: 2, reward: 30, rejected: 2 },
  });
});

test('decided sessions are in the order of their decisions, whatever was decided', () => {
  const session = (id: string, rewarded_at: string | null, cancelled_at: string | null) => ({
    id,
    rewarded_at,
    cancelled_at,
    quest: null,
    owner: null,
  });
  const decided = latestDecided(
    [
      session('first', '2026-06-01T10:00:00Z', null),
      session('third', '2026-06-01T12:00:00Z', null),
      session('second', null, '2026-06-01T11:00:00Z'),
    ],
    2,
  );
  expect(decided).toMatchObject([
    { id: 'third', decided: 'approved' },
    { id: 'second', decided: 'cancelled' },
  ]);
});
