/**
 * Bounds on what one query names and compares with. Each name is a column of the statement or a
 * statement of its own, and each value one of its parameters: thousands of them keep the process busy
 * for seconds, and PostgreSQL then refuses the statement.
 */
import type { HookExtensionContext } from '@directus/extensions';
import { InvalidQueryError } from '../kernel/errors.ts';
import { replaceMethod } from '../kernel/host-methods.ts';

/** More than any of our collections has fields; a page of the admin app asks for some thirty. */
const MOST_NAMES = 200;

/** A wildcard below another (`*.*`) is as many names as a collection has fields. */
const NAMES_OF_A_WILDCARD = 10;

/** A page of ids, as a client may read at once by default. */
const MOST_VALUES = 1000;

/** A comparison may join a table or ask another one; a list is one with as many values as it has. */
const VALUES_OF_A_COMPARISON = 5;

type Query = Readonly<Record<string, unknown>>;

interface ItemsService {
  readonly accountability?: object | null;
}

/** Puts the rule where all doors read. Directus itself asks for what was written in one request. */
export function boundQueries(
  services: HookExtensionContext['services'],
  env: Record<string, unknown>,
): void {
  const mostValues = Math.max(MOST_VALUES, Number(env.MAX_BATCH_MUTATION));
  replaceMethod(services.ItemsService, 'readByQuery', (readByQuery) => {
    return async function (this: ItemsService, query: Query, options?: unknown) {
      // What the server asks by itself is as long as it must be.
      if (!this.accountability) return readByQuery.call(this, query, options);
      const { names, values } = sizeOf(query);
      if (names > MOST_NAMES) {
        throw new InvalidQueryError({
          reason: `It may name ${MOST_NAMES} fields, aliases, aggregates and sorts in all`,
        });
      }
      if (values > mostValues) {
        throw new InvalidQueryError({
          reason: `Its filters may have ${mostValues / VALUES_OF_A_COMPARISON} comparisons, or ${mostValues} values in lists`,
        });
      }
      return readByQuery.call(this, query, options);
    };
  });
}

/** How many names a query has, and how many values to compare with, also in its nested levels. */
export function sizeOf(query: Query): { names: number; values: number } {
  let [names, values] = [0, 0];
  for (const part of ['fields', 'sort', 'group', 'aggregate', 'alias']) {
    names += namesIn(query[part]);
  }
  values += valuesIn(query.filter);
  const pending = [query.deep].filter(isNested);
  for (let level = pending.pop(); level; level = pending.pop()) {
    for (const [key, value] of Object.entries(level)) {
      if (key === '_filter') values += valuesIn(value);
      else if (key.startsWith('_')) names += namesIn(value);
      else {
        names++;
        if (isNested(value)) pending.push(value);
      }
    }
  }
  return { names, values };
}

function valuesIn(filter: unknown): number {
  if (filter === undefined) return 0;
  if (!isNested(filter)) return VALUES_OF_A_COMPARISON;
  const within = Object.values(filter);
  if (within.length === 0) return VALUES_OF_A_COMPARISON;
  if (Array.isArray(filter) && !within.some(isNested)) {
    return Math.max(VALUES_OF_A_COMPARISON, within.length);
  }
  return within.reduce<number>((total, item) => total + valuesIn(item), 0);
}

/** Of a list of names, or an object with names for values. */
function namesIn(part: unknown): number {
  if (isNested(part)) {
    return Object.values(part).reduce<number>((total, item) => total + namesIn(item), 0);
  }
  if (typeof part !== 'string') return 0;
  const wildcards = part.split('*').length - 1;
  return 1 + NAMES_OF_A_WILDCARD * Math.max(0, wildcards - 1);
}

const isNested = (value: unknown): value is object => typeof value === 'object' && value !== null;
