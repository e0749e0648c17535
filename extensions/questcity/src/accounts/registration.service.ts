/**
 * Registering, in place of Directus's own way, which (1) mails the submitted spelling of an address
 * instead of the stored one, (2) says for unknown addresses alone that a password is too short, and
 * (3) lets whoever registers an address first choose the password that its owner confirms.
 */
import { createHash } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import type { NextFunction, Request, Response } from 'express';
import { LRUCache } from 'lru-cache';
import { RateLimiterRes } from 'rate-limiter-flexible';
import { z } from 'zod';
import { type Database, inTransaction } from '../kernel/database.ts';
import { ForbiddenError, InvalidPayloadError, isDirectusError } from '../kernel/errors.ts';
import { text } from '../kernel/fields.ts';
import { type Language, nearestLanguage } from '../kernel/language.ts';
import * as mail from '../mail/mail.service.ts';
import * as store from './accounts.store.ts';
import { emailOf } from './email.ts';
import { type Host, theHost, type UsersService } from './host.ts';
import {
  allowedUrl,
  InvalidTokenError,
  linkTo,
  markOf,
  PAGES,
  readToken,
  signToken,
} from './links.ts';

const Name = text(0, 50).nullish();
const Registration = z.object({
  password: z.string(),
  first_name: Name,
  last_name: Name,
  verification_url: z.string().nullish(),
});

const SCOPE = 'pending-registration';
const Claims = z.object({ email: z.string(), scope: z.literal(SCOPE), mark: z.string() });

/** The languages of requests under way: Directus hands no more of a request on than its body. */
const languages = new LRUCache<string, Language>({ max: 1000, ttl: 10_000 });

/** Middleware of `/users/register`: the account gets the language of who registers. */
export function rememberLanguage(request: Request, _response: Response, next: NextFunction): void {
  const { email } = (request.body ?? {}) as { email?: unknown };
  // Without the header every language is accepted, and the first would look like a wish.
  const language = request.headers['accept-language'] && request.acceptsLanguages('en', 'ru');
  if (typeof email === 'string' && language) {
    languages.set(email.trim().slice(0, 128), nearestLanguage(language));
  }
  next();
}

/**
 * Registers an address. Takes as long and answers the same whether or not it has an account, and
 * before that is known.
 *
 * @throws InvalidPayloadError, ForbiddenError and those of Directus's password policy, none of which
 *   depend on who has an account
 */
export async function register(users: UsersService, input: unknown): Promise<void> {
  const host = theHost();
  const began = performance.now();
  const settings = await store.readRegistrationSettings(host.database);
  if (!settings?.public_registration) throw new ForbiddenError();
  if (settings.public_registration_email_filter) {
    host.logger.error('public_registration_email_filter is not supported: nobody can register');
    throw new ForbiddenError();
  }
  const parsed = Registration.safeParse(input);
  if (!parsed.success) {
    const names = parsed.error.issues.map((issue) => issue.path.join('.')).join(', ');
    throw new InvalidPayloadError({ reason: `Invalid value of ${names}` });
  }
  const email = emailOf((input as { email?: unknown }).email);
  const { password, verification_url } = parsed.data;
  if (verification_url) allowedUrl(verification_url, host.verifyLinks);
  await users.checkPasswordPolicy([password]);
  const mayBeMailed = await mayMail(host, 'register', email);
  // Not waited for: on a busy machine it takes longer than any time that could be kept for it, and
  // longest for an address that is new.
  const entered = mayBeMailed
    ? inTransaction(host.database, (transaction) =>
        enter(host, transaction, settings, { ...parsed.data, email }),
      )
    : host.hash(password);
  entered.catch((error) => {
    // Two registered the address at once: the other's mail is on its way.
    if (isDirectusError(error, 'RECORD_NOT_UNIQUE')) return;
    host.logger[isDirectusError(error) ? 'warn' : 'error'](error, 'A registration failed');
  });
  await setTimeout(Math.max(0, host.registerStall - (performance.now() - began)));
}

async function enter(
  host: Host,
  transaction: Database,
  settings: store.RegistrationSettings,
  input: z.infer<typeof Registration> & { email: string },
): Promise<void> {
  const users = await host.users(transaction);
  const { email, password, first_name = null, last_name = null, verification_url } = input;
  const language = languages.get(email) ?? null;
  const verify = settings.public_registration_verify_email;
  const known = await store.findByEmail(transaction, email);
  if (known && known.status !== 'unverified') {
    await host.hash(password); // as much work as for a new one
    if (known.status === 'active') {
      await mail.send(transaction, { to: known.email, template: 'registration-known', data: {} });
    }
    return;
  }
  // Who registers again means the new password. Links of before confirm the one of before: void.
  if (known) await users.updateOne(known.id, { password, first_name, last_name });
  else {
    const role = settings.public_registration_role;
    const status = verify ? 'unverified' : 'active';
    await users.createOne({ email, password, role, status, first_name, last_name, language });
  }
  if (!verify) return;
  const account = (await store.findByEmail(transaction, email)) as store.Account;
  const claims = { email: account.email, scope: SCOPE, mark: markOf(account.id, account.password) };
  const url = linkTo(PAGES.verify, signToken(host.secret, claims, host.verifyLives), {
    wanted: verification_url ?? undefined,
    allowed: host.verifyLinks,
    publicUrl: host.publicUrl,
  });
  await mail.send(transaction, { to: account.email, template: 'user-registration', data: { url } });
}

/**
 * Whether an address may get one more mail that somebody unknown causes: a few an hour, so that nobody
 * is flooded. Not to be asked inside a transaction, for which it would need a second connection.
 * Rejects when it cannot be counted, rather than tell of a mail that is never sent.
 */
export async function mayMail(
  { mailLimit }: Host,
  cause: 'register' | 'reset' | 'change',
  to: string,
): Promise<boolean> {
  const address = to.normalize('NFKC').toLowerCase();
  const key = createHash('sha256').update(`${cause} ${address}`).digest('base64url');
  return mailLimit.consume(key).then(
    () => true,
    (refusal: unknown) => {
      if (refusal instanceof RateLimiterRes) return false;
      throw refusal;
    },
  );
}

/**
 * Makes the account of a confirmed address active. Repeating it changes nothing.
 *
 * @returns the account's id
 * @throws InvalidTokenError, TokenExpiredError
 */
export async function verifyRegistration(token: unknown): Promise<string> {
  const host = theHost();
  const { email, mark } = readToken(host.secret, token, Claims);
  return inTransaction(host.database, async (transaction) => {
    const account = await store.findByEmail(transaction, email);
    if (!account || markOf(account.id, account.password) !== mark) throw new InvalidTokenError();
    if (account.status === 'unverified') {
      await (await host.users(transaction)).updateOne(account.id, { status: 'active' });
    } else if (account.status !== 'active') throw new InvalidTokenError();
    return account.id;
  });
}
