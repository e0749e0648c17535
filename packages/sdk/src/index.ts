/** @questcity/sdk: QuestCity's routes and types for a client of @directus/sdk. */
export type { CallOptions, IdempotentCallOptions } from './call.ts';
export { everyItem, type Page } from './pages.ts';
export { questcity } from './questcity.ts';
export type * from './routes.generated.ts';
/** A row of each collection: `Collections.Quest`. Apart, since a route may give a thing of that name. */
export type * as Collections from './schema.generated.ts';
export type { Schema } from './schema.generated.ts';
