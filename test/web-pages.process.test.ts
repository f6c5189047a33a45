// Uses the pages of lists in Chromium, over a store with hostile reports: both themes, all widths, the keyboard.
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hostileRows, randomFrom, reportFiles } from '../src/query/testing/hostile-reports.js';
import { openWeb } from '../src/server/app/testing/browser.js';
import { webDataOf } from '../src/server/app/testing/web-data.js';
import { BUILT_PAGES } from '../src/server/built-pages.js';
import { Whitelist } from '../src/triage/index.js';
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

const MARKUP = '<img src=x onerror=alert(1)>';
const HOSTILE = [
  'timestamp,severity,ip,protocol,port,hostname,tag',
  `2026-01-18 00:00:00,critical,192.0.2.77,udp,123,"${MARKUP}","CVE-2026-0001;${MARKUP}"`,
  `2026-01-18 00:00:00,high,192.0.2.78,udp,123,"javascript:alert(1)","a\u202eb"`,
  // A row with too many cells is set aside.
  `2026-01-18 00:00:00,high,192.0.2.79,udp,123,x,y,z,"${MARKUP}"`,
].join('\n');

let world: World;
beforeAll(async () => {
  if (hasNoBrowser) return;
  world = await World.holding([
    ...reportFiles(hostileRows(randomFrom(17), 12)),
    { name: '2026-01-18-scan_ntp-a.csv', content: HOSTILE },
    { name: '2026-01-17-scan_ntp-a.csv', content: 'no report' },
  ]);
});
afterAll(() => world?.close());
const opened = browserOfFile();

async function openPages() {
  const web = await openWeb({ SUNDIAL_WEB_AUTH: 'none' }, {}, BUILT_PAGES);
  web.listener.serve(webDataOf(world));
  const { origin } = web.browser();
  const context: BrowserContext = await opened.browser.newContext();
  return { origin, context, ...(await watchedPage(origin, context)) };
}

/** Goes to a page, and waits until all of it is there. */
async function show(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await page.locator('h1').first().waitFor();
  await page.locator('[aria-busy="true"]').first().waitFor({ state: 'detached' });
}

const ADDRESSES = [
  '/explore?row=1:2',
  `/explore?where=${encodeURIComponent('tag==a\u202eb')}&by=tag&scale=log&facet=hostname`,
  '/explore?where=prot%3D5',
  '/findings',
  '/findings?where=severity%3E%3Dhigh&where=type%3Dntp&state=open',
  '/findings?subject=nothing-has-this',
  '/findings?where=prot%3D5',
  '/findings?group=subject',
  '/findings?group=network',
  '/reports',
  '/reports/versions',
  '/reports/failed',
  '/reports/runs',
  '/reports/sources',
  '/reports/999',
  '/whitelist',
  '/help',
  '/help/scan_ntp',
  '/help/novel_kind',
  '/help/fields',
  '/help/keys',
  '/help/api',
  '/settings',
  '/settings/users',
  '/settings/doctor',
  '/settings/audit',
];

describe.skipIf(hasNoBrowser)('the pages of lists', () => {
  it('are legible in both themes, and within the window', async () => {
    const { origin, context, page, wrong } = await openPages();
    const [broken] = await world.operator.ledger.find({ quarantined: true });
    for (const path of [...ADDRESSES, `/reports/${broken!.load}`]) {
      await show(page, `${origin}${path}`);
      await unfold(page);
      for (const width of WIDTHS) {
        await page.setViewportSize({ width, height: 900 });
        expect([path, width, await isWiderThanWindow(page)]).toEqual([path, width, false]);
      }
      expect([path, await axeFaults(page)]).toEqual([path, []]);
      // A wide window shows what a narrow one hides.
      await page.setViewportSize({ width: WIDTHS[0]!, height: 900 });
      expect([path, await darkFaults(page)]).toEqual([path, []]);
      expect(await page.locator('#app script, #app img, a[href^="javascript"]').count()).toBe(0);
    }
    expect(wrong).toEqual([]);
    await context.close();
  });

  it('filter findings by keyboard alone, and the address has the whole view', async () => {
    const { origin, context, page, wrong } = await openPages();
    await show(page, `${origin}/findings`);
    const { keyboard } = page;
    await page.getByLabel('Condition', { exact: true }).focus();
    await keyboard.type('cve=CVE-2026-0001');
    await keyboard.press('Enter');
    await page.getByText('1 finding,').waitFor();
    expect(page.url()).toBe(`${origin}/findings?where=cve%3DCVE-2026-0001`);
    const focused = () => page.locator(':focus').getAttribute('name');
    expect([await focused(), await page.getByLabel('Condition', { exact: true }).inputValue()]).toEqual([
      'condition',
      '',
    ]);
    expect(await page.getByRole('row').last().textContent()).toContain('192.0.2.77');
    expect(await page.locator('.command code').textContent()).toBe(
      'sundial findings --where cve=CVE-2026-0001',
    );
    await page.reload();
    await page.getByText('1 finding,').waitFor();
    await page.getByRole('link', { name: 'by type' }).focus();
    await keyboard.press('Enter');
    await page.getByRole('link', { name: 'scan_ntp' }).focus();
    await keyboard.press('Enter');
    await page.getByRole('link', { name: 'Remove cve=CVE-2026-0001' }).focus();
    await keyboard.press('Enter');
    await page.waitForURL(({ search }) => search === '?where=type%3Dscan_ntp');
    expect(await focused()).toBe('condition');
    await page.goBack();
    await page.getByText('1 finding,').waitFor();
    expect(wrong).toEqual([]);
    await context.close();
  });

  it('explore events by keyboard alone, down to a row as its report has it', async () => {
    const { origin, context, page, wrong } = await openPages();
    await show(page, `${origin}/explore`);
    const { keyboard } = page;
    await page.getByLabel('Conditions', { exact: true }).first().focus();
    await keyboard.type('severity>=high tag=CVE-2026-0001 prot=123');
    await keyboard.press('Enter');
    await page.getByRole('link', { name: 'Ask for port=123 instead' }).focus();
    await keyboard.press('Enter');
    await page.getByText('1 event', { exact: true }).waitFor();
    expect(page.url()).toBe(
      `${origin}/explore?where=severity%3E%3Dhigh&where=tag%3DCVE-2026-0001&where=port%3D123`,
    );
    await page.getByRole('button', { name: 'severity>=high', exact: true }).focus();
    await keyboard.press('Enter');
    await keyboard.type('severity=critical');
    await keyboard.press('Enter');
    await page.getByRole('button', { name: 'Remove port=123' }).press('Enter');
    await page.getByRole('slider').focus();
    await keyboard.press('ArrowLeft');
    await keyboard.press('Enter');
    await page.waitForURL(({ searchParams }) => searchParams.get('date') === '2026-01-18');
    expect(await page.locator('.command code').textContent()).toBe(
      "sundial query --where 'severity=critical' --where tag=CVE-2026-0001 --date=2026-01-18".replaceAll(
        "'",
        '',
      ),
    );
    await page.getByRole('table', { name: 'Events' }).getByRole('link').first().press('Enter');
    const panel = page.getByRole('complementary');
    await panel.getByRole('link', { name: 'only this hostname' }).waitFor();
    expect(await panel.textContent()).toContain(MARKUP);
    await keyboard.press('Escape');
    await panel.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Exclude critical' }).press('Enter');
    await page.getByText('No event matches').waitFor();
    expect(wrong).toEqual([]);
    await context.close();
  });

  it('add, change and remove an entry of the whitelist by keyboard alone', async () => {
    const { origin, context, page, wrong } = await openPages();
    await show(page, `${origin}/whitelist`);
    const { keyboard } = page;
    const press = async (name: string | RegExp) => {
      await page.getByRole('button', { name }).focus();
      await keyboard.press('Enter');
    };
    const said = (text: string) => page.getByRole('status').filter({ hasText: text }).waitFor();
    await press('New entry…');
    const dialog = page.getByRole('dialog');
    await page.getByLabel('Subject').focus();
    await keyboard.type('192.0.2.0/24');
    await page.getByLabel('Report type').focus();
    await keyboard.type('scan_ntp');
    await dialog.getByText('it would have covered').waitFor();
    expect(await axeFaults(page)).toEqual([]);
    await keyboard.press('Enter');
    await said('192.0.2.0/24 is accepted for scan_ntp');
    await press(/^Change… 192/);
    await page.getByLabel('Reason').fill(MARKUP);
    // Somebody else is faster.
    await dialog.getByText('it would have covered').waitFor();
    await new Whitelist(triageAt(world, '2026-03-01T13:00:00')).changeTime('scan_ntp', '192.0.2.0/24', {
      duration: 'forever',
      author: 'bob',
    });
    await keyboard.press('Enter');
    await dialog.getByRole('alert').filter({ hasText: 'bob has changed entry 1 meanwhile' }).waitFor();
    await keyboard.press('Enter');
    await said('192.0.2.0/24 is accepted for scan_ntp, forever');
    expect(await page.getByRole('table').textContent()).toContain(MARKUP);
    await press(/^Remove… 192/);
    await press(/^Remove$/);
    await said('192.0.2.0/24 is no longer accepted');
    expect(await page.locator(':focus').getAttribute('id')).toBe('content');
    expect(wrong).toEqual([]);
    await context.close();
  });

  it('lead from the calendar to the rows set aside', async () => {
    const { origin, context, page, wrong } = await openPages();
    await show(page, `${origin}/reports?list=a&type=scan_ntp`);
    await page.getByRole('link', { name: /^2026-01-18: with rows set aside, 3 rows, 1 set aside/ }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Rows set aside' }).waitFor();
    expect(await page.getByRole('table', { name: 'Rows set aside' }).textContent()).toContain(MARKUP);
    expect(wrong).toEqual([]);
    await context.close();
  });

  it('say what is wrong, and go on once it is right again', async () => {
    const { origin, context, page } = await openPages();
    await page.route('**/api/v1/findings*', (route) => route.abort());
    await page.goto(`${origin}/findings`);
    expect(await page.getByRole('alert').textContent()).toContain('cannot be reached');
    await page.unroute('**/api/v1/findings*');
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('table', { name: 'Findings' }).waitFor();
    await page.route('**/assets/reports-*', (route) => route.abort());
    await page.getByRole('link', { name: 'Reports' }).click();
    expect(await page.getByRole('alert').textContent()).toContain('cannot be loaded');
    await context.close();
  });
});
