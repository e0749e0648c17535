/**
 * What may be set: every setting, its kind and default, and what .env.example says about it.
 * directus.config.ts turns them into Directus's configuration.
 *
 * Names are Directus's own wherever Directus has the setting. A heading begins a group.
 */
import * as is from './kinds.ts';
import type { Definitions } from './reading.ts';

const images = ['jpeg', 'png', 'webp', 'avif', 'gif', 'heic', 'heif'].map(
  (type) => `image/${type}`,
);
const sounds = ['mpeg', 'mp4', 'aac', 'ogg', 'wav'].map((type) => `audio/${type}`);
const videos = ['mp4', 'quicktime', 'webm'].map((type) => `video/${type}`);
/** Neither HTML nor SVG: a browser would run what they contain under this server's name. */
const mimeTypes = [
  ...images,
  ...sounds,
  ...videos,
  'application/pdf',
  'application/zip',
  'text/plain',
  'model/gltf-binary',
];

export const definitions = {
  NODE_ENV: {
    heading: 'The server',
    schema: is.oneOf(['development', 'production', 'test']).default('development'),
    about: 'production refuses unsafe settings and has no demo content.',
    example: 'production',
  },
  HOST: {
    schema: is.string().default('127.0.0.1'),
    about: 'The address to listen on; 0.0.0.0 for all of the machine.',
    example: '127.0.0.1',
  },
  PORT: {
    schema: is.integer(1, 65535).default(8055),
    about: 'The port to listen on.',
    example: '8055',
  },
  PUBLIC_URL: {
    schema: is.address().optional(),
    about: 'How clients reach the server. https in production. Default: http://HOST:PORT.',
    example: 'https://api.example.com',
  },
  IP_TRUST_PROXY: {
    schema: is.proxies().default(false),
    about:
      'Who may name the client in X-Forwarded-For: false, the number of proxies in front, or their addresses.',
    example: '1',
  },
  CORS_ORIGIN: {
    schema: is.origins().optional(),
    about:
      'Origins of web apps that may call the API and open sockets. Default: none but the server itself.',
    example: 'https://app.example.com,https://studio.example.com',
  },
  QUESTCITY_NODES: {
    schema: is.integer(1, 1000).default(1),
    about: 'How many servers share the database. More than one needs REDIS, DB_HOST and S3.',
    example: '1',
  },
  SERVER_SHUTDOWN_TIMEOUT: {
    schema: is.integer(1000, 120_000).default(10_000),
    about: 'Milliseconds that requests under way have to finish when the server stops.',
    example: '10000',
  },
  LOG_LEVEL: {
    schema: is
      .oneOf(['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace'])
      .default('warn'),
    about: 'info and below log every request, which costs a good part of the speed.',
    example: 'warn',
  },
  LOG_STYLE: {
    schema: is.oneOf(['pretty', 'raw']).optional(),
    about: 'pretty for people, raw (JSON lines) for machines. Default: raw in production.',
    example: 'raw',
  },

  SECRET: {
    heading: 'Secrets, generated into .env on the first start of a development machine',
    schema: is.string().optional(),
    about: 'Signs tokens. At least 32 random characters; changing it signs everybody out.',
    example: '64 random hexadecimal digits: openssl rand -hex 32',
    secret: true,
  },
  PEPPER: {
    schema: is.string().optional(),
    about:
      "Hashes the points' codes, words and QR secrets. Changing it makes the stored ones useless.",
    example: '64 random hexadecimal digits: openssl rand -hex 32',
    secret: true,
  },

  ADMIN_EMAIL: {
    heading: 'People',
    schema: is.email().default('admin@example.com'),
    about: 'The first administrator, made when there is none yet.',
    example: 'you@example.com',
  },
  ADMIN_PASSWORD: {
    schema: is.string().optional(),
    about: 'Their password. Default: generated and shown once.',
    example: 'a-long-password-of-your-own',
    secret: true,
  },
  QUESTCITY_DEMO: {
    schema: is.flag().optional(),
    about:
      'Demo cities, players and chats. Default: true in development; impossible in production.',
    example: 'false',
  },
  DEMO_PASSWORD: {
    schema: is.string().optional(),
    about:
      'The password of every demo account, set again at a start that finds another value. Default: questcity-demo.',
    example: 'questcity-demo',
    secret: true,
  },

  DB_CLIENT: {
    heading:
      'Database: with DB_HOST that PostgreSQL (15 or newer), without it the embedded one in .data',
    schema: is.oneOf(['pg']).default('pg'),
    about: 'PostgreSQL is the only one.',
    example: 'pg',
  },
  DB_HOST: {
    schema: is.string().optional(),
    about: 'Chooses another PostgreSQL server.',
    example: 'db.example.com',
  },
  DB_PORT: { schema: is.integer(1, 65535).default(5432), about: 'Its port.', example: '5432' },
  DB_DATABASE: {
    schema: is.string().default('questcity'),
    about: 'Its database, which must exist.',
    example: 'questcity',
  },
  DB_USER: {
    schema: is.string().default('questcity'),
    about: 'The owner of that database.',
    example: 'questcity',
  },
  DB_PASSWORD: {
    schema: is.string().optional(),
    about: 'Their password.',
    example: 'secret',
    secret: true,
  },
  DB_SSL_MODE: {
    schema: is.oneOf(['disable', 'require', 'verify-full']).default('disable'),
    about:
      'disable, require (encrypted, any certificate) or verify-full. In production it must be chosen for a DB_HOST that is another machine.',
    example: 'verify-full',
  },
  DB_SSL_CA_FILE: {
    schema: is.string().optional(),
    about: 'The certificate authority for verify-full. Default: those of the system.',
    example: '/etc/ssl/db-ca.pem',
  },
  DB_POOL__MAX: {
    schema: is.integer(2, 500).default(20),
    about: 'Connections per server, at most.',
    example: '20',
  },

  REDIS: {
    heading: 'Redis: shares limits, caches and events between servers',
    schema: is.redisAddress().optional(),
    about: 'Its address; rediss:// for TLS.',
    example: 'redis://redis.example.com:6379',
    secret: true,
  },

  STORAGE_LOCATIONS: {
    heading: 'Files',
    schema: is.oneOf(['local', 's3']).default('local'),
    about: 'Where uploads are kept: a folder, or any S3.',
    example: 's3',
  },
  STORAGE_LOCAL_ROOT: {
    schema: is.string().optional(),
    about: 'The folder. Default: .data/uploads.',
    example: '/srv/questcity/uploads',
  },
  STORAGE_S3_BUCKET: {
    schema: is.string().optional(),
    about: 'For s3: the bucket, which must not be public.',
    example: 'questcity',
  },
  STORAGE_S3_REGION: {
    schema: is.string().optional(),
    about: 'Its region.',
    example: 'eu-central-1',
  },
  STORAGE_S3_ENDPOINT: {
    schema: is.address().optional(),
    about: 'For an S3 that is not of AWS.',
    example: 'https://s3.example.com',
  },
  STORAGE_S3_FORCE_PATH_STYLE: {
    schema: is.flag().default(false),
    about: 'true for most of those.',
    example: 'true',
  },
  STORAGE_S3_KEY: {
    schema: is.string().optional(),
    about: "Access key; without it the machine's own role.",
    example: 'AKIA…',
    secret: true,
  },
  STORAGE_S3_SECRET: {
    schema: is.string().optional(),
    about: 'Its secret.',
    example: '…',
    secret: true,
  },
  STORAGE_S3_ROOT: {
    schema: is.string().optional(),
    about: 'A folder within the bucket.',
    example: 'uploads',
  },
  FILES_MAX_UPLOAD_SIZE: {
    schema: is.bytes().default('20mb'),
    about: 'The largest file.',
    example: '20mb',
  },
  FILES_MIME_TYPE_ALLOW_LIST: {
    schema: is
      .list('types separated by commas, like image/png or image/*', (item) =>
        /^[a-z]+\/[\w.+*-]+$/.test(item),
      )
      .default(mimeTypes),
    about:
      'What may be uploaded. Default: images, sound, video, PDF, ZIP, plain text and GLB; never HTML or SVG.',
    example: 'image/jpeg,image/png',
  },

  EMAIL_FROM: {
    heading:
      'Mail: with EMAIL_SMTP_HOST any SMTP server; without it .data/mail in development, else sendmail',
    schema: is.email().default('no-reply@example.com'),
    about: "The sender's address; the name before it is that of the project.",
    example: 'no-reply@example.com',
  },
  EMAIL_SMTP_HOST: {
    schema: is.string().optional(),
    about: 'The SMTP server.',
    example: 'smtp.example.com',
  },
  EMAIL_SMTP_PORT: {
    schema: is.integer(1, 65535).default(587),
    about: 'Its port.',
    example: '587',
  },
  EMAIL_SMTP_USER: {
    schema: is.string().optional(),
    about: 'Its user, if it asks for one.',
    example: 'questcity',
  },
  EMAIL_SMTP_PASSWORD: {
    schema: is.string().optional(),
    about: 'Their password.',
    example: 'secret',
    secret: true,
  },
  EMAIL_SMTP_SECURE: {
    schema: is.flag().default(false),
    about: 'true: TLS from the first byte (port 465). false: STARTTLS if the server offers it.',
    example: 'true',
  },
  EMAIL_SMTP_IGNORE_TLS: {
    schema: is.flag().default(false),
    about: 'true: no encryption at all, for a test server.',
    example: 'false',
  },
  PASSWORD_RESET_URL_ALLOW_LIST: {
    schema: is.links().optional(),
    about: 'Pages to which a reset mail may lead.',
    example: 'https://app.example.com/reset',
  },
  USER_REGISTER_URL_ALLOW_LIST: {
    schema: is.links().optional(),
    about: 'Pages to which a verification mail may lead.',
    example: 'https://app.example.com/verify',
  },
  USER_INVITE_URL_ALLOW_LIST: {
    schema: is.links().optional(),
    about: 'Pages to which an invitation may lead.',
    example: 'https://app.example.com/join',
  },

  RATE_LIMITER_ENABLED: {
    heading: 'Limits',
    schema: is.flag().default(true),
    about: 'Limits requests per client address.',
    example: 'true',
  },
  RATE_LIMITER_POINTS: {
    schema: is.integer(1, 1_000_000).default(50),
    about: 'Requests per RATE_LIMITER_DURATION and address.',
    example: '50',
  },
  RATE_LIMITER_DURATION: {
    schema: is.integer(1, 3600).default(1),
    about: 'Seconds.',
    example: '1',
  },
  RATE_LIMITER_REGISTRATION_POINTS: {
    schema: is.integer(1, 1_000_000).default(5),
    about: 'Registrations per minute and address.',
    example: '5',
  },
  MAX_PAYLOAD_SIZE: {
    schema: is.bytes().default('1mb'),
    about: 'The largest request body that is not a file.',
    example: '1mb',
  },
  MAX_BATCH_MUTATION: {
    // Directus itself needs some: with 5 it would not start.
    schema: is.integer(20, 100_000).default(500),
    about: 'Items that one request may change.',
    example: '500',
  },
  QUERY_LIMIT_MAX: {
    schema: is.integer(1, 100_000).default(1000),
    about: 'Items that one request may read.',
    example: '1000',
  },
  ACCESS_TOKEN_TTL: {
    schema: is.duration().default('15m'),
    about: 'How long an access token lives.',
    example: '15m',
  },
  REFRESH_TOKEN_TTL: {
    schema: is.duration().default('30d'),
    about: 'How long a phone stays signed in without being used.',
    example: '30d',
  },
  SESSION_COOKIE_TTL: {
    schema: is.duration().default('1d'),
    about: 'How long the admin app stays signed in without being used.',
    example: '1d',
  },

  AUTH_PROVIDERS: {
    heading: 'Sign-in through others, and metrics',
    schema: is
      .list('names separated by commas', (item) => /^[a-z][a-z0-9]*$/.test(item))
      .optional(),
    about: "Single sign-on: each name's AUTH_<NAME>_… settings go to Directus as they are.",
    example: 'keycloak',
  },
  METRICS_TOKENS: {
    schema: is
      .list('tokens of at least 16 characters, separated by commas', (item) => item.length >= 16)
      .optional(),
    about: 'Tokens for /metrics (Prometheus). Without one there is no /metrics.',
    example: '32 random hexadecimal digits: openssl rand -hex 16',
    secret: true,
  },
  QUESTCITY_REQUIRE_ALL: {
    heading: 'For the tests',
    schema: is.oneOf(['0', '1']).optional(),
    about: '1: a program that a test needs and that is missing (Chromium) is a failure.',
    example: '1',
  },
  QUESTCITY_FAULTS_PLAYERS: {
    schema: is.integer(1, 1000).default(12),
    about: 'Players in the load with faults (tests/integration/play/faults.test.ts).',
    example: '12',
  },
  QUESTCITY_FAULTS_ATTEMPTS: {
    schema: is.integer(1, 1000).default(24),
    about: 'Attempts of each of them.',
    example: '24',
  },
} as const satisfies Definitions;
