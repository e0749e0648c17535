/** Links in mails: where they lead, and the tokens in them. */
import { createHash } from 'node:crypto';
import { createError } from '@directus/errors';
import jwt from 'jsonwebtoken';
import type { z } from 'zod';
import { InvalidPayloadError, TokenExpiredError } from '../kernel/errors.ts';

/** 403: a token that is none of this server's, was for something else, or has served already. */
const InvalidTokenError = createError('INVALID_TOKEN', 'Invalid token.', 403);

const ISSUER = 'directus';

/** The server's own pages, for links that no app has claimed; see pages.ts. */
export const PAGES = {
  verify: '/account/verify-email',
  reset: '/account/reset-password',
  changeEmail: '/account/confirm-email',
} as const;

/**
 * A link with a token to a page: the app's, if it is one of those that the server's settings allow.
 * @throws InvalidPayloadError when it is not
 */
export function linkTo(
  page: string,
  token: string,
  { wanted, allowed, publicUrl }: { wanted: unknown; allowed: unknown; publicUrl: string },
): string {
  let url = new URL(publicUrl.replace(/\/$/, '') + page);
  if (wanted !== undefined && wanted !== null) {
    url = allowedUrl(String(wanted), allowed);
  }
  url.searchParams.set('token', token);
  return url.href;
}

/** Scheme, host, port and path must be those of an entry; the query is the app's own. */
export function allowedUrl(wanted: string, allowed: unknown): URL {
  const entries = Array.isArray(allowed) ? allowed : allowed ? [allowed] : [];
  const url = URL.canParse(wanted) ? new URL(wanted) : undefined;
  const key = ({ protocol, host, pathname, username, password }: URL) =>
    JSON.stringify([protocol, host, pathname, username, password]);
  const found = url && entries.some((entry) => key(new URL(String(entry))) === key(url));
  if (!found) throw new InvalidPayloadError({ reason: 'This URL may not be used in mails' });
  return url;
}

/** A signed token. @param lives in the form of jsonwebtoken (`1d`) */
export function signToken(secret: string, claims: object, lives: string): string {
  return jwt.sign(claims, secret, { issuer: ISSUER, expiresIn: lives as '1d' });
}

/**
 * The claims of a token.
 * @throws InvalidTokenError when it was not signed here or is for something else
 * @throws TokenExpiredError
 */
export function readToken<T>(secret: string, token: unknown, claims: z.ZodType<T>): T {
  try {
    return claims.parse(
      jwt.verify(String(token), secret, { issuer: ISSUER, algorithms: ['HS256'] }),
    );
  } catch (error) {
    if (error instanceof jwt.TokenExpiredError) throw new TokenExpiredError();
    throw new InvalidTokenError();
  }
}

/** Ties a token to a state that ends, so that it serves once: a token with another mark is void. */
export function markOf(...state: (string | null)[]): string {
  return createHash('sha256').update(JSON.stringify(state)).digest('base64url').slice(0, 22);
}

export { InvalidTokenError };
