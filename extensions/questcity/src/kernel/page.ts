/** Pages of a list whose items PostgreSQL composed as JSON text. */
import { type CursorKey, encodeCursor } from './cursor.ts';
import { JsonText } from './route.ts';

/**
 * The body of a list, from the rows of one page and one more, which tells whether another follows.
 * `textOf` gives an item's JSON, `keyOf` what the list is ordered by, for the cursor.
 */
export function pageBody<Row>(
  rows: readonly Row[],
  limit: number,
  fingerprint: string,
  textOf: (row: Row) => string,
  keyOf: (row: Row) => CursorKey,
): JsonText {
  const page = rows.slice(0, limit);
  const last = rows.length > limit ? page.at(-1) : undefined;
  const cursor = last ? `"${encodeCursor(fingerprint, keyOf(last))}"` : 'null';
  return new JsonText(`{"data":[${page.map(textOf).join(',')}],"meta":{"next_cursor":${cursor}}}`);
}
