/**
 * Redis, where several nodes share it, may go away and come back. What needs it says so (503) or does
 * without; nothing waits for it for long, and nothing ends the process.
 */
import { Redis } from 'ioredis';
import type { Database } from './database.ts';
import { beforeDatabaseCloses } from './shutdown.ts';

type Environment = Record<string, unknown>;

/** One connection for all of this process's limits, made when the first one needs it. */
let connection: Redis | undefined;

/** True when the settings name a Redis. */
export function hasRedis(env: Environment): boolean {
  return env.REDIS_ENABLED === true;
}

/** The connection of this process; a command fails at once while Redis is away. */
export function connectRedis(env: Environment): Redis {
  if (!connection) {
    connection = new Redis({ ...(env.REDIS as object), enableOfflineQueue: false });
    // It connects again by itself, and each use that fails in the meantime is handled where it is.
    connection.on('error', () => undefined);
  }
  return connection;
}

/** Calls back each time Redis is there again after it was away: words of others were missed. */
export function onRedisBack(env: Environment, callback: () => void): void {
  let away = false;
  connectRedis(env)
    .on('close', () => {
      away = true;
    })
    .on('ready', () => {
      if (away) callback();
      away = false;
    });
}

/** Lets the connection end with the server. */
export function endRedisWith(database: Database, warn: (error: unknown) => void): void {
  beforeDatabaseCloses(database, async () => connection?.disconnect(), warn);
}

/** As ioredis, rate-limiter-flexible and a Redis that is starting or failing over say it. */
const AWAY =
  /^(?:Reached the max retries per request limit|Command aborted due to connection close|Connection is closed|Stream isn't writeable|Redis connection is not ready|Socket timeout\. Expecting data|(?:LOADING|MASTERDOWN|READONLY|TRYAGAIN|CLUSTERDOWN) )/;

/** True for an error that means: Redis cannot be reached, or takes no commands just now. */
export function isRedisAway(error: unknown): boolean {
  return error instanceof Error && AWAY.test(error.message);
}
