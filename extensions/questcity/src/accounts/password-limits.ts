/**
 * How often a user's password may be checked or changed. Each takes as long as a hash is meant to, and
 * one request can bring many of them: a mutation of GraphQL under other names, a list of rows.
 */
import type { HookExtensionContext, RegisterFunctions } from '@directus/extensions';
import { replaceMethod } from '../kernel/host-methods.ts';
import { limitPerUser } from '../kernel/limits.ts';

type Environment = HookExtensionContext['env'];

/** Mistakes and second thoughts. */
const PER_MINUTE = 10;
/** Who sets the passwords of others in the admin app, or by a script. */
const PER_MINUTE_OF_ADMINISTRATORS = 120;

export function limitPasswords(
  { filter }: Pick<RegisterFunctions, 'filter'>,
  services: HookExtensionContext['services'],
  env: Environment,
): void {
  const count = limitPerUser(env, 'questcity-passwords', PER_MINUTE, 60);
  const countOfAdministrator = limitPerUser(
    env,
    'questcity-passwords-set',
    PER_MINUTE_OF_ADMINISTRATORS,
    60,
  );

  // Comes before the hash, through whatever door.
  filter('users.update', async (payload, { keys }, { accountability }) => {
    if (!(payload as { password?: unknown } | null)?.password) return payload;
    // With a link from a mail nobody is signed in.
    const user = accountability?.user ?? String(keys);
    await (accountability?.user && accountability.admin ? countOfAdministrator : count)(user);
    return payload;
  });

  replaceMethod(services.AuthenticationService, 'verifyPassword', (verify) => {
    return async function (this: unknown, user: string, password: unknown) {
      await count(user);
      return verify.call(this, user, password);
    };
  });
}
