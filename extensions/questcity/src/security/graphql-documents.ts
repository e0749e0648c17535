/**
 * Bounds on GraphQL documents. A document is one request to the limits of rates, but may ask for the
 * same field hundreds of times under other names. And Directus puts fragments in where they are named,
 * over and over: thirty of them, each naming the next one twice, are a thousand million fields.
 */
import type { HookExtensionContext } from '@directus/extensions';
import type { Request, Response } from 'express';
import { ForbiddenError, HitRateLimitError, InvalidQueryError } from '../kernel/errors.ts';
import { replaceMethod } from '../kernel/host-methods.ts';
import type { RouteLimiter } from '../kernel/limits.ts';

/** More than a screen of an app asks for at once. */
const MOST_ROOT_FIELDS = 20;

/** Four times what GraphiQL asks of a schema, the longest document that is common. */
const MOST_SELECTIONS = 1000;

/** As under /utils/hash: each takes as long as a password's hash is meant to. */
const ADMINISTRATORS_FIELDS: ReadonlySet<string> = new Set([
  'utils_hash_generate',
  'utils_hash_verify',
]);

/** These check or make a hash of a password, which takes as long as it is meant to. */
const ONCE: ReadonlySet<string> = new Set([
  'auth_login',
  'auth_password_reset',
  'users_invite_accept',
  'users_me_tfa_generate',
]);

/** The parts of a parsed document that are looked at: https://spec.graphql.org/October2021/#Document */
interface Selection {
  readonly kind: string;
  readonly name?: { readonly value: string };
  readonly selectionSet?: { readonly selections: readonly Selection[] };
}

interface GraphQLService {
  readonly accountability?: { readonly admin?: boolean } | null;
}

interface Parameters {
  readonly document: { readonly definitions: readonly Selection[] };
  readonly contextValue?: { readonly req?: Request; readonly res?: Response };
}

/** What a resolver was refused with; Directus would answer it with status 200. */
const TOO_MANY = 'REQUESTS_EXCEEDED';

type LimitReached = ConstructorParameters<typeof HitRateLimitError>[0];

interface Result {
  readonly data?: Readonly<Record<string, unknown>> | null;
  readonly errors?: readonly { readonly extensions?: Partial<LimitReached> & { code?: string } }[];
}

/**
 * @param limits what counts a call of a root field, which Directus counts too but refuses with an
 *   error of the server
 */
export function boundDocuments(
  services: HookExtensionContext['services'],
  limits: Readonly<Record<string, RouteLimiter>>,
): void {
  replaceMethod(services.GraphQLService, 'execute', (execute) => {
    return async function (this: GraphQLService, parameters: Parameters) {
      const { definitions } = parameters.document;
      if (countSelections(definitions) > MOST_SELECTIONS) {
        throw new InvalidQueryError({
          reason: `A document may ask for ${MOST_SELECTIONS} fields, with those of a fragment counted wherever it is named`,
        });
      }
      const fields = rootFields(definitions);
      if (fields.length > MOST_ROOT_FIELDS) {
        throw new InvalidQueryError({
          reason: `A document may ask for ${MOST_ROOT_FIELDS} fields at its root`,
        });
      }
      const repeated = fields.find((name, at) => ONCE.has(name) && fields.indexOf(name) < at);
      if (repeated) {
        throw new InvalidQueryError({ reason: `A document may ask for "${repeated}" once` });
      }
      if (!this.accountability?.admin && fields.some((name) => ADMINISTRATORS_FIELDS.has(name))) {
        throw new ForbiddenError();
      }
      const { req, res } = parameters.contextValue ?? {};
      for (const name of fields) {
        if (req && res) await limits[name]?.(req, res, undefined);
      }
      const result: Result = await execute.call(this, parameters);
      const refused = result.errors?.find(({ extensions }) => extensions?.code === TOO_MANY);
      const nothingDone = Object.values(result.data ?? {}).every((value) => value === null);
      if (refused && nothingDone) throw new HitRateLimitError(refused.extensions as LimitReached);
      return result;
    };
  });
}

/**
 * Fields and fragments of all operations, with each fragment counted wherever it is named. One that
 * names itself is refused by the validation, which comes later, and counts for nothing here.
 */
function countSelections(definitions: readonly Selection[]): number {
  const fragments = fragmentsOf(definitions);
  const counts = new Map<Selection, number>();
  const within = (part: Selection | undefined): number => {
    if (!part) return 0;
    const known = counts.get(part);
    if (known !== undefined) return known;
    counts.set(part, 0);
    let count = 0;
    for (const selection of part.selectionSet?.selections ?? []) {
      const spread = selection.kind === 'FragmentSpread';
      count += 1 + within(spread ? fragments.get(selection.name?.value) : selection);
    }
    counts.set(part, count);
    return count;
  };
  return definitions
    .filter(({ kind }) => kind === 'OperationDefinition')
    .reduce((sum, operation) => sum + within(operation), 0);
}

/** Names of the fields of all operations. A fragment counts once: its repetitions ask for the same. */
export function rootFields(definitions: readonly Selection[]): string[] {
  const names: string[] = [];
  const pending = definitions.filter(({ kind }) => kind === 'OperationDefinition');
  const fragments = fragmentsOf(definitions);
  for (let part = pending.pop(); part; part = pending.pop()) {
    for (const selection of part.selectionSet?.selections ?? []) {
      const name = selection.name?.value;
      if (selection.kind === 'Field') names.push(name ?? '');
      else if (selection.kind === 'InlineFragment') pending.push(selection);
      else {
        const fragment = fragments.get(name);
        fragments.delete(name);
        if (fragment) pending.push(fragment);
      }
    }
  }
  return names;
}

const fragmentsOf = (definitions: readonly Selection[]) =>
  new Map(
    definitions
      .filter(({ kind }) => kind === 'FragmentDefinition')
      .map((fragment) => [fragment.name?.value, fragment]),
  );
