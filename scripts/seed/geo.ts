/** The positions of the demo content, which are pairs, on the globe. */
import {
  distanceBetween,
  type Position,
  positionAt,
} from '../../extensions/questcity/src/play/geodesy.ts';

/** A position as `[latitude, longitude]`, in degrees. */
export type LatLng = readonly [latitude: number, longitude: number];

const position = ([latitude, longitude]: LatLng): Position => ({ latitude, longitude });

/** The distance between two positions, in metres. */
export function distanceM(from: LatLng, to: LatLng): number {
  return distanceBetween(position(from), position(to));
}

/** The sum of the legs of a route, in metres. */
export function routeLengthM(route: readonly LatLng[]): number {
  let total = 0;
  for (let i = 1; i < route.length; i++) {
    const from = route[i - 1];
    const to = route[i];
    if (from && to) total += distanceM(from, to);
  }
  return total;
}

/** The position `metres` away from `from`, towards `bearing` (degrees clockwise from north). */
export function offset(from: LatLng, metres: number, bearing: number): LatLng {
  const { latitude, longitude } = positionAt(position(from), bearing, metres);
  return [latitude, longitude];
}

/** A position as the GeoJSON point that the database stores. */
export function geoJsonPoint([latitude, longitude]: LatLng): {
  type: 'Point';
  coordinates: [number, number];
} {
  return { type: 'Point', coordinates: [longitude, latitude] };
}
