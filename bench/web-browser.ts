// The web benchmark's browser: when a page is painted and usable in Chromium, whose processor is made slower.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { type Browser, chromium } from 'playwright-core';
import { BUILT_PAGES } from '../src/server/built-pages.js';
import { CHROMIUM } from '../test/support/chromium.js';
import { spread } from './polling.js';
import { figure, machineNote, type Sheet } from './sheet.js';
import type { WebClient } from './web-client.js';

/** How many times slower the page's processor is. */
const SLOWER = [1, 4];

interface Opened {
  readonly painted: number;
  readonly usable: number;
  readonly requests: number;
}

/** Opens Today in a new browser's window again and again. @param times how often */
export async function measureBrowser(client: WebClient, times: number): Promise<Sheet> {
  const browser = await chromium.launch({ executablePath: CHROMIUM!, args: ['--no-sandbox'] });
  try {
    const lines: { readonly slower: number; readonly opened: readonly Opened[] }[] = [];
    for (const slower of SLOWER) {
      const opened: Opened[] = [];
      for (let turn = 0; turn < times; turn++) opened.push(await openToday(browser, client, slower));
      lines.push({ slower, opened });
    }
    const sizes = { script: gzipped('.js'), style: gzipped('.css') };
    return sheetOf(lines, sizes);
  } finally {
    await browser.close();
  }
}

async function openToday(browser: Browser, client: WebClient, slower: number): Promise<Opened> {
  const context = await browser.newContext();
  const { name, value } = client.session;
  await context.addCookies([{ name, value, url: client.origin }]);
  const page = await context.newPage();
  let requests = 0;
  page.on('request', () => requests++);
  const session = await context.newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: slower });
  await page.goto(`${client.origin}/today`, { waitUntil: 'commit' });
  await page.locator('.inbox .finding').first().waitFor();
  const usable = await page.evaluate('performance.now()');
  const painted = await page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime");
  await context.close();
  return { painted: Number(painted), usable: Number(usable), requests };
}

function gzipped(extension: string): number {
  return readdirSync(BUILT_PAGES, { recursive: true, withFileTypes: true })
    .filter(({ name }) => name.endsWith(extension))
    .map(({ parentPath, name }) => gzipSync(readFileSync(path.join(parentPath, name))).length)
    .reduce((sum, bytes) => sum + bytes, 0);
}

function sheetOf(
  lines: readonly { readonly slower: number; readonly opened: readonly Opened[] }[],
  sizes: { readonly script: number; readonly style: number },
): Sheet {
  const measured = lines.map(({ slower, opened }) => ({
    slower,
    requests: Math.max(...opened.map(({ requests }) => requests)),
    painted: spread(opened.map(({ painted }) => painted)),
    usable: spread(opened.map(({ usable }) => usable)),
  }));
  return {
    title: 'web browser: Today in Chromium, from the request to the first row',
    columns: ['processor', 'times', 'requests', 'painted p50 ms', 'max', 'usable p50 ms', 'max'],
    rows: measured.map(({ slower, requests, painted, usable }) => [
      slower === 1 ? 'as it is' : `${slower} times slower`,
      figure(usable.times),
      figure(requests),
      ...[painted, usable].flatMap(({ p50, max }) => [figure(p50), figure(max)]),
    ]),
    notes: [
      `all pages together: ${figure(sizes.script / 1024, 1)} KB of script and ${figure(sizes.style / 1024, 1)} KB of style in gzip`,
      'to reach, 4 times slower, on an idle machine: painted within 1 000 ms, usable within 2 000 ms',
      machineNote(),
    ],
    figures: { measured, sizes },
  };
}
