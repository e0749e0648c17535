/** Rows of silhouettes: what stands on the horizon of each kind of city. */
import * as draw from './buildings.ts';
import type { Random } from './random.ts';

type Building = (height: number, random: Random) => string;

/** The landmarks of one skyline, and the share of trees among what stands between them. */
interface Skyline {
  readonly landmarks: readonly (readonly [Building, number])[];
  readonly trees: number;
  /** How far the ground rises in the middle, in pixels. */
  readonly hill: number;
}

/** Skylines by name; a city of the demo names one. */
const skylines = {
  neva: {
    landmarks: [
      [draw.spire, 300],
      [draw.dome, 220],
      [draw.onionDomes, 190],
      [draw.spire, 230],
    ],
    trees: 0.12,
    hill: 0,
  },
  volga: {
    landmarks: [
      [draw.mosque, 250],
      [draw.tieredTower, 260],
      [draw.fortress, 150],
      [draw.onionDomes, 170],
    ],
    trees: 0.2,
    hill: 30,
  },
  thames: {
    landmarks: [
      [draw.clockTower, 280],
      [draw.wheel, 250],
      [draw.dome, 200],
      [draw.skyscraper, 300],
      [draw.towerBridge, 170],
    ],
    trees: 0.1,
    hill: 0,
  },
  tagus: {
    landmarks: [
      [draw.riverKeep, 170],
      [draw.suspensionBridge, 190],
      [draw.fortress, 140],
      [draw.dome, 160],
    ],
    trees: 0.16,
    hill: 90,
  },
  park: {
    landmarks: [
      [draw.tree, 150],
      [draw.dome, 130],
      [draw.tree, 170],
    ],
    trees: 0.85,
    hill: 20,
  },
} as const satisfies Record<string, Skyline>;

/** The name of a skyline. */
export type SkylineName = keyof typeof skylines;

/** All names, for the checks of the content. */
export const skylineNames = Object.keys(skylines) as [SkylineName, ...SkylineName[]];

/**
 * One row of buildings across the picture.
 *
 * @param width - Of the picture, in pixels.
 * @param base - The y of the ground at the edges, in pixels.
 * @param scale - 1 for the nearest row, less for farther ones.
 * @param landmarks - How many landmarks stand in the row.
 */
export function skylineRow(
  name: SkylineName,
  random: Random,
  { width, base, scale, landmarks }: Record<'width' | 'base' | 'scale' | 'landmarks', number>,
): string {
  const skyline: Skyline = skylines[name];
  const hill = skyline.hill * scale;
  // The same parabola as the quadratic curve that draws the ground below.
  const ground = (x: number) => base - 4 * hill * (x / width) * (1 - x / width);
  const place = (x: number, drawing: string) =>
    `<g transform="translate(${x.toFixed(1)} ${(ground(x) + 2).toFixed(1)}) scale(${scale})">${drawing}</g>`;

  let row = `<path d="M0 ${base}Q${width / 2} ${base - 2 * hill} ${width} ${base}V${base + 60}H0z"/>`;
  for (let x = -20; x < width + 40; x += random.between(38, 86) * scale) {
    const building = random.chance(skyline.trees) ? draw.tree : draw.house;
    row += place(x, building(random.between(46, 118), random));
  }
  const shuffled = skyline.landmarks
    .map((landmark) => ({ landmark, key: random.between(0, 1) }))
    .sort((a, b) => a.key - b.key)
    .slice(0, landmarks);
  for (const [i, { landmark }] of shuffled.entries()) {
    const [building, height] = landmark;
    const x = ((i + random.between(0.3, 0.7)) / landmarks) * width;
    row += place(x, building(height * random.between(0.9, 1.1), random));
  }
  return row;
}
