/**
 * Bounds on GraphQL documents. A document is one request to the limits of rates, but may ask for the
 * same field hundreds of times under other names.
 */
import type { HookExtensionContext } from '@directus/extensions';
import type { Request, Response } from 'express';
import { ForbiddenError, InvalidQueryError } from '../kernel/errors.ts';
import { replaceMethod } from '../kernel/host-methods.ts';
import type { RouteLimiter } from '../kernel/limits.ts';

/** More than a screen of an app asks for at once. */
const MOST_ROOT_FIELDS = 20;

/** As under /utils/hash: each takes as long as a password's hash is meant to. */
const ADMINISTRATORS_FIELDS: ReadonlySet<string> = new Set([
  'utils_hash_generate',
  'utils_hash_verify',
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
      const fields = rootFields(parameters.document.definitions);
      if (fields.length > MOST_ROOT_FIELDS) {
        throw new InvalidQueryError({
          reason: `A document may ask for ${MOST_ROOT_FIELDS} fields at its root`,
        });
      }
      if (!this.accountability?.admin && fields.some((name) => ADMINISTRATORS_FIELDS.has(name))) {
        throw new ForbiddenError();
      }
      const { req, res } = parameters.contextValue ?? {};
      for (const name of fields) {
        if (req && res) await limits[name]?.(req, res, undefined);
      }
      return execute.call(this, parameters);
    };
  });
}

/** Names of the fields of all operations. A fragment counts once: its repetitions ask for the same. */
export function rootFields(definitions: readonly Selection[]): string[] {
  const names: string[] = [];
  const pending = definitions.filter(({ kind }) => kind === 'OperationDefinition');
  const fragments = new Map(
    definitions
      .filter(({ kind }) => kind === 'FragmentDefinition')
      .map((fragment) => [fragment.name?.value, fragment]),
  );
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
