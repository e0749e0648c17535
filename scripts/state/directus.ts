/** Runs commands of Directus's command line in a child process. */
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { ClearError, machineFault } from '../lib/clear-error.mjs';

export interface DirectusCommand {
  /** Such as ["schema", "apply", "--yes", path]. */
  args: readonly string[];
  /** The full environment of a Directus process. */
  env: Readonly<Record<string, string>>;
  /** Settings that win over the environment and its configuration file. */
  override?: Readonly<Record<string, string>>;
  log: (line: string) => void;
}

// Directus's own entry file would first ask the npm registry for a newer version.
const commandLine = fileURLToPath(import.meta.resolve('@directus/api/cli/run.js'));

// Otherwise a child would change the database while the next start already does.
const endWithParent = new URL('../lib/end-with-parent.mjs', import.meta.url).href;

/**
 * Runs one command to its end.
 *
 * @throws {ClearError} with Directus's last error when it fails; never with values of the environment
 */
export async function runDirectus(command: DirectusCommand): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'questcity-state-'));
  try {
    const configuration = await writeConfiguration(folder, command);
    const child = spawn(
      process.execPath,
      ['--import', endWithParent, commandLine, ...command.args],
      {
        env: { ...command.env, CONFIG_PATH: configuration },
        stdio: ['pipe', 'pipe', 'pipe'],
      },
    );
    const errors: string[] = [];
    const read = async (stream: NodeJS.ReadableStream) => {
      for await (const text of createInterface({ input: stream })) {
        const line = parseLine(text);
        if (line.failed) errors.push(line.message);
        else if (line.level !== undefined && line.level < 40) command.log(line.message);
      }
    };
    const ended = new Promise<number | null>((resolve, reject) => {
      child.once('error', reject).once('close', resolve);
    });
    const [code] = await Promise.all([ended, read(child.stdout), read(child.stderr)]);
    if (code === 0 && errors.length === 0) return;
    const reason = errors.at(-1) ?? `it ended with code ${code}`;
    throw new ClearError(
      machineFault(reason) ?? `directus ${command.args.slice(0, 2).join(' ')} failed: ${reason}`,
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * Writes a configuration around the environment's own: values of a configuration file win over
 * variables of the process, so overriding them takes a file too. It holds no secrets.
 */
async function writeConfiguration(folder: string, command: DirectusCommand): Promise<string> {
  const nothing = join(folder, 'nothing');
  await mkdir(nothing);
  const settings = {
    // State needs none of the extensions; loading them would need them built.
    EXTENSIONS_PATH: nothing,
    MIGRATIONS_PATH: nothing,
    // Beside a server in the same folder: its admin app's extensions would be replaced by none.
    TEMP_PATH: join(folder, 'tmp'),
    // The user may be called like the schema `questcity`, which PostgreSQL would then search first.
    DB_SEARCH_PATH: 'public',
    LOG_LEVEL: 'info',
    LOG_STYLE: 'raw',
    ...command.override,
  };
  const prefixed = Object.fromEntries(
    Object.entries(settings).map(([key, value]) => [key, `string:${value}`]),
  );
  const path = join(folder, 'config.cjs');
  const base = command.env.CONFIG_PATH ?? '';
  await writeFile(
    path,
    `const base = ${/\.[cm]?js$/.test(base) ? `require(${JSON.stringify(base)})` : '{}'};
const given = base.default ?? base;
module.exports = (env) => ({
  ...(typeof given === 'function' ? given(env) : given),
  ...${JSON.stringify(prefixed)},
});
`,
  );
  return path;
}

interface Line {
  level?: number;
  message: string;
  failed: boolean;
}

/** A line of Directus's log, or of anything else that wrote. */
function parseLine(text: string): Line {
  try {
    const entry = JSON.parse(text) as { level?: number; msg?: string; err?: { message?: string } };
    const message = firstLine(entry.err?.message ?? entry.msg ?? '');
    return { level: entry.level, message, failed: (entry.level ?? 0) >= 50 };
  } catch {
    // An error that nobody caught is printed as a stack, which begins with its name.
    return { message: firstLine(text), failed: /^\w*Error\b.*:/.test(text) };
  }
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0]?.trim() ?? '';
}
