/**
 * Pages of the server for links in mails, where no app has claimed the link: players have no use for
 * the admin app, to which Directus's links lead. A page asks before it does anything, because mail
 * programs open links by themselves.
 */
import express, { type Request, type Response, Router } from 'express';
import { isDirectusError } from '../kernel/errors.ts';
import { type Language, nearestLanguage } from '../kernel/language.ts';
import { confirmEmailChange } from './email-change.service.ts';
import { theHost } from './host.ts';
import { PAGES } from './links.ts';
import { texts } from './pages.texts.ts';
import { verifyRegistration } from './registration.service.ts';

const actions = {
  verify: (token: string) => verifyRegistration(token),
  reset: async (token: string, password: string) => {
    const { users, database } = theHost();
    await (await users(database)).resetPassword(token, password);
  },
  changeEmail: (token: string) => confirmEmailChange(token),
};
type Page = keyof typeof actions;

/** A router for the paths of {@link PAGES}. */
export function pagesRouter(): Router {
  const router = Router({ caseSensitive: true });
  const readForm = express.urlencoded({ extended: false, limit: '16kb' });
  for (const page of Object.keys(actions) as Page[]) {
    router.get(PAGES[page], (request, response) => {
      const { token } = request.query;
      const language = languageOf(request);
      if (typeof token === 'string')
        show(response, 200, language, page, form(language, page, token));
      else show(response, 400, language, page, paragraph(texts[language].invalid));
    });
    router.post(PAGES[page], readForm, (request, response, next) => {
      submit(page, request, response).catch(next);
    });
  }
  return router;
}

async function submit(page: Page, request: Request, response: Response): Promise<void> {
  const language = languageOf(request);
  const { token, password } = (request.body ?? {}) as Record<string, unknown>;
  const words = texts[language];
  try {
    await actions[page](String(token), String(password ?? ''));
    show(response, 200, language, page, paragraph(words[page].done));
  } catch (error) {
    if (isDirectusError(error, 'FAILED_VALIDATION')) {
      const again = paragraph(words.refused) + form(language, page, String(token));
      return show(response, 400, language, page, again);
    }
    const status = isDirectusError(error) ? error.status : 500;
    if (status >= 500 || status === 429) {
      if (status === 500) theHost().logger.error(error);
      return show(response, status, language, page, paragraph(words.busy));
    }
    const expired = isDirectusError(error, 'TOKEN_EXPIRED');
    show(response, status, language, page, paragraph(expired ? words.expired : words.invalid));
  }
}

function languageOf(request: Request): Language {
  return nearestLanguage(request.acceptsLanguages('en', 'ru') || undefined);
}

function form(language: Language, page: Page, token: string): string {
  const { [page]: words, password } = texts[language];
  const field = `<label>${password}<input name="password" type="password" autocomplete="new-password" minlength="10" required></label>`;
  return `${paragraph(words.say)}<form method="post"><input type="hidden" name="token" value="${escaped(token)}">${page === 'reset' ? field : ''}<button>${words.button}</button></form>`;
}

const paragraph = (text: string) => `<p>${escaped(text)}</p>`;

const STYLE = `body{margin:0;padding:24px 12px;background:#f2f4f3;color:#1f2b2a;font:16px/24px Helvetica,Arial,sans-serif}
main{max-width:480px;margin:10vh auto 0;padding:32px;background:#fff;border-radius:12px}
h1{margin:0 0 16px;font-size:22px;line-height:28px}
label,input[type=password]{display:block;width:100%;box-sizing:border-box}
input[type=password]{margin:4px 0 0;padding:12px;border:1px solid #9aa5a3;border-radius:8px;font:inherit}
button{margin-top:20px;padding:12px 24px;border:0;border-radius:8px;background:#0b7a75;color:#fff;font:inherit;font-weight:bold}`;

function show(
  response: Response,
  status: number,
  language: Language,
  page: Page,
  content: string,
): void {
  const { title } = texts[language][page];
  response
    .status(status)
    .set({
      'Content-Type': 'text/html; charset=utf-8',
      'Cache-Control': 'no-store',
      // The address holds the token.
      'Referrer-Policy': 'no-referrer',
      'X-Content-Type-Options': 'nosniff',
      'Content-Security-Policy':
        "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'",
    })
    .send(
      `<!DOCTYPE html><html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title><style>${STYLE}</style></head><body><main><h1>${title}</h1>${content}</main></body></html>`,
    );
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
