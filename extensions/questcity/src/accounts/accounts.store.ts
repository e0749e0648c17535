/** The SQL of registering, signing in and changing addresses. */
import { type Database, query, sql } from '../kernel/database.ts';

export interface Account {
  id: string;
  email: string;
  status: string;
  /** The argon2 hash; null for who signs in elsewhere. */
  password: string | null;
}

const ACCOUNT = sql`select id, email, status, password from directus_users`;

/** The account of an address in whichever spelling; locked until the transaction ends. */
export async function findByEmail(
  transaction: Database,
  email: string,
): Promise<Account | undefined> {
  const [row] = await query<Account>(
    transaction,
    sql`${ACCOUNT} where questcity.fold_email(email) = questcity.fold_email(${email}) for update`,
  );
  return row;
}

export async function findById(database: Database, id: string): Promise<Account | undefined> {
  const [row] = await query<Account>(database, sql`${ACCOUNT} where id = ${id}`);
  return row;
}

/** The same, locked until the transaction ends. */
export async function lockById(transaction: Database, id: string): Promise<Account | undefined> {
  const [row] = await query<Account>(transaction, sql`${ACCOUNT} where id = ${id} for update`);
  return row;
}

/** Whether there is an active account whose password Directus compares; its own spelling of addresses. */
export async function hasPassword(
  database: Database,
  { email, provider }: { email: string; provider: string },
): Promise<boolean> {
  const rows = await query(
    database,
    sql`select 1 from directus_users
         where lower(email) = ${email.toLowerCase()} and status = 'active'
           and provider = ${provider} and password is not null`,
  );
  return rows.length > 0;
}

/** Directus's settings of who may register, and how. */
export interface RegistrationSettings {
  public_registration: boolean;
  public_registration_verify_email: boolean;
  public_registration_role: string | null;
  public_registration_email_filter: unknown;
}

export async function readRegistrationSettings(
  database: Database,
): Promise<RegistrationSettings | undefined> {
  const [settings] = await query<RegistrationSettings>(
    database,
    sql`select public_registration, public_registration_verify_email, public_registration_role,
               public_registration_email_filter from directus_settings limit 1`,
  );
  return settings;
}
