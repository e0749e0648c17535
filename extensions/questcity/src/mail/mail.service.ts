/**
 * Mails. Each is a job, written in the transaction of what it tells of, and rendered when it is sent,
 * in the language of who gets it. The texts are in mail/<language>/<template>.liquid; adding a mail
 * is adding its two files.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Database } from '../kernel/database.ts';
import * as jobs from '../kernel/jobs.ts';
import { type Language, nearestLanguage } from '../kernel/language.ts';
import { readLanguageOf } from './mail.store.ts';
import { htmlToText, titleOf } from './text.ts';

const MAIL_JOB = 'mail';

/** A mail as it waits to be sent. Has no names in it that somebody unverified may have chosen. */
interface Mail {
  to: string;
  template: string;
  /** Of the link, if the mail has one; an address that the texts mention; what staff has to say. */
  data: { url?: string; email?: string; note?: string };
  /** That of the account of `to` unless given. */
  language?: Language;
}

/** A mail that Directus composed itself, for a flow for instance, as its MailService takes it. */
interface ForeignMail {
  message: object;
}

/**
 * Sends a mail after the commit of `database`, and again until the mail server takes it.
 *
 * @param template name of a file in mail/<language>
 */
export function send(database: Database, mail: Mail): Promise<void> {
  return jobs.send(database, MAIL_JOB, mail);
}

/** Sends a mail whose text is finished. */
export function sendAsIs(database: Database, message: object): Promise<void> {
  return jobs.send(database, MAIL_JOB, { message } satisfies ForeignMail);
}

/** What sending needs of Directus: its MailService, made anew for each mail. */
export interface Mailer {
  renderTemplate(name: string, data: object): Promise<string>;
  getDefaultTemplateData(): Promise<object>;
  send(message: object): Promise<unknown>;
}

export interface MailOptions {
  database: Database;
  mailer: () => Promise<Mailer>;
  /** Marks a message as one that the queue sends, so that it is not queued again. */
  mark: (message: object) => object;
  /** Instead of sending, keep mails in this folder (development). */
  folder: string | undefined;
  log: (line: string) => void;
}

/** Says how mails are sent from now on. */
export function registerMailJobs(options: MailOptions): void {
  jobs.work<Mail | ForeignMail>(MAIL_JOB, async (mail) => {
    const mailer = await options.mailer();
    const message = 'message' in mail ? mail.message : await render(options.database, mailer, mail);
    if (options.folder) await keep(options, message, options.folder);
    else await mailer.send(options.mark(message));
  });
}

async function render(database: Database, mailer: Mailer, mail: Mail) {
  const language = mail.language ?? nearestLanguage(await readLanguageOf(database, mail.to));
  const html = await mailer.renderTemplate(`${language}/${mail.template}`, {
    ...(await mailer.getDefaultTemplateData()),
    ...mail.data,
    language,
  });
  return { to: mail.to, subject: titleOf(html), html, text: htmlToText(html) };
}

/** Keeps a mail as a text to read; only its name is logged, since mails hold links that open accounts. */
async function keep({ log }: MailOptions, message: object, folder: string): Promise<void> {
  const { to, subject, text, html, template } = message as Record<string, unknown>;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const time = new Date().toISOString().replaceAll(':', '-');
  const recipient = String(to)
    .replace(/[^\w.@+-]/g, '_')
    .slice(0, 64);
  const file = join(folder, `${time}-${recipient}.txt`);
  const body = text ?? (html ? htmlToText(String(html)) : JSON.stringify(template, null, 2));
  await writeFile(file, `To: ${to}\nSubject: ${subject}\n\n${body}\n`, { mode: 0o600 });
  log(`A mail was kept in ${file}`);
}
