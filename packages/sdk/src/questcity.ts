/** The plugin: a client of @directus/sdk gets a function for each of QuestCity's routes. */
import type { DirectusClient, RestConfig } from '@directus/sdk';
import { type CallingClient, call } from './call.ts';
import { type QuestCityClient, type RouteName, routes } from './routes.generated.ts';

/**
 * Adds a function for each route of /api/v2 to a client:
 *
 *     const client = createDirectus<Schema>(url)
 *       .with(authentication('json'))
 *       .with(rest())
 *       .with(questcity());
 *     const { data: quests } = await client.listQuests({ search: 'bridge' });
 *
 * The order of the plugins does not matter; the token is that of authentication() or staticToken().
 *
 * @param config as rest() takes it, and for QuestCity's routes only: each plugin has its own
 */
export function questcity(config: RestConfig = {}) {
  return <Schema>(_client: DirectusClient<Schema>): QuestCityClient => {
    const functions = Object.entries(routes).map(([name, route]) => [
      name,
      // Not an arrow: `this` is the finished client, with plugins that were added after this one.
      function (this: CallingClient, ...values: unknown[]) {
        return call(this, config, name, route, values);
      },
    ]);
    return Object.fromEntries(functions) as Record<RouteName, never> as QuestCityClient;
  };
}
