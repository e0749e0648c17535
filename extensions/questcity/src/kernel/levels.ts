/**
 * How deep what is sent may be. Directus walks it by recursion, also where nobody waits for it: too many
 * levels overflow the stack and can end the process.
 */

/** More than any nested save, filter or flow has. */
export const MOST_LEVELS = 100;

const [QUOTE, BACKSLASH, COMMA] = [0x22, 0x5c, 0x2c];
const OPENING = new Set([0x5b, 0x7b]);
const CLOSING = new Set([0x5d, 0x7d]);
const IN_LISTS_OF_OBJECTS = new Set(Buffer.from('{, \t\n\r]'));

/**
 * Counts how deep the objects and lists of a text in JSON lie within each other, as the text comes. In
 * its bytes, since what comes of them could itself not be walked.
 */
export class LevelCounter {
  /** The deepest level so far. */
  most = 0;
  /** Commas of the outermost list or object: one less than it holds. */
  outerCommas = 0;
  /** Whether the outermost list holds anything but objects, or is none. */
  hasOthers = false;
  #level = 0;
  #quoted = false;
  #escaped = false;

  add(json: Uint8Array): void {
    let [level, quoted, escaped] = [this.#level, this.#quoted, this.#escaped];
    for (const byte of json) {
      if (level === 1 && !quoted && !IN_LISTS_OF_OBJECTS.has(byte)) this.hasOthers = true;
      if (escaped) escaped = false;
      else if (quoted) {
        if (byte === BACKSLASH) escaped = true;
        else if (byte === QUOTE) quoted = false;
      } else if (byte === QUOTE) quoted = true;
      else if (OPENING.has(byte)) this.most = Math.max(this.most, ++level);
      else if (CLOSING.has(byte)) level--;
      else if (byte === COMMA && level === 1) this.outerCommas++;
    }
    [this.#level, this.#quoted, this.#escaped] = [level, quoted, escaped];
  }
}

/** How deep the objects and lists of a text in JSON lie within each other. */
export function levelsOf(json: Uint8Array): number {
  const counter = new LevelCounter();
  counter.add(json);
  return counter.most;
}
