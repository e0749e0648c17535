/**
 * QuestCity's configuration: the only code that reads the environment, and the whole of what
 * Directus is told. Directus reads the compiled form of this file (CONFIG_PATH); the scripts import it.
 *
 * What may be set stands in scripts/settings/definitions.ts and .env.example. A name that nobody
 * knows is refused, and everything else has the value that `toDirectus` gives it here.
 */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { definitions } from './scripts/settings/definitions.ts';
import {
  collect,
  convert,
  readEnvFile,
  SettingsError,
  type Values,
  type Variables,
} from './scripts/settings/reading.ts';
import { defaultDemoPassword, problemsTogether } from './scripts/settings/rules.ts';
import { addMissingSecrets } from './scripts/settings/secrets.ts';

type Given = Values<typeof definitions>;

/** Checked settings, with the defaults that depend on others. */
export interface Settings extends Given {
  readonly PUBLIC_URL: string;
  readonly LOG_STYLE: 'pretty' | 'raw';
  readonly QUESTCITY_DEMO: boolean;
  readonly DEMO_PASSWORD: string;
  readonly STORAGE_LOCAL_ROOT: string;
  /** What was set, as it was written, to hand on to another process. */
  readonly texts: Readonly<Record<string, string>>;
}

/** The project's folder, seen from this file as it is and from its compiled form. */
export const root = projectFolder(import.meta.dirname);

function projectFolder(from: string): string {
  return existsSync(join(from, 'package.json')) ? from : projectFolder(dirname(from));
}

/** What is generated: database, uploads, tools, builds. */
export const dataFolder = join(root, '.data');

/**
 * Reads and checks all settings.
 *
 * @param environment the variables that win over the file; default: the process's own
 * @param file the variables of the file; default: those of .env in the project's folder
 * @throws {SettingsError} naming every unknown key and every wrong value
 */
export function readSettings(
  environment: Variables = process.env,
  file: Variables = readEnvFile(join(root, '.env')),
): Settings {
  const providers = (environment.AUTH_PROVIDERS ?? file.AUTH_PROVIDERS ?? '').split(',');
  const prefixes = providers.filter(Boolean).map((name) => `AUTH_${name.trim().toUpperCase()}_`);
  const collected = collect(definitions, file, environment, (key) =>
    prefixes.some((prefix) => key.startsWith(prefix)),
  );
  const { texts } = collected;
  const { values, problems: wrong } = convert(definitions, texts);
  const problems = [...collected.problems, ...wrong];
  // Rules across settings need each of them to be right on its own.
  if (wrong.length === 0) problems.push(...problemsTogether(values as Given, texts));
  if (problems.length > 0) throw new SettingsError(problems);

  const given = values as Given;
  const production = given.NODE_ENV === 'production';
  const host = ['0.0.0.0', '::'].includes(given.HOST) ? '127.0.0.1' : given.HOST;
  return {
    ...given,
    PUBLIC_URL:
      given.PUBLIC_URL ?? `http://${host.includes(':') ? `[${host}]` : host}:${given.PORT}`,
    LOG_STYLE: given.LOG_STYLE ?? (production ? 'raw' : 'pretty'),
    QUESTCITY_DEMO: given.QUESTCITY_DEMO ?? given.NODE_ENV === 'development',
    DEMO_PASSWORD: given.DEMO_PASSWORD ?? defaultDemoPassword,
    STORAGE_LOCAL_ROOT: given.STORAGE_LOCAL_ROOT ?? join(dataFolder, 'uploads'),
    texts,
  };
}

/**
 * The settings for a script: as `readSettings`, with the secrets that a development machine still
 * lacks generated into .env first.
 *
 * @throws {SettingsError}
 */
export function prepareSettings(): Settings {
  addMissingSecrets(join(root, '.env'), process.env);
  return readSettings();
}

/** Variables that programs need and that are no settings, for the environment of a child process. */
export function systemEnvironment(): Record<string, string> {
  const wanted =
    /^(PATH|HOME|USER|LOGNAME|SHELL|LANG|LC_\w+|TZ|TMPDIR|TEMP|TMP|TERM|COLORTERM|FORCE_COLOR|NO_COLOR|CI|NODE_OPTIONS|NODE_EXTRA_CA_CERTS|SSL_CERT_\w+|(HTTPS?|ALL|NO)_PROXY|AWS_\w+|NPM_CONFIG_NODEDIR|SYSTEMROOT|WINDIR|APPDATA|LOCALAPPDATA|USERPROFILE|COMSPEC|PATHEXT)$/i;
  return Object.fromEntries(
    Object.entries(process.env).filter(
      (entry): entry is [string, string] => wanted.test(entry[0]) && entry[1] !== undefined,
    ),
  );
}

/** A value of Directus's configuration. */
export type DirectusValue = string | number | boolean | readonly string[] | Options;
type Options = { readonly [name: string]: string | number | boolean };

/**
 * Directus's configuration. Texts get the prefix `string:`, or Directus would read one with a comma
 * as a list and one of digits as a number.
 */
export function toDirectus(settings: Settings): Record<string, DirectusValue> {
  const https = settings.PUBLIC_URL.startsWith('https://');
  const plain = {
    ...serverPart(settings),
    ...databasePart(settings),
    ...sharedPart(settings),
    ...storagePart(settings),
    ...mailPart(settings),

    SECRET: settings.SECRET,
    PEPPER: settings.PEPPER,
    ACCESS_TOKEN_TTL: settings.ACCESS_TOKEN_TTL,
    REFRESH_TOKEN_TTL: settings.REFRESH_TOKEN_TTL,
    SESSION_COOKIE_TTL: settings.SESSION_COOKIE_TTL,
    REFRESH_TOKEN_COOKIE_SECURE: https,
    REFRESH_TOKEN_COOKIE_SAME_SITE: 'lax',
    SESSION_COOKIE_SECURE: https,
    SESSION_COOKIE_SAME_SITE: 'lax',
    PASSWORD_RESET_URL_ALLOW_LIST: settings.PASSWORD_RESET_URL_ALLOW_LIST,
    USER_REGISTER_URL_ALLOW_LIST: settings.USER_REGISTER_URL_ALLOW_LIST,
    USER_INVITE_URL_ALLOW_LIST: settings.USER_INVITE_URL_ALLOW_LIST,
    AUTH_PROVIDERS: settings.AUTH_PROVIDERS,
    METRICS_ENABLED: settings.METRICS_TOKENS !== undefined,
    METRICS_TOKENS: settings.METRICS_TOKENS,

    RATE_LIMITER_ENABLED: settings.RATE_LIMITER_ENABLED,
    RATE_LIMITER_POINTS: settings.RATE_LIMITER_POINTS,
    RATE_LIMITER_DURATION: settings.RATE_LIMITER_DURATION,
    // Registering through GraphQL needs it to be there.
    RATE_LIMITER_REGISTRATION_ENABLED: true,
    RATE_LIMITER_REGISTRATION_POINTS: settings.RATE_LIMITER_ENABLED
      ? settings.RATE_LIMITER_REGISTRATION_POINTS
      : 1_000_000,
    RATE_LIMITER_REGISTRATION_DURATION: 60,
    MAX_PAYLOAD_SIZE: settings.MAX_PAYLOAD_SIZE,
    MAX_BATCH_MUTATION: settings.MAX_BATCH_MUTATION,
    QUERY_LIMIT_DEFAULT: 100,
    QUERY_LIMIT_MAX: settings.QUERY_LIMIT_MAX,
    MAX_RELATIONAL_DEPTH: 6,
    QUERYSTRING_MAX_PARSE_DEPTH: 10,
    QUERYSTRING_ARRAY_LIMIT: 100,
    MAX_IMPORT_ERRORS: 100,
    GRAPHQL_INTROSPECTION: false,
    GRAPHQL_QUERY_TOKEN_LIMIT: 2000,

    // Full load is no reason to refuse; falling behind is. (Directus's own limit is 99 % load.)
    PRESSURE_LIMITER_ENABLED: true,
    PRESSURE_LIMITER_MAX_EVENT_LOOP_UTILIZATION: false,
    PRESSURE_LIMITER_MAX_EVENT_LOOP_DELAY: 1000,
    PRESSURE_LIMITER_RETRY_AFTER: '1',

    // A socket may not connect without signing in, and has few seconds to do it. Never `public`.
    WEBSOCKETS_ENABLED: true,
    WEBSOCKETS_REST_AUTH: 'handshake',
    WEBSOCKETS_REST_AUTH_TIMEOUT: 5,
    WEBSOCKETS_REST_CONN_LIMIT: 5000,
    WEBSOCKETS_GRAPHQL_ENABLED: false,
    // Turning this on makes the logger work at level info, whatever LOG_LEVEL says.
    WEBSOCKETS_LOGS_ENABLED: false,

    EXTENSIONS_PATH: join(root, 'extensions'),
    EXTENSIONS_MUST_LOAD: true,
    MARKETPLACE_TRUST: 'sandbox',
    FLOWS_ENV_ALLOW_LIST: false,
    // By default every request copies the whole schema; nothing here changes it while running.
    CACHE_SCHEMA_FREEZE_ENABLED: true,
    CACHE_ENABLED: false,
    TEMP_PATH: join(dataFolder, 'tmp'),
    TELEMETRY: false,
    MCP_ENABLED: false,
    AI_ENABLED: false,
  };
  const config: Record<string, DirectusValue> = {};
  for (const [key, value] of Object.entries(plain)) {
    if (value !== undefined) config[key] = asText(value);
  }
  for (const [key, text] of Object.entries(settings.texts)) {
    if (key.startsWith('AUTH_')) config[key] ??= text;
  }
  return config;
}

function asText(value: DirectusValue): DirectusValue {
  if (typeof value === 'string') return `string:${value}`;
  if (Array.isArray(value)) return value.map((item) => `string:${item}`);
  return typeof value === 'object' ? `json:${JSON.stringify(value)}` : value;
}

function serverPart(settings: Settings) {
  return {
    HOST: settings.HOST,
    PORT: String(settings.PORT),
    PUBLIC_URL: settings.PUBLIC_URL,
    IP_TRUST_PROXY: settings.IP_TRUST_PROXY,
    SERVER_SHUTDOWN_TIMEOUT: settings.SERVER_SHUTDOWN_TIMEOUT,
    // Whoever sends headers drop by drop holds a connection no longer than this; bodies may be files.
    SERVER_HEADERS_TIMEOUT: 10_000,
    SERVER_REQUEST_TIMEOUT: 300_000,
    SERVER_CONNECTIONS_CHECKING_INTERVAL: 2000,
    LOG_LEVEL: settings.LOG_LEVEL,
    LOG_STYLE: settings.LOG_STYLE,
    CORS_ENABLED: settings.CORS_ORIGIN !== undefined,
    CORS_ORIGIN: settings.CORS_ORIGIN ?? false,
    CORS_METHODS: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
    CORS_ALLOWED_HEADERS: ['Content-Type', 'Authorization', 'Idempotency-Key'],
    CORS_EXPOSED_HEADERS: ['Content-Range', 'Retry-After'],
    HSTS_ENABLED: settings.NODE_ENV === 'production',
  };
}

function databasePart(settings: Settings) {
  const verify = settings.DB_SSL_MODE === 'verify-full';
  return {
    DB_CLIENT: settings.DB_CLIENT,
    DB_HOST: settings.DB_HOST,
    DB_PORT: settings.DB_PORT,
    DB_DATABASE: settings.DB_DATABASE,
    DB_USER: settings.DB_USER,
    DB_PASSWORD: settings.DB_PASSWORD,
    DB_SSL__REJECT_UNAUTHORIZED: settings.DB_SSL_MODE === 'disable' ? undefined : verify,
    DB_SSL__CA_FILE: settings.DB_SSL_CA_FILE,
    // By default PostgreSQL looks into the schema of the user's own name first, and a user called
    // questcity would meet the schema of that name.
    DB_SEARCH_PATH: 'public',
    DB_POOL__MIN: 0,
    DB_POOL__MAX: settings.DB_POOL__MAX,
    // knex ends a connection that rests for 30 s; making twenty anew, and planning on each what was
    // planned before, is what the slowest of a burst of requests then wait for.
    DB_POOL__IDLE_TIMEOUT_MILLIS: 300_000,
  };
}

/** What servers share through Redis; one server needs none of it. */
function sharedPart(settings: Settings) {
  const store = settings.REDIS === undefined ? 'memory' : 'redis';
  return {
    REDIS_ENABLED: settings.REDIS !== undefined,
    REDIS: settings.REDIS === undefined ? undefined : redisOptions(settings.REDIS),
    RATE_LIMITER_STORE: store,
    // While Redis is away Directus's routes answer 503 at once, instead of after some seconds.
    RATE_LIMITER_REJECT_IF_REDIS_NOT_READY: true,
    RATE_LIMITER_REGISTRATION_REJECT_IF_REDIS_NOT_READY: true,
    CACHE_STORE: store,
    // After a change of the data model one process reads it for all. Who waits in vain, for one that
    // died or a word that was lost, reads it too: by default after half a minute, with an error.
    CACHE_SCHEMA_SYNC_TIMEOUT: 2000,
    CACHE_SCHEMA_MAX_ITERATIONS: 3,
    // What is scheduled is done by one node.
    SYNCHRONIZATION_STORE: store,
  };
}

/**
 * An address as ioredis takes it apart, for it could not say how long to wait: by default, requests
 * wait for ten seconds for a Redis that is gone and for ever for one that is silent.
 */
export function redisOptions(address: string) {
  const url = new URL(address);
  const db = url.pathname.slice(1);
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: Number(url.port || 6379),
    ...(url.username && { username: decodeURIComponent(url.username) }),
    ...(url.password && { password: decodeURIComponent(url.password) }),
    ...(db && { db: Number(db) }),
    ...(url.protocol === 'rediss:' && { tls: true }),
    // Not even one: what was under way when the connection was lost would wait until Redis is back.
    maxRetriesPerRequest: 0,
    connectTimeout: 2000,
    socketTimeout: 2000,
  };
}

function storagePart(settings: Settings) {
  const s3 = settings.STORAGE_LOCATIONS === 's3';
  return {
    STORAGE_LOCATIONS: settings.STORAGE_LOCATIONS,
    STORAGE_LOCAL_DRIVER: s3 ? undefined : 'local',
    STORAGE_LOCAL_ROOT: s3 ? undefined : settings.STORAGE_LOCAL_ROOT,
    STORAGE_S3_DRIVER: s3 ? 's3' : undefined,
    STORAGE_S3_BUCKET: settings.STORAGE_S3_BUCKET,
    STORAGE_S3_REGION: settings.STORAGE_S3_REGION,
    STORAGE_S3_ENDPOINT: settings.STORAGE_S3_ENDPOINT,
    STORAGE_S3_FORCE_PATH_STYLE: s3 ? settings.STORAGE_S3_FORCE_PATH_STYLE : undefined,
    STORAGE_S3_KEY: settings.STORAGE_S3_KEY,
    STORAGE_S3_SECRET: settings.STORAGE_S3_SECRET,
    STORAGE_S3_ROOT: settings.STORAGE_S3_ROOT,
    FILES_MAX_UPLOAD_SIZE: settings.FILES_MAX_UPLOAD_SIZE,
    FILES_MAX_UPLOAD_CONCURRENCY: 4,
    FILES_MIME_TYPE_ALLOW_LIST: settings.FILES_MIME_TYPE_ALLOW_LIST,
    TUS_ENABLED: false,
    // The widest photo of a current phone has 5712 pixels; a bigger picture is kept, not transformed.
    ASSETS_TRANSFORM_IMAGE_MAX_DIMENSION: 5760,
    ASSETS_TRANSFORM_MAX_CONCURRENT: 4,
    ASSETS_TRANSFORM_MAX_OPERATIONS: 5,
    // `0.0.0.0` stands for this machine's own addresses; the rest is every net that is not public.
    // IPv4 written as IPv6 (::ffff:10.0.0.1) meets the IPv4 rules; a rule of its own would bar all of IPv4.
    IMPORT_IP_DENY_LIST: [
      ...['0.0.0.0', '0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16'],
      ...['172.16.0.0/12', '192.0.0.0/24', '192.168.0.0/16', '198.18.0.0/15', '224.0.0.0/3'],
      ...['::', '::1', '64:ff9b::/96', 'fc00::/7', 'fe80::/10', 'ff00::/8'],
    ],
    IMPORT_TIMEOUT: '10m',
    IMPORT_MAX_CONCURRENCY: 2,
  };
}

function mailPart(settings: Settings) {
  const production = settings.NODE_ENV === 'production';
  const smtp = settings.EMAIL_SMTP_HOST !== undefined;
  return {
    EMAIL_FROM: settings.EMAIL_FROM,
    // Directus would connect to the mail server once more for each mail; a failed mail is logged.
    EMAIL_VERIFY_SETUP: false,
    EMAIL_TEMPLATES_PATH: join(root, 'mail'),
    EMAIL_TRANSPORT: smtp ? 'smtp' : 'sendmail',
    // Read by the extension: mails are kept here instead of being sent.
    QUESTCITY_MAIL_FOLDER: production || smtp ? undefined : join(dataFolder, 'mail'),
    EMAIL_SMTP_HOST: settings.EMAIL_SMTP_HOST,
    EMAIL_SMTP_PORT: settings.EMAIL_SMTP_PORT,
    EMAIL_SMTP_USER: settings.EMAIL_SMTP_USER,
    EMAIL_SMTP_PASSWORD: settings.EMAIL_SMTP_PASSWORD,
    EMAIL_SMTP_SECURE: settings.EMAIL_SMTP_SECURE,
    EMAIL_SMTP_IGNORE_TLS: settings.EMAIL_SMTP_IGNORE_TLS,
  };
}

/** What Directus calls with its process's environment. The hand-over of MIGRATIONS_PATH is for scripts/state. */
export default function directusConfig(environment: Variables): Record<string, DirectusValue> {
  return {
    ...toDirectus(readSettings(environment)),
    MIGRATIONS_PATH: `string:${environment.MIGRATIONS_PATH ?? join(dataFolder, 'build', 'migrations')}`,
  };
}
