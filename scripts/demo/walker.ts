/** A simulated phone: it moves along the route at the speed of a vehicle, and its position is noisy. */
import type { Position } from '@questcity/sdk';
import { distanceM, type LatLng, offset } from '../seed/geo.ts';

/** Of the top speed: nobody drives at the limit all the time. */
const SPEED_SHARE = 0.85;
const TICK_MS = 1_000;

/** What a phone says of the world: metres. */
const ACCURACY = { best: 4, worst: 14 };

export class Walker {
  readonly #metresPerSecond: number;
  #at: LatLng;

  constructor(start: LatLng, topSpeedKmh: number) {
    this.#at = start;
    this.#metresPerSecond = (topSpeedKmh / 3.6) * SPEED_SHARE;
  }

  metresTo(place: LatLng): number {
    return distanceM(this.#at, place);
  }

  /**
   * Goes straight to within `near` metres of a place, in real time.
   *
   * @param onTick is told each second how far it still is, in metres
   */
  async goTo(place: LatLng, near: number, onTick: (left: number) => Promise<void>): Promise<void> {
    let last = performance.now();
    for (;;) {
      const left = this.metresTo(place);
      if (left <= near) return;
      await onTick(left);
      const pause = new Promise((resolve) => setTimeout(resolve, TICK_MS));
      await pause;
      const now = performance.now();
      const step = Math.min(left - near + 0.5, ((now - last) / 1000) * this.#metresPerSecond);
      last = now;
      const share = step / left;
      this.#at = [
        this.#at[0] + (place[0] - this.#at[0]) * share,
        this.#at[1] + (place[1] - this.#at[1]) * share,
      ];
    }
  }

  /** Where the phone believes to be, now. */
  fix(heading?: number): Position {
    const accuracy = ACCURACY.best + Math.random() * (ACCURACY.worst - ACCURACY.best);
    const [latitude, longitude] = offset(
      this.#at,
      Math.random() * (accuracy / 2),
      Math.random() * 360,
    );
    return {
      latitude: Number(latitude.toFixed(7)),
      longitude: Number(longitude.toFixed(7)),
      accuracy: Number(accuracy.toFixed(1)),
      captured_at: new Date().toISOString(),
      ...(heading !== undefined && { heading }),
    };
  }
}
