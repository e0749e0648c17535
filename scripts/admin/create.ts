/**
 * `npm run admin:create`: makes an administrator, or gives one a new password. Asks for what it is
 * not told; `-- --email you@example.com` or ADMIN_EMAIL, and ADMIN_PASSWORD (or the first line of
 * standard input, with `--password-stdin`) answer beforehand. Works beside a running server and without one.
 */
import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import { password as askPassword, cancel, text } from '@clack/prompts';
import { z } from 'zod';
import type { Settings } from '../../directus.config.ts';
import { ClearError, fail } from '../lib/clear-error.mjs';
import { withClient } from '../lib/database.ts';
import { withEnvironment } from '../lib/environment.ts';
import { passwordWeakness } from '../settings/rules.ts';
import { remember } from '../start/memory.ts';
import { runningSession } from '../start/session.ts';
import {
  administratorToken,
  findAdministrator,
  lockAdministrators,
  setAdministrator,
} from './administrator.ts';

interface Flags {
  email?: string | undefined;
  password?: string | undefined;
  'password-stdin'?: boolean | undefined;
}

async function main(): Promise<void> {
  const { values: flags } = parseArgs({
    options: {
      email: { type: 'string' },
      password: { type: 'string' },
      'password-stdin': { type: 'boolean' },
    },
  });
  await withEnvironment(async ({ settings, variables }) => {
    const email = await chooseEmail(flags, settings);
    const password = await choosePassword(flags, settings);
    const done = await withClient(variables, async (client) => {
      const result = await lockAdministrators(client, async () => {
        const how = await setAdministrator(client, { email, password });
        // Or the next start would make up another, if an earlier one was cut short.
        await remember(client, 'administrator', 'chosen');
        return how;
      });
      await forgetCachedRights(settings, await findAdministrator(client));
      return result;
    });
    console.log(
      done === 'created'
        ? `✔ ${email} is an administrator now.`
        : `✔ ${email} is an administrator, with the new password; earlier sign-ins have ended.`,
    );
  });
}

async function chooseEmail(flags: Flags, settings: Settings): Promise<string> {
  const valid = (value: string | undefined) => z.email().safeParse(value?.trim().toLowerCase());
  // Of .env it is a proposal only: somebody at a terminal may want to make another one.
  // biome-ignore lint/style/noProcessEnv: which of the two it comes from is the question
  const asked = process.stdin.isTTY && !process.env.ADMIN_EMAIL;
  const given = flags.email ?? (asked ? undefined : settings.ADMIN_EMAIL);
  const answer =
    given ??
    (await text({
      message: 'E-mail address of the administrator',
      initialValue: settings.ADMIN_EMAIL,
      validate: (value) => (valid(value).success ? undefined : 'This is no e-mail address.'),
    }));
  const { data } = valid(answered(answer));
  if (!data) throw new ClearError(`--email: ${String(answer)} is no e-mail address.`);
  return data;
}

async function choosePassword(flags: Flags, settings: Settings): Promise<string> {
  if (flags.password !== undefined) {
    console.warn(
      '! A password on the command line stays in the history; ADMIN_PASSWORD or the prompt do not.',
    );
  }
  const given =
    flags.password ?? (flags['password-stdin'] ? await firstLine() : settings.ADMIN_PASSWORD);
  if (given !== undefined) {
    const weakness = passwordWeakness(given);
    if (weakness) throw new ClearError(`The password ${weakness}.`);
    return given;
  }
  if (!process.stdin.isTTY)
    throw new ClearError('Set ADMIN_PASSWORD, or give the password with --password-stdin.');
  const password = answered(
    await askPassword({
      message: 'New password',
      validate: (value) => {
        const weakness = passwordWeakness(value ?? '');
        return weakness && `It ${weakness}.`;
      },
    }),
  );
  const again = answered(await askPassword({ message: 'Once more' }));
  if (again !== password) throw new ClearError('The two passwords differ; nothing was changed.');
  return password;
}

/** An answer, or the end of the command when the question was cancelled. */
function answered(answer: string | symbol): string {
  if (typeof answer === 'string') return answer;
  cancel('Nothing was changed.');
  throw new ClearError('Cancelled.');
}

async function firstLine(): Promise<string> {
  const lines = createInterface({ input: process.stdin });
  for await (const line of lines) return line;
  throw new ClearError('--password-stdin: standard input is empty.');
}

/** A running server remembers who may do what; rights changed beside it must reach it at once. */
async function forgetCachedRights(
  settings: Settings,
  administrator: Awaited<ReturnType<typeof findAdministrator>>,
): Promise<void> {
  const url = runningSession()?.localUrl;
  if (!url || !administrator) return;
  const token = administratorToken(settings.SECRET ?? '', administrator, 60);
  await fetch(`${url}/utils/cache/clear?system`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
    signal: AbortSignal.timeout(5000),
  }).catch(() => undefined);
}

main().catch(fail);
