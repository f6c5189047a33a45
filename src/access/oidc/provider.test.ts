// Tests signing in at an identity provider that is strict, and what is refused of one that is wrong.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type PendingSignIn, Provider, type ProviderSettings } from './provider.js';
import { CLIENT, type Faults, ProviderDouble } from './testing/provider-double.js';

/** Far from now, so that times are judged by the given clock. */
const START = new Date('2026-03-01T00:00:00Z');
const WEB = 'https://sundial.example.org';
const DONE = `${WEB}/login/done`;

let now = START;
const clock = () => now;
let double: ProviderDouble;
const opened: Provider[] = [];

beforeEach(async () => {
  now = START;
  double = await ProviderDouble.start(clock, [DONE]);
});
afterEach(async () => {
  for (const provider of opened.splice(0)) await provider.close();
  await double.stop();
});

function open(given: Partial<ProviderSettings> = {}, env: NodeJS.ProcessEnv = {}): Provider {
  const settings = {
    ...{ web_oidc_issuer: double.issuer, web_oidc_client_id: CLIENT.id, web_oidc_ca_file: '' },
    ...{ web_oidc_client_secret: CLIENT.secret, web_oidc_scopes: ['openid', 'profile'] },
    ...{ web_oidc_name_claim: 'preferred_username', web_oidc_groups_claim: 'groups', ...given },
  };
  const provider = new Provider({ settings, env, clock, webAddress: WEB });
  opened.push(provider);
  return provider;
}

/** What the provider sends the browser back with. */
async function signedInAt(address: string): Promise<string> {
  const answer = await fetch(address, { redirect: 'manual' });
  return new URL(answer.headers.get('location') ?? `${DONE}?none`).search;
}

async function vouched(
  provider: Provider,
  change = (answer: string, pending: PendingSignIn) => ({ answer, pending }),
) {
  const begun = await provider.begin();
  const { answer, pending } = change(await signedInAt(begun.address), begun.pending);
  return provider.finish(answer, pending);
}

const problem = (work: Promise<unknown>) =>
  work.then(
    () => 'signed in',
    (thrown) => `${thrown.code}: ${thrown.message}`,
  );

it('vouches for a person, with the claims that only its userinfo has', async () => {
  double.person = { sub: 'p-1', preferred_username: 'ada' };
  double.more = { groups: ['cert'], preferred_username: 'another' };
  expect(await vouched(open())).toMatchObject({
    ...{ issuer: double.issuer, subject: 'p-1' },
    claims: { preferred_username: 'ada', groups: ['cert'] },
  });
  expect(double.asked).toContain('GET /realm/userinfo');
});

it('asks for no more than it needs, and counts a new key of the provider at once', async () => {
  const provider = open();
  await vouched(provider);
  await double.rotate();
  await vouched(provider);
  const description = 'GET /realm/.well-known/openid-configuration';
  const signIn = ['GET /realm/authorize', 'POST /realm/token', 'GET /realm/keys'];
  expect(double.asked).toEqual([description, ...signIn, ...signIn]);
});

it.each<[string, Faults, string]>([
  ['of another issuer', { claims: (all) => ({ ...all, iss: 'https://evil.example' }) }, '"iss"'],
  ['for another client', { claims: (all) => ({ ...all, aud: 'other' }) }, '"aud"'],
  ['that has expired', { claims: (all) => ({ ...all, exp: START.getTime() / 1000 - 60 }) }, '"exp"'],
  ['from the future', { claims: (all) => ({ ...all, nbf: START.getTime() / 1000 + 600 }) }, '"nbf"'],
  ['for another sign-in', { claims: (all) => ({ ...all, nonce: 'other' }) }, '"nonce"'],
  ['without a nonce', { claims: ({ nonce: _, ...rest }) => rest }, '"nonce"'],
  ['of nobody', { claims: ({ sub: _, ...rest }) => rest }, '"sub"'],
  ['without a signature', { signature: 'none' }, 'alg'],
  ['signed with another key', { signature: 'unknown' }, 'signature'],
])('refuses an ID token %s', async (_what, faults, words) => {
  double.faults = faults;
  const said = await problem(vouched(open()));
  expect(said).toMatch(/^oidc-answer-invalid: /);
  expect(said.toLowerCase()).toContain(words);
});

describe('refuses an answer', () => {
  it.each<
    [string, (answer: string, pending: PendingSignIn) => { answer: string; pending: PendingSignIn }, string]
  >([
    ['for another state', (answer, pending) => ({ answer, pending: { ...pending, state: 'x' } }), '"state"'],
    [
      'without a state',
      (answer, pending) => ({ answer: answer.replace(/&state=[^&]*/, ''), pending }),
      '"state"',
    ],
    ['with two codes', (answer, pending) => ({ answer: `${answer}&code=x`, pending }), 'code'],
    [
      'of another provider',
      (answer, pending) => ({ answer: answer.replace(/iss=[^&]*/, 'iss=x'), pending }),
      'iss',
    ],
    ['without a code', (_answer, pending) => ({ answer: `?state=${pending.state}`, pending }), 'iss'],
    [
      'to another verifier',
      (answer, pending) => ({ answer, pending: { ...pending, verifier: 'x'.repeat(43) } }),
      'invalid_grant',
    ],
  ])('%s', async (_what, change, words) => {
    const said = await problem(vouched(open(), change));
    expect(said).toMatch(/^oidc-answer-invalid: /);
    expect(said).toContain(words);
  });

  it('that is used a second time', async () => {
    const provider = open();
    const { address, pending } = await provider.begin();
    const answer = await signedInAt(address);
    await provider.finish(answer, pending);
    expect(await problem(provider.finish(answer, pending))).toContain('invalid_grant');
  });

  it('that says no, with its code and no other words of the address', async () => {
    const provider = open();
    const { pending } = await provider.begin();
    const answer = new URLSearchParams({
      ...{ error: 'access_denied', error_description: 'call 555', state: pending.state, iss: double.issuer },
    });
    expect(await problem(provider.finish(String(answer), pending))).toBe(
      'oidc-declined: the identity provider has not signed you in: access_denied',
    );
  });
});

it('a client that is not registered is refused, without its secret in the words', async () => {
  const secret = 'wrong-secret';
  const said = await problem(vouched(open({ web_oidc_client_secret: secret })));
  expect(said).toContain('invalid_client');
  expect(said).not.toContain(secret);
  const elsewhere = open({ web_oidc_client_id: 'other' });
  expect((await fetch((await elsewhere.begin()).address)).status).toBe(400);
});

describe('a provider', () => {
  it('that is another one than the settings say is not believed', async () => {
    double.faults = { description: (facts) => ({ ...facts, issuer: 'https://evil.example' }) };
    expect(await problem(open().begin())).toContain('oidc-answer-invalid');
    // An issuer for all tenants of a provider, which the library would take.
    double.faults = { description: (facts) => ({ ...facts, issuer: `${double.issuer}/{tenantid}` }) };
    expect(await problem(open().begin())).toContain('oidc-answer-invalid');
  });

  it('that fails, is away, or answers too much says so, and is asked again the next time', async () => {
    const provider = open();
    double.faults = { status: 500 };
    expect(await problem(provider.begin())).toMatch(/^oidc-unreachable: .*OpenID Connect, 127\.0\.0\.1:\d+/);
    double.faults = { description: (facts) => ({ ...facts, much: 'x'.repeat(1_100_000) }) };
    expect(await problem(provider.begin())).toMatch(/^oidc-unreachable: .*larger than 1 MiB/);
    double.faults = {};
    expect((await provider.begin()).address).toContain('code_challenge_method=S256');
    const away = open({ web_oidc_issuer: 'http://127.0.0.1:9' });
    expect(await problem(away.begin())).toMatch(/^oidc-unreachable: /);
    expect(await away.leaveAddress()).toBeUndefined();
  });

  it('is asked through the proxy of the environment', async () => {
    const env = { HTTP_PROXY: 'http://127.0.0.1:9', http_proxy: 'http://127.0.0.1:9' };
    const said = await problem(open({ web_oidc_issuer: 'http://127.0.0.2:7' }, env).begin());
    expect(said).toContain('proxy');
  });

  it('is told to which page people come back after signing out', async () => {
    const { searchParams, pathname } = new URL((await open().leaveAddress())!);
    expect([pathname, Object.fromEntries(searchParams)]).toEqual([
      ...['/realm/leave', { client_id: CLIENT.id, post_logout_redirect_uri: `${WEB}/login` }],
    ]);
  });
});
