// Checks how requests are sent: redirects and the recipients of credentials, streamed bodies, pauses, and further
// attempts.
import { describe, expect, test } from 'vitest';
import { LIMITS } from '../domain/limits.js';
import { credentialsOf, everyServer, sameServer, starter, withRetries } from './index.js';
import { client, double, failureOf, get, read } from './testing/asking.js';
import { testPace } from './testing/http-double.js';
import { rawServer } from './testing/servers.js';

describe('a redirect', () => {
  const to = (location?: string, status = 302) =>
    double(({ url }) =>
      url.pathname === '/end'
        ? { body: 'the end' }
        : { status, ...(location !== undefined && { headers: { location } }) },
    );

  test.each([301, 302, 303, 307, 308])('of status %i is followed on the same server', async (status) => {
    const { url, asked } = await to('/end?x', status);
    expect(await read(client(), get(`${url}/start`, { redirects: sameServer }))).toBe('the end');
    expect(asked.map((each) => each.url.pathname + each.url.search)).toEqual(['/start', '/end?x']);
  });

  test('is not followed unless the request says so', async () => {
    const { url, asked } = await to('/end');
    expect((await failureOf(client().send(get(url)))).code).toBe('net-redirect');
    expect(asked).toHaveLength(1);
  });

  test('to another server is followed if the rule allows it, without the credentials', async () => {
    const other = await to();
    const { url, asked } = await to(`${other.url}/end`);
    const headers = { authorization: 'Bearer x', cookie: 'y', accept: 'text/csv' };
    expect((await failureOf(client().send(get(url, { headers, redirects: sameServer })))).code).toBe(
      'net-redirect',
    );
    expect(other.asked).toEqual([]);
    expect(await read(client(), get(url, { headers, redirects: everyServer }))).toBe('the end');
    expect(asked.at(-1)!.headers).toMatchObject(headers);
    expect(other.asked[0]!.headers).toMatchObject({ accept: 'text/csv' });
    expect(Object.keys(other.asked[0]!.headers)).not.toContain('authorization');
    expect(Object.keys(other.asked[0]!.headers)).not.toContain('cookie');
  });

  test('is never followed from https to http', () => {
    const [plain, secure] = [new URL('http://example.com/'), new URL('https://example.com/')];
    expect(everyServer(plain, secure)).toBeUndefined();
    expect(everyServer(secure, plain)).toBe(secure);
    expect(everyServer(plain, plain)).toBe(plain);
  });

  test.each([
    ['in a circle', '/again'],
    ['to nowhere', undefined],
    ['to what is not an address', 'http://[x'],
  ])('%s ends', async (_what, location) => {
    const { url, asked } = await to(location);
    expect((await failureOf(client().send(get(url, { redirects: everyServer })))).code).toBe('net-redirect');
    expect(asked).toHaveLength(location === '/again' ? LIMITS.httpRedirects + 1 : 1);
  });

  test('of a POST is not followed, because the body would be sent twice', async () => {
    const { url, asked } = await to('/end', 307);
    const post = get(url, { method: 'POST', body: Buffer.from('x'), redirects: everyServer });
    expect((await failureOf(client().send(post))).code).toBe('net-redirect');
    expect(asked).toHaveLength(1);
  });
});

describe('a body', () => {
  const lines = (count: number) =>
    async function* () {
      for (let line = 0; line < count; line++) yield Buffer.from(`{"line":${line}}\n`);
    };

  test('is streamed, and restarted by each attempt', async () => {
    const { url, asked } = await double(() => ({ status: asked.length < 2 ? 503 : 200 }));
    const http = client();
    const post = get(url, { method: 'POST', body: lines(10_000) });
    await withRetries(() => http.send(post), testPace());
    expect(asked.map(({ body }) => body.split('\n').length)).toEqual([10_001, 10_001]);
    expect(asked[0]!.headers['transfer-encoding']).toBe('chunked');
  });

  test('that fails keeps its own error', async () => {
    const { url } = await double(() => ({}));
    const own = new Error('the disk is gone');
    const body = async function* () {
      yield Buffer.from('x');
      throw own;
    };
    expect(await failureOf(client().send(get(url, { method: 'PUT', body })))).toBe(own);
  });

  test("that the server refuses half-way fails with the server's explanation", async () => {
    const origin = await rawServer((socket) =>
      socket.write('HTTP/1.1 413 Too Large\r\ncontent-length: 3\r\n\r\nbig'),
    );
    let chunks = 0;
    let isEnded = false;
    const endless = async function* () {
      try {
        for (; chunks < 100_000; chunks++) yield Buffer.alloc(10_000, 'x');
      } finally {
        isEnded = true;
      }
    };
    const failure = await failureOf(client().send(get(origin, { method: 'POST', body: endless })));
    expect(failure).toMatchObject({
      code: 'net-refused',
      details: { status: 413, problem: 'HTTP 413: big' },
    });
    expect(chunks).toBeLessThan(10_000);
    await expect.poll(() => isEnded).toBe(true);
  });

  test('that the server does not read causes a timeout', async () => {
    const origin = await rawServer((socket) => void socket.pause());
    const body = async function* () {
      for (;;) yield Buffer.alloc(1_000_000, 'x');
    };
    const failure = await failureOf(client().send(get(origin, { method: 'POST', body, idleMs: 50 })));
    expect(failure.code).toBe('net-timeout');
  });
});

test('credentials of a URL become a header', () => {
  expect(credentialsOf(new URL('https://example.com/'))).toEqual({});
  const { authorization = '' } = credentialsOf(new URL('https://us%3Aer:p%40ss@example.com/'));
  expect(Buffer.from(authorization.slice('Basic '.length), 'base64').toString()).toBe('us:er:p@ss');
});

describe('a further attempt', () => {
  const tries = async (status: number, headers = {}) => {
    const { url, asked } = await double(() => ({ status, headers }));
    const [http, pace] = [client(), testPace()];
    const failure = await failureOf(withRetries(() => http.send(get(url)), pace));
    return { code: failure.code, asked: asked.length, pauses: pace.pauses };
  };

  test('follows after growing pauses, or after the longer one that the server asks for', async () => {
    expect(await tries(503)).toEqual({ code: 'net-failed', asked: 4, pauses: [1_500, 3_000, 6_000] });
    expect((await tries(429, { 'retry-after': '5' })).pauses).toEqual([5_000, 5_000, 6_000]);
    expect((await tries(429, { 'retry-after': '99999' })).pauses).toEqual(
      Array(3).fill(LIMITS.httpBackoffMaxMs),
    );
  });

  test('is not made if it cannot help', async () => {
    for (const status of [400, 401, 403, 404, 302]) expect((await tries(status)).asked).toBe(1);
  });

  test('is not made once the caller has stopped, even during a pause', async () => {
    const { url, asked } = await double(() => ({ status: 503 }));
    const controller = new AbortController();
    const pace = { ...testPace(), sleep: () => Promise.reject(controller.abort()) };
    const http = client();
    const failure = await failureOf(withRetries(() => http.send(get(url)), pace, controller.signal));
    expect([failure.code, asked.length]).toEqual(['net-failed', 1]);
  });
});

test('callers start one after another, and a caller that gives up does not delay the next', async () => {
  const pace = testPace();
  const start = starter(500, pace);
  await Promise.all([start(), start(), start()]);
  expect(pace.pauses).toEqual([500, 500]);
  const stopped = { ...pace, sleep: () => Promise.reject(new Error('stopped')) };
  const other = starter(500, stopped);
  await other();
  await expect(other()).rejects.toThrow('stopped');
  await expect(other()).rejects.toThrow('stopped');
});
