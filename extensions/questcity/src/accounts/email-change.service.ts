/** Changing one's own e-mail address: it holds when a mail to the new one has been answered. */
import { z } from 'zod';
import { inTransaction } from '../kernel/database.ts';
import { languageOfUser } from '../kernel/language.ts';
import * as mail from '../mail/mail.service.ts';
import * as store from './accounts.store.ts';
import { emailOf } from './email.ts';
import { type Host, theHost } from './host.ts';
import { InvalidTokenError, linkTo, markOf, PAGES, readToken, signToken } from './links.ts';
import { mayMail } from './registration.service.ts';

const SCOPE = 'email-change';
/** Without `id`, which would make it look like an access token. */
const Claims = z.object({
  account: z.guid(),
  email: z.string(),
  scope: z.literal(SCOPE),
  mark: z.string(),
});

const LIVES = '1d';

/** A new password or address makes the links of before void. */
const mark = (account: store.Account) => markOf(account.id, account.email, account.password);

/**
 * Mails a link to the new address and word of it to the old one, unless too many mails went to the new
 * one lately. Answers the same whether or not the new address has an account.
 *
 * @param save what is saved of the user besides, once the address is known to be one
 * @throws InvalidPayloadError when the address is none
 */
export async function requestEmailChange<T>(
  user: string,
  wanted: unknown,
  save: () => Promise<T>,
): Promise<T> {
  const host = theHost();
  const email = emailOf(wanted);
  const mayBeMailed = await mayMail(host, 'change', email);
  const saved = await save();
  if (mayBeMailed) await mailLinks(host, user, email);
  return saved;
}

async function mailLinks(host: Host, user: string, email: string): Promise<void> {
  await inTransaction(host.database, async (transaction) => {
    const account = await store.findById(transaction, user);
    if (!account || account.email === email) return;
    const other = await store.findByEmail(transaction, email);
    if (other && other.id !== user) {
      await mail.send(transaction, { to: other.email, template: 'email-change-known', data: {} });
    } else {
      const claims = { account: user, email, scope: SCOPE, mark: mark(account) };
      const url = linkTo(PAGES.changeEmail, signToken(host.secret, claims, LIVES), {
        wanted: undefined,
        allowed: undefined,
        publicUrl: host.publicUrl,
      });
      const language = await languageOfUser(transaction, user);
      await mail.send(transaction, {
        to: email,
        template: 'email-change',
        data: { url },
        language,
      });
    }
    if (account.email) {
      await mail.send(transaction, {
        to: account.email,
        template: 'email-change-asked',
        data: { email },
      });
    }
  });
}

/**
 * Makes a confirmed address that of its account, signs it out everywhere, and tells the old address.
 * Repeating it changes nothing.
 *
 * @throws InvalidTokenError also when the address was given to another account meanwhile
 * @throws TokenExpiredError
 */
export async function confirmEmailChange(token: unknown): Promise<void> {
  const host = theHost();
  const claims = readToken(host.secret, token, Claims);
  const { account: id, email } = claims;
  await inTransaction(host.database, async (transaction) => {
    const account = await store.lockById(transaction, id);
    if (account?.status !== 'active') throw new InvalidTokenError();
    if (account.email === email) return;
    if (mark(account) !== claims.mark) throw new InvalidTokenError();
    const other = await store.findByEmail(transaction, email);
    if (other && other.id !== id) throw new InvalidTokenError();
    await (await host.users(transaction)).updateOne(id, { email });
    if (account.email) {
      await mail.send(transaction, {
        to: account.email,
        template: 'email-changed',
        data: { email },
        language: await languageOfUser(transaction, id),
      });
    }
  });
}
