// The built pages of the web application in Chromium, watched for everything that must not happen in them.
import axe, { type AxeResults } from 'axe-core';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { CHROMIUM } from './chromium.js';

/** Whether there is no Chromium, which CI has to have. */
export const hasNoBrowser = CHROMIUM === undefined && process.env.CI !== 'true';
if (hasNoBrowser) console.warn('The pages of the web application are not tested: there is no Chromium');

/** The width of a desktop, of a tablet and of a phone, and 320 px, which WCAG 2.2 asks for (1.4.10). */
export const WIDTHS = [1360, 768, 375, 320];

/** A browser for all tests of a file. */
export function browserOfFile(): { readonly browser: Browser } {
  const opened: { browser: Browser } = { browser: undefined! };
  beforeAll(async () => {
    if (!hasNoBrowser)
      opened.browser = await chromium.launch({ executablePath: CHROMIUM!, args: ['--no-sandbox'] });
  });
  afterAll(() => opened.browser?.close());
  return opened;
}

/** What went wrong in a page: violations of its policy, errors, and requests to other hosts. */
export interface Watched {
  readonly page: Page;
  readonly wrong: string[];
}

/** Runs in the page before its own scripts. */
const REPORT_VIOLATIONS = `document.addEventListener('securitypolicyviolation', (event) =>
  violated([event.effectiveDirective, event.blockedURI, event.sample].join(' ')))`;

/** Opens an empty page that may only talk to the application. */
export async function watchedPage(origin: string, context: BrowserContext): Promise<Watched> {
  const wrong: string[] = [];
  const page = await context.newPage();
  await page.exposeFunction('violated', (what: string) => wrong.push(what));
  await page.addInitScript(REPORT_VIOLATIONS);
  page.on('pageerror', (error) => wrong.push(String(error)));
  page.on('dialog', (dialog) => wrong.push(`dialog: ${dialog.message()}`));
  page.on('request', (request) => {
    if (!request.url().startsWith(origin)) wrong.push(`request to ${request.url()}`);
  });
  return { page, wrong };
}

/** Levels A and AA of WCAG 2.2. */
const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** The faults that axe finds. @param rules only these; omitted = all of WCAG 2.2 A and AA */
export async function axeFaults(page: Page, rules?: readonly string[]): Promise<string[]> {
  const runOnly = rules ? { type: 'rule', values: rules } : WCAG;
  if (!(await page.evaluate("'axe' in window"))) await page.evaluate(axe.source);
  const found: AxeResults = await page.evaluate(`axe.run(document, { runOnly: ${JSON.stringify(runOnly)} })`);
  return found.violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
}

/** The faults that axe finds in the dark theme, which differs from the light one in nothing but colours. */
export async function darkFaults(page: Page): Promise<string[]> {
  await page.emulateMedia({ colorScheme: 'dark' });
  const faults = await axeFaults(page, ['color-contrast']);
  await page.emulateMedia({ colorScheme: 'light' });
  return faults;
}

export const isWiderThanWindow = (page: Page): Promise<boolean> =>
  page.evaluate('document.documentElement.scrollWidth > document.documentElement.clientWidth');

export const unfold = (page: Page): Promise<void> =>
  page.evaluate('for (const part of document.querySelectorAll("details")) part.open = true');
