/**
 * Opaque cursors for keyset pagination: where the last page ended, and the list it belongs to.
 * https://use-the-index-luke.com/no-offset
 */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { InvalidCursorError } from './errors.ts';

const CursorSchema = z.tuple([z.string(), z.array(z.union([z.string(), z.number(), z.null()]))]);

/** The values a list is ordered by, in that order, ending with a unique one. */
export type CursorKey = (string | number | null)[];

/** Identifies a list together with its filters; a cursor is good for that combination only. */
export function listFingerprint(list: string, filters: Record<string, unknown>): string {
  const set = Object.entries(filters)
    .filter(([, value]) => value !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256')
    .update(JSON.stringify([list, set]))
    .digest('base64url')
    .slice(0, 16);
}

export function encodeCursor(fingerprint: string, key: CursorKey): string {
  return Buffer.from(JSON.stringify([fingerprint, key])).toString('base64url');
}

/**
 * Reads a cursor back, checking each value of its key against `keySchema`.
 * @throws InvalidCursorError when it is damaged or belongs to another list or other filters
 */
export function decodeCursor<Key>(
  fingerprint: string,
  cursor: string,
  keySchema: z.ZodType<Key>,
): Key {
  let content: unknown;
  try {
    content = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    throw new InvalidCursorError({ reason: 'It is damaged.' });
  }
  const parsed = CursorSchema.safeParse(content);
  if (!parsed.success) throw new InvalidCursorError({ reason: 'It is damaged.' });
  const [origin, key] = parsed.data;
  if (origin !== fingerprint) {
    throw new InvalidCursorError({
      reason: 'It was given by another list or for other filters. Start again without it.',
    });
  }
  const checked = keySchema.safeParse(key);
  if (!checked.success) throw new InvalidCursorError({ reason: 'It is damaged.' });
  return checked.data;
}
