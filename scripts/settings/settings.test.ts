import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { readSettings, root } from '../../directus.config.ts';
import { definitions } from './definitions.ts';
import { exampleFile } from './example.ts';
import { other, problems, production, strong } from './fixtures.ts';
import { editDistance, readEnvFile, suggestion } from './reading.ts';

const folder = mkdtempSync(join(tmpdir(), 'settings-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('what is refused', () => {
  test.each<[string, Record<string, string>, RegExp]>([
    [
      'a port that is no number',
      { PORT: 'abc' },
      /^PORT: must be a whole number.*not "abc" \(example: PORT=8055\)/,
    ],
    ['a port out of range', { PORT: '70000' }, /^PORT: .*1 to 65535/],
    ['a port with more than digits', { PORT: '80.5' }, /^PORT: /],
    ['a negative number', { QUESTCITY_NODES: '-1' }, /^QUESTCITY_NODES: /],
    [
      'a word that is none of the choices',
      { NODE_ENV: 'prod' },
      /^NODE_ENV: must be one of development, production, test/,
    ],
    [
      'a flag that is neither true nor false',
      { RATE_LIMITER_ENABLED: 'yes' },
      /^RATE_LIMITER_ENABLED: must be true or false/,
    ],
    [
      'trusting every proxy',
      { IP_TRUST_PROXY: 'true' },
      /^IP_TRUST_PROXY: .*would believe anybody/,
    ],
    ['a proxy that is no address', { IP_TRUST_PROXY: '10.0.0.0/8,proxy' }, /^IP_TRUST_PROXY: /],
    ['CORS for everybody', { CORS_ORIGIN: '*' }, /^CORS_ORIGIN: must be origins/],
    ['an origin with a path', { CORS_ORIGIN: 'https://app.example.com/x' }, /^CORS_ORIGIN: /],
    ['a public URL without a scheme', { PUBLIC_URL: 'api.example.com' }, /^PUBLIC_URL: .*http/],
    ['a public URL of another scheme', { PUBLIC_URL: 'ftp://example.com' }, /^PUBLIC_URL: /],
    [
      'a duration without a unit',
      { ACCESS_TOKEN_TTL: '15' },
      /^ACCESS_TOKEN_TTL: must be a number and a unit/,
    ],
    [
      'a size without a unit',
      { FILES_MAX_UPLOAD_SIZE: '100' },
      /^FILES_MAX_UPLOAD_SIZE: must be a number and a unit/,
    ],
    [
      'an address that is no e-mail',
      { ADMIN_EMAIL: 'admin' },
      /^ADMIN_EMAIL: must be an e-mail address/,
    ],
    [
      'a list with an empty entry',
      { FILES_MIME_TYPE_ALLOW_LIST: 'image/png,' },
      /^FILES_MIME_TYPE_ALLOW_LIST: /,
    ],
    ['another database than PostgreSQL', { DB_CLIENT: 'mysql' }, /^DB_CLIENT: must be one of pg/],
    ['database settings without a host', { DB_USER: 'me' }, /^DB_USER: is set, but DB_HOST is not/],
    [
      'an authority that nobody asks',
      { DB_HOST: 'db', DB_SSL_CA_FILE: '/ca.pem' },
      /^DB_SSL_CA_FILE: has no effect/,
    ],
    [
      's3 without a bucket',
      { STORAGE_LOCATIONS: 's3', STORAGE_S3_REGION: 'eu' },
      /^STORAGE_S3_BUCKET: must be set/,
    ],
    [
      's3 without a region',
      { STORAGE_LOCATIONS: 's3', STORAGE_S3_BUCKET: 'b' },
      /^STORAGE_S3_REGION: must be set/,
    ],
    ['half of a key', { STORAGE_S3_KEY: 'k' }, /^STORAGE_S3_KEY: needs STORAGE_S3_SECRET/],
    ['Redis without a scheme', { REDIS: 'redis.example.com:6379' }, /^REDIS: must be an address/],
    [
      'Redis with options of its own',
      { REDIS: 'redis://r?family=6' },
      /^REDIS: must be an address/,
    ],
    [
      'a short metrics token',
      { METRICS_TOKENS: 'abc' },
      /^METRICS_TOKENS: must be tokens of at least 16/,
    ],
  ])('%s', (_, environment, expected) => {
    const found = problems(environment);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(expected);
  });

  test.each<[string, Record<string, string>, Record<string, string>, RegExp]>([
    [
      'an unknown key of the file',
      {},
      { RATE_LIMITER_POINT: '1' },
      /^RATE_LIMITER_POINT: there is no such setting; did you mean RATE_LIMITER_POINTS\?/,
    ],
    [
      "a setting of Directus's that is fixed here",
      {},
      { TELEMETRY: 'true' },
      /^TELEMETRY: there is no such setting/,
    ],
    [
      'an unknown name of ours in the environment',
      { QUESTCITY_NODE: '2' },
      {},
      /^QUESTCITY_NODE: .*did you mean QUESTCITY_NODES\?/,
    ],
    [
      'a slip in a name of the environment',
      { STORAGE_LOCATION: 's3' },
      {},
      /^STORAGE_LOCATION: .*did you mean STORAGE_LOCATIONS\?/,
    ],
    [
      'a slip in its first word',
      { EMIAL_FROM: 'me@example.com' },
      {},
      /^EMIAL_FROM: .*did you mean EMAIL_FROM\?/,
    ],
    [
      'a misspelt path of a secret',
      { PEPER_FILE: '/run/secrets/pepper' },
      {},
      /^PEPER_FILE: .*did you mean PEPPER_FILE\?/,
    ],
    [
      "a limit of Directus's that is fixed here",
      { RATE_LIMITER_STORE: 'memory' },
      {},
      /^RATE_LIMITER_STORE: there is no such setting/,
    ],
    [
      'an unknown setting of the mail server, far from any name',
      { EMAIL_SMTP_NAME: 'x' },
      {},
      /^EMAIL_SMTP_NAME: there is no such setting/,
    ],
    [
      'an unknown database setting in the environment',
      { DB_PASWORD: 'x' },
      {},
      /^DB_PASWORD: .*did you mean DB_PASSWORD\?/,
    ],
    [
      'a file of a secret that cannot be read',
      {},
      { SECRET_FILE: join(folder, 'none') },
      /^SECRET_FILE: the file .* cannot be read/,
    ],
    [
      'a file of what is no secret',
      {},
      { PORT_FILE: '/port' },
      /^PORT_FILE: there is no such setting/,
    ],
  ])('%s', (_, environment, file, expected) => {
    const found = problems(environment, file);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(expected);
  });

  test('all problems at once, and never a secret', () => {
    const found = problems({ PORT: 'x', METRICS_TOKENS: 'tell-nobody' }, { NONSENSE: '1' });
    expect(found.map((line) => line.split(':')[0])).toEqual(['NONSENSE', 'PORT', 'METRICS_TOKENS']);
    expect(found.join()).not.toContain('tell-nobody');
  });
});

describe('what is accepted', () => {
  test('nothing at all: every default', () => {
    const settings = readSettings({}, {});
    expect(settings).toMatchObject({
      HOST: '127.0.0.1',
      PORT: 8055,
      PUBLIC_URL: 'http://127.0.0.1:8055',
      IP_TRUST_PROXY: false,
      QUESTCITY_DEMO: true,
      DEMO_PASSWORD: 'questcity-demo',
      LOG_STYLE: 'pretty',
    });
  });

  test.each<[string, Record<string, string>, object]>([
    ['the environment before the file', { PORT: '1234' }, { PORT: 1234 }],
    ['an empty variable as none', { HOST: '' }, { HOST: '127.0.0.1' }],
    [
      'a public URL without its last slash',
      { PUBLIC_URL: 'https://x.example.com/' },
      { PUBLIC_URL: 'https://x.example.com' },
    ],
    ['an address of version 6', { HOST: '::1' }, { PUBLIC_URL: 'http://[::1]:99' }],
    ['a number of proxies', { IP_TRUST_PROXY: '2' }, { IP_TRUST_PROXY: 2 }],
    [
      'addresses of proxies',
      { IP_TRUST_PROXY: '10.0.0.0/8, ::1' },
      { IP_TRUST_PROXY: ['10.0.0.0/8', '::1'] },
    ],
    ['what a container platform adds', { DB_PORT_5432_TCP: 'tcp://x', DB_SERVICE_HOST: 'x' }, {}],
    [
      'what other programs put into the environment',
      {
        ...{ HOSTNAME: 'h', PORTS: '1', REDIS_URL: 'r', LOG_FILE: 'l', CI: 'true', SECRETS: 's' },
        ...{ EMAIL: 'me@example.com', ADMIN_USER: 'a', AUTH_TOKEN: 't', MAX_JOBS: '1' },
        ...{ PRT: '1', HOSTS: 'h', SECRE: 's', PEPPERS: 'p', RED: 'r' },
        ...{ npm_config_cache: '/c', GITHUB_TOKEN: 't', STORAGE_ACCOUNT: 'x', FILES_ROOT: '/' },
      },
      {},
    ],
    ['production without demo content', production, { QUESTCITY_DEMO: false, LOG_STYLE: 'raw' }],
    [
      "a sign-in provider's settings",
      { AUTH_PROVIDERS: 'keycloak', AUTH_KEYCLOAK_DRIVER: 'openid' },
      { AUTH_PROVIDERS: ['keycloak'] },
    ],
  ])('%s', (_, environment, expected) => {
    expect(readSettings(environment, { PORT: '99' })).toMatchObject(expected);
  });

  test('a secret from a file', () => {
    const path = join(folder, 'secret');
    writeFileSync(path, `${strong}\n`);
    expect(readSettings({ SECRET_FILE: path }, {}).SECRET).toBe(strong);
  });
});

test('.env.example lists every setting as the definitions have it', () => {
  expect(readFileSync(join(root, '.env.example'), 'utf8')).toBe(exampleFile(definitions));
});

test('every example of .env.example is accepted', () => {
  const lines = exampleFile(definitions)
    .split('\n')
    .filter((line) => /^#[A-Z]/.test(line) && !line.includes('openssl'))
    .map((line) => line.slice(1));
  const path = join(folder, 'env');
  writeFileSync(path, lines.join('\n'));
  // Beside them stands NODE_ENV=production, which wants neither.
  const { DEMO_PASSWORD, NODE_ENV, ...file } = readEnvFile(path);
  expect([DEMO_PASSWORD, NODE_ENV]).toEqual(['questcity-demo', 'production']);
  expect(readSettings({ SECRET: strong, PEPPER: other }, file).PORT).toBe(8055);
});

test('edit distance and suggestions', () => {
  expect(editDistance('kitten', 'sitting')).toBe(3);
  expect(editDistance('', 'abc')).toBe(3);
  expect(suggestion('POTR', ['PORT', 'HOST'])).toBe('; did you mean PORT?');
  expect(suggestion('SOMETHING_ELSE', ['PORT'])).toBe('');
});
