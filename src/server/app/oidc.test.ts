// Tests signing in at an identity provider through requests of a browser, and who is let in.
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { disableUser, inviteUser, usersFileOf } from '../../access/index.js';
import { CLIENT, ProviderDouble } from '../../access/oidc/testing/provider-double.js';
import { WEB_LIMITS } from '../../domain/limits-web.js';
import { freePort } from '../../net/testing/free-port.js';
import { type Browser, openWeb, type TestedWeb } from './testing/browser.js';

const START = new Date('2026-03-01T00:00:00Z');
const clock = () => START;

let double: ProviderDouble;
let web: TestedWeb;
let file: ReturnType<typeof usersFileOf>;

beforeEach(async () => {
  const port = await freePort();
  double = await ProviderDouble.start(clock, [`http://127.0.0.1:${port}/login/done`]);
  onTestFinished(() => double.stop());
  web = await openWeb({
    ...{ SUNDIAL_WEB_PORT: String(port), SUNDIAL_WEB_AUTH: 'oidc', SUNDIAL_WEB_OIDC_ISSUER: double.issuer },
    ...{ SUNDIAL_WEB_OIDC_CLIENT_ID: CLIENT.id, SUNDIAL_WEB_OIDC_CLIENT_SECRET: CLIENT.secret },
    ...{ SUNDIAL_WEB_ANALYST_GROUPS: 'cert', SUNDIAL_WEB_ADMIN_GROUPS: 'chiefs, 007' },
  });
  file = usersFileOf({ data_dir: web.dataDir });
});

/** Lets the provider sign the person in. @returns with what the browser comes back */
async function visit(browser: Browser): Promise<string> {
  const { body } = await browser.ask('POST', '/api/v1/oidc/begin', {});
  const answer = await fetch(body.address, { redirect: 'manual' });
  return new URL(answer.headers.get('location')!).search;
}

const finish = (browser: Browser, answer: string) => browser.ask('POST', '/api/v1/oidc/finish', { answer });

async function signIn(browser = web.browser()) {
  const { status, body, headers } = await finish(browser, await visit(browser));
  return { browser, status, headers, code: body.error?.code, user: body.user, message: body.error?.message };
}

describe('signing in at an identity provider', () => {
  it('begins a session with the role of the groups at each time', async () => {
    const first = await signIn();
    expect(first.user).toEqual({ name: 'ada', role: 'analyst' });
    const [session] = first.headers.getSetCookie().filter((each) => !each.includes('-oidc='));
    expect(session).toMatch(/^sundial-\d+=[\w-]{43}; Max-Age=604800; Path=\/; HttpOnly; SameSite=Strict$/);
    expect(first.browser.cookie).not.toContain('-oidc');
    const { body } = await first.browser.ask('GET', '/api/v1/session');
    expect(body).toMatchObject({
      user: { name: 'ada' },
      auth: 'oidc',
      provider: new URL(double.issuer).host,
    });
    // The identity stays the same when the name there changes, and decisions keep their author.
    double.person = { sub: 'p-1', preferred_username: 'ada.l', groups: ['chiefs', 'cert'] };
    const { user } = await signIn();
    expect(user).toEqual({ name: 'ada', role: 'admin' });
    expect((await first.browser.ask('GET', '/api/v1/session')).body.user.role).toBe('admin');
    const listed = (await first.browser.ask('GET', '/api/v1/users')).body.users;
    expect(listed).toMatchObject([{ name: 'ada', role: 'admin', state: 'active', sessions: 2 }]);
    expect(web.audited).toMatchObject([
      { event: 'signed-in', by: 'ada', through: 'web', address: '127.0.0.1' },
      { event: 'signed-in', by: 'ada' },
    ]);
  });

  it('ends after half a day, however much it is used, and signs out at the provider as well', async () => {
    const { browser } = await signIn();
    const left = await browser.ask('POST', '/api/v1/logout', {});
    expect(left.body).toMatchObject({
      user: null,
      leave: expect.stringContaining(`${double.issuer}/leave?`),
    });
    const { browser: again } = await signIn();
    const userAfter = async (milliseconds: number) => {
      web.later(milliseconds);
      return (await again.ask('GET', '/api/v1/session')).body.user?.name;
    };
    expect(await userAfter(WEB_LIMITS.providedSessionMs / 2)).toBe('ada');
    expect(await userAfter(WEB_LIMITS.providedSessionMs / 2)).toBeUndefined();
  });

  it('is refused in another browser, a second time, and too late', async () => {
    const [begun, other] = [web.browser(), web.browser()];
    const answer = await visit(begun);
    await visit(other);
    expect((await finish(web.browser(), answer)).body.error.code).toBe('sign-in-expired');
    expect((await finish(other, answer)).body.error.code).toBe('oidc-answer-invalid');
    const { cookie } = begun;
    expect((await finish(begun, answer)).status).toBe(200);
    begun.cookie = cookie;
    expect((await finish(begun, answer)).body.error.code).toBe('oidc-answer-invalid');
    const late = web.browser();
    const lateAnswer = await visit(late);
    web.later(WEB_LIMITS.providerSignInMs);
    expect((await finish(late, lateAnswer)).body.error.code).toBe('sign-in-expired');
  });

  it('is limited like passwords, and needs no provider for that', async () => {
    const browser = web.browser();
    for (let number = 0; number < 20; number++) expect((await finish(browser, '?code=x')).status).toBe(403);
    expect((await finish(browser, '?code=x')).status).toBe(429);
  });
});

describe('nobody is let in', () => {
  it('without a listed group and a fit name', async () => {
    const { person } = double;
    const refusals: [Record<string, unknown>, number, string][] = [
      [{ groups: ['CERT', 'chiefs '] }, 403, 'groups-unmatched'],
      [{ groups: undefined }, 403, 'groups-unmatched'],
      [{ groups: [7, { cert: true }, null] }, 403, 'groups-unmatched'],
      [{ preferred_username: undefined }, 403, 'oidc-claim-missing'],
      [{ preferred_username: '../../x' }, 400, 'user-name-invalid'],
    ];
    for (const [change, status, code] of refusals) {
      double.person = { ...person, ...change };
      expect(await signIn()).toMatchObject({ status, code });
      expect(web.audited.pop()).toMatchObject({ event: 'signed-in', error: code });
    }
    expect(file.current()).toEqual([]);
  });

  it('as somebody else with the same name, or after being disabled', async () => {
    await inviteUser(file, { name: 'bob', role: 'admin' }, clock);
    double.person = { ...double.person, preferred_username: 'Bob' };
    expect((await signIn()).code).toBe('user-name-taken');
    double.person = { ...double.person, preferred_username: 'ada' };
    const { browser } = await signIn();
    double.person = { ...double.person, sub: 'p-2' };
    expect((await signIn()).code).toBe('user-name-taken');
    await disableUser(file, 'ada', clock);
    expect((await browser.ask('GET', '/api/v1/session')).body.user).toBeNull();
    double.person = { ...double.person, sub: 'p-1' };
    expect(await signIn()).toMatchObject({ code: 'user-disabled', user: undefined });
  });

  it('with a password', async () => {
    expect(web.listener.offerFirst()).toBeUndefined();
    for (const [path, body] of [
      ['login', { name: 'ada', password: 'x' }],
      ['link', { token: 'x' }],
      ['start', { token: 'x', password: 'x' }],
    ] as const)
      expect((await web.browser().ask('POST', `/api/v1/${path}`, body)).status).toBe(404);
  });
});

it.each<[string, Record<string, string>, string]>([
  ['an issuer', { SUNDIAL_WEB_OIDC_ISSUER: '' }, 'web_oidc_issuer is missing'],
  ['TLS to an issuer elsewhere', { SUNDIAL_WEB_OIDC_ISSUER: 'http://id.example.org' }, 'without TLS'],
  ['a client', { SUNDIAL_WEB_OIDC_CLIENT_ID: '' }, 'web_oidc_client_id is missing'],
  ['openid', { SUNDIAL_WEB_OIDC_SCOPES: 'profile' }, 'does not ask for openid'],
  ['groups', { SUNDIAL_WEB_ADMIN_GROUPS: '' }, 'nobody could sign in'],
])('the web application does not open without %s', async (_what, given, words) => {
  const all = {
    ...{ SUNDIAL_WEB_AUTH: 'oidc', SUNDIAL_WEB_OIDC_ISSUER: 'https://id.example.org' },
    ...{ SUNDIAL_WEB_OIDC_CLIENT_ID: 'a', SUNDIAL_WEB_ADMIN_GROUPS: 'a', ...given },
  };
  await expect(openWeb(all)).rejects.toThrow(words);
});
