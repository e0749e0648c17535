/** The harness's comparison of times finds what can be told apart, and nothing else. */
import { describe, expect, it } from 'vitest';
import { compare, expectSameTiming } from '../../harness/timing.ts';

/** 200 times around a middle, with the outliers of a busy machine. */
const series = (middle: number) =>
  Array.from(
    { length: 200 },
    (_, i) => middle + Math.sin(i * 12.9898) * 5 + (i % 50 === 0 ? 400 : 0),
  );

describe('the comparison of times', () => {
  it('finds two cases alike whose outliers differ', () => {
    const outliers = series(500).map((time, i) => (i % 50 === 0 ? time * 3 : time));
    const alike = compare(series(500), outliers);
    expect(alike.firstIsSlower).toBeCloseTo(0.5, 1);
    expect(() => expectSameTiming(alike)).not.toThrow();
  });

  it('finds a difference of 3 ms in 500', () => {
    const different = compare(series(503), series(500));
    expect(different.firstIsSlower).toBeGreaterThan(0.6);
    expect(() => expectSameTiming(different)).toThrow(/told apart/);
  });

  it('finds a difference in spread around the same middle', () => {
    const wide = series(500).map((time) => 500 + (time - 500) * 10);
    expect(() => expectSameTiming(compare(wide, series(500)))).toThrow(/overlap/);
  });
});
