/**
 * Directus checks an access token by its signature alone until it runs out. Here each token says in
 * which generation of its user it was issued, and on Directus's own routes too it is refused when the
 * user was revoked since.
 */
import type { HookExtensionContext, RegisterFunctions } from '@directus/extensions';
import type { CookieOptions, Request } from 'express';
import { InvalidCredentialsError } from '../kernel/errors.ts';
import type { Revocation } from '../kernel/revocation.ts';
import { GENERATION_CLAIM } from '../kernel/standing.ts';

/** A request as Directus has prepared it when it asks who is calling. */
interface DirectusRequest extends Request {
  token: string | null;
}

export function refuseRevokedTokens(
  { filter }: Pick<RegisterFunctions, 'filter'>,
  revocation: Revocation,
  env: HookExtensionContext['env'],
): void {
  filter('auth.jwt', async (claims, { user }) => {
    // The token of a share stands for nobody.
    if (typeof user !== 'string') return claims;
    const { active, generation } = await revocation.standingOf(user);
    if (!active) throw new InvalidCredentialsError();
    return { ...(claims as object), [GENERATION_CLAIM]: generation };
  });

  filter('authenticate', async (accountability, { req }) => {
    const request = req as DirectusRequest;
    if (!request.token) return accountability;
    try {
      await revocation.checkToken(request.token);
    } catch (error) {
      if (error instanceof InvalidCredentialsError) forgetCookie(request, env);
      throw error;
    }
    return accountability;
  });
}

/** As Directus does with a session it no longer knows, or the browser could not even sign in anew. */
function forgetCookie(request: DirectusRequest, env: HookExtensionContext['env']): void {
  const name = String(env.SESSION_COOKIE_NAME);
  if (request.cookies?.[name] !== request.token) return;
  const options: CookieOptions = {
    httpOnly: true,
    secure: Boolean(env.SESSION_COOKIE_SECURE),
    sameSite: env.SESSION_COOKIE_SAME_SITE as 'lax' | 'strict' | 'none',
  };
  if (env.SESSION_COOKIE_DOMAIN) options.domain = String(env.SESSION_COOKIE_DOMAIN);
  request.res?.clearCookie(name, options);
}
