/**
 * Puts every mail of Directus itself into the queue too: Directus sends its mails beside the request,
 * once, in English, and a mail that fails is lost.
 */
import type { HookExtensionContext, RegisterFunctions } from '@directus/extensions';
import type { Database } from '../kernel/database.ts';
import { type Mailer, registerMailJobs, send, sendAsIs } from './mail.service.ts';

/** Directus's mails that have texts of ours. */
const OURS = new Set(['password-reset', 'user-invitation']);

/** Where Directus's link for a new password leads, which is a page for staff; ours is for everybody. */
const RESET_PAGE = { from: '/admin/reset-password?', to: '/account/reset-password?' };

const QUEUED = Symbol('sent by the queue');

interface Message {
  [QUEUED]?: true;
  to?: unknown;
  attachments?: unknown;
  template?: { name: string; data?: { url?: string } };
}

export function registerMail(
  { filter }: Pick<RegisterFunctions, 'filter'>,
  { database, env, logger, services, getSchema }: HookExtensionContext,
): void {
  const publicUrl = String(env.PUBLIC_URL);
  registerMailJobs({
    database,
    // Its published type leaves out the methods that render.
    mailer: async () =>
      new services.MailService({
        schema: await getSchema({ database }),
        knex: database,
      }) as unknown as Mailer,
    mark: (message) => ({ ...message, [QUEUED]: true }),
    folder: env.QUESTCITY_MAIL_FOLDER ? String(env.QUESTCITY_MAIL_FOLDER) : undefined,
    log: (line) => logger.warn(line),
  });

  filter('email.send', async (payload) => {
    const message = payload as Message;
    // Attachments may be streams, which cannot wait in a database.
    if (message[QUEUED] || message.attachments) return payload;
    const { template, to } = message;
    if (template && typeof to === 'string' && OURS.has(template.name)) {
      const url = template.data?.url?.replace(
        publicUrl + RESET_PAGE.from,
        publicUrl + RESET_PAGE.to,
      );
      await send(database as Database, {
        to,
        template: template.name,
        data: { ...(url && { url }) },
      });
    } else {
      await sendAsIs(database as Database, message);
    }
    return null;
  });
}
