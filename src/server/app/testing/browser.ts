// A web application on loopback, and requests to it as a browser makes them from its pages.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { plainPasswords } from '../../../access/testing/plain-passwords.js';
import type { ExplainedOption } from '../../../config/index.js';
import { folderWith, settingsIn } from '../../../config/testing/folder.js';
import { SILENT_LOG } from '../../../domain/log.js';
import type { ServiceStatus } from '../../../domain/service-status.js';
import { freePort } from '../../../net/testing/free-port.js';
import { openWebListener, type WebListener } from '../open-web.js';

export const PASSWORD = 'correct horse battery';

/** A service that has read one of its two sources. */
const STATUS: ServiceStatus = {
  ...{ version: '1.0.0', state: 'running', intervalSeconds: 3600, failedInARow: 1 },
  startedAt: new Date('2026-03-01T00:00:00Z'),
  nextRunAt: new Date('2026-03-01T01:00:00Z'),
  sources: [
    {
      name: 'north',
      kind: 'api',
      lastSuccessAt: new Date('2026-02-28T23:00:00Z'),
      failedInARow: 0,
      failures: [],
    },
    {
      ...{ name: 'south', kind: 'imap', failedInARow: 3 },
      failures: [
        {
          source: 'south',
          class: 'auth',
          code: 'mail-refused',
          message: '<b>refused</b>\u202e',
          fatal: true,
        },
      ],
    },
  ],
};

export interface TestedWeb {
  readonly listener: WebListener;
  readonly dataDir: string;
  readonly audited: Record<string, unknown>[];
  /** Sets the clock on. */
  later(milliseconds: number): void;
  /** A new browser, in which nobody is signed in. */
  readonly browser: () => Browser;
}

/**
 * Opens the web application until the test ends.
 *
 * @param given further environment
 * @param files that are put into the folder of the built pages
 * @param pages that folder; omitted = one in the data folder
 * @param explained the options that are shown
 */
export async function openWeb(
  given: Readonly<Record<string, string>> = {},
  files: Readonly<Record<string, string>> = { 'index.html': '<!doctype html>' },
  pages?: string,
  explained: readonly ExplainedOption[] = [],
): Promise<TestedWeb> {
  const dataDir = await folderWith();
  const built = pages ?? path.join(dataDir, 'web');
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(path.join(built, path.dirname(name)), { recursive: true });
    writeFileSync(path.join(built, name), content);
  }
  const env = { SUNDIAL_DATA_DIR: dataDir, SUNDIAL_WEB_PORT: String(await freePort()), ...given };
  const { settings } = await settingsIn({ env });
  let now = new Date('2026-03-01T00:00:00Z').getTime();
  const audited: Record<string, unknown>[] = [];
  const listener = await openWebListener({
    ...{ settings, env: {}, explained, log: SILENT_LOG, passwords: plainPasswords(), pages: built },
    clock: () => new Date(now),
    status: () => STATUS,
    now: () => now,
    audit: { write: (line) => audited.push(JSON.parse(line)) },
  });
  if (!listener) throw new Error('the web application is off');
  onTestFinished(() => listener.close());
  return {
    ...{ listener, dataDir, audited },
    later: (milliseconds) => {
      now += milliseconds;
    },
    browser: () => new Browser(`http://127.0.0.1:${settings.web_port}`),
  };
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: the tests look into answers of every shape
  readonly body: any;
}

/** Keeps cookies, and says where requests come from. */
export class Browser {
  private readonly cookies = new Map<string, string>();

  constructor(readonly origin: string) {}

  /** The header with all cookies; a test may replace them. */
  get cookie(): string {
    return [...this.cookies].map((pair) => pair.join('=')).join('; ');
  }

  set cookie(header: string) {
    this.cookies.clear();
    for (const pair of header.split('; ')) this.keep(pair);
  }

  async ask(
    method: string,
    path: string,
    body?: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Answer> {
    const answer = await fetch(`${this.origin}${path}`, {
      method,
      redirect: 'manual',
      headers: {
        'sec-fetch-site': 'same-origin',
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(this.cookie && { cookie: this.cookie }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    for (const given of answer.headers.getSetCookie()) this.keep(given.split(';')[0]!);
    const text = await answer.text();
    const isJson = answer.headers.get('content-type')?.startsWith('application/json');
    return { status: answer.status, headers: answer.headers, body: isJson ? JSON.parse(text) : text };
  }

  private keep(pair: string): void {
    const [name = '', value = ''] = pair.split('=');
    if (value === '') this.cookies.delete(name);
    else this.cookies.set(name, value);
  }

  /** Becomes the first user. */
  async start(link: string, name = 'ada'): Promise<Answer> {
    const token = link.split('#')[1];
    return this.ask('POST', '/api/v1/start', { token, name, password: PASSWORD });
  }

  login(name: string, password = PASSWORD): Promise<Answer> {
    return this.ask('POST', '/api/v1/login', { name, password });
  }
}
