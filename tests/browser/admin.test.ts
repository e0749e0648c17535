/**
 * The admin app as a manager uses it: signs in, opens a quest, moves a place on the map, publishes,
 * and a player finds the quest where it is now.
 */
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accounts } from '../harness/accounts.ts';
import { callersOf } from '../harness/api.ts';
import { startBrowser, type TestBrowser } from '../harness/browser.ts';
import { startServer, type TestServer } from '../harness/server.ts';
import { needTool } from '../harness/tools.ts';
import { START, world } from '../harness/world.ts';

const chromium = needTool('chromium');

describe.skipIf(!chromium)('a manager', () => {
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

  test('sets a price as it is written, and finds it so in the list', async () => {
    const { page } = await browser.openAs(accounts.manager, `/content/merch/${world.merch}`);
    const price = page.locator('[data-field=price] input');
    const save = page.locator('header button:has([data-icon=check])').first();
    await price.fill('9.555');
    await page.getByText('This is no amount in').waitFor();
    await price.fill('9.5');
    const saved = page.waitForRequest(
      (request) => request.method() === 'PATCH' && /\/items\/merch\//.test(request.url()),
    );
    await save.click();
    expect((await saved).postDataJSON()).toEqual({ price: 950 });
    await page.goto(`${server.url}/admin/content/merch`);
    await page.getByText(/^9\.50 [A-Z]{3}$/).waitFor();
  });

  test('is told in the drawer of a point that a code is digits', async () => {
    const { page } = await browser.openAs(accounts.manager, `/content/quests/${world.quest}`);
    const { rows } = await server.database.client.query(
      `select name from points where quest = $1 and activity = 'enter_code' limit 1`,
      [world.quest],
    );
    await page.getByText(rows[0].name).first().click();
    const point = page.locator('.v-drawer').nth(0);
    await point.locator('[data-field=code] input').fill('12ab');
    await saveButton(point).click();
    await point.getByText('Enter 1 to 32 digits').first().waitFor();
  });

  test('moves a place on the map and publishes the quest', async () => {
    const { page, trouble } = await browser.openAs(
      accounts.manager,
      `/content/quests/${world.draft}`,
    );

    await page.getByText('canary-draft-point').first().click();
    const point = page.locator('.v-drawer').nth(0);
    await point.locator('[data-field=places] .v-list-item').first().click();
    const place = page.locator('.v-drawer').nth(1);
    await movePin(page, place);
    await saveDrawer(place);
    await saveDrawer(point);

    await page.locator('[data-field=status]').first().click();
    await page.locator('.v-menu-content').getByText('Published', { exact: true }).click();
    const saved = page.waitForResponse(
      (response) =>
        response.request().method() === 'PATCH' && /\/items\/quests\//.test(response.url()),
    );
    await page.locator('header button:has([data-icon=check])').first().click();
    expect((await saved).status()).toBe(200);
    expect(trouble.errors).toEqual([]);

    const start = await startOf(world.draft);
    expect(start, 'the place has moved').not.toEqual(rounded(START));
    const as = callersOf(server.url);
    const near = `${start.latitude},${start.longitude}`;
    const found = await as.player.get(`/api/v2/quests?near=${near}&radius=50`);
    expect(found.body.data).toMatchObject([{ id: world.draft, distance: 0 }]);
    const detail = await as.player.get(`/api/v2/quests/${world.draft}`);
    expect(detail.body.data).toMatchObject({ name: 'canary-draft', points_count: 1 });
  });

  /** Where a quest starts, as far as players may know. */
  async function startOf(quest: string) {
    const { rows } = await server.database.client.query<{ latitude: number; longitude: number }>(
      'select start_latitude as latitude, start_longitude as longitude from quests where id = $1',
      [quest],
    );
    const [start] = rows;
    if (!start) throw new Error(`There is no quest ${quest}`);
    return start;
  }
});

const rounded = ({ latitude, longitude }: typeof START) => ({
  latitude: Number(latitude.toFixed(3)),
  longitude: Number(longitude.toFixed(3)),
});

const saveButton = (drawer: Locator) => drawer.locator('button:has([data-icon=check])').first();

async function saveDrawer(drawer: Locator): Promise<void> {
  await saveButton(drawer).click();
  await drawer.waitFor({ state: 'detached' });
}

/**
 * Drags the pin; again until the map is drawn and feels it. Each time the map is first told to show
 * its data, which puts the pin into the middle.
 */
async function movePin(page: Page, drawer: Locator): Promise<void> {
  const canvas = drawer.locator('.interface-map canvas').first();
  await canvas.waitFor();
  const drag = async (): Promise<boolean> => {
    await drawer.locator('.mapboxgl-ctrl-fitdata').click();
    const box = await canvas.boundingBox();
    if (!box) return false;
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    await page.mouse.click(x, y);
    await page.mouse.move(x, y);
    await page.mouse.down();
    for (const part of [0.3, 0.6, 1])
      await page.mouse.move(x + 60 * part, y + 40 * part, { steps: 3 });
    await page.mouse.up();
    return saveButton(drawer).isEnabled();
  };
  await expect.poll(drag, { timeout: 60_000, interval: 500 }).toBe(true);
}
