/** Sets the accounts' rules up and puts them where Directus's doors meet. */
import type { HookExtensionContext, RegisterFunctions } from '@directus/extensions';
import type { Express } from 'express';
import type { Database } from '../kernel/database.ts';
import { createSharedLimiter, limitPerAddress, routeLimiters } from '../kernel/limits.ts';
import { boundDocuments } from '../security/graphql-documents.ts';
import { createGuard } from './brute-force.ts';
import { guardDoors } from './doors.ts';
import { setHost, type UsersService } from './host.ts';
import { pagesRouter } from './pages.ts';
import { limitPasswords } from './password-limits.ts';
import { rememberLanguage } from './registration.service.ts';
import { registerFileRemoval } from './remove-files.ts';

const MAILS_PER_HOUR = 5;

export function registerAccounts(
  { init, filter }: Pick<RegisterFunctions, 'init' | 'filter'>,
  { database, env, services, getSchema, logger }: HookExtensionContext,
): void {
  const inside = async (transaction: Database) => ({
    schema: await getSchema({ database: transaction }),
    knex: transaction,
    accountability: null,
  });
  setHost({
    database,
    publicUrl: String(env.PUBLIC_URL),
    secret: String(env.SECRET),
    verifyLinks: env.USER_REGISTER_URL_ALLOW_LIST,
    resetLinks: env.PASSWORD_RESET_URL_ALLOW_LIST,
    registerStall: Number(env.REGISTER_STALL_TIME),
    verifyLives: String(env.EMAIL_VERIFICATION_TOKEN_TTL),
    mailLimit: createSharedLimiter(env, database, 'mail', MAILS_PER_HOUR, 3600),
    users: async (transaction) =>
      new services.UsersService(await inside(transaction)) as unknown as UsersService,
    files: async (transaction) => new services.FilesService(await inside(transaction)),
    hash: async (password) =>
      new services.PayloadService('directus_users', await inside(database)).processValues(
        'create',
        {
          password,
        },
      ),
    verifyPassword: async (user, password) =>
      new services.AuthenticationService(await inside(database)).verifyPassword(user, password),
    logger,
  });
  registerFileRemoval({ filter });
  guardDoors(services, createGuard(env, database));
  limitPasswords({ filter }, services, env);

  // Directus counts these too, but answers GraphQL beyond its limit with an error of the server.
  const limitRegistrations = routeLimiters(
    env,
    database,
  )([
    {
      name: 'register',
      of: 'address',
      points: Number(env.RATE_LIMITER_REGISTRATION_POINTS),
      seconds: Number(env.RATE_LIMITER_REGISTRATION_DURATION) + 1,
    },
  ]);
  boundDocuments(services, { users_register: limitRegistrations });

  init('app.before', ({ app }) => {
    (app as Express).use('/account', limitPerAddress(env));
    (app as Express).use(pagesRouter());
  });
  init('routes.before', ({ app }) => {
    (app as Express).post('/users/register', rememberLanguage, (request, response, next) => {
      limitRegistrations(request, response, undefined).then(() => next(), next);
    });
  });
}
