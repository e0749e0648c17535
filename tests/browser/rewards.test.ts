/** Managers in the admin app: a reward is approved in its queue, a session cancelled in its form. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accounts } from '../harness/accounts.ts';
import { type Callers, callersOf } from '../harness/api.ts';
import { startBrowser, type TestBrowser } from '../harness/browser.ts';
import { startServer, type TestServer } from '../harness/server.ts';
import { needTool } from '../harness/tools.ts';
import {
  attempt,
  attemptAt,
  makePlayer,
  makeQuest,
  type Player,
  start,
} from '../integration/play/quests.ts';

const chromium = needTool('chromium');

describe.skipIf(!chromium)('a manager', () => {
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

  const open = (path: string) => browser.openAs(accounts.manager, path);

  /** A session of a quest that costs 10 and pays 30 when a manager approves. */
  async function begun(): Promise<{ player: Player; session: string; solve: () => Promise<void> }> {
    const { client } = server.database;
    const quest = await makeQuest(client, [{ activity: 'catch_ghost' }], {
      cost: 10,
      reward: 30,
      auto_accrual: false,
    });
    const player = await makePlayer(client, as);
    const { id: session } = await start(player, quest);
    const solve = async () => {
      const [point] = quest.points;
      if (!point) throw new Error('The quest has no point');
      const answer = await attempt(player, session, point.id, attemptAt(point.at));
      expect(answer.body.data.session.status).toBe('completed');
    };
    return { player, session, solve };
  }

  async function completed() {
    const { solve, ...made } = await begun();
    await solve();
    return made;
  }

  const walletOf = async ({ call }: Player) => {
    const wallet = await call.get('/api/v2/wallet');
    const entries = await call.get('/api/v2/wallet/entries');
    return { credits: wallet.body.data.balance, entries: entries.body.data };
  };

  test('approves a reward, which is in the wallet of the player then', async () => {
    const { player, session } = await completed();
    const { page, trouble } = await open('/decisions');
    await page.waitForURL(/\/decisions\/rewards/);
    expect(await page.locator('[data-waiting=rewards]').innerText()).toBe('1');
    await page.locator(`[data-item="${session}"]`).click();

    const detail = page.locator(`[data-session="${session}"]`);
    await detail.getByText('1 of 1 solved').waitFor();
    await detail.getByText('Approving pays 30 credits to the player.').waitFor();
    await detail.locator('[data-decide=approve] button').click();
    await page.getByText('Approved: the reward is paid.').waitFor();
    await page.getByText('Nothing waits for a decision.').waitFor();
    await page.locator('[data-waiting=rewards]').waitFor({ state: 'detached' });

    expect(await walletOf(player)).toMatchObject({
      credits: 120,
      entries: [{ kind: 'reward', amount: 30 }, { kind: 'quest_cost' }, { kind: 'purchase' }],
    });
    await page.getByText('Decided', { exact: true }).click();
    await page.locator(`[data-item="${session}"]`).getByText('Reward approved').waitFor();
    expect(trouble).toEqual({ errors: [], outside: [] });
  });

  test('refuses a reward: the owner is refunded', async () => {
    const { player, session } = await completed();
    const { page, trouble } = await open(`/decisions/rewards/${session}`);
    const detail = page.locator(`[data-session="${session}"]`);
    await detail.locator('[data-decide=cancel] button').click();
    await page.getByText('nobody is paid the reward').waitFor();
    await page.locator('.v-card textarea').fill('Walked by one phone');
    await page.locator('[data-decide=confirm] button').click();
    await page.getByText('Cancelled and refunded.', { exact: true }).waitFor();
    await page.locator(`[data-item="${session}"]`).waitFor({ state: 'detached' });
    expect((await walletOf(player)).credits).toBe(100);
    expect(trouble.errors).toEqual([]);
  });

  test('is told that somebody else was faster', async () => {
    const { player, session } = await completed();
    const { page } = await open(`/decisions/rewards/${session}`);
    const detail = page.locator(`[data-session="${session}"]`);
    await detail.locator('[data-decide=cancel] button').click();
    const first = await as.administrator.post(`/api/v2/sessions/${session}/reward`);
    expect(first.status).toBe(204);
    await page.locator('[data-decide=confirm] button').click();
    await page.getByText('Somebody else has decided this meanwhile').waitFor();
    await detail.getByText(`Reward approved by ${accounts.administrator.username}`).waitFor();
    expect((await walletOf(player)).credits).toBe(120);
  });

  test('cancels an active session in its form, and its player has the refund', async () => {
    const { player, session } = await begun();
    expect((await walletOf(player)).credits).toBe(90);
    const { page, trouble } = await open(`/content/sessions/${session}`);
    const report = page.locator(`[data-session="${session}"]`);
    await report.locator('[data-decide=cancel] button').click();
    expect(await report.locator('[data-decide=approve]').count()).toBe(0);
    await page.getByText('10 credits go back to').waitFor();
    await page.locator('.v-card textarea').fill('The bridge is closed');
    await page.locator('[data-decide=confirm] button').click();

    await report.getByText(`Cancelled and refunded by ${accounts.manager.username}`).waitFor();
    await report.getByText('The bridge is closed').waitFor();
    // The form's own fields too, in a group that is closed when the form is opened anew.
    const status = page.locator('[data-field=status] input');
    const read = async () => {
      if ((await status.count()) === 0) await page.getByText('All fields').click();
      return status.inputValue();
    };
    await expect.poll(read, { timeout: 20_000 }).toBe('Abandoned');
    expect(page.url()).toMatch(new RegExp(`/content/sessions/${session}$`));
    expect(await walletOf(player)).toMatchObject({
      credits: 100,
      entries: [{ kind: 'refund', amount: 10 }, { kind: 'quest_cost' }, { kind: 'purchase' }],
    });
    const seen = await player.call.get(`/api/v2/sessions/${session}`);
    expect(seen.body.data.status).toBe('abandoned');
    expect(trouble).toEqual({ errors: [], outside: [] });
  });
});
