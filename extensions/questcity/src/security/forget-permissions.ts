/**
 * Directus keeps policies and permissions in memory until it writes them itself. What another server
 * without Redis, or a statement in SQL, takes from somebody would stay in force here until a restart;
 * so these caches are emptied when the database says that rights fell, and when Redis is back, since
 * what other nodes said meanwhile was not heard. Until that has worked nobody gets in by Directus's
 * doors, where rights that were taken could still be in force.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { HookExtensionContext, RegisterFunctions } from '@directus/extensions';
import { ServiceUnavailableError } from '../kernel/errors.ts';
import { hasRedis, onRedisBack } from '../kernel/redis.ts';
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

const RETRY_MS = 500;

export function forgetPermissions(
  { filter }: Pick<RegisterFunctions, 'filter'>,
  revocation: Revocation,
  { env, services, getSchema, logger }: HookExtensionContext,
): void {
  let wanted = false;
  let busy = false;
  let failing = false;

  async function empty(): Promise<void> {
    const utils = new services.UtilsService({
      schema: await getSchema(),
      accountability: THE_SERVER,
    });
    await utils.clearCache({ system: true });
  }

  async function forget(): Promise<void> {
    wanted = true;
    if (busy) return;
    busy = true;
    while (wanted) {
      wanted = false;
      try {
        await empty();
        failing = false;
      } catch (error) {
        if (!failing) logger.warn(error);
        failing = true;
        wanted = true;
        await delay(RETRY_MS, undefined, { ref: false });
      }
    }
    busy = false;
  }

  const refuseWhileFailing = (accountability: unknown) => {
    if (failing) {
      throw new ServiceUnavailableError({
        service: 'permissions',
        reason: 'They have changed and cannot be read anew',
      });
    }
    return accountability;
  };

  revocation.onRightsFell(() => void forget());
  if (hasRedis(env)) onRedisBack(env, () => void forget());
  filter('authenticate', refuseWhileFailing);
  filter('websocket.authenticate', refuseWhileFailing);
}
