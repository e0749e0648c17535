/** Secrets that a development machine makes for itself on its first start. */
import { randomBytes } from 'node:crypto';
import { chmodSync, readFileSync, realpathSync, renameSync, writeFileSync } from 'node:fs';
import { readEnvFile, type Variables } from './reading.ts';

const generated = ['SECRET', 'PEPPER'] as const;

/**
 * Adds the secrets that neither the environment nor the file has to the file, readable by its
 * owner only. What the file holds already is kept. Production never gets a secret by itself:
 * another server, or this one after a new deployment, would make another.
 *
 * @param path of .env
 * @param environment where a secret may stand as well
 * @returns the keys that were added
 */
export function addMissingSecrets(path: string, environment: Variables): string[] {
  const file = readEnvFile(path);
  if ((environment.NODE_ENV ?? file.NODE_ENV) === 'production') return [];
  const has = (key: string) => [file, environment].some((from) => from[key] || from[`${key}_FILE`]);
  const missing = generated.filter((key) => !has(key));
  if (missing.length === 0) return [];
  const before = readText(path);
  const lines = missing.map((key) => `${key}=${randomBytes(32).toString('hex')}`);
  const note = '# Generated on the first start; keep it to yourself. All settings: .env.example';
  const text = [before.trimEnd(), note, ...lines].filter(Boolean).join('\n');
  writeWhole(path, `${text}\n`);
  return missing;
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}

/** Writes beside the file and renames, so that a killed start never leaves half a file. */
function writeWhole(path: string, text: string): void {
  const target = exists(path) ? realpathSync(path) : path;
  const part = `${target}.${process.pid}.tmp`;
  writeFileSync(part, text, { mode: 0o600 });
  // The mode above is only for a file that is made; the umask can only take rights away.
  chmodSync(part, 0o600);
  renameSync(part, target);
}

function exists(path: string): boolean {
  try {
    realpathSync(path);
    return true;
  } catch {
    return false;
  }
}
