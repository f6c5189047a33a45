// Checks calls of the Reports API: signing and sending, parsing, and every way in which a call can fail.

import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type ErrorCode, errorClass } from '../../domain/errors.js';
import { LIMITS } from '../../domain/limits.js';
import { Secret } from '../../domain/secret.js';
import { openReportsApi } from '../index.js';
import { against, failureOf, report } from './testing/against.js';

describe('a call', () => {
  test('is signed, and its key cannot be replaced', async () => {
    const { double, api } = await against();
    expect(await api.call('test/ping', { apikey: 'another', note: 'ü' })).toEqual({
      pong: '2026-03-04 08:00:00',
    });
    expect(double.asked[0]).toMatchObject({ what: 'test/ping', request: { note: 'ü' } });
    expect(double.asked[0]!.headers.hmac2).toMatch(/^[0-9a-f]{64}$/);
  });

  test('starts no sooner after the previous one than configured', async () => {
    const { api, pauses } = await against({}, { delaySeconds: 0.5 });
    await Promise.all([api.ping(), api.ping(), api.ping()]);
    expect(pauses).toEqual([500, 500]);
  });

  test('needs a key and a secret', () => {
    const options = {
      url: 'http://127.0.0.1/',
      downloadUrl: 'http://127.0.0.1/',
      delaySeconds: 0,
      timeoutSeconds: 1,
    };
    const open = (key: string, secret: string) =>
      openReportsApi({
        ...options,
        key: new Secret(key),
        secret: new Secret(secret),
        env: {},
        clock: () => new Date(),
      });
    expect(() => open('', 'x')).toThrow('needs a key');
    expect(() => open('x', '')).toThrow('needs a key');
  });

  test.each(['../evil', 'http://evil.example/x', '/x', 'a b', ''])(
    'with the method %j is not sent',
    async (method) => {
      const { double, api } = await against();
      expect((await failureOf(api.call(method))).code).toBe('usage');
      expect(double.asked).toEqual([]);
    },
  );

  test('can be interrupted', async () => {
    const { double, api } = await against();
    double.fail({ on: 'test/ping', silent: true });
    expect((await failureOf(api.ping({ signal: AbortSignal.timeout(50) }))).code).toBe('api-cancelled');
    expect((await failureOf(api.ping({ signal: AbortSignal.abort() }))).code).toBe('api-cancelled');
  });
});

describe('the answers', () => {
  test('of each method', async () => {
    const { api } = await against({
      reports: [report('scan_ssl'), report('scan_ntp', '2026-03-03', 'other')],
    });
    expect(await api.ping()).toBe('2026-03-04 08:00:00');
    expect(await api.subscribed()).toEqual(['example', 'other']);
    expect(await api.types()).toEqual(['scan_ssl', 'scan_ntp']);
    expect(await api.stats()).toEqual([{ date: '2026-03-03', type: 'scan_ntp', events: 2 }]);
    expect(await api.stats({ date: '2026-03-02', list: 'example', type: 'scan-ssl' })).toEqual([
      { date: '2026-03-02', type: 'scan_ssl', events: 2 },
    ]);
    expect(await api.schema('scan_ssl')).toMatchObject({ title: 'scan_ssl' });
    expect(await api.deviceInfo({ ip: '192.0.2.1' })).toEqual([]);
    expect(await api.query({ query: { geo: 'ZZ' } })).toHaveLength(1);
    expect((await api.bytes('test/ping')).toString()).toBe('{"pong":"2026-03-04 08:00:00"}');
  });

  test('about the key do not contain the key', async () => {
    const { api, double } = await against();
    const info = await api.keyInfo();
    expect(info).toMatchObject([{ user: 'demo@example.com', query_limit: 1000 }]);
    expect(JSON.stringify(info)).not.toContain(double.key);
  });

  test.each([
    ['stats', '[["date","type"],["2026-03-02","x"]]'],
    ['stats', '[["date","type","events"],["2026-03-02","x","many"]]'],
    ['stats', '{"rows":[]}'],
    ['subscribed', '[1]'],
    ['types', '{}'],
    ['ping', '[]'],
    ['keyInfo', '["x"]'],
  ] as const)('of %s with invalid content are malformed: %s', async (method, body) => {
    const { api, double } = await against();
    for (const on of ['reports/stats', 'reports/subscribed', 'reports/types', 'test/ping', 'key/info'])
      double.fail({ on, body });
    expect(errorClass((await failureOf(api[method]())).code as ErrorCode)).toBe('malformed');
  });
});

describe('a call that fails', () => {
  test.each([
    ['401', { status: 401 }, 'api-auth', 'auth', 1],
    ['403', { status: 403, body: '{"error":"no access"}' }, 'api-auth', 'auth', 1],
    ['404', { status: 404, body: 'nothing' }, 'api-not-found', 'refused', 1],
    ['429', { status: 429, headers: { 'retry-after': '7' } }, 'api-busy', 'refused', 4],
    ['500', { status: 500, body: '<h1>oops</h1>' }, 'api-failed', 'unreachable', 4],
    ['503', { status: 503 }, 'api-failed', 'unreachable', 4],
    ['another status', { status: 418, body: 'a teapot' }, 'api-refused', 'refused', 1],
    ['a redirect', { status: 302, headers: { location: 'http://127.0.0.2/' } }, 'api-redirect', 'refused', 1],
    ['200 with an error', { body: ' {"error":"No such list"}' }, 'api-refused', 'refused', 1],
    ['garbage', { body: '[{"id":' }, 'api-malformed', 'malformed', 1],
    ['a web page', { body: '<!DOCTYPE html><title>Login</title>' }, 'api-malformed', 'malformed', 1],
    ['nothing', { body: '' }, 'api-malformed', 'malformed', 1],
    ['a compressed answer', { headers: { 'content-encoding': 'gzip' } }, 'api-malformed', 'malformed', 1],
    ['half of an answer', { cutAfter: 5 }, 'api-cut', 'partial', 4],
    ['a wrong length', { contentLength: 5000, cutAfter: 1000 }, 'api-cut', 'partial', 4],
  ])('by %s', async (_what, fault, code, kind, calls) => {
    const { api, double, pauses } = await against();
    double.fail({ on: 'reports/stats', times: 9, ...fault });
    const failure = await failureOf(api.stats());
    expect(failure.code).toBe(code);
    expect(errorClass(failure.code as ErrorCode)).toBe(kind);
    expect(double.asked).toHaveLength(calls);
    expect(pauses).toHaveLength(calls - 1);
  });

  test.each([
    ['seconds', '7', [7000, 7000, 8000]],
    ['a date', new Date('2026-03-04T08:00:30Z').toUTCString(), [30_000, 30_000, 30_000]],
    ['an excessive number', '99999', Array(3).fill(LIMITS.httpBackoffMaxMs)],
    ['words that are not a time', 'soon', [2000, 4000, 8000]],
  ])('with 429 is tried again after %s', async (_what, retryAfter, expected) => {
    const { api, double, pauses } = await against();
    double.fail({ on: 'test/ping', times: 3, status: 429, headers: { 'retry-after': retryAfter } });
    expect(await api.ping()).toBe('2026-03-04 08:00:00');
    expect(pauses).toEqual(expected);
  });

  test("shows the publisher's message, cut and on one line", async () => {
    const { api, double } = await against();
    const error = `No supported\n report filters \x1b[31m ${'xyz '.repeat(200)}`;
    double.fail({ on: 'reports/query', body: JSON.stringify({ error }) });
    const { message } = await failureOf(api.query({}));
    expect(message).toContain('No supported report filters \\u001b[31m xyz xyz');
    expect(message.length).toBeLessThan(300);
  });

  test.each([404, 410, 503])('because the method is retired (%d) says so', async (status) => {
    const { api, double } = await against();
    double.fail({ on: 'reports/download', status });
    const failure = await failureOf(api.download({ id: 'x' }));
    expect(failure).toMatchObject({ code: 'api-retired', row: { class: 'retired' } });
    expect(double.asked).toHaveLength(1);
  });

  test.each([
    ['an answer does not come', { silent: true }],
    ['an answer stops', { stallAfter: 3 }],
  ])('because %s counts as a timeout', async (_what, fault) => {
    const { api, double } = await against({}, { timeoutSeconds: 0.05 });
    double.fail({ on: 'test/ping', times: 9, ...fault });
    expect(await failureOf(api.ping())).toMatchObject({ code: 'api-timeout', row: { class: 'timeout' } });
    expect(double.asked).toHaveLength(2);
  });

  test.each([
    ['the port is closed', async () => `http://127.0.0.1:${await unusedPort()}/`, 'was refused'],
    ['the name does not exist', async () => 'http://no-such-host.invalid/', 'name'],
    [
      'it does not speak TLS',
      async () => `https://127.0.0.1:${await speaking('HTTP/1.1 200 OK\r\n\r\n')}/`,
      '',
    ],
  ])('because %s counts as unreachable', async (_what, url, words) => {
    const { api } = await against({}, { url: await url() });
    const failure = await failureOf(api.ping());
    expect(failure).toMatchObject({ row: { class: 'unreachable' } });
    expect(failure.message).toContain(words);
  });

  test('because the server does not speak HTTP counts as malformed', async () => {
    const { api } = await against({}, { url: `http://127.0.0.1:${await speaking('SSH-2.0-x\r\n')}/` });
    expect((await failureOf(api.ping())).code).toBe('api-malformed');
  });
});

test('a proxy of the environment is used, except for servers in NO_PROXY', async () => {
  const { double } = await against();
  const dead = `http://127.0.0.1:${await unusedPort()}`;
  const through = (env: NodeJS.ProcessEnv) => against({}, { url: double.url, env });
  const proxied = await through({ HTTP_PROXY: dead });
  expect((await failureOf(proxied.api.ping())).code).toBe('api-unreachable');
  const direct = await through({ HTTP_PROXY: dead, NO_PROXY: '127.0.0.1' });
  expect(await direct.api.ping()).toBe('2026-03-04 08:00:00');
});

async function unusedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** A server that answers everything with the same bytes. */
async function speaking(answer: string): Promise<number> {
  const server = createServer((socket) =>
    socket.on('error', () => {}).once('data', () => socket.end(answer)),
  );
  onTestFinished(() => void server.close());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}
