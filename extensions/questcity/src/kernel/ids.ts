/**
 * Ids that grow with time (UUID version 7, RFC 9562): new rows go to the end of an index, so that
 * adding to a table of millions costs no more than to an empty one.
 */
import { randomBytes } from 'node:crypto';

/** A new id, made at `now`; the rest of it is random. */
export function timeOrderedId(now: Date): string {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(now.getTime(), 0, 6);
  bytes[6] = 0x70 | ((bytes[6] as number) & 0x0f);
  bytes[8] = 0x80 | ((bytes[8] as number) & 0x3f);
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
