/** The Redis that settings name. Directus waits for it in silence, then ends with a stack. */
import { Redis } from 'ioredis';
import { redisOptions } from '../../directus.config.ts';
import { ClearError, networkReason } from './clear-error.mjs';

/**
 * Connects once, and leaves again.
 *
 * @param address as in the setting REDIS
 * @throws {ClearError} when it cannot be reached or refuses the login, naming host, port and reason
 */
export async function checkRedis(address: string): Promise<void> {
  const { tls, ...options } = redisOptions(address);
  const redis = new Redis({
    ...options,
    ...(tls && { tls: {} }),
    lazyConnect: true,
    retryStrategy: () => null,
  });
  let first: NodeJS.ErrnoException | undefined;
  redis.on('error', (error) => {
    first ??= error;
  });
  try {
    await redis.connect();
    await redis.ping();
    // A database that is not there is told by an event alone.
    if (first) throw first;
  } catch (error) {
    const { code = '', message } = first ?? (error as NodeJS.ErrnoException);
    const where = `${options.host}:${options.port}`;
    throw new ClearError(
      `Redis at ${where} cannot be used: ${networkReason(code) ?? message} (REDIS).`,
    );
  } finally {
    redis.disconnect();
  }
}
