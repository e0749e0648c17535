/** Chromium for a test file, which reaches the server under test and nothing else. */
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import type { Account } from './accounts.ts';

export interface TestBrowser {
  open(): Promise<Opened>;
  /** Opens a page of the admin app, signed in; `path` below /admin. */
  openAs(account: Account, path: string): Promise<Opened>;
  close(): Promise<void>;
}

/** A page of its own, with what went wrong in it. */
export interface Opened {
  readonly page: Page;
  readonly context: BrowserContext;
  readonly trouble: Trouble;
}

export interface Trouble {
  /** Addresses elsewhere that the page asked for; none was reached. */
  readonly outside: string[];
  /** Uncaught errors of the page. */
  readonly errors: string[];
}

/** The admin app brings and draws megabytes of script, on a busy machine slowly. */
const PATIENCE_MS = 90_000;

/** Starts the program at `path`. */
export async function startBrowser(path: string, url: string): Promise<TestBrowser> {
  const browser: Browser = await chromium.launch({
    executablePath: path,
    // Root, as in a container, may not use the sandbox. WebGL is for the maps, drawn in software.
    args: [
      '--no-sandbox',
      '--disable-dev-shm-usage',
      '--use-gl=angle',
      '--use-angle=swiftshader',
      '--enable-unsafe-swiftshader',
    ],
  });
  async function open(): Promise<Opened> {
    const context = await browser.newContext({
      viewport: { width: 1400, height: 1000 },
      locale: 'en-US',
      reducedMotion: 'reduce',
    });
    context.setDefaultTimeout(PATIENCE_MS);
    const trouble: Trouble = { outside: [], errors: [] };
    await context.route(
      (address) => !address.href.startsWith(url) && /^https?:|^wss?:/.test(address.protocol),
      (route) => {
        trouble.outside.push(route.request().url());
        return route.abort();
      },
    );
    const page = await context.newPage();
    page.on('pageerror', (error) => trouble.errors.push(error.message));
    return { page, context, trouble };
  }
  return {
    open,
    async openAs(account, path) {
      const opened = await open();
      await signIn(opened.page, url, account);
      await opened.page.goto(`${url}/admin${path}`);
      return opened;
    },
    close: () => browser.close(),
  };
}

/** Signs in to the admin app. */
async function signIn(page: Page, url: string, account: Account): Promise<void> {
  await page.goto(`${url}/admin/login`);
  await page.locator('input[type=email]').fill(account.email);
  await page.locator('input[type=password]').fill(account.password);
  await page.locator('button[type=submit]').click();
  await page.waitForURL(/\/admin\/(?!login)/);
}
