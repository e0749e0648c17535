/** Whether an account may be used, and which of its access tokens still count. */
import jwt from 'jsonwebtoken';
import { type Database, queryPrepared, sql } from './database.ts';

export interface Standing {
  /** Whether there is such an account and its status is active. */
  active: boolean;
  /** How often it was revoked. A token or connection from before, with a lower number, is dead. */
  generation: number;
}

/** Stands for everybody: its generation grows when the rights of a role or a policy fall. */
export const EVERYBODY = '00000000-0000-0000-0000-000000000000';

/** The standing of each of the users, also of those there are no more. */
export async function readStandings(
  database: Database,
  users: readonly string[],
): Promise<Map<string, Standing>> {
  const rows = await queryPrepared<Standing & { id: string }>(
    database,
    sql`select v.id, coalesce(u.status = 'active', false) as active,
               coalesce(r.generation, 0) as generation
          from unnest(${users}::uuid[]) v (id)
          left join directus_users u on u.id = v.id
          left join questcity.revocations r on r."user" = v.id`,
  );
  return new Map(rows.map(({ id, ...standing }) => [id, standing]));
}

/** The claim in which an access token carries the generation it was issued in; 0 without it. */
export const GENERATION_CLAIM = 'generation';

/** The generation that claims of a token speak of. */
export function claimedGeneration(claims: Readonly<Record<string, unknown>>): number {
  const claimed = claims[GENERATION_CLAIM];
  return typeof claimed === 'number' ? claimed : 0;
}

/** Whose access token it is, and of which generation. */
export interface TokenOwner {
  user: string;
  generation: number;
}

/**
 * Reads the owner from a token that Directus would accept.
 *
 * @returns null for what is no access token of a user: a static token, a share's, a forged or
 *   expired one, which Directus deals with
 */
export function readTokenOwner(token: string, secret: string): TokenOwner | null {
  // A static token is no JWT, and verify would make an error with its stack for each request.
  if (token.split('.').length !== 3) return null;
  try {
    const claims = jwt.verify(token, secret, { issuer: 'directus' }) as jwt.JwtPayload;
    if (typeof claims.id !== 'string') return null;
    return { user: claims.id, generation: claimedGeneration(claims) };
  } catch {
    return null;
  }
}
