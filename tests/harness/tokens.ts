/** Access tokens as Directus signs them, for lives and owners of the test's choice. */
import jwt from 'jsonwebtoken';
import { type Account, roles } from './accounts.ts';
import { SECRET } from './environment.ts';

/**
 * A token of an account.
 *
 * @param seconds until it expires; below zero for one that has
 * @param claims over the usual ones
 * @param secret to sign with; the servers' own unless given
 */
export function accessToken(
  account: Account,
  seconds: number,
  claims: Readonly<Record<string, unknown>> = {},
  secret: string = SECRET,
): string {
  const now = Math.floor(Date.now() / 1000);
  const payload = {
    id: account.id,
    role: roles[account.role],
    app_access: false,
    admin_access: false,
    iat: now - 60,
    exp: now + seconds,
    iss: 'directus',
    ...claims,
  };
  return jwt.sign(payload, secret);
}
