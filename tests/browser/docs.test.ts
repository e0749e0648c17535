/** The API's page in a browser without the internet. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startBrowser, type TestBrowser } from '../harness/browser.ts';
import { readDocument, routesOf } from '../harness/openapi.ts';
import { startServer, type TestServer } from '../harness/server.ts';
import { needTool } from '../harness/tools.ts';

const chromium = needTool('chromium');

describe.skipIf(!chromium)('the page of the API', () => {
  let server: TestServer;
  let browser: TestBrowser;
  beforeAll(async () => {
    server = await startServer();
    browser = await startBrowser(chromium ?? '', server.url);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
  });

  test('shows every operation and asks nobody else for anything', async () => {
    const { page, trouble } = await browser.open();
    await page.goto(`${server.url}/api/v2/docs`);
    await page.locator('.opblock').first().waitFor();
    const shown = await page.locator('.opblock').count();
    expect(shown).toBe(routesOf(await readDocument(server.url)).length);
    await page.locator('.opblock-summary').first().click();
    await page.locator('.opblock-body').first().waitFor();
    expect(trouble).toEqual({ outside: [], errors: [] });
  });
});
