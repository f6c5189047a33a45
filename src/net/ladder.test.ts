// Checks every way in which a request fails: the class of the error, whether another attempt may help, and the
// message.
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { SMTPServer } from 'smtp-server';
import { describe, expect, onTestFinished, test } from 'vitest';
import { Secret } from '../domain/secret.js';
import { selfSigned } from '../notify/testing/certificate.js';
import { client, double, failureOf, get, NOW, read } from './testing/asking.js';
import type { Answer } from './testing/http-double.js';
import { deadOrigin, rawServer } from './testing/servers.js';

const failing = async (answer: Answer) => {
  const { url } = await double(() => answer);
  return failureOf(read(client(), get(`${url}/x`)));
};

describe('a status', () => {
  test.each([
    [401, 'net-auth', 'auth', false],
    [403, 'net-forbidden', 'auth', false],
    [404, 'net-not-found', 'refused', false],
    [418, 'net-refused', 'refused', false],
    [429, 'net-busy', 'refused', true],
    [500, 'net-failed', 'unreachable', true],
    [503, 'net-failed', 'unreachable', true],
    [304, 'net-redirect', 'refused', false],
  ])('of %i', async (status, code, kind, retry) => {
    const failure = await failing({ status, body: '{"error": "no such thing"}' });
    expect(failure).toMatchObject({ code, row: { class: kind, retry }, details: { status } });
    if (status !== 304) expect(failure.message).toContain(`HTTP ${status}: no such thing`);
  });

  test.each([
    ['7', 7_000],
    [new Date(NOW.getTime() + 30_000).toUTCString(), 30_000],
    [new Date(NOW.getTime() - 30_000).toUTCString(), undefined],
    ['soon', undefined],
  ])('includes the pause that Retry-After asks for: %s', async (header, retryAfterMs) => {
    const failure = await failing({ status: 429, headers: { 'retry-after': header } });
    expect(failure.details.retryAfterMs).toBe(retryAfterMs);
  });

  test('counts as a success or has its own error if the request says so', async () => {
    const { url } = await double(({ url: { pathname } }) => ({ status: Number(pathname.slice(1)) }));
    const accepts = (status: number) => status === 404;
    expect((await client().send(get(`${url}/404`, { accepts }))).status).toBe(404);
    expect((await failureOf(client().send(get(`${url}/200`, { accepts })))).code).toBe('net-refused');
    const own = Object.assign(new Error('own'), { code: 'own' });
    const explained = client().send(get(`${url}/409`, { explain: () => own as never }));
    expect(await failureOf(explained)).toBe(own);
  });
});

describe('the words of a server', () => {
  test.each([
    ['{"error":{"code":"Denied","message":"Not yours"}}', 'HTTP 400: Denied: Not yours'],
    ['{"error":"bad","error_description":"one\\r\\nTrace: 2"}', 'HTTP 400: bad: one'],
    ['  plain\n text \x1b[31m', 'HTTP 400: plain text \\u001b[31m'],
    ['<html>a page</html>', 'HTTP 400'],
    ['', 'HTTP 400'],
    [`${'word '.repeat(100)}`, `HTTP 400: ${'word '.repeat(40)}...`],
    ['see https://example.com/id/1', 'HTTP 400: see https://example.com/[redacted]'],
    [`id ${'x'.repeat(32)}!`, 'HTTP 400: id [redacted]'],
  ])('%j', async (body, problem) => {
    expect((await failing({ status: 400, body })).details.problem).toBe(problem);
  });

  test('never contain a secret, and errors never contain the thrown error', async () => {
    const { url } = await double(() => ({ status: 500, body: 'token hunter2 at /hunter2' }));
    const request = { secrets: [new Secret('hunter2')] };
    const failures = [
      await failureOf(read(client(), get(`${url}/hunter2`, request))),
      await failureOf(read(client(), get(`${await deadOrigin()}/hunter2`, request))),
    ];
    expect(inspect(failures, { depth: 9, showHidden: true })).not.toContain('hunter2');
    expect(failures.map(({ cause }) => cause)).toEqual([undefined, undefined]);
  });
});

describe('a server', () => {
  test('that refuses the connection', async () => {
    const failure = await failureOf(client().send(get(await deadOrigin())));
    expect(failure).toMatchObject({ code: 'net-unreachable', row: { class: 'unreachable', retry: true } });
    expect(failure.message).toContain('the connection was refused');
  });

  test('whose name does not exist', async () => {
    const failure = await failureOf(client().send(get('http://no-such-host.invalid/')));
    expect(failure.code).toBe('net-unreachable');
    expect(failure.message).toContain('no-such-host.invalid cannot be reached');
  });

  test('that closes the connection before it answers', async () => {
    const origin = await rawServer((socket) => socket.destroy());
    expect((await failureOf(client().send(get(origin)))).code).toBe('net-unreachable');
  });

  test('whose certificate is not trusted', async () => {
    const server = new SMTPServer({ secure: true, logger: false });
    server.on('error', () => {});
    const { port } = await new Promise<{ port: number }>((resolve) => {
      server.listen(0, '127.0.0.1', () => resolve(server.server.address() as never));
    });
    onTestFinished(() => new Promise((resolve) => server.close(resolve)));
    const failure = await failureOf(client().send(get(`https://127.0.0.1:${port}/`)));
    expect(failure).toMatchObject({ code: 'net-untrusted', row: { retry: false } });
  });

  test('whose certificate only the caller trusts', async () => {
    const { key, cert } = selfSigned('localhost');
    const server = createServer({ key, cert }, (_request, response) => response.end('hello'));
    await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
    onTestFinished(() => void server.close());
    const url = `https://localhost:${(server.address() as AddressInfo).port}/`;
    expect(await read(client({ ca: cert }), get(url))).toBe('hello');
    const other = client({ ca: selfSigned('localhost').cert });
    expect((await failureOf(other.send(get(url)))).code).toBe('net-untrusted');
  });

  test.each([
    ['an SSH server', 'SSH-2.0-x\r\n'],
    ['one with endless headers', `HTTP/1.1 200 OK\r\n${'x: y\r\n'.repeat(20_000)}\r\n`],
  ])('that does not speak HTTP: %s', async (_what, said) => {
    const failure = await failureOf(client().send(get(await rawServer((socket) => socket.end(said)))));
    expect(failure).toMatchObject({ code: 'net-malformed', row: { class: 'malformed' } });
  });

  test('whose request the caller cancels', async () => {
    const origin = await rawServer(() => {});
    const controller = new AbortController();
    const asking = failureOf(client().send(get(origin, { signal: controller.signal })));
    controller.abort();
    expect((await asking).code).toBe('net-cancelled');
    const http = client();
    const closing = failureOf(http.send(get(origin)));
    await http.close();
    expect((await closing).code).toBe('net-cancelled');
  });
});

describe('an answer', () => {
  const head = (more: string) => `HTTP/1.1 200 OK\r\n${more}\r\n\r\n`;
  const from = (said: string, end = false) =>
    rawServer((socket) => void (end ? socket.end(said) : socket.write(said)));
  const failureFrom = async (origin: Promise<string>, more = {}) =>
    failureOf(read(client(), get(await origin, more)));

  test.each([
    ['does not begin', '', { idleMs: 50 }, 'no answer arrived within 0.05 s'],
    [
      'stops',
      `${head('content-length: 9')}1234`,
      { idleMs: 50 },
      'the rest of the answer did not arrive within',
    ],
    [
      'takes too long in total',
      `${head('content-length: 9')}1`,
      { totalMs: 50 },
      'not complete within 0.05 s',
    ],
  ])('that %s', async (_what, said, more, words) => {
    const failure = await failureFrom(from(said), more);
    expect(failure).toMatchObject({ code: 'net-timeout', row: { class: 'timeout', retry: true } });
    expect(failure.message).toContain(words);
  });

  test.each([
    ['its length', `${head('content-length: 9')}1234`],
    ['its last chunk', `${head('transfer-encoding: chunked')}4\r\n1234\r\n`],
  ])('that ends before %s', async (_what, said) => {
    const failure = await failureFrom(from(said, true));
    expect(failure).toMatchObject({ code: 'net-cut', row: { class: 'partial', retry: true } });
    expect(failure.message).toContain('after 4 bytes');
  });

  test('that is larger than the request allows is abandoned before its end', async () => {
    let sent = 0;
    const origin = await rawServer((socket) => {
      socket.write(head('transfer-encoding: chunked'));
      const more = () => {
        if (socket.destroyed) return;
        sent += 1_000;
        if (socket.write(`3e8\r\n${'x'.repeat(1_000)}\r\n`)) setImmediate(more);
        else socket.once('drain', more);
      };
      more();
    });
    const failure = await failureOf(read(client(), get(origin, { maxBytes: 2048 })));
    expect(failure).toMatchObject({ code: 'net-too-large', row: { class: 'malformed', retry: false } });
    expect(failure.message).toContain('limit 2 KiB');
    expect(sent).toBeLessThan(20_000_000);
  });

  test('of exactly the allowed size is read', async () => {
    const { url } = await double(() => ({ body: 'x'.repeat(2048) }));
    expect(await read(client(), get(url, { maxBytes: 2048 }))).toHaveLength(2048);
  });

  test.each([
    ['is cut', '[{"id":', 'it is not JSON'],
    ['is a page', '<!DOCTYPE html>', 'it is a web page'],
    ['is empty', '', 'it is empty'],
  ])('that should be JSON and %s', async (_what, body, problem) => {
    const { url } = await double(() => ({ body }));
    const failure = await failureOf(
      client()
        .send(get(url))
        .then((response) => response.json()),
    );
    expect(failure).toMatchObject({ code: 'net-malformed', details: { problem } });
  });

  test('that is compressed although the request asked for uncompressed data', async () => {
    const { url, asked } = await double(() => ({ body: 'x', headers: { 'content-encoding': 'gzip' } }));
    expect((await failureOf(read(client(), get(url)))).code).toBe('net-malformed');
    expect(asked[0]!.headers['accept-encoding']).toBe('identity');
  });
});

test('a caller can use its own errors for failures', async () => {
  const { NET_CODES, always } = await import('./index.js');
  const dead = get(await deadOrigin(), { about: { what: 'w', file: 'f', url: 'u' } });
  const own = client({ codes: { ...NET_CODES, unreachable: 'mail-link-gone' } });
  expect(await failureOf(own.send(dead))).toMatchObject({
    code: 'mail-link-gone',
    details: { what: 'w', file: 'f', url: 'u', problem: 'the connection was refused' },
  });
  const one = client({ codes: always('inventory-unreachable') });
  expect((await failureOf(one.send(dead))).code).toBe('inventory-unreachable');
});
