// Works through the inbox of a day in Chromium by keyboard alone: marks, accepting, undo, two people, a service that is away.
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SundialError } from '../src/domain/errors.js';
import { openWeb, type TestedWeb } from '../src/server/app/testing/browser.js';
import { webDataOf } from '../src/server/app/testing/web-data.js';
import { BUILT_PAGES } from '../src/server/built-pages.js';
import { decide, markFindings } from '../src/triage/index.js';
import {
  axeFaults,
  browserOfFile,
  darkFaults,
  hasNoBrowser,
  isWiderThanWindow,
  unfold,
  WIDTHS,
  watchedPage,
} from './support/pages.js';
import { triageAt } from './support/triaging.js';
import { World } from './support/world.js';

const DAY = '2026-03-01';
const NOON_MS = 12 * 3_600_000;
const HOSTILE = '<img src=x onerror=alert(1)>\u202e.example';
const ROWS = [1, 2, 3, 4, 5, 6].map(
  (last) => `${DAY} 00:00:00,medium,192.0.2.${last},udp,123,${HOSTILE},ntp`,
);

let world: World;
beforeAll(async () => {
  if (hasNoBrowser) return;
  world = await World.open();
  const content = ['timestamp,severity,ip,protocol,port,hostname,tag', ...ROWS, ''].join('\n');
  await world.ingest([{ name: `${DAY}-scan_ntp-north.csv`, content }]);
  await decide(triageAt(world, `${DAY}T09:00:00`), { date: DAY, author: 'sundial' });
});
afterAll(() => world?.close());
const opened = browserOfFile();

interface Inbox {
  readonly web: TestedWeb;
  readonly origin: string;
  readonly page: Page;
  readonly wrong: string[];
  readonly context: BrowserContext;
}

async function openInbox(): Promise<Inbox> {
  const web = await openWeb({ SUNDIAL_WEB_AUTH: 'none' }, {}, BUILT_PAGES);
  web.later(NOON_MS);
  web.listener.serve(webDataOf(world));
  const { origin } = web.browser();
  const context = await opened.browser.newContext();
  const { page, wrong } = await watchedPage(origin, context);
  await page.goto(`${origin}/today/${DAY}`);
  await page.getByRole('heading', { name: 'To be handled' }).waitFor();
  return { web, origin, page, wrong, context };
}

/** The subjects that still have to be handled. */
const openRows = (page: Page) => page.locator('.inbox .group .finding .subject').allTextContents();
const focused = (page: Page): Promise<string> =>
  page.evaluate(
    "document.activeElement.querySelector('.subject')?.textContent ?? document.activeElement.tagName",
  );
const said = async (page: Page, text: string) => page.locator('.notice').filter({ hasText: text }).waitFor();
/** Presses Tab until a row has the focus. */
async function tabToRows(page: Page): Promise<void> {
  for (let press = 0; press < 40; press++) {
    if (await page.evaluate('document.activeElement.dataset.id !== undefined')) return;
    await page.keyboard.press('Tab');
  }
}
const stateOf = async (subject: string): Promise<string | undefined> => {
  const rows = await world.operator.tables.rows<{ state: string }>(
    `SELECT toString(state) AS state FROM finding_states WHERE finding IN (
       SELECT finding FROM findings WHERE subject_first = toIPv6({subject:String}))`,
    { subject },
  );
  return rows[0]?.state;
};

describe.skipIf(hasNoBrowser)('the inbox', () => {
  it('is worked through by keyboard alone, without the focus getting lost', async () => {
    const { page, wrong, context } = await openInbox();
    const { keyboard } = page;
    await tabToRows(page);
    expect(await focused(page)).toBe('192.0.2.1');
    await keyboard.press('j');
    await keyboard.press('ArrowDown');
    await keyboard.press('k');
    expect(await focused(page)).toBe('192.0.2.2');
    await keyboard.press('n');
    await said(page, '1 finding is told.');
    expect([await focused(page), await stateOf('192.0.2.2')]).toEqual(['192.0.2.3', 'notified']);
    expect(await openRows(page)).not.toContain('192.0.2.2');
    await keyboard.press('z');
    await said(page, '1 finding is as before.');
    await page.locator('.inbox .group .finding').nth(5).waitFor();
    expect(await stateOf('192.0.2.2')).toBe('open');
    // Two selected ones in one step.
    await keyboard.press('Shift+KeyJ');
    await keyboard.press('r');
    await said(page, '2 findings are fixed.');
    expect(await openRows(page)).toHaveLength(4);
    expect(await focused(page)).toMatch(/^192\.0\.2\./);
    await keyboard.press('z');
    await said(page, '2 findings are as before.');
    await keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keys' }).waitFor();
    expect(await axeFaults(page)).toEqual([]);
    await keyboard.press('Escape');
    expect(await focused(page)).toMatch(/^192\.0\.2\./);
    await keyboard.press('e');
    await page.getByRole('dialog').getByText('no entry covers the subject').waitFor();
    expect(await axeFaults(page)).toEqual([]);
    await keyboard.press('Escape');
    await keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Lifeline' }).waitFor();
    await page.goBack();
    await page.getByRole('heading', { name: 'To be handled' }).waitFor();
    expect(wrong).toEqual([]);
    await context.close();
  });

  it('accepts a finding after showing what that covers, and takes it back', async () => {
    const { page, wrong, context } = await openInbox();
    const { keyboard } = page;
    await tabToRows(page);
    await keyboard.press('w');
    const dialog = page.getByRole('dialog');
    await dialog.getByText('it would have covered 1 finding on 1 day').waitFor();
    expect(await axeFaults(page)).toEqual([]);
    await dialog.getByLabel('Subject').fill('192.0.2.0/30');
    await dialog.getByText('it would have covered 3 findings').waitFor();
    await dialog.getByLabel('Reason').fill('ours to keep');
    await keyboard.press('Enter');
    await said(page, '192.0.2.0/30 is accepted for scan_ntp');
    await page.locator('.inbox .group .finding').nth(3).waitFor({ state: 'detached' });
    expect(await openRows(page)).toEqual(['192.0.2.4', '192.0.2.5', '192.0.2.6']);
    expect(await focused(page)).toBe('192.0.2.4');
    await unfold(page);
    expect(await page.locator('#handled').textContent()).toContain('ours to keep');
    await keyboard.press('z');
    await said(page, 'no longer accepted');
    await page.locator('.inbox .group .finding').nth(5).waitFor();
    expect(wrong).toEqual([]);
    await context.close();
  });

  it('says who has changed a finding meanwhile, and leaves it as it is', async () => {
    const { page, wrong, context } = await openInbox();
    const [found] = await world.operator.findings
      .list({}, 10)
      .then((all) => all.filter(({ subject }) => subject === '192.0.2.1'));
    await markFindings(triageAt(world, `${DAY}T12:00:00`), {
      ...{ findings: [found!.id], mark: 'acknowledged', reason: 'on it', author: 'bob' },
    });
    await tabToRows(page);
    await page.keyboard.press('r');
    await said(page, '192.0.2.1 was left as it is, because it was taken on by bob');
    expect(await stateOf('192.0.2.1')).toBe('acknowledged');
    await unfold(page);
    await page.locator('#handled').getByText('taken on by bob').waitFor();
    expect(wrong).toEqual([]);
    await context.close();
  });

  it('brings a row back with the reason if it cannot be marked, as on a full disk', async () => {
    const { web, page, context } = await openInbox();
    const before = await openRows(page);
    const failing = async () => {
      throw new SundialError('disk-full', { file: 'store', folder: '/var/lib/sundial' });
    };
    web.listener.serve({ ...webDataOf(world), inEditTurn: failing });
    await tabToRows(page);
    await page.keyboard.press('n');
    await page.locator('.notice.is-problem').waitFor();
    expect(await page.getByRole('alert').textContent()).toContain('/var/lib/sundial');
    expect(await openRows(page)).toEqual(before);
    web.listener.serve(webDataOf(world));
    await context.close();
  });

  it('stays there while the service is away, and goes on when it is back', async () => {
    const { page, context, origin } = await openInbox();
    const away = (route: { abort: () => Promise<void> }) => route.abort();
    await page.route('**/api/v1/**', away);
    await tabToRows(page);
    const before = await openRows(page);
    await page.keyboard.press('n');
    await said(page, 'cannot be reached');
    expect(await openRows(page)).toEqual(before);
    await page.evaluate("document.dispatchEvent(new Event('visibilitychange'))");
    await page.locator('.away').waitFor();
    await page.unroute('**/api/v1/**', away);
    await page.locator('.away').waitFor({ state: 'detached' });
    await page.keyboard.press('n');
    await said(page, '1 finding is told.');
    expect(page.url()).toBe(`${origin}/today/${DAY}`);
    await context.close();
  });

  it('and the pages behind it are legible in both themes', async () => {
    const { page, origin, wrong, context } = await openInbox();
    const [found] = await world.operator.findings.list({}, 1);
    const addresses = ['today', `finding/${found!.id}`, 'subject/192.0.2.1', 'subject/192.0.2.0%2F24'];
    for (const address of addresses) {
      await page.goto(`${origin}/${address}`);
      await page.locator('h1').first().waitFor();
      await page.locator('[aria-busy=true]').first().waitFor({ state: 'detached' });
      await unfold(page);
      for (const width of WIDTHS) {
        await page.setViewportSize({ width, height: 900 });
        expect([address, width, await isWiderThanWindow(page)]).toEqual([address, width, false]);
      }
      expect([address, ...(await axeFaults(page))]).toEqual([address]);
      // A wide window shows what a narrow one hides.
      await page.setViewportSize({ width: WIDTHS[0]!, height: 900 });
      expect([address, ...(await darkFaults(page))]).toEqual([address]);
      expect(await page.locator('#app script, #app img').count()).toBe(0);
    }
    expect(wrong).toEqual([]);
    await context.close();
  });
});
