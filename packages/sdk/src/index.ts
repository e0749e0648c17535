/** @questcity/sdk: QuestCity's routes and types for a client of @directus/sdk. */
export type { CallOptions, IdempotentCallOptions } from './call.ts';
export { everyItem, type Page } from './pages.ts';
export { questcity } from './questcity.ts';
export type * from './routes.generated.ts';
export type * from './schema.generated.ts';
