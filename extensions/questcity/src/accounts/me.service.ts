/** The own account and profile: reading, changing, deleting. */
import { inTransaction } from '../kernel/database.ts';
import { ConstraintViolationError, InvalidPayloadError, NotFoundError } from '../kernel/errors.ts';
import * as jobs from '../kernel/jobs.ts';
import { nearestLanguage } from '../kernel/language.ts';
import { type Call, JsonText } from '../kernel/route.ts';
import * as mail from '../mail/mail.service.ts';
import { theHost } from './host.ts';
import type { MePatch } from './me.schema.ts';
import * as store from './me.store.ts';
import { REMOVE_FILES, type RemoveFiles } from './remove-files.ts';

/** @throws NotFoundError when the account was deleted a moment ago */
export async function readMe({ actor, database }: Call): Promise<JsonText> {
  const me = await store.readMe(database, actor.id);
  if (me === undefined) throw new NotFoundError({ thing: 'account' });
  return new JsonText(`{"data":${me}}`);
}

/**
 * Changes the profile, and returns all of it.
 * @throws ConstraintViolationError for a taken username or an avatar that is not the caller's own image
 */
export async function updateMe(call: Call, patch: MePatch): Promise<JsonText> {
  const { actor, database } = call;
  await inTransaction(database, async (transaction) => {
    const { avatar } = patch;
    if (avatar && !(await store.isOwnFile(transaction, actor.id, avatar))) {
      throw new ConstraintViolationError({
        reason: 'The avatar must be a picture that you have uploaded.',
        constraint: 'profiles_avatar_own',
      });
    }
    const before = await store.updateMe(transaction, actor.id, patch);
    if (avatar === undefined || before === null || before === avatar) return;
    // A picture that its owner has taken back must not stay visible to everybody.
    if (await store.isUnusedAvatar(transaction, actor.id, before)) {
      await jobs.send(transaction, REMOVE_FILES, { files: [before] } satisfies RemoveFiles);
    }
  });
  return readMe(call);
}

/**
 * Deletes the account: what others read stays without a name, the rest goes, files after the commit.
 *
 * @throws InvalidPayloadError when the password is missing
 * @throws InvalidCredentialsError when it is wrong
 * @throws UnprocessableContentError of Directus, for the last administrator
 */
export async function deleteMe(
  { actor, database }: Call,
  { password }: { password?: string | undefined },
): Promise<void> {
  const host = theHost();
  const account = await store.readAccount(database, actor.id);
  if (!account) return;
  if (account.has_password) {
    if (password === undefined) {
      throw new InvalidPayloadError({
        reason: '"password": the password is needed to delete the account',
      });
    }
    // Outside the transaction: it takes its time.
    await host.verifyPassword(actor.id, password);
  }
  await inTransaction(database, async (transaction) => {
    await (await host.users(transaction)).deleteOne(actor.id);
    if (account.email) {
      await mail.send(transaction, {
        to: account.email,
        template: 'account-deleted',
        data: {},
        language: nearestLanguage(account.language),
      });
    }
  });
}
