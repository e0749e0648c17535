/** Programs of the project, run as a person runs them. */
import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { root, systemEnvironment } from '../../directus.config.ts';

export interface Ran {
  readonly said: string;
  readonly complained: string;
  readonly code: number | null;
}

/**
 * Runs Node with arguments in the project to its end, with this and nothing else in the environment.
 *
 * @param input what its standard input holds; default: nothing
 */
export async function runProgram(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
  input?: string,
): Promise<Ran> {
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: { ...systemEnvironment(), ...environment },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  // It need not read what it is given.
  child.stdin.on('error', () => undefined).end(input);
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const [said, complained, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    ended,
  ]);
  return { said, complained, code };
}
