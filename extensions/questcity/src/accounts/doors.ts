/**
 * Puts our rules where Directus's doors meet. REST, GraphQL and the native WebSocket check
 * passwords, register and change addresses through the same few methods of Directus's services; the
 * hooks that Directus offers come too late for that (after a user was found) or not at all. See
 * docs/decisions/0016.
 */
import type { HookExtensionContext } from '@directus/extensions';
import { clientNetwork } from '../kernel/address.ts';
import { InvalidCredentialsError, isDirectusError } from '../kernel/errors.ts';
import { replaceMethod } from '../kernel/host-methods.ts';
import type { Guard } from './brute-force.ts';
import { requestEmailChange } from './email-change.service.ts';
import { inEqualTime } from './equal-time.ts';
import { theHost, type UsersService } from './host.ts';
import { allowedUrl } from './links.ts';
import { mayMail, register, verifyRegistration } from './registration.service.ts';

interface Service {
  readonly accountability?: { ip?: string | null } | null;
}

interface TFAService {
  readonly itemsService: { readonly accountability?: { readonly user?: string | null } | null };
}

function addressOf({ accountability }: Service): string | undefined {
  return accountability?.ip ? clientNetwork(accountability.ip) : undefined;
}

/** Sets up all of them; throws when a method is not there, as after an update of Directus. */
export function guardDoors(services: HookExtensionContext['services'], guard: Guard): void {
  replaceMethod(services.AuthenticationService, 'login', (login) => {
    return async function (this: Service, provider?: string, payload?: unknown, options?: unknown) {
      const { email, identifier, password, otp } = (payload ?? {}) as Record<string, unknown>;
      // Without a password another service has said who it is.
      if (typeof password !== 'string') return login.call(this, provider, payload, options);
      const proceed = () =>
        inEqualTime({ email: String(email ?? ''), password, provider: provider ?? 'default' }, () =>
          login.call(this, provider, payload, options),
        );
      // Only a native WebSocket comes without: its address is not known, so it could not be limited.
      if (!this.accountability) throw new InvalidCredentialsError();
      const subject = String(email ?? identifier ?? '')
        .normalize('NFKC')
        .toLowerCase();
      const given = (options as { otp?: unknown } | undefined)?.otp ?? otp;
      return guard.run(subject, addressOf(this), proceed, (error) =>
        // Asked for the one-time password, after the right password: that is how it goes.
        isDirectusError(error, 'INVALID_OTP') ? Boolean(given) : isWrong(error),
      );
    };
  });

  replaceMethod(services.AuthenticationService, 'verifyPassword', (verify) => {
    return function (this: Service, user: string, password: unknown) {
      const proceed = () => verify.call(this, user, password);
      return guard.run(`password ${user}`, addressOf(this), proceed, isWrong);
    };
  });

  replaceMethod(services.TFAService, 'verifyOTP', (verify) => {
    return async function (
      this: { itemsService: Service },
      user: string,
      otp: unknown,
      secret?: unknown,
    ) {
      const wrong = Symbol('wrong');
      const check = async () => {
        if (!(await verify.call(this, user, otp, secret))) throw wrong;
        return true;
      };
      return guard
        .run(`otp ${user}`, addressOf(this.itemsService), check, (error) => error === wrong)
        .catch((error) => {
          if (error === wrong) return false;
          throw error;
        });
    };
  });

  // Whether the password and the code are right, Directus has looked; the field itself is closed.
  for (const name of ['enableTFA', 'disableTFA']) {
    replaceMethod(services.TFAService, name, (change) => {
      return function (this: TFAService, user: string, ...rest: unknown[]) {
        const { itemsService } = this;
        if (itemsService.accountability?.user !== user) return change.call(this, user, ...rest);
        const own = Object.create(this, {
          itemsService: { value: Object.create(itemsService, { accountability: { value: null } }) },
        });
        return change.call(own, user, ...rest);
      };
    });
  }

  replaceMethod(services.SharesService, 'login', (login) => {
    return function (this: Service, payload?: { share?: unknown }, options?: unknown) {
      const proceed = () => login.call(this, payload, options);
      return guard.run(`share ${payload?.share}`, addressOf(this), proceed, isWrong);
    };
  });

  replaceMethod(services.UsersService, 'registerUser', () => {
    return function (this: UsersService, input: unknown) {
      return register(this, input);
    };
  });

  replaceMethod(services.UsersService, 'verifyRegistration', () => verifyRegistration);

  replaceMethod(services.UsersService, 'requestPasswordReset', (request) => {
    return async function (this: UsersService, email: string, url?: string, subject?: string) {
      // Directus compares host and path alone: http would do where https is allowed.
      if (url) allowedUrl(url, theHost().resetLinks);
      // Nobody's mailbox is filled by others. Directus answers the same to an address without account.
      const wanted = (await mayMail(theHost(), 'reset', email)) ? email : '';
      return request.call(this, wanted, url, subject);
    };
  });

  replaceMethod(services.UsersService, 'updateMany', (update) => {
    return async function (
      this: UsersService,
      keys: string[],
      data: Record<string, unknown>,
      options?: object,
    ) {
      const self = this.accountability?.user;
      const { email, ...rest } = data ?? {};
      // Together with others it is for Directus to refuse.
      const own = keys?.length > 0 && keys.every((key) => key === self);
      if (!self || !own || typeof email !== 'string') {
        return update.call(this, keys, data, options);
      }
      return requestEmailChange(self, email, async () =>
        Object.keys(rest).length > 0 ? update.call(this, keys, rest, options) : keys,
      );
    };
  });
}

function isWrong(error: unknown): boolean {
  return isDirectusError(error, 'INVALID_CREDENTIALS') || isDirectusError(error, 'USER_SUSPENDED');
}
