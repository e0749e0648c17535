/** What no setting can say alone: settings that need each other, and what production refuses. */
import { isIPv4 } from 'node:net';
import type { definitions } from './definitions.ts';
import type { Values } from './reading.ts';

type Given = Values<typeof definitions>;
type Texts = Readonly<Record<string, string | undefined>>;

/** The password of the demo accounts when none is set. */
export const defaultDemoPassword = 'questcity-demo';

const shortestSecret = 32;
const shortestPassword = 12;
/** From here on a word that is often guessed is only a part of it. */
const longPassword = 2 * shortestPassword;
const commonWords =
  /password|passwort|secret|changeme|change-me|questcity|example|admin|qwerty|letmein|12345/i;

/**
 * Checks the settings as a whole.
 *
 * @param given all settings, each right on its own
 * @param texts what was set, to tell a chosen value from a default
 * @returns a sentence per problem, each beginning with its key
 */
export function problemsTogether(given: Given, texts: Texts): string[] {
  const problems = [...databaseProblems(given, texts), ...storageProblems(given)];
  if (given.NODE_ENV === 'production') problems.push(...productionProblems(given, texts));
  return problems;
}

function* databaseProblems(given: Given, texts: Texts): Generator<string> {
  if (given.DB_HOST === undefined) {
    const orphan = ['DB_PORT', 'DB_DATABASE', 'DB_USER', 'DB_PASSWORD', 'DB_SSL_MODE'].find(
      (key) => texts[key],
    );
    if (orphan) {
      yield `${orphan}: is set, but DB_HOST is not; set DB_HOST to use that database, or remove ${orphan} to use the embedded one`;
    }
  }
  if (given.DB_SSL_CA_FILE !== undefined && given.DB_SSL_MODE !== 'verify-full') {
    yield 'DB_SSL_CA_FILE: has no effect unless DB_SSL_MODE=verify-full';
  }
}

/** Another one's database is worth a guess too. */
function databasePasswordWeakness({ DB_PASSWORD, DB_USER }: Given): string | undefined {
  if (DB_PASSWORD === undefined) return undefined;
  return DB_PASSWORD === DB_USER ? 'is the name of the user' : passwordWeakness(DB_PASSWORD);
}

/** Whether a connection to the host stays within the machine; without a host it is the embedded database. */
function isThisMachine(host: string | undefined): boolean {
  if (host === undefined || host.startsWith('/')) return true;
  if (isIPv4(host)) return host.startsWith('127.');
  return host === '::1' || host.toLowerCase() === 'localhost';
}

function* storageProblems(given: Given): Generator<string> {
  if (given.STORAGE_LOCATIONS === 's3') {
    if (given.STORAGE_S3_BUCKET === undefined)
      yield 'STORAGE_S3_BUCKET: must be set with STORAGE_LOCATIONS=s3 (example: STORAGE_S3_BUCKET=questcity)';
    if (given.STORAGE_S3_REGION === undefined)
      yield 'STORAGE_S3_REGION: must be set with STORAGE_LOCATIONS=s3 (example: STORAGE_S3_REGION=eu-central-1)';
  }
  if ((given.STORAGE_S3_KEY === undefined) !== (given.STORAGE_S3_SECRET === undefined)) {
    yield 'STORAGE_S3_KEY: needs STORAGE_S3_SECRET beside it, and the other way round';
  }
}

function* productionProblems(given: Given, texts: Texts): Generator<string> {
  for (const key of ['SECRET', 'PEPPER'] as const) {
    const weakness = secretWeakness(given[key]);
    if (weakness) yield `${key}: ${weakness} (production; make one with: openssl rand -hex 32)`;
  }
  if (given.SECRET !== undefined && given.SECRET === given.PEPPER) {
    yield 'PEPPER: must differ from SECRET (production)';
  }
  if (given.ADMIN_PASSWORD !== undefined) {
    const weakness = passwordWeakness(given.ADMIN_PASSWORD);
    if (weakness)
      yield `ADMIN_PASSWORD: ${weakness} (production; leave it out to have one generated)`;
  }
  const databasePassword = databasePasswordWeakness(given);
  if (databasePassword) yield `DB_PASSWORD: ${databasePassword} (production)`;
  if (!isThisMachine(given.DB_HOST) && !texts.DB_SSL_MODE) {
    yield 'DB_SSL_MODE: must be chosen for a DB_HOST that is another machine: verify-full, require, or disable on a network that nobody else can read (production)';
  }
  if (given.DEMO_PASSWORD !== undefined) {
    yield 'DEMO_PASSWORD: must not be set: there are no demo accounts in production';
  }
  if (given.QUESTCITY_DEMO === true) {
    yield 'QUESTCITY_DEMO: must not be true: there is no demo content in production';
  }
  if (!given.PUBLIC_URL?.startsWith('https://')) {
    yield 'PUBLIC_URL: must be an https address (production; example: PUBLIC_URL=https://api.example.com)';
  }
  if (given.QUESTCITY_NODES > 1) {
    if (given.STORAGE_LOCATIONS === 'local') {
      yield 'STORAGE_LOCATIONS: must be s3 with more than one node: the others would not have the files (production)';
    }
    if (given.REDIS === undefined)
      yield 'REDIS: must be set with more than one node, for shared limits, caches and events (production)';
    if (given.DB_HOST === undefined)
      yield 'DB_HOST: must be set with more than one node: the embedded database serves one (production)';
  }
}

/** Whether mail to or from an address goes nowhere: the domains of examples (RFC 2606). */
export function isExampleAddress(email: string): boolean {
  return /[@.]example(\.(com|net|org))?$/i.test(email);
}

/**
 * What lets production start and is most likely forgotten.
 *
 * @returns a sentence for each, beginning with its key
 */
export function warnings({
  NODE_ENV,
  EMAIL_FROM,
  EMAIL_SMTP_HOST,
}: Pick<Given, 'NODE_ENV' | 'EMAIL_FROM' | 'EMAIL_SMTP_HOST'>): string[] {
  if (NODE_ENV !== 'production') return [];
  const found: string[] = [];
  if (isExampleAddress(EMAIL_FROM)) {
    found.push(
      `EMAIL_FROM: mails come from ${EMAIL_FROM}, which mail servers refuse; without mails nobody can confirm an address or choose a new password`,
    );
  }
  if (EMAIL_SMTP_HOST === undefined) {
    found.push(
      'EMAIL_SMTP_HOST: is not set, so mails go to the sendmail of this machine; if it has none, new players cannot confirm their address',
    );
  }
  return found;
}

/**
 * Why a secret is too weak, or undefined when it is strong: at least 32 characters, and at least
 * 100 bits by the variety of its characters, which any 32 random hexadecimal digits have.
 */
export function secretWeakness(secret: string | undefined): string | undefined {
  if (secret === undefined) return 'must be set';
  if (secret.length < shortestSecret)
    return `is too short: at least ${shortestSecret} random characters`;
  if (entropyBits(secret) < 100 || commonWords.test(secret))
    return 'is too easy to guess: it must be random';
  return undefined;
}

/** Why a password is a default, a demo's or too weak; undefined when it is good. */
export function passwordWeakness(password: string): string | undefined {
  if (password === defaultDemoPassword) return 'is the password of the demo accounts';
  if (password.length < shortestPassword)
    return `is too short: at least ${shortestPassword} characters`;
  if (entropyBits(password) < 30) return 'is too easy to guess';
  const word = commonWords.exec(password)?.[0].toLowerCase();
  if (word && password.length < longPassword) {
    return `contains a word that every guesser tries first ("${word}"), which only one of ${longPassword} characters or more may`;
  }
  return undefined;
}

/** Shannon's entropy of the characters, times their number, in bits: an upper bound for repetitions. */
export function entropyBits(text: string): number {
  const characters = [...text];
  const counts = new Map<string, number>();
  for (const character of characters) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= count * Math.log2(count / characters.length);
  return bits;
}
