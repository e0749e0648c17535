/** What the rooms of play do beside requests: sessions end on time, and attempts have a place. */
import type { HookExtensionContext, RegisterFunctions } from '@directus/extensions';
import { createAssets } from '../kernel/assets.ts';
import { ForbiddenError, InvalidPayloadError } from '../kernel/errors.ts';
import { bytesOf } from '../kernel/fields.ts';
import * as jobs from '../kernel/jobs.ts';
import { makePartitions } from './attempts.store.ts';
import { createPhotoReader } from './proofs/photos.ts';
import { EXPIRE_JOB, expireDue, expireSession } from './sessions.service.ts';
import { setPlaySettings } from './settings.ts';

export function registerPlayHooks(
  { filter, schedule }: Pick<RegisterFunctions, 'filter' | 'schedule'>,
  { database, env, getSchema, logger, services }: HookExtensionContext,
): void {
  const assets = createAssets({ services, getSchema, logger });
  const maxBytes = bytesOf(env.FILES_MAX_UPLOAD_SIZE);
  setPlaySettings({
    pepper: String(env.PEPPER),
    readPhoto: createPhotoReader({ assets, maxBytes, logger }),
    openFile: assets.open,
  });

  // The row alone would not move the session on. Filters come before permissions.
  filter('attempts.items.update', (_payload, _meta, { accountability }) => {
    if (accountability && !accountability.admin) throw new ForbiddenError();
    throw new InvalidPayloadError({
      reason: 'Attempts are decided through POST /api/v2/attempts/:id/decide',
    });
  });

  jobs.work(EXPIRE_JOB, ({ session }: { session: string }) =>
    expireSession(database, session, new Date()),
  );

  // Sessions that have no job: those that were put into the database otherwise.
  schedule('*/5 * * * *', async () => {
    await expireDue(database, new Date()).catch((error) => logger.warn(error));
  });

  // The table of next month's attempts is made ahead, while nobody waits for it.
  schedule('43 3 * * *', async () => {
    await makePartitions(database).catch((error) => logger.warn(error));
  });
}
