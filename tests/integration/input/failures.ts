/** Finds the requests that a server could not cope with. */
import type { Answer } from '../../harness/api.ts';

/** How many requests are under way at a time: the server has two cores. */
const AT_ONCE = 6;

/** A request to make, and what to call it in a report. */
export interface Trial {
  readonly what: string;
  send(): Promise<Answer>;
}

/**
 * Makes all requests.
 *
 * @throws Error listing those that were answered with an error of the server
 */
export async function expectNoServerErrors(trials: readonly Trial[]): Promise<void> {
  const failures: string[] = [];
  const left = [...trials];
  while (left.length > 0) {
    await Promise.all(
      left.splice(0, AT_ONCE).map(async ({ what, send }) => {
        const { status } = await send();
        if (status >= 500) failures.push(`${status} ${what.slice(0, 200)}`);
      }),
    );
  }
  if (failures.length === 0) return;
  throw new Error(`${failures.length} errors of the server:\n${failures.join('\n')}`);
}
