// Uses the web application in Chromium: the link of the first user, the inbox of a day, the keyboard, hostile values.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import type { BrowserContext } from 'playwright-core';
import { describe, expect, it, onTestFinished } from 'vitest';
import { CLIENT, ProviderDouble } from '../src/access/oidc/testing/provider-double.js';
import { freePort } from '../src/net/testing/free-port.js';
import { longDigest, USUAL } from '../src/notify/testing/digest.js';
import { ENEMY } from '../src/notify/testing/hostile-digest.js';
import { dayOf } from '../src/server/app/day-of.js';
import { openWeb, PASSWORD } from '../src/server/app/testing/browser.js';
import { BUILT_PAGES } from '../src/server/built-pages.js';
import type { Digest } from '../src/triage/index.js';
import {
  axeFaults,
  browserOfFile,
  darkFaults,
  hasNoBrowser,
  isWiderThanWindow,
  unfold,
  type Watched,
  WIDTHS,
  watchedPage,
} from './support/pages.js';

const opened = browserOfFile();

/** Opens a page whose days are these digests; everything else comes from the server. */
async function open(origin: string, context: BrowserContext, digests: readonly Digest[]): Promise<Watched> {
  const { page, wrong } = await watchedPage(origin, context);
  const days = digests.map(({ date, counts }) => ({ date, ...counts }));
  await page.route('**/api/v1/days', (route) => route.fulfill({ json: { days } }));
  await page.route('**/api/v1/days/*', (route) => {
    const digest = digests.find(({ date }) => route.request().url().endsWith(date));
    if (!digest) return route.continue();
    return route.fulfill({
      json: dayOf(digest, {
        ...{ step: 0, decidedStep: 0, steps: new Map(), entries: new Map() },
        days: digests.map(({ date }) => date),
      }),
    });
  });
  return { page, wrong };
}

it('loads little', () => {
  const gzipped = (extension: string) =>
    readdirSync(BUILT_PAGES, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.name.endsWith(extension))
      .map((entry) => gzipSync(readFileSync(path.join(entry.parentPath, entry.name))).length)
      .reduce((sum, bytes) => sum + bytes, 0);
  expect(gzipped('.js')).toBeLessThan(90 * 1024);
  expect(gzipped('.css')).toBeLessThan(12 * 1024);
});

describe.skipIf(hasNoBrowser)('the web application', () => {
  it('leads from the printed link to the inbox by keyboard alone, signs out, and in again where one was', async () => {
    const web = await openWeb({}, {}, BUILT_PAGES);
    const { origin } = web.browser();
    const context = await opened.browser.newContext();
    const { page, wrong } = await open(origin, context, [USUAL]);
    await page.goto(web.listener.offerFirst()!.replace(/^http:\/\/[^/]+/, origin));
    await page.getByLabel('Your name').waitFor();
    expect(page.url()).toBe(`${origin}/start`);
    expect(await axeFaults(page)).toEqual([]);
    const { keyboard } = page;
    for (const text of ['ada', PASSWORD, 'another password here']) {
      await keyboard.type(text);
      await keyboard.press('Tab');
    }
    await keyboard.press('Enter');
    await page.getByRole('alert').waitFor();
    expect(await page.getByRole('alert').textContent()).toContain('differ');
    await page.getByLabel('again').fill(PASSWORD);
    await keyboard.press('Enter');
    await page.getByRole('heading', { name: 'To be handled' }).waitFor();
    expect(page.url()).toBe(`${origin}/today`);
    const inbox = await page.locator('.inbox').textContent();
    for (const { subject, why } of USUAL.handle.rows) {
      expect(inbox).toContain(subject);
      expect(inbox).toContain(why);
    }
    await page.goto(`${origin}/today/${USUAL.date}`);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('Password').waitFor();
    expect(await axeFaults(page)).toEqual([]);
    await page.goto(`${origin}/today/${USUAL.date}`);
    await page.getByLabel('Name').fill('ada');
    await page.getByLabel('Password').fill('wrong');
    await keyboard.press('Enter');
    await page.getByRole('alert').waitFor();
    await page.getByLabel('Password').fill(PASSWORD);
    await keyboard.press('Enter');
    await page.getByRole('heading', { name: 'To be handled' }).waitFor();
    expect(page.url()).toBe(`${origin}/today/${USUAL.date}`);
    await page.getByRole('link', { name: 'Sessions' }).click();
    await page.getByText('this browser').waitFor();
    expect(await axeFaults(page)).toEqual([]);
    expect(wrong).toEqual([]);
    await context.close();
  });

  it('signs in at an identity provider, where one was before, and out there as well', async () => {
    const port = await freePort();
    const clock = () => new Date('2026-03-01T00:00:00Z');
    const double = await ProviderDouble.start(clock, [`http://127.0.0.1:${port}/login/done`]);
    onTestFinished(() => double.stop());
    double.person = { sub: 'p-1', preferred_username: 'ada', groups: ['chiefs'] };
    const settings = {
      ...{ SUNDIAL_WEB_PORT: String(port), SUNDIAL_WEB_AUTH: 'oidc', SUNDIAL_WEB_OIDC_ISSUER: double.issuer },
      ...{ SUNDIAL_WEB_OIDC_CLIENT_ID: CLIENT.id, SUNDIAL_WEB_OIDC_CLIENT_SECRET: CLIENT.secret },
    };
    const web = await openWeb({ ...settings, SUNDIAL_WEB_ADMIN_GROUPS: 'chiefs' }, {}, BUILT_PAGES);
    const { origin } = web.browser();
    const context = await opened.browser.newContext();
    const { page, wrong } = await open(origin, context, [USUAL]);
    await page.goto(`${origin}/settings/users`);
    await page.getByRole('button', { name: 'Sign in' }).waitFor();
    expect(await axeFaults(page)).toEqual([]);
    await page.getByRole('button', { name: 'Sign in' }).press('Enter');
    await page.getByRole('table', { name: 'Users' }).waitFor();
    expect([page.url(), await page.getByRole('table').textContent()]).toEqual([
      ...[`${origin}/settings/users`, expect.stringContaining('ada')],
    ]);
    await page.goBack();
    expect(page.url()).not.toContain('code=');
    await page.goto(`${origin}/today`);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.waitForURL(`${double.issuer}/leave?**`);
    double.person = { ...double.person, groups: [] };
    await page.goto(`${origin}/login`);
    await page.getByRole('button', { name: 'Sign in' }).click();
    expect(await page.getByRole('alert').textContent()).toContain('in no group that may use Sundial');
    expect(wrong.filter((one) => !one.startsWith(`request to ${double.issuer}`))).toEqual([]);
    await context.close();
  });

  it('is legible in both themes, and within the window', async () => {
    const web = await openWeb({ SUNDIAL_WEB_AUTH: 'none' }, {}, BUILT_PAGES);
    const { origin } = web.browser();
    const context = await opened.browser.newContext();
    const { page, wrong } = await open(origin, context, [USUAL]);
    await page.goto(`${origin}/today`);
    await page.getByRole('heading', { name: 'To be handled' }).waitFor();
    for (const isUnfolded of [false, true]) {
      if (isUnfolded) await unfold(page);
      for (const width of WIDTHS) {
        await page.setViewportSize({ width, height: 900 });
        expect([width, await isWiderThanWindow(page)]).toEqual([width, false]);
      }
    }
    expect(await axeFaults(page)).toEqual([]);
    // A wide window shows what a narrow one hides.
    await page.setViewportSize({ width: WIDTHS[0]!, height: 900 });
    expect(await darkFaults(page)).toEqual([]);
    expect(wrong).toEqual([]);
    await context.close();
  });

  it('shows hostile values as text, in every part', async () => {
    const web = await openWeb({ SUNDIAL_WEB_AUTH: 'none' }, {}, BUILT_PAGES);
    const { origin } = web.browser();
    const context = await opened.browser.newContext({ viewport: { width: 375, height: 900 } });
    const { page, wrong } = await open(origin, context, [ENEMY]);
    await page.goto(`${origin}/today/${ENEMY.date}`);
    await page.getByRole('heading', { name: 'To be handled' }).waitFor();
    await unfold(page);
    expect(await page.locator('.inbox').textContent()).toContain('<script>alert(1)</script>');
    expect(await page.locator('#app script, #app img, a[href^="javascript"]').count()).toBe(0);
    expect(await isWiderThanWindow(page)).toBe(false);
    expect(wrong).toEqual([]);
    await context.close();
  });

  it('shows the problem instead of a white page, and a thousand findings', async () => {
    const web = await openWeb({ SUNDIAL_WEB_AUTH: 'none' }, {}, BUILT_PAGES);
    const { origin } = web.browser();
    const context = await opened.browser.newContext();
    const { page, wrong } = await open(origin, context, [longDigest(1_000)]);
    await page.goto(`${origin}/today/2020-01-01`);
    expect(await page.getByRole('alert').textContent()).toContain('the store is being opened');
    await page.goto(`${origin}/today`);
    await page.getByRole('heading', { name: 'To be handled' }).waitFor();
    // Rows are drawn in steps.
    await page.locator('.inbox .finding').nth(999).waitFor({ state: 'attached' });
    expect(await page.locator('.inbox .finding').count()).toBe(1_000);
    await page.route('**/api/v1/session', (route) => route.abort());
    await page.reload();
    expect(await page.getByRole('alert').textContent()).toContain('cannot be reached');
    await page.unroute('**/api/v1/session');
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('heading', { name: 'To be handled' }).waitFor();
    expect(wrong).toEqual([]);
    await context.close();
  });
});
