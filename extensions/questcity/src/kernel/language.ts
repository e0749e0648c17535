/** The languages that the server speaks to players: in mails, on pages and in reasons. */
import { type Database, query, raw, sql } from './database.ts';

export type Language = 'en-US' | 'ru-RU';

/** The language of the account `u`: the chosen one, else the project's. */
export const ACCOUNT_LANGUAGE = raw(
  'coalesce(u.language, (select default_language from directus_settings limit 1))',
);

/** Whichever is nearest to one of Directus's languages. */
export function nearestLanguage(language: string | null | undefined): Language {
  return language?.toLowerCase().startsWith('ru') ? 'ru-RU' : 'en-US';
}

export async function languageOfUser(database: Database, user: string): Promise<Language> {
  const [row] = await query<{ language: string | null }>(
    database,
    sql`select ${ACCOUNT_LANGUAGE} as language from directus_users u where u.id = ${user}`,
  );
  return nearestLanguage(row?.language);
}
