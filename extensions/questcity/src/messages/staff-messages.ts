/**
 * Refusals in the language of the staff who meet them in the admin app: its own texts are translated,
 * those of the database's rules are English. `extensions` stay as they are, for programs.
 */
import type { RegisterFunctions } from '@directus/extensions';
import { isStaff } from '../kernel/actor.ts';
import type { Database } from '../kernel/database.ts';
import { languageOfUser } from '../kernel/language.ts';
import { inRussian } from './russian.ts';

interface ErrorAnswer {
  message: string;
  extensions?: { reason?: unknown };
}

export function translateForStaff(
  { filter }: Pick<RegisterFunctions, 'filter'>,
  database: Database,
): void {
  filter('request.error', async (errors, _meta, { accountability }) => {
    if (!accountability?.user || !isStaff(accountability)) return errors;
    const translations = new Map<ErrorAnswer, string>();
    for (const error of errors as ErrorAnswer[]) {
      const reason = error.extensions?.reason;
      const translated = typeof reason === 'string' && inRussian(reason);
      if (translated) translations.set(error, translated);
    }
    if (translations.size === 0) return errors;
    if ((await languageOfUser(database, accountability.user)) !== 'ru-RU') return errors;
    for (const [error, translated] of translations) error.message = `${translated}.`;
    return errors;
  });
}
