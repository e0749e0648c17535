/**
 * The mechanics of settings: reading `.env`, checking every value against its definition, and
 * saying what is wrong in words. What the settings are stands in directus.config.ts.
 */
import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import type { z } from 'zod';
import { ClearError } from '../lib/clear-error.mjs';

/** One setting: how its text becomes a value, and what its documentation says. */
export interface Definition<Schema extends z.ZodType = z.ZodType> {
  /** From the text of the variable (undefined when absent or empty) to its value. */
  readonly schema: Schema;
  /** Begins a group of .env.example. */
  readonly heading?: string;
  /** For .env.example and for error messages. */
  readonly about: string;
  readonly example: string;
  /** Never shown in a message; may also be given as `<NAME>_FILE`, the path of a file that holds it. */
  readonly secret?: true;
}

export type Definitions = Readonly<Record<string, Definition>>;
export type Values<D extends Definitions> = { [K in keyof D]: z.output<D[K]['schema']> };
export type Variables = Readonly<Record<string, string | undefined>>;

/** Every problem of the settings at once, each naming its key. */
export class SettingsError extends ClearError {
  override name = 'SettingsError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(
      `The settings need attention (.env or the environment; see .env.example):\n${problems.map((problem) => `  ${problem}`).join('\n')}`,
    );
    this.problems = problems;
  }
}

/** Families of names which nobody else puts into the environment: an unknown one is an error there too. */
const ownPrefixes = [
  'QUESTCITY_',
  'DB_',
  'EMAIL_SMTP_',
  'RATE_LIMITER_',
  'STORAGE_LOCAL_',
  'STORAGE_S3_',
];
/** What container platforms add for a neighbour called "db"; nobody wrote it. */
const serviceLinks = /^DB_(SERVICE_|PORT_\d+_|NAME$|ENV_)/;

/**
 * Reads an env file.
 *
 * @param path absolute
 * @returns its variables; none when there is no such file
 */
export function readEnvFile(path: string): Variables {
  try {
    return parseEnv(readFileSync(path, 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw error;
  }
}

/**
 * Puts the environment over the file, keeps what the definitions know, and reads `<NAME>_FILE`s.
 *
 * @param passThrough further keys that are accepted as they are (for sign-in providers)
 * @returns the texts by key, and a problem for each name that nobody knows
 */
export function collect(
  definitions: Definitions,
  file: Variables,
  environment: Variables,
  passThrough: (key: string) => boolean,
): { texts: Record<string, string>; problems: string[] } {
  const texts: Record<string, string> = {};
  const problems: string[] = [];
  const known = (key: string) => Object.hasOwn(definitions, key) || passThrough(key);
  const names = Object.keys(definitions);
  const fileNames = names.filter((key) => definitions[key]?.secret).map((key) => `${key}_FILE`);
  const suggested = [...names, ...fileNames];

  for (const [source, variables] of [
    ['.env', file] as const,
    ['environment', environment] as const,
  ]) {
    for (const [key, text] of Object.entries(variables)) {
      if (text === undefined || text === '') continue;
      if (known(key)) texts[key] = text;
      else if (fileNames.includes(key)) {
        try {
          texts[key.slice(0, -'_FILE'.length)] = readFileSync(text, 'utf8').trim();
        } catch (error) {
          problems.push(`${key}: the file ${text} cannot be read (${(error as Error).message})`);
        }
      } else if (source === '.env' || isMeantForUs(key, suggested)) {
        problems.push(`${key}: there is no such setting${suggestion(key, suggested)}`);
      }
    }
  }
  return { texts, problems };
}

/**
 * Whether a name of the environment, which is full of names for other programs, is one of ours or a
 * slip of the finger away from it. A short word such as HOST is a slip away from too many.
 */
function isMeantForUs(key: string, names: readonly string[]): boolean {
  if (ownPrefixes.some((prefix) => key.startsWith(prefix))) return !serviceLinks.test(key);
  return (
    suggestion(
      key,
      names.filter((name) => name.includes('_')),
    ) !== ''
  );
}

/**
 * Turns texts into typed values.
 *
 * @returns the values that are right, and a problem for each that is not
 */
export function convert<D extends Definitions>(
  definitions: D,
  texts: Variables,
): { values: Partial<Values<D>>; problems: string[] } {
  const values: Record<string, unknown> = {};
  const problems: string[] = [];
  for (const [key, definition] of Object.entries(definitions)) {
    const text = texts[key];
    const result = definition.schema.safeParse(text);
    if (result.success) values[key] = result.data;
    else {
      const reason = result.error.issues.map((issue) => issue.message).join('; ');
      const shown = definition.secret || text === undefined ? '' : `, not ${JSON.stringify(text)}`;
      problems.push(`${key}: ${reason}${shown} (example: ${key}=${definition.example})`);
    }
  }
  return { values: values as Partial<Values<D>>, problems };
}

/** "; did you mean X?" for the nearest known name, if one is near. */
export function suggestion(key: string, known: readonly string[]): string {
  let nearest = '';
  // Two slips of the finger at most; further away it is another word.
  let best = 3;
  for (const candidate of known) {
    const distance = editDistance(key.toUpperCase(), candidate);
    if (distance < best) [nearest, best] = [candidate, distance];
  }
  return nearest ? `; did you mean ${nearest}?` : '';
}

/** Letters to insert, remove or replace to get from one word to the other. */
export function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}
