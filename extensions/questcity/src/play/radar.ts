/**
 * What a point's tool shows from a given position. The server reveals what the tool allows and no
 * more; what it reveals is coarse, because a program may ask from positions where nobody stands.
 *
 * A tool with distances can always be used to find the place: that is what it is for. What the steps
 * prevent is to find it more exactly than by walking there. Distances and bearings are rounded, and
 * worked out from a grid of positions: else the edges between two steps could be traced and would
 * give the place to the centimetre. Where only "near" or "far" is shown, nothing beyond the range is.
 */
import { bearingBetween, distanceBetween, type Position } from './geodesy.ts';
import type { Place } from './trust.ts';

/** As in the table `tools`. */
export type Reveals = 'nothing' | 'proximity' | 'bearing' | 'distance' | 'location';

export interface Tool {
  readonly reveals: Reveals;
  /** Metres within which the tool shows something; null for anywhere. */
  readonly range_m: number | null;
}

/** What the device may show. A value is null when the place is out of the tool's range. */
export type RadarReading =
  | { readonly reveals: 'nothing' }
  /** 1, at the edge of the range, to 5, here. */
  | { readonly reveals: 'proximity'; readonly level: number | null }
  /** Degrees clockwise from true north, in steps of 5; null also when the place is here. */
  | { readonly reveals: 'bearing'; readonly bearing: number | null }
  /** Metres, in steps; 0 when the place is here. */
  | { readonly reveals: 'distance'; readonly distance: number | null }
  | { readonly reveals: 'location'; readonly location: Position | null };

/** The side of the grid, in metres: what a phone's position is good for at best. */
const GRID_M = 10;
const METRES_PER_DEGREE = 111_320;
const BEARING_STEP = 5;
const LEVELS = 5;
/** Where a tool of proximity has no range of its own, in metres. */
const PROXIMITY_RANGE_M = 1_000;
/** Steps of distances up to each limit, in metres. */
const DISTANCE_STEPS = [
  { below: 100, step: 10 },
  { below: 500, step: 25 },
  { below: 2_000, step: 50 },
  { below: 10_000, step: 100 },
  { below: Number.POSITIVE_INFINITY, step: 1_000 },
] as const;

/**
 * Reads the tool.
 *
 * @param tool null when the point has none
 * @param places those still to be found; the nearest is shown. Without one there is nothing to show
 */
export function readRadar(
  tool: Tool | null | undefined,
  places: readonly Place[],
  from: Position,
): RadarReading {
  if (!tool || tool.reveals === 'nothing') return { reveals: 'nothing' };
  const here = onGrid(from);
  const target = nearestPlace(here, places);
  const distance = target ? distanceBetween(here, target) : Number.POSITIVE_INFINITY;
  const range =
    tool.range_m ?? (tool.reveals === 'proximity' ? PROXIMITY_RANGE_M : Number.POSITIVE_INFINITY);
  const seen = target && distance <= range ? target : undefined;
  const arrived = seen !== undefined && distance <= seen.detectionRadius;
  switch (tool.reveals) {
    case 'proximity':
      return { reveals: 'proximity', level: seen ? levelOf(distance, range, arrived) : null };
    case 'bearing':
      return {
        reveals: 'bearing',
        bearing: seen && !arrived ? roundedBearing(bearingBetween(here, seen)) : null,
      };
    case 'distance':
      return {
        reveals: 'distance',
        distance: seen ? (arrived ? 0 : roundedDistance(distance)) : null,
      };
    case 'location':
      return {
        reveals: 'location',
        location: seen ? { latitude: seen.latitude, longitude: seen.longitude } : null,
      };
  }
}

/** The middle of the cell of the grid that the position lies in. */
function onGrid({ latitude, longitude }: Position): Position {
  const row = GRID_M / METRES_PER_DEGREE;
  const middle = snap(latitude, row);
  // Cells keep their width in metres; towards the poles, where there is no width, they stop growing.
  const column = row / Math.max(0.01, Math.cos((middle * Math.PI) / 180));
  return { latitude: Math.max(-90, Math.min(90, middle)), longitude: snap(longitude, column) };
}

function snap(value: number, step: number): number {
  return (Math.floor(value / step) + 0.5) * step;
}

function nearestPlace(from: Position, places: readonly Place[]): Place | undefined {
  let best: { place: Place; distance: number } | undefined;
  for (const place of places) {
    const distance = distanceBetween(from, place);
    if (!best || distance < best.distance) best = { place, distance };
  }
  return best?.place;
}

function levelOf(distance: number, range: number, arrived: boolean): number {
  if (arrived) return LEVELS;
  return Math.max(1, Math.min(LEVELS - 1, LEVELS - Math.ceil((distance / range) * (LEVELS - 1))));
}

function roundedBearing(degrees: number): number {
  return (Math.round(degrees / BEARING_STEP) * BEARING_STEP) % 360;
}

function roundedDistance(metres: number): number {
  const { step } = DISTANCE_STEPS.find(({ below }) => metres < below) ?? { step: 1_000 };
  return Math.max(step, Math.round(metres / step) * step);
}
