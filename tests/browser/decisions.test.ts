/**
 * What staff decide in the admin app: attempts in review, unlock requests, locks; and what authors
 * read of how their quest is played.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accounts } from '../harness/accounts.ts';
import { type Callers, callersOf } from '../harness/api.ts';
import { startBrowser, type TestBrowser } from '../harness/browser.ts';
import { startServer, type TestServer } from '../harness/server.ts';
import { needTool } from '../harness/tools.ts';
import { world } from '../harness/world.ts';
import {
  attemptAt,
  makePlayer,
  makeQuest,
  type Player,
  start,
} from '../integration/play/quests.ts';

const chromium = needTool('chromium');

describe.skipIf(!chromium)('in the admin app', () => {
  let server: TestServer;
  let browser: TestBrowser;
  let as: Callers;
  beforeAll(async () => {
    server = await startServer();
    browser = await startBrowser(chromium ?? '', server.url);
    as = callersOf(server.url);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
  });

  const rows = async (sql: string, id: string) =>
    (await server.database.client.query(sql, [id])).rows;

  describe('a manager', () => {
    /** A session whose player says that the position is simulated. */
    async function doubted(): Promise<{ player: Player; session: string; quest: string }> {
      const { client } = server.database;
      const quest = await makeQuest(client, [
        { activity: 'catch_ghost' },
        { activity: 'catch_ghost' },
      ]);
      const player = await makePlayer(client, as);
      const session = await start(player, quest);
      const [first] = quest.points;
      if (!first) throw new Error('The quest has no point');
      const answer = await player.call.post(
        `/api/v2/sessions/${session.id}/points/${first.id}/attempts`,
        attemptAt(first.at, undefined, { mocked: true }),
      );
      expect(answer.body.data.outcome).toBe('in_review');
      return { player, session: session.id, quest: quest.id };
    }
    const attemptOf = async (session: string) =>
      (await rows('select * from attempts where session = $1', session))[0];

    test('accepts an attempt, and the session moves on', async () => {
      const { player, session } = await doubted();
      const attempt = await attemptOf(session);
      const { page, trouble } = await browser.openAs(accounts.manager, '/decisions');
      await page.waitForURL(/\/decisions\/attempts/);
      await page.locator(`[data-item="${attempt.id}"]`).click();

      const detail = page.locator(`[data-attempt="${attempt.id}"]`);
      await detail.getByText('Simulated position').first().waitFor();
      await detail.locator('svg .fix').waitFor();
      await detail.locator('textarea').fill('The phone is a test device');
      await detail.getByRole('button', { name: 'Accept: point solved' }).click();
      await page.getByText('Accepted.').waitFor();
      await page.locator(`[data-item="${attempt.id}"]`).waitFor({ state: 'detached' });

      expect(await attemptOf(session)).toMatchObject({
        outcome: 'solved',
        note: 'The phone is a test device',
        decided_by: accounts.manager.id,
      });
      const seen = await player.call.get(`/api/v2/sessions/${session}`);
      expect(seen.body.data.points).toMatchObject([{ state: 'solved' }, { state: 'available' }]);
      expect(trouble).toEqual({ errors: [], outside: [] });
    });

    test('is told that accepting does nothing where the session is over', async () => {
      const { player, session } = await doubted();
      const attempt = await attemptOf(session);
      expect((await player.call.post(`/api/v2/sessions/${session}/abandon`)).status).toBe(200);
      const { page } = await browser.openAs(accounts.manager, `/decisions/attempts/${attempt.id}`);
      const detail = page.locator(`[data-attempt="${attempt.id}"]`);
      await detail.getByText('Session ended').waitFor();
      await detail.getByRole('button', { name: 'Accept: only noted' }).click();
      await page.getByText('Nothing changes for the player').waitFor();
    });

    test('is told that somebody else was faster', async () => {
      const { session } = await doubted();
      const attempt = await attemptOf(session);
      const { page } = await browser.openAs(accounts.manager, `/decisions/attempts/${attempt.id}`);
      const detail = page.locator(`[data-attempt="${attempt.id}"]`);
      await detail.locator('[data-decide=reject]').waitFor();
      const first = await as.administrator.post(`/api/v2/attempts/${attempt.id}/decide`, {
        decision: 'accept',
      });
      expect(first.status).toBe(204);
      await detail.locator('[data-decide=reject] button').click();
      await page.getByText('Somebody else has decided this meanwhile').waitFor();
      await detail.getByText(`Decided by ${accounts.administrator.username}`).waitFor();
      expect((await attemptOf(session)).outcome).toBe('solved');
    });

    test('reads how a quest is played', async () => {
      const { quest, session } = await doubted();
      const { page } = await browser.openAs(accounts.manager, `/content/quests/${quest}`);
      // The form is made anew when its item has come, and closes its groups with that.
      await page.getByText('canary-name-1').first().waitFor();
      await page.getByText('Statistics and history').click();
      const [point] = await rows('select point from attempts where session = $1', session);
      const row = page.locator(`[data-point="${point.point}"]`);
      await row.waitFor();
      expect(await row.locator('.number').allInnerTexts()).toEqual(['1', '0', '0', '0', '–']);
      await page.getByText('Refused fixes: 0 of 1').waitFor();
      await page.getByText('1 in review').waitFor();
    });
  });

  describe('a user moderator', () => {
    const statusOf = async (id: string) =>
      (await rows('select status from directus_users where id = $1', id))[0]?.status;

    test('locks a player, with a reason', async () => {
      const { page, trouble } = await browser.openAs(
        accounts.moderator,
        `/content/profiles/${accounts.other.id}`,
      );
      await page.locator('[data-decide=lock] button').click();
      const confirm = page.locator('[data-decide=confirm] button');
      expect(await confirm.isDisabled(), 'without a reason').toBe(true);
      await page.locator('.v-card textarea').fill('Insults in reviews');
      await confirm.click();
      await page.locator('[data-status=suspended]').waitFor();
      await page.getByText('Insults in reviews').waitFor();
      expect(await statusOf(accounts.other.id)).toBe('suspended');
      const locks = await rows('select * from account_locks where "user" = $1', accounts.other.id);
      expect(locks).toMatchObject([
        { event: 'lock', reason: 'Insults in reviews', decided_by: accounts.moderator.id },
      ]);
      expect(trouble.errors).toEqual([]);
    });

    test('is offered no lock of an administrator', async () => {
      const { page } = await browser.openAs(
        accounts.moderator,
        `/content/profiles/${accounts.administrator.id}`,
      );
      await page.getByText('Only an administrator decides about an administrator').waitFor();
      expect(await page.locator('[data-decide=lock]').count()).toBe(0);
    });

    test('approves an unlock request after reading the history', async () => {
      const { page, trouble } = await browser.openAs(accounts.moderator, '/decisions');
      await page.waitForURL(/\/decisions\/unlock-requests/);
      expect(await page.locator('[data-waiting=unlockRequests]').innerText()).toBe('1');
      expect(await page.locator('a[href$="/decisions/attempts"]').count()).toBe(0);
      await page.locator(`[data-item="${world.unlockRequest}"]`).click();

      const detail = page.locator(`[data-request="${world.unlockRequest}"]`);
      await detail.getByText('canary-message').waitFor();
      await detail.getByText('Asked to be unlocked').waitFor();
      await detail.getByText('Write a note first').waitFor();
      await detail.locator('textarea').fill('Welcome back');
      await detail.locator('[data-decide=accept] button').click();
      await page.getByText('Approved: the account is unlocked.').waitFor();
      await page.getByText('Nothing waits for a decision.').waitFor();

      expect(await statusOf(accounts.suspended.id)).toBe('active');
      const [request] = await rows(
        'select * from unlock_requests where id = $1',
        world.unlockRequest,
      );
      expect(request).toMatchObject({
        status: 'approved',
        note: 'Welcome back',
        decided_by: accounts.moderator.id,
      });
      expect(trouble).toEqual({ errors: [], outside: [] });
    });
  });

  test('a quest editor has no decisions to make', async () => {
    const { page } = await browser.openAs(accounts.editor, '/content/quests');
    await page.locator('a[href$="/admin/content"]').first().waitFor();
    expect(await page.locator('a[href$="/admin/decisions"]').count()).toBe(0);
  });
});
