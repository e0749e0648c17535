/** A small deterministic generator of numbers, so that a picture always comes out the same. */
import { createHash } from 'node:crypto';

/** Numbers drawn from a seed. */
export interface Random {
  /** A number in [min, max). */
  between(min: number, max: number): number;
  /** A whole number in [min, max]. */
  whole(min: number, max: number): number;
  /** One of the given things. */
  pick<T>(things: readonly T[]): T;
  /** True with the given probability (0 to 1). */
  chance(probability: number): boolean;
}

/**
 * A generator (mulberry32) started from a text.
 *
 * @param seed - Any text; equal texts give equal sequences.
 */
export function randomFrom(seed: string): Random {
  let state = createHash('sha1').update(seed, 'utf8').digest().readUInt32LE(0);
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const between = (min: number, max: number) => min + next() * (max - min);
  const whole = (min: number, max: number) => Math.floor(between(min, max + 1));
  return {
    between,
    whole,
    pick: (things) => {
      const thing = things[whole(0, things.length - 1)];
      if (thing === undefined) throw new Error('Nothing to pick from');
      return thing;
    },
    chance: (probability) => next() < probability,
  };
}
