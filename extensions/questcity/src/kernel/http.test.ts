import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { describeIssues } from './http.ts';

const Body = z.strictObject({ name: z.string(), place: z.strictObject({ x: z.number() }) });
const issues = (value: unknown) => {
  const parsed = Body.safeParse(value);
  return parsed.success ? '' : describeIssues(parsed.error.issues);
};

describe('describeIssues', () => {
  it('names an unknown field', () => {
    expect(issues({ name: 'a', place: { x: 1 }, role: 1 })).toBe('"role" is unknown');
  });
  it('names several, also inside', () => {
    expect(issues({ name: 'a', place: { x: 1, y: 2, z: 3 } })).toBe(
      '"place.y", "place.z" are unknown',
    );
  });
  it('names a wrong value without repeating it', () => {
    const said = issues({ name: 7_777_777, place: { x: 1 } });
    expect(said).toContain('"name"');
    expect(said).not.toContain('7777777');
  });
  it('does not grow with the input', () => {
    const many = Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`k${i}`, i]));
    expect(issues({ name: 'a', place: { x: 1 }, ...many }).length).toBeLessThan(2000);
  });
});
