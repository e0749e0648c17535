/**
 * How deep what is sent may be. Directus walks it by recursion, also where nobody waits for it: too many
 * levels overflow the stack and can end the process.
 */

/** More than any nested save, filter or flow has. */
export const MOST_LEVELS = 100;

const [QUOTE, BACKSLASH] = [0x22, 0x5c];
const OPENING = new Set([0x5b, 0x7b]);
const CLOSING = new Set([0x5d, 0x7d]);

/**
 * How deep the objects and lists of a text in JSON lie within each other. Counted in the bytes, since
 * what comes of them could itself not be walked.
 */
export function levelsOf(json: Uint8Array): number {
  let [level, most, quoted] = [0, 0, false];
  for (let at = 0; at < json.length; at++) {
    const byte = json[at] as number;
    if (quoted) {
      if (byte === BACKSLASH) at++;
      else if (byte === QUOTE) quoted = false;
    } else if (byte === QUOTE) quoted = true;
    else if (OPENING.has(byte)) most = Math.max(most, ++level);
    else if (CLOSING.has(byte)) level--;
  }
  return most;
}
