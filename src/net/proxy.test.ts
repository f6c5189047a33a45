// Checks which requests go through which proxy of the environment, how they do, and the errors for a proxy's
// failures.
import { describe, expect, test } from 'vitest';
import { withRetries } from './index.js';
import { proxyFor } from './proxy.js';
import { client, double, failureOf, get, read } from './testing/asking.js';
import { testPace } from './testing/http-double.js';
import { deadOrigin, proxyServer } from './testing/servers.js';

describe('the environment', () => {
  const chosen = (url: string, env: NodeJS.ProcessEnv) => {
    const proxy = proxyFor(new URL(url), env);
    return proxy && `${proxy.variable} ${proxy.url.host}`;
  };

  test('names the proxy of a scheme', () => {
    const both = { HTTP_PROXY: 'http://one.example.com:3128', HTTPS_PROXY: 'http://two.example.com:3128' };
    expect(chosen('http://example.net', both)).toBe('HTTP_PROXY one.example.com:3128');
    expect(chosen('https://example.net', both)).toBe('HTTPS_PROXY two.example.com:3128');
    expect(chosen('https://example.net', { HTTP_PROXY: 'one.example.com:8080' })).toBe(
      'HTTP_PROXY one.example.com:8080',
    );
    expect(chosen('http://example.net', { HTTPS_PROXY: 'http://two.example.com' })).toBeUndefined();
    expect(chosen('http://example.net', { HTTP_PROXY: '', http_proxy: '' })).toBeUndefined();
    expect(chosen('http://example.net', { http_proxy: 'http://low.example.com', ...both })).toBe(
      'http_proxy low.example.com',
    );
  });

  test.each([
    ['*', 'https://example.net', true],
    ['example.net', 'https://example.net', true],
    ['example.net', 'https://www.example.net', true],
    ['.example.net', 'https://www.example.net', true],
    ['*.example.net', 'https://EXAMPLE.net', true],
    ['example.net', 'https://notexample.net', false],
    ['example.net:8443', 'https://example.net', false],
    ['example.net:8443', 'https://example.net:8443', true],
    ['example.net:443', 'https://example.net', true],
    ['a.example.org, b.example.org c.example.org', 'http://c.example.org', true],
    ['192.0.2.0/24', 'http://192.0.2.9', true],
    ['192.0.2.0/24', 'http://198.51.100.9', false],
    ['2001:db8::/32', 'http://[2001:db8::1]', true],
    ['[2001:db8::1]:80', 'http://[2001:db8::1]', true],
    ['2001:db8::1', 'http://[2001:db8::1]', true],
    ['192.0.2.0/24', 'http://example.net', false],
    ['192.0.2.0/99', 'http://192.0.2.9', false],
    ['', 'http://example.net', false],
  ])('NO_PROXY=%s and %s: direct is %s', (NO_PROXY, url, isDirect) => {
    expect(chosen(url, { HTTP_PROXY: 'http://proxy.example.com', NO_PROXY }) === undefined).toBe(isDirect);
  });
});

describe('a proxy', () => {
  test('forwards plain requests, with its own credentials', async () => {
    const server = await double(() => ({ body: 'hello' }));
    const proxy = await proxyServer({ to: server.url });
    const env = { HTTP_PROXY: proxy.url.replace('//', '//user:p%40ss@') };
    expect(await read(client({ env }), get('http://server.example.com/a?b=1'))).toBe('hello');
    expect(proxy.asked).toEqual(['GET http://server.example.com/a?b=1']);
    expect(proxy.credentials).toEqual([`Basic ${Buffer.from('user:p@ss').toString('base64')}`]);
    expect(server.asked[0]!.headers.host).toBe('server.example.com');
  });

  test('opens tunnels for requests over https', async () => {
    const proxy = await proxyServer({ to: (await double(() => ({}))).url });
    const failure = await failureOf(
      client({ env: { HTTPS_PROXY: proxy.url } }).send(get('https://server.example.com/')),
    );
    expect(proxy.asked).toEqual(['CONNECT server.example.com:443']);
    // The double behind the tunnel does not speak TLS.
    expect(failure.row.class).toBe('unreachable');
  });

  test('is not used for servers in NO_PROXY', async () => {
    const { url } = await double(() => ({ body: 'hello' }));
    const env = { HTTP_PROXY: await deadOrigin(), NO_PROXY: '127.0.0.1' };
    expect(await read(client({ env }), get(url))).toBe('hello');
  });

  test('that cannot be reached is named by its variable', async () => {
    const env = { HTTP_PROXY: await deadOrigin(), HTTPS_PROXY: await deadOrigin() };
    for (const scheme of ['http', 'https']) {
      const failure = await failureOf(client({ env }).send(get(`${scheme}://server.example.com/`)));
      expect(failure.code).toBe('net-unreachable');
      expect(failure.message).toContain(`the proxy of ${scheme.toUpperCase()}_PROXY`);
    }
  });

  test.each([
    [407, 'net-proxy', 1],
    [403, 'net-proxy', 1],
    [502, 'net-unreachable', 4],
  ])('that refuses a tunnel with %i', async (status, code, tries) => {
    const proxy = await proxyServer({ status });
    const http = client({ env: { HTTPS_PROXY: proxy.url } });
    const failure = await failureOf(
      withRetries(() => http.send(get('https://server.example.com/')), testPace()),
    );
    expect(failure.code).toBe(code);
    expect(failure.message).toContain(`the proxy of HTTPS_PROXY answered ${status}`);
    expect(proxy.asked).toHaveLength(tries);
  });

  test('that requires credentials for a plain request', async () => {
    const proxy = await proxyServer({ status: 407 });
    const http = client({ env: { HTTP_PROXY: proxy.url } });
    expect((await failureOf(http.send(get('http://server.example.com/')))).code).toBe('net-proxy');
  });

  test.each(['socks5://hunter2@proxy.example.com', 'http://hunter2:x', 'http://'])(
    'whose variable lacks a usable address (%s) is not quoted',
    async (value) => {
      const failure = await failureOf(client({ env: { HTTP_PROXY: value } }).send(get('http://example.net')));
      expect(failure).toMatchObject({ code: 'net-proxy', row: { retry: false } });
      expect(failure.message).toContain('HTTP_PROXY is not the address of an HTTP proxy');
      expect(failure.message).not.toContain('hunter2');
    },
  );
});
