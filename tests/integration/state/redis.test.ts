/** The Redis of the settings is tried before the server starts, and what is wrong with it is said. */
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ClearError } from '../../../scripts/lib/clear-error.mjs';
import { checkRedis } from '../../../scripts/lib/redis.ts';
import { freePort } from '../../harness/port.ts';
import { startRedis, type TestRedis } from '../../harness/redis.ts';
import { needTool } from '../../harness/tools.ts';

const program = needTool('redis');

const PASSWORD = 'right-9Jq2';
let redis: TestRedis;
let address: URL;

beforeAll(async () => {
  if (!program) return;
  redis = await startRedis(program);
  address = new URL(redis.settings.REDIS as string);
});
afterAll(() => redis?.stop());

/** What is said of an address; undefined when all is well. */
async function problemOf(url: string | URL): Promise<string | undefined> {
  const error = await checkRedis(String(url)).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error !== undefined) expect(error).toBeInstanceOf(ClearError);
  return (error as ClearError | undefined)?.message;
}

const withPassword = (password: string) => Object.assign(new URL(address), { password });

it('nothing listens', async () => {
  const port = await freePort();
  expect(await problemOf(`redis://127.0.0.1:${port}`)).toBe(
    `Redis at 127.0.0.1:${port} cannot be used: nothing listens there (REDIS).`,
  );
});

describe.skipIf(!program)('a Redis that', () => {
  it('answers', async () => {
    expect(await problemOf(address)).toBeUndefined();
  });

  it('has no such database', async () => {
    expect(await problemOf(`${address}/999`)).toMatch(/cannot be used: .*DB index is out of range/);
  });

  it('wants another password', async () => {
    const client = new Redis(String(address));
    await client.config('SET', 'requirepass', PASSWORD);
    client.disconnect();
    expect(await problemOf(address)).toMatch(/cannot be used: NOAUTH/);
    const told = await problemOf(withPassword('wrong-4Wz7'));
    expect(told).toMatch(/cannot be used: WRONGPASS/);
    expect(told).not.toContain('wrong-4Wz7');
    expect(await problemOf(withPassword(PASSWORD))).toBeUndefined();
  });

  it('is silent', async () => {
    redis.freeze();
    try {
      expect(await problemOf(address)).toMatch(/cannot be used: .+ \(REDIS\)\.$/);
    } finally {
      redis.thaw();
    }
  });
});
