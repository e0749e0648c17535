/** That what the configuration tells Directus is what this Directus reads, and is what we mean. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readSettings, root, toDirectus } from '../../directus.config.ts';

const everything = {
  NODE_ENV: 'production',
  SECRET: '7f3c9a1be04d5826f17a9c3e5b2d80467f3c9a1be04d5826f17a9c3e5b2d8046',
  PEPPER: '0a94e7d1c3b58f62940ae7d1c3b58f620a94e7d1c3b58f62940ae7d1c3b58f62',
  PUBLIC_URL: 'https://api.example.com',
  CORS_ORIGIN: 'https://app.example.com',
  DB_HOST: 'db',
  DB_PASSWORD: 'kV4,tq9-Rw2:nz7',
  DB_SSL_MODE: 'verify-full',
  DB_SSL_CA_FILE: '/ca.pem',
  REDIS: 'redis://r',
  STORAGE_LOCATIONS: 's3',
  STORAGE_S3_BUCKET: 'b',
  STORAGE_S3_REGION: 'eu',
  STORAGE_S3_ENDPOINT: 'https://s3.example.com',
  STORAGE_S3_KEY: 'k',
  STORAGE_S3_SECRET: 's',
  STORAGE_S3_ROOT: 'r',
  EMAIL_SMTP_HOST: 'smtp',
  EMAIL_SMTP_USER: 'u',
  EMAIL_SMTP_PASSWORD: 'p',
  PASSWORD_RESET_URL_ALLOW_LIST: 'https://a.example.com',
  USER_REGISTER_URL_ALLOW_LIST: 'https://a.example.com',
  USER_INVITE_URL_ALLOW_LIST: 'https://a.example.com',
  METRICS_TOKENS: 'a-token-of-sixteen',
  AUTH_PROVIDERS: 'keycloak',
  AUTH_KEYCLOAK_DRIVER: 'openid',
};

/** Every name in capitals that Directus's packages write as a text. */
function namesInDirectus(): Set<string> {
  const require = createRequire(import.meta.url);
  const api = dirname(dirname(require.resolve('@directus/api')));
  const env = dirname(require.resolve('@directus/env'));
  const names = new Set<string>();
  const read = (path: string): void => {
    if (statSync(path).isDirectory()) {
      for (const entry of readdirSync(path)) read(join(path, entry));
    } else if (path.endsWith('.js')) {
      for (const [, name] of readFileSync(path, 'utf8').matchAll(
        /["'`]?\b([A-Z][A-Z0-9_]{2,})\b/g,
      )) {
        if (name) names.add(name);
      }
    }
  };
  read(join(api, 'dist'));
  read(env);
  return names;
}

/** Names that Directus puts together: `getConfigFromEnv('DB_')` and its like. */
const families =
  /^(DB_|STORAGE_(LOCAL|S3)_|EMAIL_SMTP_|AUTH_[A-Z]+_|HSTS_|RATE_LIMITER_|SERVER_|WEBSOCKETS_REST_)/;
/** For our own extension. */
const ours = new Set(['PEPPER', 'QUESTCITY_MAIL_FOLDER']);

test('every name is one that Directus reads', () => {
  const known = namesInDirectus();
  const names = [everything, { SECRET: 'x' }].flatMap((environment) =>
    Object.keys(toDirectus(readSettings(environment, {}))),
  );
  expect(names.length).toBeGreaterThan(100);
  expect(
    names.filter((name) => !known.has(name) && !families.test(name) && !ours.has(name)),
  ).toEqual([]);
});

describe('safe defaults', () => {
  const development = toDirectus(readSettings({}, {}));
  const production = toDirectus(readSettings(everything, {}));

  test('of every environment', () => {
    for (const config of [development, production]) {
      expect(config).toMatchObject({
        IP_TRUST_PROXY: false,
        RATE_LIMITER_ENABLED: true,
        EXTENSIONS_MUST_LOAD: true,
        CACHE_SCHEMA_FREEZE_ENABLED: true,
        GRAPHQL_INTROSPECTION: false,
        TELEMETRY: false,
        MCP_ENABLED: false,
        AI_ENABLED: false,
        WEBSOCKETS_REST_AUTH: 'string:handshake',
        WEBSOCKETS_LOGS_ENABLED: false,
        FLOWS_ENV_ALLOW_LIST: false,
        LOG_LEVEL: 'string:warn',
      });
      expect(config.FILES_MIME_TYPE_ALLOW_LIST).not.toContain('string:image/svg+xml');
      expect(config.FILES_MIME_TYPE_ALLOW_LIST).not.toContain('string:text/html');
      expect(config.IMPORT_IP_DENY_LIST).toEqual(
        expect.arrayContaining(['string:0.0.0.0/8', 'string:::', 'string:169.254.0.0/16']),
      );
      expect(Number(config.MAX_BATCH_MUTATION)).toBeLessThan(10_000);
    }
  });

  test('of production', () => {
    expect(production).toMatchObject({
      SESSION_COOKIE_SECURE: true,
      REFRESH_TOKEN_COOKIE_SECURE: true,
      HSTS_ENABLED: true,
      CORS_ENABLED: true,
      CORS_ORIGIN: ['string:https://app.example.com'],
      REDIS_ENABLED: true,
      RATE_LIMITER_STORE: 'string:redis',
      SYNCHRONIZATION_STORE: 'string:redis',
      DB_SSL__REJECT_UNAUTHORIZED: true,
      AUTH_KEYCLOAK_DRIVER: 'openid',
    });
    expect(development).toMatchObject({ SESSION_COOKIE_SECURE: false, CORS_ENABLED: false });
  });

  test.each([
    ['redis://r', { host: 'r', port: 6379 }],
    ['redis://[::1]:7000/2', { host: '::1', port: 7000, db: 2 }],
    [
      'rediss://me:p%40ss,1@redis.example.com',
      { host: 'redis.example.com', port: 6379, username: 'me', password: 'p@ss,1', tls: true },
    ],
  ])('Redis at %s is taken apart, and never waited for without an end', (REDIS, expected) => {
    const { REDIS: told } = toDirectus(readSettings({ REDIS }, {}));
    const options = JSON.parse(String(told).replace(/^json:/, ''));
    expect(options).toMatchObject(expected);
    expect(options.maxRetriesPerRequest).toBe(0);
    for (const name of ['connectTimeout', 'socketTimeout']) {
      expect(options[name]).toBeGreaterThan(0);
    }
  });

  test('texts are never taken for lists or numbers', () => {
    expect(production.DB_PASSWORD).toBe('string:kV4,tq9-Rw2:nz7');
  });
});

test('addresses of private nets are never fetched, public ones are', async () => {
  const require = createRequire(join(root, 'package.json'));
  const { IpBlocklist } = await import(require.resolve('@directus/utils/node'));
  const list = new IpBlocklist();
  const rules = toDirectus(readSettings({}, {})).IMPORT_IP_DENY_LIST as string[];
  for (const rule of rules.map((text) => text.replace(/^string:/, ''))) {
    if (rule === '0.0.0.0') continue;
    if (rule.includes('/')) list.parseSubnet(rule);
    else list.parseAddress(rule);
  }
  const refused = [
    '127.0.0.1',
    '0.0.0.0',
    '0.1.2.3',
    '10.1.2.3',
    '172.20.0.1',
    '192.168.1.1',
    '100.64.0.1',
  ];
  const refused6 = [
    '::',
    '::1',
    'fe80::1',
    'fd00::1',
    '::ffff:10.0.0.1',
    '::ffff:7f00:1',
    '64:ff9b::a00:1',
  ];
  for (const ip of [...refused, ...refused6, '169.254.169.254', '255.255.255.255', '224.0.0.1']) {
    expect([ip, list.checkAddress(ip)]).toEqual([ip, true]);
  }
  for (const ip of ['8.8.8.8', '93.184.216.34', '2606:4700::1111']) {
    expect([ip, list.checkAddress(ip)]).toEqual([ip, false]);
  }
});
