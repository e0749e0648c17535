/**
 * Growing delays after wrong passwords and one-time passwords, shared by all nodes. After 5 failures
 * for an account, or 20 from an address, there is a delay before the next try, which doubles with each
 * failure from a second to a minute: an attacker gets a try a minute, nobody is locked out for longer.
 *
 * So that an attacker cannot keep a player waiting either, an address from which the account was
 * signed in to has delays of its own for it, apart from those of the rest of the world.
 *
 * Accounts are counted by what was typed, whether or not there is such an account.
 */
import { createHash } from 'node:crypto';
import { type RateLimiterAbstract, RateLimiterRes } from 'rate-limiter-flexible';
import type { Database } from '../kernel/database.ts';
import { HitRateLimitError } from '../kernel/errors.ts';
import { createSharedLimiter } from '../kernel/limits.ts';

const FAILURES_PER_ACCOUNT = 5;
const FAILURES_PER_ADDRESS = 20;
const LONGEST_DELAY_SECONDS = 60;
const DAY_SECONDS = 86_400;
const HOUR_SECONDS = 3600;
const KNOWN_SECONDS = 90 * DAY_SECONDS;

export interface Guard {
  /**
   * Runs a check of a secret, unless it must wait.
   *
   * @param subject what is being guessed: an account, however it is named
   * @param address the client's, if it is known
   * @param check throws when the secret is wrong
   * @param isFailure whether what it threw means so; anything else is not counted
   * @throws HitRateLimitError when a delay is running
   */
  run<T>(
    subject: string,
    address: string | undefined,
    check: () => Promise<T>,
    isFailure: (error: unknown) => boolean,
  ): Promise<T>;
}

export function createGuard(env: Record<string, unknown>, database: Database): Guard {
  const limiter = (prefix: string, points: number, duration: number) =>
    createSharedLimiter(env, database, `login-${prefix}`, points, duration);
  const counter = (prefix: string, limit: number, duration: number): Counter => ({
    // Counts without a limit of its own: `points` is only what may be consumed.
    failures: limiter(`${prefix}-failures`, Number.MAX_SAFE_INTEGER, duration),
    delays: limiter(`${prefix}-delay`, 1, LONGEST_DELAY_SECONDS),
    limit,
  });
  const accounts = counter('account', FAILURES_PER_ACCOUNT, DAY_SECONDS);
  const addresses = counter('address', FAILURES_PER_ADDRESS, HOUR_SECONDS);
  const known = limiter('known', 1, KNOWN_SECONDS);

  return {
    async run(subject, address, check, isFailure) {
      const pair = hash(subject, address ?? '');
      const isKnown = address !== undefined && (await known.get(pair)) !== null;
      const account = isKnown ? pair : hash(subject);
      // Counted before the check, or many tries at once would all be the first.
      const network = address === undefined ? undefined : hash(address);
      const waits: { counter: Counter; key: string; seconds: number }[] = [];
      if (network) {
        const seconds = await begin(addresses, network);
        waits.push({ counter: addresses, key: network, seconds });
      }
      try {
        const seconds = await begin(accounts, account);
        waits.push({ counter: accounts, key: account, seconds });
      } catch (error) {
        if (network) await addresses.failures.reward(network);
        throw error;
      }
      try {
        const result = await check();
        await accounts.failures.delete(account);
        await accounts.delays.delete(account);
        if (network) {
          await addresses.failures.reward(network);
          await known.set(pair, 1, KNOWN_SECONDS);
        }
        return result;
      } catch (error) {
        const failed = isFailure(error);
        for (const { counter, key, seconds } of waits) {
          if (!failed) await counter.failures.reward(key);
          // The delay is between this answer and the next try.
          else if (seconds > 0) await counter.delays.block(key, seconds);
        }
        throw error;
      }
    },
  };
}

interface Counter {
  failures: RateLimiterAbstract;
  delays: RateLimiterAbstract;
  limit: number;
}

/**
 * Counts a try, and refuses it while a delay is running.
 * @returns seconds to wait before the next one, should this one fail
 */
async function begin({ failures, delays, limit }: Counter, key: string): Promise<number> {
  const { consumedPoints } = await failures.penalty(key);
  const beyond = consumedPoints - limit;
  if (beyond < 0) return 0;
  const customDuration = Math.min(2 ** Math.min(beyond, 10), LONGEST_DELAY_SECONDS);
  try {
    await delays.consume(key, 1, { customDuration });
    return customDuration;
  } catch (refusal) {
    if (!(refusal instanceof RateLimiterRes)) throw refusal;
    // Being told to wait is no failure, or the delays would grow by themselves.
    await failures.reward(key);
    throw refuse(limit, refusal.msBeforeNext);
  }
}

function refuse(limit: number, milliseconds: number): Error {
  const seconds = Math.max(1, Math.ceil(milliseconds / 1000));
  return new HitRateLimitError({ limit, reset: new Date(Date.now() + seconds * 1000) });
}

/** Keys say neither who nor where. */
function hash(...parts: string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
}
