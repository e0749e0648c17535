/**
 * Who is calling. The token is Directus's: an access token, a session cookie's token or a user's
 * static token. Rights come from the database, not from the token's claims, and are kept for less
 * than a second, so that locking a user or taking a right away holds at once on every node.
 */
import jwt from 'jsonwebtoken';
import { LRUCache } from 'lru-cache';
import { type Database, queryPrepared, sql } from './database.ts';
import { InvalidCredentialsError, TokenExpiredError } from './errors.ts';
import { claimedGeneration } from './standing.ts';

/** A signed-in, active user. */
export interface Actor {
  /** The user's id, which is the profile's id too. */
  readonly id: string;
  readonly admin: boolean;
  /** Ids of all policies that hold for the user, by role or attached to the user. */
  readonly policies: ReadonlySet<string>;
}

/** Whether a caller of Directus may enter the admin app. */
export function isStaff(
  accountability: { readonly app?: boolean; readonly admin?: boolean } | null | undefined,
): boolean {
  return accountability?.app === true || accountability?.admin === true;
}

/** Policies by their fixed ids in snapshots/access.yaml. */
export const POLICY = {
  player: '20000000-0000-4000-8000-000000000001',
  manager: '20000000-0000-4000-8000-000000000002',
  administrator: '20000000-0000-4000-8000-000000000003',
  questEditor: '20000000-0000-4000-8000-000000000004',
  userModerator: '20000000-0000-4000-8000-000000000005',
} as const;

/** Folders of the file library by their fixed ids in snapshots/access.yaml. */
export const FOLDER = {
  catalogue: '30000000-0000-4000-8000-000000000001',
  /** What players see only when they have earned it, and drafts. */
  secrets: '30000000-0000-4000-8000-000000000002',
  avatars: '30000000-0000-4000-8000-000000000003',
  /** Of players: their photos and what they send in chats. */
  uploads: '30000000-0000-4000-8000-000000000004',
} as const;

interface ActorRow {
  id: string;
  actor: { status: string; generation: number; admin: boolean; policies: string[] } | null;
  alive: boolean;
}

interface TokenClaims {
  id: string;
  session: string | null;
  generation: number;
}

const MILLISECONDS_KEPT = 750;
const TOKENS_KEPT = 20_000;

/**
 * Resolves a token, sent from an address, to its actor.
 * @throws InvalidCredentialsError when the token is unknown, forged, revoked, or its user inactive
 * @throws TokenExpiredError when it has run out
 */
export interface Authenticator {
  (token: string, address: string | undefined): Promise<Actor>;
  /** Asks the database anew for every token: somebody was revoked. */
  forget(): void;
}

export function createAuthenticator(database: Database, secret: string): Authenticator {
  const cache = new LRUCache<string, Promise<Actor>>({ max: TOKENS_KEPT, ttl: MILLISECONDS_KEPT });

  async function resolve(token: string, address: string | null): Promise<Actor> {
    const claims = readClaims(token, secret);
    const [row] = await queryPrepared<ActorRow>(
      database,
      claims ? claimedActor(claims, address) : staticTokenActor(token, address),
    );
    if (!row?.alive || row.actor?.status !== 'active') throw new InvalidCredentialsError();
    // Issued before its user was locked or lost rights: docs/decisions/0013.
    if (claims && claims.generation !== row.actor.generation) throw new InvalidCredentialsError();
    return {
      id: row.id,
      admin: row.actor.admin,
      policies: new Set(row.actor.policies),
    };
  }

  const authenticate = (token: string, address: string | undefined) => {
    const key = `${address} ${token}`;
    let found = cache.get(key);
    if (!found) {
      found = resolve(token, address ?? null);
      cache.set(key, found);
      // A refusal is not kept: the next try may come with the database back or the user unlocked.
      found.catch(() => cache.delete(key));
    }
    return found;
  };
  return Object.assign(authenticate, { forget: () => cache.clear() });
}

/** The claims of a Directus JWT whose signature holds; null for what isn't a JWT (a static token). */
function readClaims(token: string, secret: string): TokenClaims | null {
  if (token.split('.').length !== 3) return null;
  try {
    const payload = jwt.verify(token, secret, { issuer: 'directus', algorithms: ['HS256'] });
    if (typeof payload === 'string' || !payload.exp) throw new InvalidCredentialsError();
    const { id, share, session } = payload as { id?: string; share?: string; session?: string };
    // A share token stands for one shared item, not for a person.
    if (!id || share) throw new InvalidCredentialsError();
    return { id, session: session ?? null, generation: claimedGeneration(payload) };
  } catch (error) {
    if (error instanceof jwt.TokenExpiredError) throw new TokenExpiredError();
    throw new InvalidCredentialsError();
  }
}

function claimedActor({ id, session }: TokenClaims, address: string | null) {
  return sql`
    select ${id}::uuid as id, questcity.actor(${id}::uuid, ${address}::inet) as actor,
           (${session}::text is null or exists (
             select from directus_sessions
              where token = ${session} and "user" = ${id}::uuid and expires >= now()
           )) as alive`;
}

function staticTokenActor(token: string, address: string | null) {
  return sql`
    select id, questcity.actor(id, ${address}::inet) as actor, true as alive
      from directus_users where token = ${token}`;
}
