/**
 * Whether the time of an answer tells two cases apart, an e-mail that is known from one that is not.
 *
 * Both are tried in turns of random order, so that what else the machine does falls on both alike,
 * and compared by rank: outliers of a busy machine count as one try, whatever their size.
 */

export interface TimingComparison {
  /**
   * How often a try of the first case takes longer than one of the second, 0 to 1 (Mann and
   * Whitney's U): 0.5 when time tells nothing. By chance alone it lies within 0.5 ± 0.1 in 9,995 of
   * 10,000 comparisons of 200 tries.
   */
  readonly firstIsSlower: number;
  /** Share of the two distributions that they have in common, 0 to 1 (1 - Kolmogorov and Smirnov's D). */
  readonly overlap: number;
  /** Medians in milliseconds. */
  readonly medians: readonly [number, number];
}

export interface TimingOptions {
  /** Tries of each case. */
  readonly tries?: number;
  /** How many tries go on at once: fewer for what keeps the processor busy. */
  readonly lanes?: number;
}

/** Runs both cases `tries` times each, after a few that warm up. */
export async function compareTiming(
  first: () => Promise<unknown>,
  second: () => Promise<unknown>,
  { tries = 200, lanes = 4 }: TimingOptions = {},
): Promise<TimingComparison> {
  const times: [number[], number[]] = [[], []];
  for (const warmUp of [first, second, first, second]) await warmUp();
  const queue = shuffled([...Array(tries).fill(0), ...Array(tries).fill(1)] as (0 | 1)[]);
  const lane = async () => {
    for (let which = queue.pop(); which !== undefined; which = queue.pop()) {
      const began = performance.now();
      await (which === 0 ? first : second)();
      times[which].push(performance.now() - began);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return compare(times[0], times[1]);
}

/** The statistics of two series of times, in milliseconds. */
export function compare(first: readonly number[], second: readonly number[]): TimingComparison {
  const a = [...first].sort((x, y) => x - y);
  const b = [...second].sort((x, y) => x - y);
  let wins = 0;
  for (const time of a) {
    for (const other of b) wins += time > other ? 1 : time === other ? 0.5 : 0;
  }
  let distance = 0;
  for (const time of [...a, ...b]) {
    distance = Math.max(distance, Math.abs(shareUpTo(a, time) - shareUpTo(b, time)));
  }
  return {
    firstIsSlower: wins / (a.length * b.length),
    overlap: 1 - distance,
    medians: [a[a.length >> 1] ?? 0, b[b.length >> 1] ?? 0],
  };
}

/**
 * @throws Error with the figures when time tells the cases apart
 */
export function expectSameTiming(comparison: TimingComparison): void {
  const { firstIsSlower, overlap, medians } = comparison;
  if (Math.abs(firstIsSlower - 0.5) <= 0.1 && overlap >= 0.8) return;
  const [one, other] = medians.map((median) => `${median.toFixed(1)} ms`);
  throw new Error(
    `The two can be told apart by time: the first is slower in ${(firstIsSlower * 100).toFixed(0)} % ` +
      `of pairs, they overlap by ${(overlap * 100).toFixed(0)} %, medians ${one} and ${other}`,
  );
}

function shareUpTo(sorted: readonly number[], limit: number): number {
  const beyond = sorted.findIndex((time) => time > limit);
  return (beyond === -1 ? sorted.length : beyond) / sorted.length;
}

function shuffled<T>(items: T[]): T[] {
  for (let i = items.length - 1; i > 0; i--) {
    const j = Math.floor(Math.random() * (i + 1));
    [items[i], items[j]] = [items[j] as T, items[i] as T];
  }
  return items;
}
