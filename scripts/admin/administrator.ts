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

/** What there is at an address. */
export interface KnownAccount {
  readonly id: string;
  /** Whether it is active and has all rights already. */
  readonly administrator: boolean;
  /** In words: "a player", "a locked manager". */
  readonly what: string;
  /** Whether its owner waits to be unlocked. */
  readonly unlockRequested: boolean;
}

/**
 * The account with an address, in any case.
 *
 * @returns undefined when there is none
 * @throws {ClearError} when the database is not set up yet
 */
export async function findAccount(
  client: pg.Client,
  email: string,
): Promise<KnownAccount | undefined> {
  await findRole(client);
  return readAccount(client, email);
}

/** @param lock `FOR UPDATE` holds it as it is until the transaction ends */
async function readAccount(
  client: pg.Client,
  email: string,
  lock: '' | 'FOR UPDATE OF u' = '',
): Promise<KnownAccount | undefined> {
  const { rows } = await client.query(
    `SELECT u.id, u.status, r.name AS role,
            (coalesce(u.role IN (SELECT questcity.admin_roles()), false) OR EXISTS (
              SELECT FROM directus_access a JOIN directus_policies p ON p.id = a.policy
               WHERE p.admin_access AND a."user" = u.id)) AS unlimited,
            EXISTS (SELECT FROM unlock_requests q
                     WHERE q."user" = u.id AND q.status = 'pending') AS requested
       FROM directus_users u LEFT JOIN directus_roles r ON r.id = u.role
      WHERE lower(u.email) = lower($1) ${lock}`,
    [email],
  );
  const [row] = rows;
  if (!row) return undefined;
  return {
    id: row.id,
    administrator: row.unlimited && row.status === 'active',
    what: describe(row),
    unlockRequested: row.requested,
  };
}

/** How a status that is not `active` is said before the name of the role. */
const statusWords: Readonly<Record<string, string>> = {
  suspended: 'locked',
  unverified: 'not yet verified',
  archived: 'archived',
  invited: 'invited',
  draft: 'drafted',
};

function describe(row: { status: string; role: string | null; unlimited: boolean }): string {
  const name = row.unlimited ? 'administrator' : row.role?.toLowerCase();
  const status = row.status === 'active' ? [] : [statusWords[row.status] ?? row.status];
  const words = [...status, name ?? 'account without a role'].join(' ');
  return `${/^[aeiou]/.test(words) ? 'an' : 'a'} ${words}`;
}

export interface AdministratorToBe {
  /** In lower case. */
  readonly email: string;
  /** In clear. */
  readonly password: string;
  /** Whether an account that is something else, or locked, becomes one; else it is refused. */
  readonly promote: boolean;
}

/**
 * Makes an account an administrator with this password: a new one, or the one that has the address.
 * Whoever was signed in with it is signed out.
 *
 * @returns what was there before, or undefined when the account is new
 * @throws {ClearError} when the database is not set up yet, or the account is none to be promoted
 */
export async function setAdministrator(
  client: pg.Client,
  { email, password, promote }: AdministratorToBe,
): Promise<KnownAccount | undefined> {
  const role = await findRole(client);
  const hash = await argon2.hash(password);
  return lockAdministrators(client, () =>
    inTransaction(client, async () => {
      const before = await readAccount(client, email, 'FOR UPDATE OF u');
      if (before && !before.administrator && !promote) throw new ClearError(refusal(email, before));
      await store(client, { id: before?.id, email, hash, role });
      return before;
    }),
  );
}

/** Why an account is left as it is, and what to do. */
export function refusal(email: string, { what }: KnownAccount): string {
  return `${email} is ${what}; nothing was changed. To make an administrator of that account, give --promote.`;
}

async function store(
  client: pg.Client,
  account: { id: string | undefined; email: string; hash: string; role: string },
): Promise<void> {
  const { id, email, hash, role } = account;
  if (id !== undefined) {
    await client.query(
      `UPDATE directus_users SET password = $2, role = $3, status = 'active', provider = 'default'
        WHERE id = $1`,
      [id, hash, role],
    );
    await client.query('SELECT questcity.revoke($1, true)', [id]);
    return;
  }
  await client.query(
    `INSERT INTO directus_users (id, email, password, role, status, provider, first_name)
     VALUES ($1, $2, $3, $4, 'active', 'default', 'Administrator')`,
    [randomUUID(), email, hash, role],
  );
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
