/**
 * Rate limits of the routes, with Directus's own settings: RATE_LIMITER_POINTS requests in
 * RATE_LIMITER_DURATION seconds for each address, counted in memory or, for several nodes, in Redis.
 */
import { createHash } from 'node:crypto';
import type { NextFunction, Request, Response } from 'express';
import {
  type IRateLimiterOptions,
  type RateLimiterAbstract,
  RateLimiterMemory,
  RateLimiterPostgres,
  RateLimiterRedis,
  RateLimiterRes,
} from 'rate-limiter-flexible';
import { clientNetwork } from './address.ts';
import { type Database, query, sql } from './database.ts';
import { HitRateLimitError } from './errors.ts';
import { connectRedis, hasRedis } from './redis.ts';
import type { RouteLimit } from './route.ts';

type Environment = Record<string, unknown>;

/**
 * A limiter in Redis. While that is away another one counts instead: a limit that is too generous
 * beats an outage.
 */
function inRedis(
  env: Environment,
  options: IRateLimiterOptions,
  insuranceLimiter: RateLimiterAbstract,
): RateLimiterAbstract {
  return new RateLimiterRedis({ ...options, storeClient: connectRedis(env), insuranceLimiter });
}

/**
 * A limiter whose counts all nodes share whatever is configured: in Redis, else in PostgreSQL. For
 * what is rare and must hold, such as wrong passwords. Keys are kept as they are: hash what is private.
 *
 * @param duration seconds, from the first point of a key on
 */
export function createSharedLimiter(
  env: Environment,
  database: Database,
  keyPrefix: string,
  points: number,
  duration: number,
): RateLimiterAbstract {
  const options = { keyPrefix, points, duration };
  const inPostgres = new RateLimiterPostgres({
    ...options,
    storeClient: database,
    storeType: 'knex',
    schemaName: 'questcity',
    tableName: 'rate_limits',
    tableCreated: true,
    clearExpiredByTimeout: false,
  });
  return hasRedis(env) ? inRedis(env, options, inPostgres) : inPostgres;
}

/** Forgets counts in PostgreSQL that have run out. Safe to run on several nodes at once. */
export async function forgetOldLimits(database: Database): Promise<void> {
  await query(database, sql`delete from questcity.rate_limits where expire < ${Date.now()}`);
}

type Middleware = (request: Request, response: Response, next: NextFunction) => void;

const limitsPerAddress = new WeakMap<Environment, Middleware>();

/**
 * Middleware that counts requests per client; 429 with Retry-After (seconds) beyond the limit. There
 * is one per server, so that all paths it stands before count together.
 */
export function limitPerAddress(env: Environment): Middleware {
  const limit = limitsPerAddress.get(env) ?? createLimitPerAddress(env);
  limitsPerAddress.set(env, limit);
  return limit;
}

function createLimitPerAddress(env: Environment): Middleware {
  const limiter = createLimiter(env, 'questcity-api');
  if (!limiter) return (_request, _response, next) => next();
  return (request, response, next) => {
    limiter
      .consume(clientOf(request))
      .catch((refusal: unknown) => refuse(refusal, response, limiter.points))
      .then(() => next(), next);
  };
}

/** With Directus's settings unless others are given; undefined when limits are switched off. */
function createLimiter(
  env: Environment,
  keyPrefix: string,
  points = Number(env.RATE_LIMITER_POINTS),
  duration = Number(env.RATE_LIMITER_DURATION),
): RateLimiterAbstract | undefined {
  if (env.RATE_LIMITER_ENABLED !== true) return undefined;
  const options = { keyPrefix, points, duration };
  const inMemory = new RateLimiterMemory(options);
  return hasRedis(env) ? inRedis(env, options, inMemory) : inMemory;
}

/**
 * Counts what users do; the returned function rejects with HitRateLimitError beyond the limit.
 *
 * @param points in `duration` seconds; by default as many as requests
 */
export function limitPerUser(
  env: Environment,
  keyPrefix: string,
  points?: number,
  duration?: number,
): (user: string) => Promise<void> {
  const limiter = createLimiter(env, keyPrefix, points, duration);
  return limiter ? consumer(limiter) : async () => undefined;
}

/** The same with counts that all nodes share whatever is configured. */
export function limitPerUserShared(
  env: Environment,
  database: Database,
  keyPrefix: string,
  points: number,
  duration: number,
): (user: string) => Promise<void> {
  if (env.RATE_LIMITER_ENABLED !== true) return async () => undefined;
  return consumer(createSharedLimiter(env, database, keyPrefix, points, duration));
}

function consumer(limiter: RateLimiterAbstract) {
  return async (user: string) => {
    await limiter.consume(user).catch((refusal: unknown) => {
      throw refusal instanceof RateLimiterRes ? tooMany(refusal, limiter.points) : refusal;
    });
  };
}

function tooMany({ msBeforeNext }: RateLimiterRes, limit: number): Error {
  return new HitRateLimitError({ limit, reset: new Date(Date.now() + msBeforeNext) });
}

/** @throws HitRateLimitError with Retry-After (seconds) */
function refuse(refusal: unknown, response: Response, points: number): never {
  if (!(refusal instanceof RateLimiterRes)) throw refusal;
  response.setHeader('Retry-After', Math.max(1, Math.ceil(refusal.msBeforeNext / 1000)));
  throw tooMany(refusal, points);
}

/** Counts a call of a route; rejects beyond one of its limits. */
export type RouteLimiter = (request: Request, response: Response, body: unknown) => Promise<void>;

/** Limiters for single routes, whose counts all nodes share. */
export function routeLimiters(env: Environment, database: Database) {
  return (limits: readonly RouteLimit[]): RouteLimiter => {
    if (env.RATE_LIMITER_ENABLED !== true) return async () => undefined;
    const limiters = limits.map((limit) => ({
      ...limit,
      limiter: createSharedLimiter(env, database, limit.name, limit.points, limit.seconds),
    }));
    return async (request, response, body) => {
      for (const { limiter, of, points } of limiters) {
        const key = of === 'address' ? clientOf(request) : hash(of(body));
        await limiter.consume(key).catch((refusal: unknown) => refuse(refusal, response, points));
      }
    };
  };
}

const clientOf = (request: Request) => clientNetwork(request.ip ?? '');

const hash = (text: string) => createHash('sha256').update(text).digest('base64url');
