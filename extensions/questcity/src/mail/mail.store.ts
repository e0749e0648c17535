/** The SQL of mails. */
import { type Database, query, sql } from '../kernel/database.ts';

/** The language that the owner of an address has chosen, else the project's. */
export async function readLanguageOf(database: Database, email: string): Promise<string | null> {
  const [row] = await query<{ language: string | null }>(
    database,
    sql`select coalesce(
          (select language from directus_users
            where questcity.fold_email(email) = questcity.fold_email(${email})),
          (select default_language from directus_settings limit 1)) as language`,
  );
  return row?.language ?? null;
}
