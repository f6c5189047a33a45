// Tests the listener of the web application: where it may listen, whom it answers, and what its headers permit.
import { type IncomingMessage, request } from 'node:http';
import { describe, expect, it } from 'vitest';
import { inviteUser, usersFileOf } from '../../access/index.js';
import { WEB_LIMITS } from '../../domain/limits-web.js';
import type { Role } from '../../domain/role.js';
import { ENDPOINTS, type Endpoint } from './contract.js';
import { openWeb, PASSWORD, type TestedWeb } from './testing/browser.js';

const MINUTE_MS = 60_000;

/** A browser in which a user with a role is signed in. */
async function signedIn(web: TestedWeb, role: Role) {
  const name = `a-${role}`;
  const { token } = await inviteUser(
    usersFileOf({ data_dir: web.dataDir }),
    { name, role },
    () => new Date('2026-03-01T00:00:00Z'),
  );
  const browser = web.browser();
  await browser.ask('POST', '/api/v1/start', { token: token.reveal(), password: PASSWORD });
  return browser;
}

describe('refuses to listen', () => {
  it.each<[string, Record<string, string>, string]>([
    ['at the port of health', { SUNDIAL_WEB_PORT: '8088' }, 'web_port is 8088, which is http_port'],
    ['at the port of the API', { SUNDIAL_WEB_PORT: '8443', SUNDIAL_API_PORT: '8443' }, 'which is api_port'],
    ['for others without a name', { SUNDIAL_WEB_HOST: '0.0.0.0' }, 'web_url is not set'],
    [
      'for others without TLS',
      { SUNDIAL_WEB_HOST: '0.0.0.0', SUNDIAL_WEB_URL: 'https://sundial.example.org' },
      'without TLS',
    ],
    [
      'for others without accounts',
      { SUNDIAL_WEB_HOST: '192.0.2.1', SUNDIAL_WEB_AUTH: 'none' },
      'web_auth is none',
    ],
    [
      'for others through a proxy without accounts',
      { SUNDIAL_WEB_URL: 'https://sundial.example.org', SUNDIAL_WEB_AUTH: 'none' },
      'web_auth is none, but web_url',
    ],
    ['below a path', { SUNDIAL_WEB_URL: 'https://example.org/sundial' }, 'web_url has a path'],
    ['with one key for no certificate', { SUNDIAL_WEB_TLS_KEYS: 'a.pem' }, 'web_tls_keys'],
  ])('%s', async (_what, given, words) => {
    await expect(openWeb(given)).rejects.toThrow(words);
  });
});

describe('a request', () => {
  it('under a name that somebody else lets point here is refused, for pages as well', async () => {
    const web = await openWeb();
    const { origin } = web.browser();
    for (const path of ['/', '/api/v1/session'])
      expect((await askAs('evil.example', 'GET', `${origin}${path}`)).statusCode).toBe(421);
  });

  it.each<[string, Record<string, string>]>([
    ['another site', { 'sec-fetch-site': 'cross-site' }],
    ['another host of the site', { 'sec-fetch-site': 'same-site' }],
    ['the address bar', { 'sec-fetch-site': 'none' }],
    ['another origin, in an older browser', { 'sec-fetch-site': '', origin: 'https://evil.example' }],
    ['nowhere', { 'sec-fetch-site': '' }],
  ])('that changes something and comes from %s is refused', async (_where, headers) => {
    const web = await openWeb();
    const browser = web.browser();
    await browser.start(web.listener.offerFirst()!);
    const { status, body } = await browser.ask('POST', '/api/v1/logout', {}, headers);
    expect([status, body.error.code]).toEqual([403, 'origin-refused']);
    expect((await browser.ask('GET', '/api/v1/session')).body.user.name).toBe('ada');
  });

  it('that reads is refused from another site, and permitted from the address bar', async () => {
    const browser = (await openWeb()).browser();
    const asked = async (site: string) =>
      (await browser.ask('GET', '/api/v1/session', undefined, { 'sec-fetch-site': site })).status;
    expect([await asked('cross-site'), await asked('none')]).toEqual([403, 200]);
  });

  it.each<[string, string | undefined, string, number]>([
    ['as a form', 'name=a', 'application/x-www-form-urlencoded', 415],
    ['as text', '{"name":"a","password":"b"}', 'text/plain', 415],
    ['that is no JSON', '{', 'application/json', 400],
    ['without a member', '{"name":"a"}', 'application/json', 400],
    ['with another member', '{"name":"a","password":"b","role":"admin"}', 'application/json', 400],
    ['of another type', '{"name":["a"],"password":"b"}', 'application/json', 400],
    ['that is too long', `{"name":"${'a'.repeat(70_000)}"}`, 'application/json', 413],
  ])('with a body %s is refused', async (_what, body, type, status) => {
    const browser = (await openWeb()).browser();
    const answer = await browser.ask('POST', '/api/v1/login', body, { 'content-type': type });
    expect([answer.status, answer.body.error.code]).toEqual([status, 'request-refused']);
  });

  it('for data before the store is open is told to try again', async () => {
    const web = await openWeb();
    const { status, body } = await (await signedIn(web, 'viewer')).ask('GET', '/api/v1/days');
    expect([status, body.error.code]).toEqual([503, 'app-not-ready']);
  });
});

it('the pages may run their own scripts only, and say how to build them if they are missing', async () => {
  const files = { 'index.html': '<title>Sundial', 'assets/a-1.js': '1', 'secret.txt': 'x' };
  const browser = (await openWeb({}, files)).browser();
  for (const path of ['/', '/today', '/today/2026-03-05', '/start', '/login', '/sessions']) {
    const { status, headers, body } = await browser.ask('GET', path);
    expect([status, body, headers.get('cache-control')]).toEqual([200, '<title>Sundial', 'no-cache']);
    const policy = headers.get('content-security-policy');
    expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
    expect(policy).toContain("require-trusted-types-for 'script'; trusted-types 'none'");
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  }
  const asset = await browser.ask('GET', '/assets/a-1.js');
  expect([asset.body, asset.headers.get('cache-control')]).toEqual([
    ...['1', 'public, max-age=31536000, immutable'],
  ]);
  const etag = asset.headers.get('etag')!;
  expect((await browser.ask('GET', '/assets/a-1.js', undefined, { 'if-none-match': etag })).status).toBe(304);
  for (const path of [
    '/secret.txt',
    '/assets/../web/index.html',
    '/index.html',
    '/assets/%2e%2e%2fkeys.json',
  ])
    expect((await browser.ask('GET', path)).status).toBe(404);
  expect((await (await openWeb({}, {})).browser().ask('GET', '/')).body.error.code).toBe('page-not-built');
});

describe('the cookie of a session', () => {
  it('is kept from scripts and other sites, and is new with each session', async () => {
    const web = await openWeb();
    const browser = web.browser();
    const { headers, body } = await browser.start(web.listener.offerFirst()!);
    const [cookie] = headers.getSetCookie();
    expect(cookie).toMatch(/^sundial-\d+=[\w-]{43}; Max-Age=604800; Path=\/; HttpOnly; SameSite=Strict$/);
    expect(body).toEqual({ user: { name: 'ada', role: 'admin' }, auth: 'accounts', provider: null });
    const before = browser.cookie;
    await browser.login('ada');
    expect(browser.cookie).not.toBe(before);
    const old = web.browser();
    old.cookie = before;
    expect((await old.ask('GET', '/api/v1/session')).body.user).toBeNull();
  });

  it('is for TLS only under the name of web_url, where browsers learn to use TLS', async () => {
    const web = await openWeb({ SUNDIAL_WEB_URL: 'https://127.0.0.1:7' });
    const browser = web.browser();
    const token = web.listener.offerFirst()!.replace('https://127.0.0.1:7/start#', '');
    const body = JSON.stringify({ token, name: 'ada', password: PASSWORD });
    const started = await askAs('127.0.0.1:7', 'POST', `${browser.origin}/api/v1/start`, body);
    expect(started.headers['set-cookie']).toEqual([
      expect.stringMatching(/^__Host-sundial=[\w-]{43}; .*SameSite=Strict; Secure$/),
    ]);
    const transport = async (host: string) =>
      (await askAs(host, 'GET', `${browser.origin}/today`)).headers['strict-transport-security'];
    expect([await transport('127.0.0.1:7'), await transport('localhost')]).toEqual([
      ...['max-age=31536000', undefined],
    ]);
  });
});

describe('signing in', () => {
  it('is limited for each name and each address, and the limit ends', async () => {
    const web = await openWeb();
    const browser = web.browser();
    await browser.start(web.listener.offerFirst()!);
    const tried = async (name: string, password = 'wrong') => (await browser.login(name, password)).status;
    for (let number = 0; number < 5; number++) expect(await tried('ada')).toBe(401);
    expect([await tried(' ADA ', PASSWORD), await tried('bob')]).toEqual([429, 401]);
    web.later(MINUTE_MS / 5);
    expect(await tried('ada', PASSWORD)).toBe(200);
    for (let number = 0; number < 20; number++) await tried(`bob${number}`);
    expect(await tried('eve')).toBe(429);
    web.later(MINUTE_MS);
    expect(await tried('eve')).toBe(401);
  });

  it('once succeeded does not count', async () => {
    const web = await openWeb();
    const browser = web.browser();
    await browser.start(web.listener.offerFirst()!);
    for (let number = 0; number < 7; number++) expect((await browser.login('ada')).status).toBe(200);
  });

  it('is not needed with web_auth none, on this machine', async () => {
    const web = await openWeb({ SUNDIAL_WEB_AUTH: 'none' });
    const { body } = await web.browser().ask('GET', '/api/v1/session');
    expect([body.auth, body.user.role, web.listener.offerFirst()]).toEqual(['none', 'admin', undefined]);
    expect((await web.browser().login('ada')).status).toBe(404);
  });
});

it('a page that looks for changes by itself does not keep the session of somebody who has left', async () => {
  const web = await openWeb();
  const [left, used] = [web.browser(), web.browser()];
  await left.start(web.listener.offerFirst()!);
  await used.login('ada');
  const watching = { 'x-sundial-watching': '1' };
  const statuses = async () => [
    (await left.ask('GET', '/api/v1/sessions', undefined, watching)).status,
    (await used.ask('GET', '/api/v1/sessions')).status,
  ];
  for (let number = 0; number < 3; number++) {
    expect(await statuses()).toEqual([200, 200]);
    web.later(WEB_LIMITS.sessionIdleMs / 3);
  }
  expect(await statuses()).toEqual([401, 200]);
});

it('a user lists and ends own sessions, and no others', async () => {
  const web = await openWeb();
  const [here, there] = [web.browser(), web.browser()];
  await here.start(web.listener.offerFirst()!);
  await there.login('ada');
  const other = await signedIn(web, 'viewer');
  const { sessions } = (await here.ask('GET', '/api/v1/sessions')).body;
  expect(sessions.map((one: { is_this: boolean }) => one.is_this).sort()).toEqual([false, true]);
  const elsewhere = sessions.find((one: { is_this: boolean }) => !one.is_this).id;
  expect((await other.ask('DELETE', `/api/v1/sessions/${elsewhere}`)).body.error.code).toBe(
    'session-unknown',
  );
  expect((await here.ask('DELETE', `/api/v1/sessions/${elsewhere}`)).status).toBe(200);
  expect((await there.ask('GET', '/api/v1/session')).body.user).toBeNull();
  expect((await here.ask('POST', '/api/v1/logout', {})).body.user).toBeNull();
  expect(web.audited.map(({ event }) => event)).toEqual([
    ...['password-chosen', 'signed-in', 'password-chosen', 'session-ended', 'signed-out'],
  ]);
});

describe('by the description of the API', () => {
  it('each request of the contract is there, with the role that it needs', async () => {
    const { body } = await (await openWeb()).browser().ask('GET', '/api/v1/openapi.json');
    const described = Object.entries<Record<string, { operationId: string; 'x-needs': string }>>(
      body.paths,
    ).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, one]) => [
        one.operationId,
        `${method.toUpperCase()} ${path} ${one['x-needs']}`,
      ]),
    );
    const declared = Object.entries<Endpoint>(ENDPOINTS).map(([name, { method, path, needs }]) => [
      name,
      `${method} ${path.replaceAll(/:(\w+)/g, '{$1}')} ${needs}`,
    ]);
    expect(Object.fromEntries(described)).toEqual(Object.fromEntries(declared));
  });
});

/** A request under another name, which `fetch` does not permit. */
function askAs(host: string, method: string, url: string, body?: string): Promise<IncomingMessage> {
  const headers = { host, 'sec-fetch-site': 'same-origin', 'content-type': 'application/json' };
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, headers }, (answer) => resolve(answer.resume()));
    sent.on('error', reject).end(body);
  });
}
