/** Fixed ids: the same key always makes the same UUID, on every machine and in every run. */
import { createHash } from 'node:crypto';

/** The namespace of everything the demo seed creates. */
const DEMO_NAMESPACE = '7f0a4b52-6d1c-4e8e-9b57-51ee7c17de30';

/**
 * The id of a demo row: a name-based UUID (version 5, RFC 9562) of its kind and key.
 *
 * @param kind - The collection or sort of thing, e.g. `quest`.
 * @param key - What tells it from others of its kind, e.g. `spb-sphinxes`.
 */
export function demoId(kind: string, ...key: (string | number)[]): string {
  const namespace = Buffer.from(DEMO_NAMESPACE.replaceAll('-', ''), 'hex');
  const name = [kind, ...key].join('/');
  const bytes = createHash('sha1').update(namespace).update(name, 'utf8').digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString('hex');
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20),
  ].join('-');
}
