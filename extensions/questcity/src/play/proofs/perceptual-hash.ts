/**
 * A perceptual hash of pictures: like pictures have hashes that differ in few bits.
 *
 * The DCT hash ("pHash") of C. Zauner, "Implementation and Benchmarking of Perceptual Image Hash
 * Functions" (2010), section 3.2.1, https://phash.org/docs/pubs/thesis_zauner.pdf: shrink the grey
 * picture to 32 × 32, transform it, keep the lowest frequencies without the mean, and note of each
 * whether it is above their median. It forgives recompression and other light, but no crop and little
 * rotation; so a reference is hashed in many views, cropped and turned, and the most like one counts.
 */

import { setImmediate } from 'node:timers/promises';

/** A grey picture; rows from the top, one byte per pixel. */
export interface GreyPicture {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** One bit per frequency, in words of 32. */
export type PerceptualHash = Uint32Array;

/** Which part of a picture is hashed. */
interface View {
  /** Of width and height, up to 1. */
  readonly scale: number;
  /** Of the middle, as shares of width and height. */
  readonly x: number;
  readonly y: number;
  /** Degrees clockwise. */
  readonly turn: number;
}

/** Frequencies in each direction. */
const FREQUENCIES = 12;
export const HASH_BITS = FREQUENCIES * FREQUENCIES - 1;

/** Pixels of the longer side that {@link hashPicture} wants; more only cost time. */
export const WORKING_SIZE = 64;

const SIZE = 32;

/** Some milliseconds of work. */
const VIEWS_AT_ONCE = 16;

const WHOLE: View = { scale: 1, x: 0.5, y: 0.5, turn: 0 };

/** What a reference is compared as: whole, and cropped by up to 30 % all over, each turned. */
const REFERENCE_VIEWS: readonly View[] = [1, 0.94, 0.88, 0.82, 0.76, 0.7].flatMap((scale) =>
  middles(scale).flatMap((x) =>
    middles(scale).flatMap((y) =>
      [-5, -2.5, 0, 2.5, 5].map((turn): View => ({ scale, x, y, turn })),
    ),
  ),
);

/** Where the middle of a view may be, as shares of the side; the smaller the view, the more places. */
function middles(scale: number): number[] {
  if (scale === 1) return [0.5];
  const ways = scale > 0.85 ? [0, 0.5, 1] : [0.05, 0.35, 0.65, 0.95];
  return ways.map((way) => scale / 2 + (1 - scale) * way);
}

/** The hash of a whole picture. */
export function hashPicture(picture: GreyPicture): PerceptualHash {
  return hashView(picture, WHOLE);
}

/** The hashes of a reference in all its views; lets others have the processor in between. */
export async function hashReference(picture: GreyPicture): Promise<readonly PerceptualHash[]> {
  const hashes: PerceptualHash[] = [];
  for (const view of REFERENCE_VIEWS) {
    hashes.push(hashView(picture, view));
    if (hashes.length % VIEWS_AT_ONCE === 0) await setImmediate();
  }
  return hashes;
}

/** In how many bits a picture differs from the view of a reference that is most like it. */
export function differingBits(
  picture: PerceptualHash,
  reference: readonly PerceptualHash[],
): number {
  let least = HASH_BITS;
  for (const view of reference) {
    let bits = 0;
    for (let i = 0; i < view.length && bits < least; i++) {
      bits += countOnes((view[i] ?? 0) ^ (picture[i] ?? 0));
    }
    if (bits < least) least = bits;
  }
  return least;
}

/** Ones in a word of 32 bits: Hacker's Delight, 5-1. */
function countOnes(word: number): number {
  let n = word - ((word >>> 1) & 0x55555555);
  n = (n & 0x33333333) + ((n >>> 2) & 0x33333333);
  return (((n + (n >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24;
}

function hashView(picture: GreyPicture, view: View): PerceptualHash {
  const frequencies = lowFrequencies(sample(picture, view));
  const median = Float64Array.from(frequencies).sort()[frequencies.length >> 1] ?? 0;
  const hash = new Uint32Array(Math.ceil(HASH_BITS / 32));
  frequencies.forEach((value, i) => {
    if (value > median) hash[i >> 5] = ((hash[i >> 5] ?? 0) | (1 << (i & 31))) >>> 0;
  });
  return hash;
}

/** The view as 32 × 32 pixels, each read between its four neighbours. */
function sample({ data, width, height }: GreyPicture, view: View): Float64Array {
  const pixels = new Float64Array(SIZE * SIZE);
  const angle = (view.turn * Math.PI) / 180;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  for (let row = 0; row < SIZE; row++) {
    const v = ((row + 0.5) / SIZE - 0.5) * view.scale * height;
    for (let column = 0; column < SIZE; column++) {
      const u = ((column + 0.5) / SIZE - 0.5) * view.scale * width;
      const x = clamp(view.x * width + u * cos - v * sin - 0.5, width - 1);
      const y = clamp(view.y * height + u * sin + v * cos - 0.5, height - 1);
      const left = Math.floor(x);
      const right = Math.min(left + 1, width - 1);
      const top = Math.floor(y) * width;
      const bottom = Math.min(top + width, (height - 1) * width);
      const [fx, fy] = [x - left, y - Math.floor(y)];
      const above = (data[top + left] ?? 0) * (1 - fx) + (data[top + right] ?? 0) * fx;
      const below = (data[bottom + left] ?? 0) * (1 - fx) + (data[bottom + right] ?? 0) * fx;
      pixels[row * SIZE + column] = above * (1 - fy) + below * fy;
    }
  }
  return pixels;
}

function clamp(value: number, most: number): number {
  return Math.max(0, Math.min(most, value));
}

/** cos((2n + 1)kπ / 64) for each k and n. */
const COSINES = Float64Array.from({ length: FREQUENCIES * SIZE }, (_, i) =>
  Math.cos(((2 * (i % SIZE) + 1) * Math.floor(i / SIZE) * Math.PI) / (2 * SIZE)),
);

/** The lowest frequencies of the discrete cosine transform (type II), but the mean. */
function lowFrequencies(pixels: Float64Array): Float64Array {
  const rows = new Float64Array(SIZE * FREQUENCIES);
  for (let row = 0; row < SIZE; row++) {
    for (let k = 0; k < FREQUENCIES; k++) {
      let sum = 0;
      for (let n = 0; n < SIZE; n++) {
        sum += (pixels[row * SIZE + n] ?? 0) * (COSINES[k * SIZE + n] ?? 0);
      }
      rows[row * FREQUENCIES + k] = sum;
    }
  }
  const result = new Float64Array(HASH_BITS);
  for (let j = 0; j < FREQUENCIES; j++) {
    for (let k = 0; k < FREQUENCIES; k++) {
      if (j + k === 0) continue;
      let sum = 0;
      for (let n = 0; n < SIZE; n++) {
        sum += (rows[n * FREQUENCIES + k] ?? 0) * (COSINES[j * SIZE + n] ?? 0);
      }
      result[j * FREQUENCIES + k - 1] = sum;
    }
  }
  return result;
}
