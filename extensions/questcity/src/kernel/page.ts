/** Pages of a list, read by keyset: where the last page ended is in the cursor. */
import { z } from 'zod';
import { type CursorKey, decodeCursor, encodeCursor, listFingerprint } from './cursor.ts';
import { DEFAULT_LIMIT, uuid } from './fields.ts';
import { JsonText } from './route.ts';

/** What a list is ordered by most often: a time and an id. */
export const TimeKey = z.tuple([z.iso.datetime({ offset: true }), uuid]);

/** A list and how its pages are read. */
export interface List<Key extends CursorKey, Row> {
  readonly name: string;
  /** A cursor is good for the same filters only: whatever decides on what is in the list. */
  readonly filters: Readonly<Record<string, unknown>>;
  readonly key: z.ZodType<Key>;
  /** The rows that come after the one with a key, in the order of the list. */
  read(page: { limit: number; after: Key | undefined }): Promise<readonly Row[]>;
  /** An item's JSON. */
  textOf(row: Row): string;
  keyOf(row: Row): CursorKey;
}

/**
 * The body of a page.
 * @throws InvalidCursorError
 */
export async function listPage<Key extends CursorKey, Row>(
  { limit = DEFAULT_LIMIT, cursor }: { limit?: number | undefined; cursor?: string | undefined },
  { name, filters, key, read, textOf, keyOf }: List<Key, Row>,
): Promise<JsonText> {
  const fingerprint = listFingerprint(name, filters);
  const after = cursor === undefined ? undefined : decodeCursor(fingerprint, cursor, key);
  // One more tells whether another page follows.
  const rows = await read({ limit: limit + 1, after });
  const page = rows.slice(0, limit);
  const last = rows.length > limit ? page.at(-1) : undefined;
  const next = last ? `"${encodeCursor(fingerprint, keyOf(last))}"` : 'null';
  return new JsonText(`{"data":[${page.map(textOf).join(',')}],"meta":{"next_cursor":${next}}}`);
}
