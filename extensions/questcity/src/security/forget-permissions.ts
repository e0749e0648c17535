/**
 * Directus keeps policies and permissions in memory until it writes them itself. What another server
 * without Redis, or a statement in SQL, takes from somebody would stay in force here until a restart;
 * so these caches are emptied when the database says that rights fell.
 */
import type { HookExtensionContext } from '@directus/extensions';
import type { Revocation } from '../kernel/revocation.ts';

/** The caches are for all servers' administrators to empty; nobody in particular does it here. */
const THE_SERVER = {
  user: null,
  role: null,
  roles: [],
  admin: true,
  app: false,
  ip: null,
};

export function forgetPermissions(
  revocation: Revocation,
  { services, getSchema, logger }: HookExtensionContext,
): void {
  let wanted = false;
  let busy = false;

  async function empty(): Promise<void> {
    busy = true;
    while (wanted) {
      wanted = false;
      const utils = new services.UtilsService({
        schema: await getSchema(),
        accountability: THE_SERVER,
      });
      await utils.clearCache({ system: true });
    }
  }

  revocation.onRightsFell(() => {
    wanted = true;
    if (busy) return;
    empty()
      .catch((error) => logger.warn(error))
      .finally(() => {
        busy = false;
      });
  });
}
