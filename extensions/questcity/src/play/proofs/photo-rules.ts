/** When a photo counts as showing what the reference shows: docs/decisions/0027-photo-matching.md. */
import { differingBits, type PerceptualHash } from './perceptual-hash.ts';

/**
 * What was found about a photo. `present`: it is a readable picture, and nothing was to be compared;
 * `missing`: there is no such file of the caller.
 */
export type PhotoFinding = 'present' | 'match' | 'unsure' | 'different' | 'unreadable' | 'missing';

/** Of 143 bits. Up to the first it is the same scene, from the second on another; between, a manager looks. */
export const MOST_BITS_OF_A_MATCH = 36;
export const LEAST_BITS_OF_ANOTHER_SCENE = 47;

/** Compares a photo's hash with those of all views of the reference. */
export function compareHashes(
  photo: PerceptualHash,
  reference: readonly PerceptualHash[],
): 'match' | 'unsure' | 'different' {
  const bits = differingBits(photo, reference);
  if (bits <= MOST_BITS_OF_A_MATCH) return 'match';
  return bits < LEAST_BITS_OF_ANOTHER_SCENE ? 'unsure' : 'different';
}
