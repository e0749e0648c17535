/** Distances on the globe, for the checks of the demo content. */

/** A position as `[latitude, longitude]`, in degrees. */
export type LatLng = readonly [latitude: number, longitude: number];

const EARTH_RADIUS_M = 6_371_000;

/** The great-circle distance between two positions, in metres. */
export function distanceM(from: LatLng, to: LatLng): number {
  const radians = (degrees: number) => (degrees * Math.PI) / 180;
  const dLat = radians(to[0] - from[0]);
  const dLng = radians(to[1] - from[1]);
  const a =
    Math.sin(dLat / 2) ** 2 +
    Math.cos(radians(from[0])) * Math.cos(radians(to[0])) * Math.sin(dLng / 2) ** 2;
  return 2 * EARTH_RADIUS_M * Math.asin(Math.min(1, Math.sqrt(a)));
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
  const angle = (bearing * Math.PI) / 180;
  const dLat = (metres * Math.cos(angle)) / 111_195;
  const dLng = (metres * Math.sin(angle)) / (111_195 * Math.cos((from[0] * Math.PI) / 180));
  return [from[0] + dLat, from[1] + dLng];
}

/** A position as the GeoJSON point that the database stores. */
export function geoJsonPoint([latitude, longitude]: LatLng): {
  type: 'Point';
  coordinates: [number, number];
} {
  return { type: 'Point', coordinates: [longitude, latitude] };
}
