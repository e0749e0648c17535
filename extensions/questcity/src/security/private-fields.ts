/**
 * Fields that people may read of themselves alone. Directus's access to the admin app allows them for
 * the own row, and looks at rows only when values are read: in a filter or an order the fields of all
 * rows that somebody may read would answer, letter by letter. Likewise those of accounts behind a
 * relation (account-paths.ts).
 */
import type { HookExtensionContext } from '@directus/extensions';
import { ForbiddenError } from '../kernel/errors.ts';
import { replaceMethod } from '../kernel/host-methods.ts';
import { findAccountPaths, type Query, type Schema } from './account-paths.ts';

/** Of users, sessions and the activity; no collection of ours has fields of these names. */
const PRIVATE: ReadonlySet<string> = new Set([
  'auth_data',
  'external_identifier',
  'ip',
  'last_page',
  'password',
  'provider',
  'tfa_secret',
  'token',
  'user_agent',
]);

/** A search looks into all fields that somebody may read of any row. */
const NOT_SEARCHED: ReadonlySet<string> = new Set(['directus_activity']);

/** The parts of a query that name fields; `fields` is checked row by row. */
const NAMING = ['filter', 'sort', 'group', 'aggregate', 'alias', 'deep'] as const;

/** Parts whose texts are names; elsewhere texts are values to compare with. */
const OF_NAMES = /^_?(?:sort|group|aggregate|alias)$/;

interface ItemsService {
  readonly collection: string;
  readonly schema: Schema;
  readonly knex: unknown;
  readonly accountability?: { readonly admin?: boolean; readonly user?: string | null } | null;
}

/** Puts the rule where all doors read. */
export function keepFieldsPrivate(services: HookExtensionContext['services']): void {
  const leadsIntoAccounts = findAccountPaths();

  /** Whoever may read accounts of others may also ask by them. */
  async function readsOthers({ accountability, knex, schema }: ItemsService): Promise<boolean> {
    const user = accountability?.user;
    if (!user) return false;
    const accounts = new services.UsersService({ accountability, knex, schema } as never);
    const filter = { id: { _neq: user } };
    return (await accounts.readByQuery({ fields: ['id'], filter, limit: 1 })).length > 0;
  }

  replaceMethod(services.ItemsService, 'readByQuery', (readByQuery) => {
    return async function (this: ItemsService, query: Query, options?: unknown) {
      if (this.accountability && !this.accountability.admin) {
        if (query.search && NOT_SEARCHED.has(this.collection)) throw new ForbiddenError();
        for (const name of fieldNames(query)) {
          if (PRIVATE.has(name)) throw new ForbiddenError();
        }
        if (leadsIntoAccounts(this.collection, query, this.schema) && !(await readsOthers(this))) {
          throw new ForbiddenError();
        }
      }
      return readByQuery.call(this, query, options);
    };
  });
}

/** All words in a query that may be names of fields, also in paths and in functions. */
export function fieldNames(query: Query): Set<string> {
  const names = new Set<string>();
  const add = (text: string) => {
    for (const name of text.match(/[a-z_]+/gi) ?? []) names.add(name);
  };
  const walk = (value: unknown, textsAreNames: boolean): void => {
    if (typeof value === 'string') {
      if (textsAreNames) add(value);
    } else if (Array.isArray(value)) {
      for (const item of value) walk(item, textsAreNames);
    } else if (value && typeof value === 'object') {
      for (const [key, item] of Object.entries(value)) {
        add(key);
        walk(item, textsAreNames || OF_NAMES.test(key));
      }
    }
  };
  for (const part of NAMING) walk(query[part], OF_NAMES.test(part));
  return names;
}
