/**
 * What a message may be. Directus checks little of it, stumbles over the rest without an answer, and
 * writes an error into the log each time.
 */
import { z } from 'zod';
import { isStaff } from '../../kernel/actor.ts';
import { ForbiddenError, InvalidPayloadError } from '../../kernel/errors.ts';
import { describeIssues } from '../../kernel/http.ts';
import type { Client } from './host.ts';

/** A subscription is kept, and its query with it. */
const LONGEST_QUERY_KEPT = 16_384;

const names = z.union([z.string(), z.array(z.string())]);
const wholeNumber = z.union([z.int(), z.string().regex(/^-?\d{1,15}$/)]);
const record = z.record(z.string(), z.unknown());
const id = z.union([z.string().min(1), z.number()]);
const uid = id.optional();

/** What Directus takes as texts in JSON from an address comes as what it is here. */
const parameters = {
  fields: names.nullish(),
  sort: names.nullish(),
  filter: record.nullish(),
  limit: wholeNumber.nullish(),
  offset: wholeNumber.optional(),
  page: wholeNumber.nullish(),
  search: z.string().nullish(),
  meta: names.nullish(),
  groupBy: names.nullish(),
  aggregate: z.record(z.string(), names).nullish(),
  alias: z.record(z.string(), z.string()).nullish(),
  version: z.string().nullish(),
  backlink: z.union([z.boolean(), z.string()]).optional(),
};

/** `{points: {_limit: 5, places: {_sort: 'name'}}}` */
const deep: z.ZodType = z.lazy(() =>
  z
    .object(
      Object.fromEntries(Object.entries(parameters).map(([name, type]) => [`_${name}`, type])),
    )
    .catchall(deep),
);
const query = z.looseObject({ ...parameters, deep: deep.nullish() });

const items = { type: z.literal('items'), collection: z.string(), uid, query: query.nullish() };
const target = { id: id.optional(), ids: z.array(id).optional() };
const itemsMessage = z.discriminatedUnion('action', [
  z.looseObject({
    ...items,
    action: z.literal('create'),
    data: z.union([record, z.array(record)]),
  }),
  z.looseObject({ ...items, ...target, action: z.literal('read') }),
  z.looseObject({
    ...items,
    ...target,
    action: z.literal('update'),
    data: z.union([record, z.array(record)]),
  }),
  z.looseObject({ ...items, ...target, action: z.literal('delete') }),
]);

const subscribeMessage = z.looseObject({
  type: z.literal('subscribe'),
  collection: z.string(),
  event: z.enum(['create', 'update', 'delete']).optional(),
  item: id.optional(),
  query: query
    .refine((value) => JSON.stringify(value).length <= LONGEST_QUERY_KEPT, {
      error: `has at most ${LONGEST_QUERY_KEPT} characters`,
    })
    .optional(),
  uid,
});

const SCHEMAS: Readonly<Record<string, z.ZodType>> = {
  items: itemsMessage,
  subscribe: subscribeMessage,
  unsubscribe: z.looseObject({ type: z.literal('unsubscribe'), uid }),
  ping: z.looseObject({}),
  pong: z.looseObject({}),
  /** Editing together in the admin app; Directus has a schema for it. */
  collab: z.looseObject({}),
};

/** @throws InvalidPayloadError, ForbiddenError */
export function checkMessage({ accountability }: Client, message: { type: string }): void {
  const schema = Object.hasOwn(SCHEMAS, message.type) ? SCHEMAS[message.type] : undefined;
  if (!schema) {
    const types = Object.keys(SCHEMAS).join(', ');
    throw new InvalidPayloadError({ reason: `"type" is one of auth, ${types}` });
  }
  if (message.type === 'collab' && !isStaff(accountability)) {
    throw new ForbiddenError();
  }
  const { error } = schema.safeParse(message);
  if (error) throw new InvalidPayloadError({ reason: describeIssues(error.issues) });
}
