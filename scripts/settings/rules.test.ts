/** What production refuses and warns of, and the strength of secrets and passwords. */
import { describe, expect, test } from 'vitest';
import { readSettings } from '../../directus.config.ts';
import { problems, production, strong } from './fixtures.ts';
import { entropyBits, passwordWeakness, secretWeakness, warnings } from './rules.ts';

describe('what production refuses', () => {
  test('nothing of a good configuration', () => {
    expect(problems(production)).toEqual([]);
    expect(
      problems({
        ...production,
        QUESTCITY_NODES: '3',
        DB_HOST: 'db',
        DB_SSL_MODE: 'verify-full',
        REDIS: 'redis://r',
        STORAGE_LOCATIONS: 's3',
        STORAGE_S3_BUCKET: 'b',
        STORAGE_S3_REGION: 'eu',
      }),
    ).toEqual([]);
  });

  test.each<[string, Record<string, string>, RegExp]>([
    ['a missing secret', { SECRET: '' }, /^SECRET: must be set/],
    ['a missing pepper', { PEPPER: '' }, /^PEPPER: must be set/],
    ['a short secret', { SECRET: 'f3c9a1be04d58' }, /^SECRET: is too short/],
    ['a secret of one letter', { SECRET: 'a'.repeat(64) }, /^SECRET: is too easy to guess/],
    [
      'a secret made of words',
      { SECRET: 'replace-this-secret-with-your-own-one!' },
      /^SECRET: is too easy/,
    ],
    ['one secret for both', { PEPPER: strong }, /^PEPPER: must differ/],
    [
      'the demo password',
      { ADMIN_PASSWORD: 'questcity-demo' },
      /^ADMIN_PASSWORD: is the password of the demo/,
    ],
    ['a short password', { ADMIN_PASSWORD: 'Zk4!uP' }, /^ADMIN_PASSWORD: is too short/],
    ['a default password', { ADMIN_PASSWORD: 'password1234' }, /^ADMIN_PASSWORD: contains a word/],
    [
      'a password of one letter',
      { ADMIN_PASSWORD: 'zzzzzzzzzzzzzzz' },
      /^ADMIN_PASSWORD: is too easy/,
    ],
    [
      "the demo's password for the database",
      { DB_HOST: '::1', DB_PASSWORD: 'questcity-demo' },
      /^DB_PASSWORD: is the password of the demo/,
    ],
    ['a short one', { DB_HOST: '::1', DB_PASSWORD: 'postgres' }, /^DB_PASSWORD: is too short/],
    [
      "the user's name",
      { DB_HOST: '::1', DB_USER: 'cityquest-server', DB_PASSWORD: 'cityquest-server' },
      /^DB_PASSWORD: is the name of the user/,
    ],
    ['a demo password', { DEMO_PASSWORD: strong }, /^DEMO_PASSWORD: must not be set/],
    ['demo content', { QUESTCITY_DEMO: 'true' }, /^QUESTCITY_DEMO: must not be true/],
    [
      'a public URL without https',
      { PUBLIC_URL: 'http://api.example.com' },
      /^PUBLIC_URL: must be an https/,
    ],
    ['no public URL', { PUBLIC_URL: '' }, /^PUBLIC_URL: must be an https/],
  ])('%s', (_, spoiled, expected) => {
    const found = problems({ ...production, ...spoiled });
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(expected);
  });

  test.each([
    'db',
    'db.example.com',
    '10.0.0.5',
    '128.0.0.1',
    '127.example.com',
    'localhost.example.com',
    'fd00::1',
  ])('no choice of encryption for the database on %s', (host) => {
    const remote = { ...production, DB_HOST: host };
    const found = problems(remote);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(/^DB_SSL_MODE: must be chosen .*verify-full, require, or disable/);
    for (const mode of ['disable', 'require', 'verify-full']) {
      expect(problems({ ...remote, DB_SSL_MODE: mode })).toEqual([]);
    }
  });

  test.each(['127.0.0.1', '127.1.2.3', '::1', 'localhost', '/run/postgresql'])(
    'nothing of the database on this machine, %s',
    (host) => expect(problems({ ...production, DB_HOST: host })).toEqual([]),
  );

  test('several nodes on what only one has', () => {
    const found = problems({ ...production, QUESTCITY_NODES: '2' });
    expect(found.map((line) => line.split(':')[0])).toEqual([
      'STORAGE_LOCATIONS',
      'REDIS',
      'DB_HOST',
    ]);
  });

  test('none of which development minds', () => {
    const weak = { SECRET: 'short', ADMIN_PASSWORD: 'x', DEMO_PASSWORD: 'y' };
    expect(problems({ ...weak, DB_HOST: 'db', DB_PASSWORD: 'questcity' })).toEqual([]);
  });
});

describe('what production warns of', () => {
  const mail = { EMAIL_FROM: 'quests@city.test', EMAIL_SMTP_HOST: 'smtp.city.test' };
  const keys = (given: Record<string, string>) =>
    warnings(readSettings({ ...production, ...given }, {})).map((line) => line.split(':')[0]);

  test.each<[string, Record<string, string>, string[]]>([
    ['nothing of mails that arrive', mail, []],
    ['mails that were not thought of', {}, ['EMAIL_FROM', 'EMAIL_SMTP_HOST']],
    ['a sender of the examples', { ...mail, EMAIL_FROM: 'no-reply@example.com' }, ['EMAIL_FROM']],
    ['no mail server', { EMAIL_FROM: mail.EMAIL_FROM }, ['EMAIL_SMTP_HOST']],
  ])('%s', (_, given, expected) => expect(keys(given)).toEqual(expected));

  test('and development does not', () => expect(warnings(readSettings({}, {}))).toEqual([]));
});
test('strength of secrets and passwords', () => {
  expect(entropyBits('aaaa')).toBe(0);
  expect(entropyBits('abab')).toBe(4);
  expect(secretWeakness(strong)).toBeUndefined();
  expect(secretWeakness('x'.repeat(31))).toMatch(/too short/);
  expect(passwordWeakness('correct horse battery staple')).toBeUndefined();
  expect(passwordWeakness('VoH5JC84Ne-Og6u9')).toBeUndefined();
  expect(passwordWeakness('my-Secret-garden')).toMatch(/\("secret"\), which only one of 24 /);
  expect(passwordWeakness('my-Secret-garden-behind-the-house')).toBeUndefined();
});
