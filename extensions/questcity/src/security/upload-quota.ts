/**
 * How many files a player may upload in a day. Each has a size, but nobody who is not staff can delete
 * one again, so that one account alone could fill the disk.
 */
import type { HookExtensionContext } from '@directus/extensions';
import { isStaff } from '../kernel/actor.ts';
import { replaceMethod } from '../kernel/host-methods.ts';
import { limitPerUserShared } from '../kernel/limits.ts';

/** Far more than anybody takes pictures in a day of quests and chats: 4 GB of the largest. */
const FILES_A_DAY = 200;
const DAY_SECONDS = 24 * 3600;

interface FilesService {
  readonly accountability?: {
    readonly user?: string | null;
    readonly app?: boolean;
    readonly admin?: boolean;
  } | null;
}

/** Counts where all doors upload. */
export function limitUploads(context: HookExtensionContext): void {
  const { database, env, services } = context;
  const count = limitPerUserShared(env, database, 'uploads', FILES_A_DAY, DAY_SECONDS);
  replaceMethod(services.FilesService, 'uploadOne', (uploadOne) => {
    return async function (this: FilesService, ...args: unknown[]) {
      const user = this.accountability?.user;
      if (user && !isStaff(this.accountability)) await count(user);
      return uploadOne.apply(this, args);
    };
  });
}
