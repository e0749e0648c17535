/** Administrators, made in the database itself: this works before the server's first start and without it. */
import { randomUUID } from 'node:crypto';
import argon2 from 'argon2';
import jwt from 'jsonwebtoken';
import type pg from 'pg';
import { ClearError } from '../lib/clear-error.mjs';
import { inTransaction } from '../lib/database.ts';

/** The fixed id of the role, as in snapshots/access.yaml. */
const administratorRole = '10000000-0000-4000-8000-000000000003';

export interface Administrator {
  readonly id: string;
  readonly email: string;
  readonly role: string | null;
  /** Of the account's rights: a token of an earlier one is refused, see docs/decisions/0013. */
  readonly generation: number;
}

/**
 * An active account with all rights.
 *
 * @returns undefined when there is none
 */
export async function findAdministrator(client: pg.Client): Promise<Administrator | undefined> {
  const { rows } = await client.query(
    `SELECT u.id, u.email, u.role, coalesce(r.generation, 0) AS generation
       FROM directus_users u
       LEFT JOIN questcity.revocations r ON r."user" = u.id
       JOIN directus_access a ON a."user" = u.id OR a.role = u.role
       JOIN directus_policies p ON p.id = a.policy AND p.admin_access
      WHERE u.status = 'active' AND u.email IS NOT NULL
      ORDER BY u.role = $1 DESC NULLS LAST, u.email
      LIMIT 1`,
    [administratorRole],
  );
  return rows[0];
}

/**
 * Does something while nobody else makes administrators of this database, on whatever machine.
 *
 * @param client whose connection holds the lock, so that it never outlives a killed process
 */
export async function lockAdministrators<T>(client: pg.Client, work: () => Promise<T>): Promise<T> {
  await client.query(`SELECT pg_advisory_lock(hashtext('questcity.administrator'))`);
  try {
    return await work();
  } finally {
    await client
      .query(`SELECT pg_advisory_unlock(hashtext('questcity.administrator'))`)
      .catch(() => undefined);
  }
}

/**
 * Makes an account an administrator with this password: a new one, or the one that has the address.
 * Whoever was signed in with it is signed out.
 *
 * @param account the address in lower case, and the password in clear
 * @returns what was done
 * @throws {ClearError} when the database is not set up yet
 */
export async function setAdministrator(
  client: pg.Client,
  { email, password }: { email: string; password: string },
): Promise<'created' | 'reset'> {
  const role = await findRole(client);
  const hash = await argon2.hash(password);
  return lockAdministrators(client, () =>
    inTransaction(client, () => store(client, { email, hash, role })),
  );
}

async function store(
  client: pg.Client,
  { email, hash, role }: { email: string; hash: string; role: string },
): Promise<'created' | 'reset'> {
  const { rows } = await client.query(
    `UPDATE directus_users SET password = $2, role = $3, status = 'active', provider = 'default'
      WHERE lower(email) = lower($1) RETURNING id`,
    [email, hash, role],
  );
  const known = rows[0]?.id;
  if (known) {
    await client.query('SELECT questcity.revoke($1, true)', [known]);
    return 'reset';
  }
  await client.query(
    `INSERT INTO directus_users (id, email, password, role, status, provider, first_name)
     VALUES ($1, $2, $3, $4, 'active', 'default', 'Administrator')`,
    [randomUUID(), email, hash, role],
  );
  return 'created';
}

async function findRole(client: pg.Client): Promise<string> {
  const installed = await client.query(`SELECT to_regclass('public.directus_access') AS name`);
  const found = installed.rows[0].name
    ? await client.query(
        `SELECT a.role FROM directus_access a
           JOIN directus_policies p ON p.id = a.policy AND p.admin_access
          WHERE a.role IS NOT NULL
          ORDER BY a.role = $1 DESC LIMIT 1`,
        [administratorRole],
      )
    : undefined;
  const role = found?.rows[0]?.role;
  if (!role)
    throw new ClearError(
      'The database is not set up yet: run npm start (or npm run schema:apply) first.',
    );
  return role;
}

/**
 * A short-lived access token of an administrator, for the project's own scripts: signed as Directus
 * signs its own, so that no password is needed.
 *
 * @param secret the setting SECRET
 * @param seconds how long it lives
 */
export function administratorToken(
  secret: string,
  { id, role, generation }: Pick<Administrator, 'id' | 'role' | 'generation'>,
  seconds = 900,
): string {
  const claims = { id, role, app_access: true, admin_access: true, generation };
  return jwt.sign(claims, secret, { issuer: 'directus', expiresIn: seconds });
}
