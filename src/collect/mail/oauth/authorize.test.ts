// Tests that users are asked for permission at Microsoft and Google, and that what they granted is kept and renewed.
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SundialError } from '../../../domain/errors.js';
import { type HttpDouble, startDouble } from '../../../net/testing/http-double.js';
import { contextIn, entryOf } from '../../testing/entry-of.js';
import { GMAIL_KIND } from '../gmail/declaration.js';
import { GRAPH_KIND } from '../graph/declaration.js';
import { IMAP_KIND } from '../imap/declaration.js';
import { numberedMail } from '../testing/given-mail.js';
import { CLIENT, startGraph } from '../testing/graph-double.js';
import { DEVICE_CODE, FIRST_REFRESH, type UserDecisions, UserDouble } from '../testing/user-double.js';

const USER = 'reports@example.com';
let folder: string;
let doubles: HttpDouble[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sundial-authorize-'));
  doubles = [];
});
afterEach(async () => {
  for (const double of doubles) await double.stop();
  rmSync(folder, { recursive: true });
});

const kept = () => JSON.parse(readFileSync(join(folder, 'authorized/under-test.json'), 'utf8'));
const codeOf = async (work: Promise<unknown>) => {
  const thrown = await work.then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(thrown).toBeInstanceOf(SundialError);
  expect(String(thrown)).not.toContain('hunter2');
  return (thrown as SundialError).code;
};

interface Shown {
  readonly texts: string[];
  readonly signal: AbortSignal;
  readonly port: number;
  readonly show: (text: string) => void;
}

/** @param then what the person does with the instructions */
function dialog(then: (text: string) => void = () => {}, signal = new AbortController().signal): Shown {
  const texts: string[] = [];
  const show = (text: string) => {
    texts.push(text);
    then(text);
  };
  return { texts, signal, port: 0, show };
}

describe('a mailbox at Microsoft', () => {
  async function microsoft(user?: UserDecisions) {
    const double = await startGraph([numberedMail(1)], user && { user });
    doubles.push(double);
    const entry = entryOf<never>(GRAPH_KIND, {
      ...{ url: `${double.url}/v1.0`, oauth_url: double.tokenUrl },
      ...{ oauth_client_id: CLIENT, user: USER },
    });
    const context = contextIn(folder);
    return {
      pauses: context.pace.pauses,
      authorize: (shown: Shown) => GRAPH_KIND.authorize!(entry, context, shown),
      check: async () => (await GRAPH_KIND.open(entry, context)).check(),
    };
  }

  it('shows a code, waits as the server asks, and keeps the permission for its user only', async () => {
    const before = ['authorization_pending', 'slow_down', 'authorization_pending'];
    const { authorize, check, pauses } = await microsoft({ before });
    const shown = dialog();
    const { file } = await authorize(shown);
    expect(shown.texts).toEqual([
      expect.stringMatching(/microsoft\.example\.com\/devicelogin .* WDJB-MJHT, .* as reports@example\.com/),
    ]);
    expect(pauses).toEqual([5000, 5000, 10_000, 10_000]);
    expect(kept()).toEqual({ client_id: CLIENT, refresh_token: FIRST_REFRESH });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect((await check()).sentence).toContain('1 message');
  });

  it('keeps the refresh token that replaces the one before, so that the next process can sign in', async () => {
    const { authorize, check } = await microsoft({ rotates: true });
    await authorize(dialog());
    await check();
    expect(kept().refresh_token).toBe('hunter2-refresh-2');
    await check();
    expect(kept().refresh_token).toBe('hunter2-refresh-3');
  });

  it.each([
    ['the user declines', ['access_denied']],
    ['the server says that the code has expired', ['authorization_pending', 'expired_token']],
    ['the code has expired', Array.from({ length: 200 }, () => 'authorization_pending')],
    ['the server does not know the code', ['bad_verification_code']],
  ])('keeps nothing if %s', async (_what, before) => {
    const { authorize, check } = await microsoft({ before });
    expect(await codeOf(authorize(dialog()))).toBe('mail-declined');
    expect(await codeOf(check())).toBe('mail-unauthorized');
  });

  it('says how to get permission while there is none', async () => {
    const { check } = await microsoft({});
    await expect(check()).rejects.toThrow(/reports@example\.com: .* Run "sundial mail authorize"/);
  });

  it('does not use the permission for another application', async () => {
    const { authorize, check } = await microsoft({});
    const { file } = await authorize(dialog());
    writeFileSync(file, JSON.stringify({ ...kept(), client_id: 'another' }));
    expect(await codeOf(check())).toBe('mail-unauthorized');
  });

  it('names a damaged file without quoting it', async () => {
    const { authorize, check } = await microsoft({});
    const { file } = await authorize(dialog());
    writeFileSync(file, `{"refresh_token": "${FIRST_REFRESH}`);
    await expect(check()).rejects.toThrow(/under-test\.json .*"sundial mail authorize" writes it again/);
    expect(await codeOf(check())).toBe('file-unreadable');
  });

  it('says when the permission cannot be kept', async () => {
    const { authorize } = await microsoft({});
    writeFileSync(join(folder, 'authorized'), 'a file in the place of the folder');
    expect(await codeOf(authorize(dialog()))).toBe('mail-grant-unwritable');
    chmodSync(folder, 0o700);
  });

  it('stops waiting when the command is interrupted', async () => {
    const { authorize } = await microsoft({ before: ['authorization_pending'] });
    const stop = new AbortController();
    const shown = dialog(() => stop.abort(), stop.signal);
    await expect(authorize(shown)).rejects.toThrow(/the command was interrupted/);
    expect(shown.texts.join()).not.toContain(DEVICE_CODE);
  });
});

describe('a mailbox at Google', () => {
  const SCOPE = 'https://www.googleapis.com/auth/gmail.modify';
  const GOOGLE_CLIENT = 'client.apps.googleusercontent.com';

  async function google(decisions: UserDecisions = {}) {
    const user = new UserDouble(decisions, { client: GOOGLE_CLIENT, scope: SCOPE });
    const double = await startDouble((asked) => user.answer(asked, () => 'ya29') ?? { status: 500 });
    doubles.push(double);
    const entry = entryOf<never>(GMAIL_KIND, {
      ...{ url: double.url, oauth_url: `${double.url}/token`, user: USER },
      ...{ oauth_client_id: GOOGLE_CLIENT, oauth_client_secret: 'hunter2-client' },
    });
    return { user, authorize: (shown: Shown) => GMAIL_KIND.authorize!(entry, contextIn(folder), shown) };
  }

  const pageIn = (text: string) => new URL(/https:\S+/.exec(text)![0]);
  /** What the browser shows; an answer that never comes would hang the test. */
  const browse = (url: URL | string) =>
    new Promise<string>((resolve, reject) => {
      const sent = httpRequest(url, (response) => {
        let body = '';
        response.setEncoding('utf8').on('data', (text) => (body += text));
        response.on('end', () => resolve(`${response.statusCode} ${body.trim()}`));
      });
      sent.on('error', reject).end();
    });

  it('shows the page, and exchanges the code with which the browser returns', async () => {
    const { user, authorize } = await google({ refreshSeconds: 604_799 });
    const seen: Promise<string>[] = [];
    const shown = dialog((text) => void seen.push(browse(user.allow(pageIn(text)))));
    const { expires } = await authorize(shown);
    expect(await Promise.all(seen)).toEqual([expect.stringMatching(/^200 Sundial has received/)]);
    expect(pageIn(shown.texts[0]!).origin).toBe('https://accounts.google.com');
    expect(kept()).toMatchObject({ client_id: GOOGLE_CLIENT, refresh_token: FIRST_REFRESH });
    // Google, "refresh_token_expires_in": applications in testing get seven days.
    expect(expires?.toISOString()).toBe('2026-02-10T04:05:05.000Z');
  });

  it('ignores answers that do not come from the page', async () => {
    const { user, authorize } = await google();
    const seen: string[] = [];
    const shown = dialog(async (text) => {
      const back = user.allow(pageIn(text));
      for (const strange of ['/', '/?code=hunter2-forged', '/?state=x&code=hunter2-forged', '//[', '/?%'])
        seen.push(await browse(`${back.origin}${strange}`));
      await browse(back);
    });
    await authorize(shown);
    expect(seen).toEqual(seen.map(() => expect.stringMatching(/^400 /)));
    expect(kept().refresh_token).toBe(FIRST_REFRESH);
  });

  it('keeps nothing if the user declines', async () => {
    const { user, authorize } = await google();
    const shown = dialog((text) => {
      const back = user.allow(pageIn(text));
      back.searchParams.delete('code');
      back.searchParams.set('error', 'access_denied');
      void browse(back);
    });
    await expect(authorize(shown)).rejects.toThrow(/did not give permission \(access_denied\)/);
    expect(() => kept()).toThrow();
  });

  it('needs a refresh token', async () => {
    const { user, authorize } = await google({ withoutRefresh: true });
    const shown = dialog((text) => void browse(user.allow(pageIn(text))));
    await expect(authorize(shown)).rejects.toThrow(/it contains no refresh token/);
  });

  it('ends when the command is interrupted, and says so if its port is taken', async () => {
    const { authorize } = await google();
    const stop = new AbortController();
    const port = Number(new URL(doubles[0]!.url).port);
    expect(await codeOf(authorize({ ...dialog(), port }))).toBe('mail-port-taken');
    expect(await codeOf(authorize(dialog(() => stop.abort(), stop.signal)))).toBe('mail-declined');
  });
});

it.each([
  [
    GRAPH_KIND,
    { oauth_certificate_file: '/etc/sundial/graph.pem' },
    /oauth_certificate_file is set, so that/,
  ],
  [GRAPH_KIND, { oauth_client_secret: 'hunter2' }, /oauth_client_secret is set, so that/],
  [GMAIL_KIND, { google_key_file: '/etc/sundial/google.json' }, /google_key_file is set, so that/],
  [GMAIL_KIND, {}, /oauth_client_secret is not set/],
])('asks no user if the permission would not be used: %#', async (kind, given, problem) => {
  const entry = entryOf<never>(kind, {
    ...{ user: USER, oauth_client_id: CLIENT, oauth_tenant: 'example.onmicrosoft.com', ...given },
  });
  const shown = dialog();
  await expect(async () => kind.authorize!(entry, contextIn(folder), shown)).rejects.toThrow(problem);
  expect(shown.texts).toEqual([]);
});

it.each([
  [{ oauth_tenant: 'example.onmicrosoft.com' }, 'at Microsoft'],
  [{ oauth_client_secret: 'hunter2' }, 'at Google'],
])('IMAP with %j signs in %s', async (given, place) => {
  const entry = entryOf<never>(IMAP_KIND, {
    ...{ host: 'imap.example.com', user: USER, oauth_client_id: CLIENT, ...given },
  });
  const stop = new AbortController();
  stop.abort();
  const shown = dialog(() => {}, stop.signal);
  expect(await codeOf(IMAP_KIND.authorize!(entry, contextIn(folder), shown))).toBe('mail-declined');
  expect(shown.texts.some((text) => text.includes('accounts.google.com'))).toBe(place === 'at Google');
});
