/**
 * Distances and directions on the WGS 84 ellipsoid, which is what phones report positions on.
 *
 * GeographicLib solves the geodesic after C. F. F. Karney, "Algorithms for geodesics",
 * J. Geodesy 87 (2013), https://doi.org/10.1007/s00190-012-0578-z, to nanometres and, other than the
 * method of Vincenty, for every two points.
 */
import geodesic from 'geographiclib-geodesic';

const { WGS84 } = geodesic.Geodesic;

/** Degrees; north and east are positive. */
export interface Position {
  readonly latitude: number;
  readonly longitude: number;
}

/** The shortest way between two positions, in metres. */
export function distanceBetween(from: Position, to: Position): number {
  const { s12 } = WGS84.Inverse(from.latitude, from.longitude, to.latitude, to.longitude);
  // The types leave it open; without a mask the library always gives it.
  return s12 ?? Number.NaN;
}

/** The direction in which `to` lies from `from`: degrees clockwise from true north, 0 to below 360. */
export function bearingBetween(from: Position, to: Position): number {
  const { azi1 } = WGS84.Inverse(from.latitude, from.longitude, to.latitude, to.longitude);
  return normalizeDegrees(azi1 ?? Number.NaN);
}

/** The position `metres` away from `from` towards `bearing` (degrees clockwise from true north). */
export function positionAt(from: Position, bearing: number, metres: number): Position {
  const { lat2, lon2 } = WGS84.Direct(from.latitude, from.longitude, bearing, metres);
  return { latitude: lat2 ?? Number.NaN, longitude: lon2 ?? Number.NaN };
}

/** How far two headings lie apart, 0 to 180 degrees, also across north: 350 and 10 are 20 apart. */
export function degreesBetween(one: number, other: number): number {
  const apart = normalizeDegrees(one - other);
  return apart > 180 ? 360 - apart : apart;
}

/** The same direction from 0 to below 360. */
function normalizeDegrees(degrees: number): number {
  const rest = degrees % 360;
  // A tiny negative rest plus 360 is 360 itself.
  return (rest < 0 ? rest + 360 : rest) % 360;
}
