/**
 * QuestCity's one server bundle: this file composes it. Each feature brings its routes and a function
 * that registers its hooks; nothing else is global.
 */

import type { Server } from 'node:http';
import { defineHook } from '@directus/extensions-sdk';
import cors from 'cors';
import { type Express, Router } from 'express';
import packageJson from '../package.json' with { type: 'json' };
import { registerAccounts } from './accounts/accounts.hooks.ts';
import { registerCatalogHooks } from './catalog/catalog.hooks.ts';
import { documentationRouter } from './documentation/documentation.ts';
import { openApiDocument } from './documentation/openapi.ts';
import { forgetOldRejections } from './friends/friends.service.ts';
import { healthRouter } from './health/health.ts';
import { createAuthenticator } from './kernel/actor.ts';
import { explainAtTheSource, translateDatabaseError } from './kernel/database-errors.ts';
import { errorTranslation } from './kernel/error-translation.ts';
import { surviveUnawaitedRefusals } from './kernel/host-errors.ts';
import { createRouter, mountInFront, routeNotFound } from './kernel/http.ts';
import { forgetOldKeys } from './kernel/idempotency.ts';
import * as jobs from './kernel/jobs.ts';
import { forgetOldLimits, limitPerAddress, routeLimiters } from './kernel/limits.ts';
import { endRedisWith } from './kernel/redis.ts';
import { createRevocation } from './kernel/revocation.ts';
import { explainUnreadableRequests } from './kernel/unreadable-requests.ts';
import { registerLockingHooks } from './locking/locking.hooks.ts';
import { sendNotices } from './locking/notices.ts';
import { registerMail } from './mail/mail.hooks.ts';
import { translateForStaff } from './messages/staff-messages.ts';
import { registerPlayHooks } from './play/play.hooks.ts';
import { registerReviewHooks } from './reviews/reviews.hooks.ts';
import { API_ROOT, routes } from './routes.ts';
import { serveSourcesWithoutSession } from './security/admin-app-sources.ts';
import { findAsCaller } from './security/changes-by-query.ts';
import { refuseFilesWithoutContent } from './security/file-rows.ts';
import { forgetPermissions } from './security/forget-permissions.ts';
import { readImportsFirst } from './security/import-files.ts';
import { guardImports } from './security/imports.ts';
import { refuseDeepQueries, refuseImpossibleBodies } from './security/impossible-requests.ts';
import { guardNativeWebSocket } from './security/native-websocket/index.ts';
import { guardPictureDecoder } from './security/picture-decoder.ts';
import { checkPictureTypes } from './security/picture-types.ts';
import { keepFieldsPrivate } from './security/private-fields.ts';
import { boundQueries } from './security/query-size.ts';
import { forgetHostsOfTargets } from './security/request-targets.ts';
import { endRevokedSockets } from './security/revoked-sockets.ts';
import { refuseRevokedTokens } from './security/revoked-tokens.ts';
import { closeStaffDoors } from './security/staff-doors.ts';
import { refuseNestedTexts } from './security/texts.ts';
import { boundUploadForms } from './security/upload-forms.ts';
import { limitUploads } from './security/upload-quota.ts';
import { registerUnlockRequestHooks } from './unlock-requests/unlock-requests.hooks.ts';
import { registerWalletHooks } from './wallet/wallet.hooks.ts';

/** What a page of another origin may read of an answer. */
const EXPOSED_HEADERS = ['Retry-After', 'Idempotency-Replayed'];

export default defineHook((register, context) => {
  const { init, filter, action, schedule } = register;
  const { env, database, logger, services } = context;
  const secret = String(env.SECRET);
  const authenticate = createAuthenticator(database, secret);
  const revocation = createRevocation(database, secret, (message) => logger.warn(message));

  registerMail(register, context);
  registerAccounts(register, context);
  registerCatalogHooks(register, context);
  registerPlayHooks(register, context);
  registerReviewHooks(register);
  registerLockingHooks(register);
  registerUnlockRequestHooks(register);
  registerWalletHooks(register);
  guardNativeWebSocket(register, context);
  refuseNestedTexts(register);

  guardImports(services, env);
  limitUploads(context);
  findAsCaller(services);
  readImportsFirst(services, env);
  guardPictureDecoder(services);
  checkPictureTypes(services);
  keepFieldsPrivate(services);
  boundQueries(services, env);
  refuseFilesWithoutContent(register);
  revocation.onRevoked(() => authenticate.forget());
  forgetPermissions(register, revocation, context);
  refuseRevokedTokens(register, revocation, env);
  endRevokedSockets(register, revocation);

  surviveUnawaitedRefusals((error) => logger.warn(error));
  endRedisWith(database, (error) => logger.warn(error));

  // In front of Directus's middleware, which costs more than our routes do: docs/decisions.
  init('app.before', async ({ app }) => {
    await explainAtTheSource(database);
    const api = Router({ caseSensitive: true });
    if (env.CORS_ENABLED === true)
      api.use(
        cors({ origin: env.CORS_ORIGIN, credentials: true, exposedHeaders: EXPOSED_HEADERS }),
      );
    api.use(limitPerAddress(env));
    api.use(
      createRouter(routes, {
        database,
        authenticate,
        sessionCookie: String(env.SESSION_COOKIE_NAME),
        maxBody: String(env.MAX_PAYLOAD_SIZE),
        now: () => new Date(),
        limiter: routeLimiters(env, database),
      }),
    );
    mountInFront(app as Express, API_ROOT, api);
    // Pages, unlike JSON, want Directus's security headers.
    const documentation = documentationRouter(
      openApiDocument(routes, packageJson.version, API_ROOT),
    );
    (app as Express).use(API_ROOT, documentation, routeNotFound);
    (app as Express).use('/health', healthRouter(database));
    await jobs.start(database, logger);
  });

  init('middlewares.before', ({ app }) => {
    refuseDeepQueries(app as Express);
    serveSourcesWithoutSession(app as Express);
    // Whatever was uploaded, a browser takes it for what it was uploaded as.
    (app as Express).use('/assets', (_request, response, next) => {
      response.setHeader('X-Content-Type-Options', 'nosniff');
      next();
    });
  });

  action('server.start', ({ server }) => {
    explainUnreadableRequests(server as Server);
    forgetHostsOfTargets(server as Server);
    revocation.start();
    jobs.startWorkers(logger).catch((error) => logger.error(error));
  });

  init('routes.before', ({ app }) => {
    refuseImpossibleBodies(app as Express);
    closeStaffDoors(app as Express);
    boundUploadForms(app as Express, env);
  });

  // Behind all routes, ours and Directus's, and before Directus's error handler.
  init('routes.custom.after', ({ app }) => {
    (app as Express).use(errorTranslation(database, API_ROOT));
  });

  filter('database.error', (error) => translateDatabaseError(database, error));

  // In development Directus adds its stack, with paths of the machine, to what it answers.
  translateForStaff(register, database);
  filter('request.error', (errors) => {
    for (const error of errors as { extensions?: { stack?: string } }[])
      delete error.extensions?.stack;
    return errors;
  });

  schedule('17 * * * *', async () => {
    await forgetOldKeys(database).catch((error) => logger.warn(error));
    await forgetOldRejections(database, new Date()).catch((error) => logger.warn(error));
    await forgetOldLimits(database).catch((error) => logger.warn(error));
  });

  schedule('* * * * *', async () => {
    await sendNotices(database).catch((error) => logger.warn(error));
  });
});
