/**
 * Changing and deleting by a query. Directus finds the items as nobody in particular, so that whether
 * one's own item was found would answer questions about fields and items that one may not read. Here
 * it finds them as the caller.
 */
import type { HookExtensionContext } from '@directus/extensions';
import { replaceMethod } from '../kernel/host-methods.ts';

type Services = HookExtensionContext['services'];
type Options = ConstructorParameters<Services['ItemsService']>[1];
type Key = string | number;

interface ItemsService extends Options {
  readonly collection: string;
}

export function findAsCaller(services: Services): void {
  replaceMethod(services.ItemsService, 'getKeysByQuery', () => {
    return async function (this: ItemsService, query: object): Promise<Key[]> {
      const { collection, knex, schema, accountability } = this;
      const primary = schema.collections[collection]?.primary ?? 'id';
      const reader = new services.ItemsService(collection, { knex, schema, accountability });
      const items = await reader.readByQuery({ ...query, fields: [primary] });
      return items.flatMap((item) => (item[primary] as Key | null) ?? []);
    };
  });
}
