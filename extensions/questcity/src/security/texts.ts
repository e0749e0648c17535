/**
 * A text is a text: Directus takes an object or a list for one, too, and keeps it written out in JSON,
 * however deep it is. Here it is refused, through whatever door it comes.
 */
import type { RegisterFunctions } from '@directus/extensions';
import { InvalidPayloadError } from '../kernel/errors.ts';

type Schema = NonNullable<Parameters<Parameters<RegisterFunctions['filter']>[1]>[2]['schema']>;

const EVENTS = ['items', 'users', 'files'].flatMap((kind) => [`${kind}.create`, `${kind}.update`]);
const TEXTS: readonly string[] = ['string', 'text'];

export function refuseNestedTexts({ filter }: Pick<RegisterFunctions, 'filter'>): void {
  for (const event of EVENTS) {
    filter(event, (payload, { collection }, { schema }) => {
      if (schema) expectTexts(schema, String(collection), payload);
      return payload;
    });
  }
}

/** @throws InvalidPayloadError */
function expectTexts(schema: Schema, collection: string, payload: unknown): void {
  for (const [name, value] of Object.entries(payload ?? {})) {
    if (typeof value !== 'object' || value === null) continue;
    const { type } = schema.collections[collection]?.fields[name] ?? {};
    if (!type || !TEXTS.includes(type) || isRelation(schema, collection, name)) continue;
    throw new InvalidPayloadError({ reason: `"${name}" must be a text` });
  }
}

/** A row that is written along with this one, where the key of the other collection is a text. */
function isRelation(schema: Schema, collection: string, name: string): boolean {
  return schema.relations.some(
    (relation) => relation.collection === collection && relation.field === name,
  );
}
