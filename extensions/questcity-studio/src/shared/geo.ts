/** Flat maps of a neighbourhood. */

export interface Position {
  /** Degrees (WGS 84). */
  readonly latitude: number;
  readonly longitude: number;
}

const EARTH_RADIUS_METRES = 6_371_008.8;
const radians = (degrees: number): number => (degrees * Math.PI) / 180;

/** Metres east and north of `origin`, as on a sheet of paper; for what is some kilometres away. */
export function offsetFrom(origin: Position, to: Position): { east: number; north: number } {
  // The short way round, also across the 180th meridian.
  const turn = ((to.longitude - origin.longitude + 540) % 360) - 180;
  return {
    east: radians(turn) * Math.cos(radians(origin.latitude)) * EARTH_RADIUS_METRES,
    north: radians(to.latitude - origin.latitude) * EARTH_RADIUS_METRES,
  };
}
