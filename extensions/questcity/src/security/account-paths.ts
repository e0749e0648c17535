/**
 * Whether a query asks for accounts by way of a relation, as in "files whose uploader's e-mail begins
 * with a". Directus looks there at fields alone and not at the rows that somebody may read, so that the
 * fields of the own account would answer for everybody's.
 */
import type { HookExtensionContext } from '@directus/extensions';
import { hostFunction } from '../kernel/host-methods.ts';

export type Schema = Awaited<ReturnType<HookExtensionContext['getSchema']>>;
export type Query = Readonly<Record<string, unknown>>;

const ACCOUNTS = 'directus_users';
/** What a relation holds in any case. */
const KEY = 'id';

interface FieldsOfPath {
  readonly collection: string;
  readonly fields: ReadonlySet<string>;
}
type FieldsByPath = Record<'read' | 'other', Map<string, FieldsOfPath>>;

/** Adds the fields that a query names beside what it reads, for each path of relations to them. */
type ExtractFields = (
  collection: string,
  query: Query,
  fields: FieldsByPath,
  schema: Schema,
) => void;

type FindRelated = (collection: string, field: string, schema: Schema) => string | null;

const PATHS = 'permissions/modules/process-ast';

/** @throws Error when Directus's functions are not there, as after an update; the server does not start then */
export function findAccountPaths(): (collection: string, query: Query, schema: Schema) => boolean {
  const extract = hostFunction(
    `${PATHS}/lib/extract-fields-from-query`,
    'extractFieldsFromQuery',
  ) as ExtractFields;
  const findRelated = hostFunction(
    `${PATHS}/utils/find-related-collection`,
    'findRelatedCollection',
  ) as FindRelated;

  function leadsIntoAccounts(collection: string, query: Query, schema: Schema): boolean {
    const found: FieldsByPath = { read: new Map(), other: new Map() };
    extract(collection, query, found, schema);
    for (const [path, { collection, fields }] of [...found.read, ...found.other]) {
      const isOwnRow = path === '';
      if (isOwnRow || collection !== ACCOUNTS) continue;
      for (const field of fields) if (field !== KEY) return true;
    }
    // What is nested has its own filter and order, of the rows that somebody may read.
    return Object.entries(query.deep ?? {}).some(([name, nested]) => {
      const alias = (query.alias as Record<string, string> | undefined)?.[name];
      const related = findRelated(collection, alias ?? name, schema);
      return related !== null && leadsIntoAccounts(related, nestedQuery(nested), schema);
    });
  }
  return leadsIntoAccounts;
}

/** `{_filter, points: {…}}` of `deep` as the query `{filter, deep: {points: {…}}}`. */
function nestedQuery(nested: object): Query {
  const entries = Object.entries(nested);
  const isPart = ([name]: [string, unknown]) => name.startsWith('_');
  return {
    ...Object.fromEntries(entries.filter(isPart).map(([name, value]) => [name.slice(1), value])),
    deep: Object.fromEntries(entries.filter((entry) => !isPart(entry))),
  };
}
