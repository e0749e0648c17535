/**
 * `npm run admin:create`: makes an administrator, or gives one a new password. Asks for what it is
 * not told. Works beside a running server and without one. How it is used is said by `--help`.
 */
import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import { password as askPassword, cancel, confirm, text } from '@clack/prompts';
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
  findAccount,
  findAdministrator,
  type KnownAccount,
  lockAdministrators,
  refusal,
  setAdministrator,
} from './administrator.ts';

const HELP = `npm run admin:create [-- options]

Makes an administrator, or gives an administrator a new password, which ends earlier sign-ins.
At a terminal it asks for what it is not told.

  --email <address>   whose account; without it ADMIN_EMAIL
  --password-stdin    the password is the first line of standard input; without it ADMIN_PASSWORD
  --password <text>   the password itself; it stays in the history of the shell
  --promote           also makes an administrator of an account that is something else (a player, a
                      manager), or is locked, which unlocks it; without it that is refused, or asked
                      at a terminal
  --help              shows this

  ADMIN_PASSWORD=… npm run admin:create -- --email you@example.com`;

interface Flags {
  email?: string | undefined;
  password?: string | undefined;
  'password-stdin'?: boolean | undefined;
  promote?: boolean | undefined;
}

async function main(): Promise<void> {
  const { values: flags } = parseArgs({
    options: {
      email: { type: 'string' },
      password: { type: 'string' },
      'password-stdin': { type: 'boolean' },
      promote: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (flags.help) {
    console.log(HELP);
    return;
  }
  await withEnvironment(async ({ settings, variables }) => {
    const email = await chooseEmail(flags, settings);
    const account = await withClient(variables, (client) => findAccount(client, email));
    const promote = await choosePromotion(flags, email, account);
    const password = await choosePassword(flags, settings);
    const before = await withClient(variables, async (client) => {
      const result = await lockAdministrators(client, async () => {
        const known = await setAdministrator(client, { email, password, promote });
        // Or the next start would make up another, if an earlier one was cut short.
        await remember(client, 'administrator', 'chosen');
        return known;
      });
      await forgetCachedRights(settings, await findAdministrator(client));
      return result;
    });
    console.log(`✔ ${email} ${outcome(before)}.`);
  });
}

/** What was done, after the address. */
function outcome(before: KnownAccount | undefined): string {
  if (!before) return 'is an administrator now';
  if (before.administrator) {
    return 'is an administrator, with the new password; earlier sign-ins have ended';
  }
  const request = before.unlockRequested ? ', whose unlock request counts as approved' : '';
  return `was ${before.what}${request}, and is an administrator now, with the new password; earlier sign-ins have ended`;
}

/** Whether an account that is there may become an administrator; settled before anything is asked of its password. */
async function choosePromotion(
  flags: Flags,
  email: string,
  account: KnownAccount | undefined,
): Promise<boolean> {
  if (flags.promote) return true;
  if (!account || account.administrator) return false;
  if (!process.stdin.isTTY) throw new ClearError(refusal(email, account));
  const message = `${email} is ${account.what}. Make an administrator of that account?`;
  if (answered(await confirm({ message, initialValue: false }))) return true;
  throw new ClearError('Nothing was changed.');
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
function answered<T>(answer: T): Exclude<T, symbol> {
  if (typeof answer !== 'symbol') return answer as Exclude<T, symbol>;
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
