// Tests what the Reports API refuses: the status, the publisher's form of errors, nothing of others in it, and that the
// server lives on.
import { createHmac } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type ApiAnswer, ApiWorld, NOW, testKey } from './testing/api-world.js';

let api: ApiWorld;
beforeAll(async () => {
  api = await ApiWorld.open();
});
afterAll(() => api.close());
afterEach(async () => {
  // Whatever was refused, the next request is answered.
  expect((await api.ask('test/ping')).status).toBe(200);
});

const APIKEY = 'apikey-of-zoo';
const signed = (body: string, secret = 'secret-of-zoo') => ({
  hmac2: createHmac('sha256', secret).update(body).digest('hex'),
});
/** A body of the zoo with more members, given as JSON. */
const zoo = (members = '') => `{"apikey":"${APIKEY}"${members && `,${members}`}}`;

/** The publisher's form: one member, whose text names nothing of other constituents or of the server. */
function expectRefusal({ status, text, json }: ApiAnswer, expected: number, words?: string): void {
  expect([status, text]).toEqual([expected, JSON.stringify({ error: (json as { error?: unknown })?.error })]);
  expect(text).not.toMatch(/farm|lake|sundial|secret-of|apikey-of|SELECT|event_rows|\/dev|\/tmp/i);
  if (words) expect((json as { error: string }).error).toContain(words);
}

describe('requests without a valid key and signature are 401', () => {
  const ping = zoo();
  it.each<[string, string, Record<string, string>]>([
    ['unsigned', ping, {}],
    ['signed with another secret', ping, signed(ping, 'secret-of-farm')],
    ['signed for another body', ping, signed(`${ping} `)],
    ['signed for another key', '{"apikey":"apikey-of-farm"}', signed('{"apikey":"apikey-of-farm"}')],
    ['with an unknown key', '{"apikey":"x"}', signed('{"apikey":"x"}', 'x')],
    ['without a key', '{}', signed('{}')],
    ['with a key that is no text', '{"apikey":["apikey-of-zoo"]}', signed('{"apikey":["apikey-of-zoo"]}')],
    ['with two signatures', ping, { hmac2: `${signed(ping).hmac2}, ${signed(ping).hmac2}` }],
  ])('%s', async (_what, body, headers) => {
    for (const method of ['test/ping', 'reports/list', 'no/such'])
      expectRefusal(await api.send(method, body, headers), 401, 'not valid');
  });

  it('with a key that has expired or was revoked', async () => {
    const before = api.keys;
    api.keys = [
      ...before,
      testKey('late', ['zoo'], { expires: NOW }),
      testKey('gone', ['zoo'], { revoked: NOW }),
    ];
    const [late, gone] = [await api.ask('test/ping', {}, 'late'), await api.ask('test/ping', {}, 'gone')];
    api.keys = before;
    expectRefusal(late, 401, 'expired');
    expectRefusal(gone, 401, 'not valid');
  });
});

it('a key gives access only to its methods', async () => {
  const before = api.keys;
  api.keys = [...before, testKey('narrow', ['zoo'], { methods: ['test/ping'] })];
  const [permitted, other] = [
    await api.ask('test/ping', {}, 'narrow'),
    await api.ask('reports/subscribed', { help: true }, 'narrow'),
  ];
  api.keys = before;
  expect(permitted.status).toBe(200);
  expectRefusal(other, 403, 'reports/subscribed');
});

it('a key of a constituent that no longer exists sees nothing', async () => {
  const before = api.keys;
  api.keys = [...before, testKey('ghost', ['ghost'])];
  const { json } = await api.ask('reports/subscribed', {}, 'ghost');
  api.keys = before;
  expect(json).toEqual([]);
});

describe('bodies that are not one JSON object are 400', () => {
  const deep = (levels: number) => zoo(`"a":${'['.repeat(levels)}${']'.repeat(levels)}`);
  it.each<[string, string | Buffer]>([
    ['nothing', ''],
    ['cut JSON', '{"apikey":'],
    ['a list', '[]'],
    ['a text', `"${APIKEY}"`],
    ['null', 'null'],
    ['a number', '1'],
    ['two objects', '{}{}'],
    ['bytes that are not UTF-8', Buffer.from([0x7b, 0xff, 0x7d])],
    ['UTF-16', Buffer.from(zoo(), 'utf16le')],
    ['17 levels', deep(16)],
    ['100,000 levels', deep(100_000)],
  ])('%s', async (_what, body) => {
    const headers = signed(body.toString());
    expectRefusal(await api.send('test/ping', body, headers), 400, 'not one JSON object');
  });

  it('16 levels are read', async () => {
    const body = deep(15);
    expect((await api.send('test/ping', body, signed(body))).status).toBe(200);
  });
});

it('a body above the limit is 413', async () => {
  const body = zoo(`"a":"${'a'.repeat(256 * 1024)}"`);
  expectRefusal(await api.send('test/ping', body, signed(body)), 413);
});

it.each([
  ...['no/such', 'reports', 'reports/', 'reports/list/', 'REPORTS/LIST', 'reports%2flist/x', '__proto__'],
  ...['constructor', 'reports/download;x', "reports/list'--", '..%2f..%2fetc/passwd', 'test/ping%00'],
])('the method %s is unknown', async (method) => {
  expectRefusal(await api.send(method, zoo(), signed(zoo())), 404, 'unknown method');
});

it.each(['GET', 'HEAD', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'] as const)(
  '%s of a method is 405',
  async (method) => {
    const { statusCode, headers, payload } = await api.app.inject({ method, url: '/api2/test/ping' });
    expect([statusCode, headers.allow]).toEqual([405, 'POST']);
    if (method !== 'HEAD') expect(JSON.parse(payload)).toEqual({ error: 'this path only accepts POST' });
  },
);

it.each(['/', '/health', '/metrics', '/ready', '/api2', '/dl/', '/dl/short', '/dl/../health', '/x'])(
  '%s does not exist here',
  async (path) => {
    expectRefusal(await api.get(path), 404, 'does not exist');
  },
);

it.each(['/dl/', '/'])('an unknown id at %s is 404', async (place) => {
  expectRefusal(await api.get(`${place}${'a'.repeat(64)}`), 404, 'no report');
});

describe('members that no method knows', () => {
  it.each([
    '"__proto__":{"isAdmin":true}',
    '"constructor":{"prototype":{"x":1}}',
    '"toString":1,"hasOwnProperty":2',
    '"query\' OR 1=1 --":1',
    '"apikey ":"apikey-of-farm"',
  ])('%s changes nothing', async (members) => {
    const body = zoo(members);
    const { status, json } = await api.send('reports/subscribed', body, signed(body));
    expect([status, json]).toEqual([200, ['zoo']]);
    expect(({} as Record<string, unknown>).isAdmin).toBeUndefined();
  });
});

it.each([
  ['application/json', 200],
  ['application/x-www-form-urlencoded', 200],
  ['text/plain; charset=utf-16', 200],
  ['multipart/form-data; boundary=x', 200],
])('the type %s of a body does not matter', async (type, status) => {
  expect((await api.send('test/ping', zoo(), { ...signed(zoo()), 'content-type': type })).status).toBe(
    status,
  );
});

it('the access log says who asked what, and never shows credentials or ids', async () => {
  api.accesses.length = 0;
  const id = 'b'.repeat(64);
  await api.ask('reports/subscribed', { id, date: '2026-03-01', query: { apikey: 'apikey-of-zoo' } });
  await api.send('test/ping', zoo(), {});
  await api.get(`/dl/${id}`);
  expect(api.accesses).toMatchObject([
    {
      time: '2026-03-03T12:00:00.000Z',
      client: '127.0.0.1',
      key: 'zoo',
      constituents: ['zoo'],
      method: 'reports/subscribed',
      parameters: { id: '[redacted]', date: '2026-03-01', query: { apikey: '[redacted]' } },
      status: 200,
      rows: 1,
    },
    { key: 'zoo', method: 'POST /api2/*', status: 401 },
    { method: 'download', status: 404 },
  ]);
  expect(JSON.stringify(api.accesses)).not.toMatch(/apikey-of|secret-of|bbbb/);
});
