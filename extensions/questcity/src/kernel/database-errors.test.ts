import { EventEmitter } from 'node:events';
import pg from 'pg';
import { describe, expect, it } from 'vitest';
import type { Database } from './database.ts';
import { explainAtTheSource, translateDatabaseError } from './database-errors.ts';

const noDatabase = undefined as unknown as Database;
const statusOf = async (error: unknown) =>
  ((await translateDatabaseError(noDatabase, error)) as { status?: number }).status;
const coded = (code: string) => Object.assign(new Error('said by the system'), { code });

describe('what says that the database is away is a 503', () => {
  it('from the driver, on a connection that was lost while nobody used it', async () => {
    const client = new pg.Client({ host: '127.0.0.1', port: 1 });
    const refused = await client.connect().catch((error: unknown) => error);
    const dead = await client.query('select 1').catch((error: unknown) => error);
    expect([await statusOf(refused), await statusOf(dead)]).toEqual([503, 503]);
  });
  it.each(['ECONNRESET', 'EPIPE', '57P01', '57P02', '57P03', '53300', '08006'])(
    'with the code %s',
    async (code) => {
      expect(await statusOf(coded(code))).toBe(503);
    },
  );
});

describe('what is too much for a statement', () => {
  it.each(['54011', '54001', '08P01'])('is a 400 with the code %s', async (code) => {
    expect(await statusOf(coded(code))).toBe(400);
  });

  it('is left out of the message, which is logged, but for its ends', async () => {
    const database = Object.assign(new EventEmitter(), { raw: async () => ({ rows: [] }) });
    await explainAtTheSource(database as unknown as Database);
    const error = new Error(`select ${'"a", '.repeat(20_000)} - it broke`);
    database.emit('query-error', error, { sql: 'select' });
    expect(error.message.length).toBeLessThan(5000);
    expect(error.message).toMatch(/^select "a".* - it broke$/);
  });
});

it('an error of the code stays what it is', async () => {
  const error = new TypeError('x is not a function');
  expect(await translateDatabaseError(noDatabase, error)).toBe(error);
});

it.each([
  [
    'insert into "merch" ("price") values ($1) - invalid input syntax for type integer: "9.5"',
    'INVALID_PAYLOAD',
  ],
  [
    'update "merch" set "price" = $1 - invalid input syntax for type integer: "9.5"',
    'INVALID_PAYLOAD',
  ],
  ['select "id" from "merch" - invalid input syntax for type integer: "9.5"', 'INVALID_QUERY'],
])(
  'a value of the wrong form is told without it, and where it came from: %s',
  async (message, code) => {
    const error = Object.assign(new Error(message), { code: '22P02' });
    const translated = (await translateDatabaseError(noDatabase, error)) as Error & {
      code: string;
    };
    expect(translated.code).toBe(code);
    expect(translated.message).toContain('for the type integer');
    expect(translated.message).not.toContain('9.5');
  },
);
