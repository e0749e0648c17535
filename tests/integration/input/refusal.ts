/** What an answer to bad input looks like. */
import { expect } from 'vitest';
import type { Answer } from '../../harness/api.ts';

/** Refused with a reason: the right shape, a stable code, no inner workings. */
export function expectRefusal(answer: Answer, what: string, statuses = [400, 404]): void {
  expect(statuses, `${what} → ${answer.status} ${answer.text.slice(0, 300)}`).toContain(
    answer.status,
  );
  const [error] = answer.body?.errors ?? [];
  expect(error?.message?.length, `${what} says why`).toBeGreaterThan(5);
  expect(error.extensions.code, what).toMatch(/^[A-Z_]+$/);
  expect(answer.text, what).not.toMatch(
    /select |from "|syntax error|at \w+ \(|node_modules|PG::|relation "/i,
  );
}
