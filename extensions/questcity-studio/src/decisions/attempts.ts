/** Attempts and what they are held against, as the pages read them. */
import type { AttemptTask } from '@questcity/sdk';
import type { Position } from '../shared/geo.ts';

interface Person {
  id: string;
  username: string;
  full_name: string | null;
  avatar: string | null;
}

export type Outcome = 'arrived' | 'solved' | 'rejected' | 'in_review';

/** A line of the queue. */
export interface AttemptCard {
  id: string;
  created_at: string;
  outcome: Outcome;
  reasons: unknown[];
  mocked: boolean;
  file: string | null;
  user: Person | null;
  session: { id: string; quest: { id: string; name: string } | null };
}

export interface Attempt extends Position {
  id: string;
  point: string;
  outcome: Outcome;
  reasons: unknown[];
  created_at: string;
  captured_at: string;
  accuracy: number | null;
  heading: number | null;
  mocked: boolean;
  file: string | null;
  proof: Record<string, unknown> | null;
  note: string | null;
  decided_at: string | null;
  decided_by: Pick<Person, 'id' | 'username'> | null;
  user: Person | null;
}

/** A place of the point, as it was pinned. */
export type Place = NonNullable<AttemptTask['point']>['places'][number];

export interface AttemptSession {
  id: string;
  status: string;
  started_at: string;
  deadline: string | null;
  ended_at: string | null;
  quest: { id: string; name: string } | null;
}

const PERSON = (name: string) =>
  ['id', 'username', 'full_name', 'avatar'].map((f) => `${name}.${f}`);

export const CARD_FIELDS = [
  ...['id', 'created_at', 'outcome', 'reasons', 'mocked', 'file'],
  ...PERSON('user'),
  ...['session.id', 'session.quest.id', 'session.quest.name'],
];

export const ATTEMPT_FIELDS = [
  ...['id', 'point', 'outcome', 'reasons', 'created_at', 'captured_at'],
  ...['latitude', 'longitude', 'accuracy', 'heading', 'mocked', 'file', 'proof', 'note'],
  ...['decided_at', 'decided_by.id', 'decided_by.username'],
  ...PERSON('user'),
];

export const SESSION_FIELDS = [
  'id',
  'status',
  'started_at',
  'deadline',
  'ended_at',
  'quest.id',
  'quest.name',
];

/** Codes of an attempt's reasons, whether they are stored alone or with words. */
export function codesOf(reasons: unknown[] | null): string[] {
  return (reasons ?? []).flatMap((reason) => {
    if (typeof reason === 'string') return reason;
    const code = (reason as { code?: unknown } | null)?.code;
    return typeof code === 'string' ? code : [];
  });
}

/** Metres from the place, as the server measured them; undefined where it did not. */
export function distanceOf({ proof }: Pick<Attempt, 'proof'>): number | undefined {
  return typeof proof?.distance === 'number' ? proof.distance : undefined;
}
