// Tests who asks through a proxy: its headers count on its own connections only, once each.
import type { FastifyRequest } from 'fastify';
import { describe, expect, it } from 'vitest';
import { ProxyPeople } from './proxy-people.js';
import { openWeb } from './testing/browser.js';

const OPTIONS = {
  web_trusted_proxies: ['192.0.2.0/28', '2001:db8::1', 'fe80::/10'],
  ...{ web_proxy_user_header: 'Remote-User', web_proxy_groups_header: 'Remote-Groups' },
  web_proxy_groups_separator: ',',
  ...{ web_viewer_groups: ['staff'], web_analyst_groups: ['cert'], web_admin_groups: ['chiefs'] },
};

/** Who asks, or the code with which the request is refused. */
function who(peer: string, ...rawHeaders: string[]) {
  const people = new ProxyPeople(OPTIONS);
  const request = { socket: { remoteAddress: peer }, raw: { rawHeaders } };
  try {
    return people.whoOf(request as unknown as FastifyRequest);
  } catch (thrown) {
    return (thrown as { code: string }).code;
  }
}

const ADA = ['Remote-User', 'ada', 'Remote-Groups', 'staff, cert'];

it.each(['192.0.2.1', '192.0.2.15', '::ffff:192.0.2.1', '::FFFF:c000:201', '2001:db8:0::1', 'fe80::7%eth0'])(
  'believes the listed peer %s',
  (peer) => expect(who(peer, ...ADA)).toEqual({ name: 'ada', role: 'analyst' }),
);

it.each(['192.0.2.16', '::ffff:192.0.2.16', '2001:db8::2', '::192.0.2.1', '127.0.0.1', '::1', '', 'unix'])(
  'does not believe the peer %s, whatever further headers say',
  (peer) => {
    const claims = ['X-Forwarded-For', '192.0.2.1', 'Forwarded', 'for=192.0.2.1', 'X-Real-IP', '192.0.2.1'];
    expect(who(peer, ...ADA, ...claims)).toBeUndefined();
  },
);

it.each<[string, string[], unknown]>([
  ['in any case', ['REMOTE-USER', 'Ada', 'remote-groups', 'chiefs'], { name: 'ada', role: 'admin' }],
  ['twice', [...ADA, 'remote-user', 'root'], 'proxy-header-refused'],
  ['twice, once empty', ['REMOTE-USER', '', ...ADA], 'proxy-header-refused'],
  ['with the groups twice', [...ADA, 'REMOTE-groups', 'chiefs'], 'proxy-header-refused'],
  [
    'with another spelling',
    [...ADA, 'Remote_User', 'root', 'Remote_Groups', 'chiefs'],
    { name: 'ada', role: 'analyst' },
  ],
  ['as a value of another header', ['X', 'Remote-User', 'Y', 'root'], undefined],
  ['without a user', ['Remote-Groups', 'chiefs'], undefined],
  ['with an empty user', ['Remote-User', '  ', 'Remote-Groups', 'chiefs'], undefined],
  ['with two users in one', ['Remote-User', 'ada, root', 'Remote-Groups', 'chiefs'], 'user-name-invalid'],
  ['without groups', ['Remote-User', 'ada'], 'groups-unmatched'],
  [
    'with groups of other names',
    ['Remote-User', 'ada', 'Remote-Groups', 'CERT;chiefs,,cert x'],
    'groups-unmatched',
  ],
])('reads the headers %s', (_what, headers, expected) => {
  expect(who('192.0.2.1', ...headers)).toEqual(expected);
});

describe('the web application behind a proxy', () => {
  const settings = { SUNDIAL_WEB_AUTH: 'proxy', SUNDIAL_WEB_ADMIN_GROUPS: 'chiefs' };
  const headers = { 'remote-user': 'ada', 'remote-groups': 'chiefs' };

  it('answers whom a listed proxy names, for this request only', async () => {
    const web = await openWeb({ ...settings, SUNDIAL_WEB_TRUSTED_PROXIES: '127.0.0.1' });
    const browser = web.browser();
    const asked = await browser.ask('GET', '/api/v1/users', undefined, headers);
    expect([asked.status, asked.headers.getSetCookie(), web.listener.offerFirst()]).toEqual([
      200,
      [],
      undefined,
    ]);
    expect((await browser.ask('GET', '/api/v1/users')).status).toBe(401);
    const session = (await browser.ask('GET', '/api/v1/session', undefined, headers)).body;
    expect(session).toEqual({ user: { name: 'ada', role: 'admin' }, auth: 'proxy', provider: null });
    const other = { ...headers, 'sec-fetch-site': 'cross-site' };
    expect((await browser.ask('POST', '/api/v1/logout', {}, other)).status).toBe(403);
  });

  it('answers nobody whom another peer names', async () => {
    const web = await openWeb({ ...settings, SUNDIAL_WEB_TRUSTED_PROXIES: '192.0.2.1' });
    const claims = { ...headers, 'x-forwarded-for': '192.0.2.1', forwarded: 'for=192.0.2.1' };
    const browser = web.browser();
    expect((await browser.ask('GET', '/api/v1/session', undefined, claims)).body.user).toBeNull();
    expect((await browser.ask('GET', '/api/v1/users', undefined, claims)).status).toBe(401);
  });

  it.each<[string, Record<string, string>, string]>([
    ['without a proxy', {}, 'web_trusted_proxies names no addresses'],
    ['with a name for a proxy', { SUNDIAL_WEB_TRUSTED_PROXIES: 'loopback' }, 'names no addresses'],
    [
      'without groups',
      { SUNDIAL_WEB_TRUSTED_PROXIES: '192.0.2.1', SUNDIAL_WEB_ADMIN_GROUPS: '' },
      'nobody could sign in',
    ],
  ])('does not open %s', async (_what, given, words) => {
    await expect(openWeb({ ...settings, ...given })).rejects.toThrow(words);
  });
});
