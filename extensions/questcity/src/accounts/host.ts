/** What the accounts' rules use of Directus: its services and settings, given once at the start. */
import type { HookExtensionContext } from '@directus/extensions';
import type { RateLimiterAbstract } from 'rate-limiter-flexible';
import type { Database } from '../kernel/database.ts';

/** Directus's UsersService, with the methods that its published type leaves out. */
export interface UsersService {
  knex: Database;
  schema: Awaited<ReturnType<HookExtensionContext['getSchema']>>;
  accountability: { user?: string | null; ip?: string | null } | null;
  createOne(data: object, options?: object): Promise<string>;
  updateOne(key: string, data: object, options?: object): Promise<string>;
  updateMany(keys: string[], data: Record<string, unknown>, options?: object): Promise<string[]>;
  deleteOne(key: string): Promise<string>;
  checkPasswordPolicy(passwords: string[]): Promise<void>;
  resetPassword(token: string, password: string): Promise<void>;
  verifyRegistration(token: string): Promise<string>;
}

export interface Host {
  readonly database: Database;
  readonly publicUrl: string;
  readonly secret: string;
  readonly verifyLinks: unknown;
  readonly resetLinks: unknown;
  /** Milliseconds that a registration takes, whatever it finds. */
  readonly registerStall: number;
  /** How long a verification link is good, in the form of jsonwebtoken. */
  readonly verifyLives: string;
  /** Mails to one address that somebody without an account may cause. */
  readonly mailLimit: RateLimiterAbstract;
  /** Directus's service with all rights, within a transaction. */
  users(transaction: Database): Promise<UsersService>;
  files(transaction: Database): Promise<{ deleteMany(ids: string[]): Promise<unknown> }>;
  /** Hashes a password as Directus does; for what it costs, where there is none to compare with. */
  hash(password: string): Promise<unknown>;
  /** Checks a password with Directus's rules; throws InvalidCredentialsError. */
  verifyPassword(user: string, password: string): Promise<void>;
  readonly logger: HookExtensionContext['logger'];
}

let host: Host | undefined;

export function setHost(value: Host): void {
  host = value;
}

/** @throws Error before the extension has been registered */
export function theHost(): Host {
  if (!host) throw new Error('The accounts have not been set up');
  return host;
}
