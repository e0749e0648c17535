/** The rooms of the matrix; a new one is a file like these and a line here. */
import { accounts } from './accounts.ts';
import { catalogue } from './catalogue.ts';
import { friends } from './friends.ts';
import { locking } from './locking.ts';
import { play } from './play.ts';
import { reviews } from './reviews.ts';
import type { Room, Stage, Who } from './scene.ts';
import { WHO } from './scene.ts';
import { statistics } from './statistics.ts';
import { users } from './users.ts';
import { wallet } from './wallet.ts';

export const rooms: readonly Room[] = [
  accounts,
  catalogue,
  reviews,
  friends,
  play,
  users,
  wallet,
  statistics,
  locking,
];

export interface Row {
  readonly method: string;
  readonly path: string;
  readonly stage: Stage;
  readonly expected: Readonly<Record<Who, { status: number; changes: boolean }>>;
}

/** @throws Error naming the line that is not a row */
export function readRows({ table, stages }: Room): Row[] {
  const [head = [], ...lines] = table
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/));
  if (head.join() !== WHO.join()) throw new Error(`The columns must be ${WHO.join(', ')}`);
  const rows = lines.map(([method = '', path = '', ...cells]): Row => {
    const route = `${method} ${path}`;
    if (cells.length !== WHO.length || !cells.every((cell) => /^\d{3}\*?$/.test(cell))) {
      throw new Error(`${route} must have ${WHO.length} statuses, each perhaps with a *`);
    }
    const expected = WHO.map((who, index) => {
      const cell = cells[index] ?? '';
      return [who, { status: Number.parseInt(cell, 10), changes: cell.endsWith('*') }];
    });
    const stage = stages[route] ?? (async () => ({}));
    return { method, path, stage, expected: Object.fromEntries(expected) };
  });
  for (const route of Object.keys(stages)) {
    if (!rows.some(({ method, path }) => route === `${method} ${path}`)) {
      throw new Error(`There is a stage for ${route}, but no row`);
    }
  }
  return rows;
}
