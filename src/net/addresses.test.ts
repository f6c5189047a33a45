// Checks that a client for public addresses never connects to any other address, whatever leads a request there.
import type { lookup } from 'node:dns';
import { describe, expect, test } from 'vitest';
import type { Resolve } from './addresses.js';
import { type HttpOptions, publicAddresses } from './index.js';
import { client, double, failureOf, get, read } from './testing/asking.js';
import { proxyServer } from './testing/servers.js';

/** Resolves every name to the same addresses, or fails. */
function resolving(...addresses: string[]): Resolve & { readonly names: string[] } {
  const names: string[] = [];
  const resolve = (name: string, _options: unknown, callback: (...found: unknown[]) => void) => {
    names.push(name);
    if (addresses.length === 0) return callback(Object.assign(new Error('none'), { code: 'ENOTFOUND' }));
    callback(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );
  };
  return Object.assign(resolve as unknown as typeof lookup, { names });
}

const guarded = (options: Partial<HttpOptions> = {}) => client({ addresses: publicAddresses(), ...options });
const refusal = { code: 'net-private', row: { class: 'refused', retry: false } };

test.each([
  ['192.0.2.1', false],
  ['8.8.8.8', true],
  ['2606:4700::1111', true],
  ['::ffff:10.0.0.1', false],
  ['::ffff:8.8.8.8', true],
  ['100.64.0.1', false],
  ['224.0.0.1', false],
  ['255.255.255.255', false],
  ['64:ff9b::7f00:1', false],
  ['2002:7f00:1::', false],
  ['fd00::1', false],
  ['not an address', false],
])('%s is public: %s', (address, isPublic) => {
  expect(publicAddresses()(address)).toBe(isPublic);
});

describe('a request to', () => {
  test.each([
    '127.0.0.1',
    '127.1',
    '0x7f000001',
    '2130706433',
    '10.1.2.3',
    '169.254.169.254',
    '0.0.0.0',
    '[::1]',
    '[fe80::1]',
    '[::ffff:127.0.0.1]',
  ])('the address %s is refused', async (host) => {
    expect(await failureOf(guarded().send(get(`http://${host}/`)))).toMatchObject(refusal);
  });

  test('localhost is refused', async () => {
    expect(await failureOf(guarded().send(get('http://localhost/')))).toMatchObject(refusal);
  });

  test.each([[['10.0.0.1']], [['8.8.8.8', '10.0.0.1']], [['::1']], [['::ffff:127.0.0.1']]])(
    'a name that resolves to %j is refused',
    async (addresses) => {
      const failure = await failureOf(
        guarded({ resolve: resolving(...addresses) }).send(get('http://example.com/')),
      );
      expect(failure).toMatchObject(refusal);
      expect(failure.message).toContain('example.com');
      for (const address of addresses) expect(failure.message).not.toContain(address);
    },
  );

  test('connects to the address that was checked, after a single look-up of the name', async () => {
    const { url } = await double(() => ({ body: 'hello' }));
    const resolve = resolving('127.0.0.1');
    const http = guarded({ addresses: publicAddresses({ allowLoopback: true }), resolve });
    expect(await read(http, get(url.replace('127.0.0.1', 'example.com')))).toBe('hello');
    expect(resolve.names).toEqual(['example.com']);
  });
});

describe('a redirect', () => {
  const loopback = publicAddresses({ allowLoopback: true });

  test.each(['http://169.254.169.254/latest', 'http://[::ffff:10.0.0.1]/', 'http://inside.example.com/'])(
    'to %s is refused',
    async (location) => {
      const { url } = await double(() => ({ status: 302, headers: { location } }));
      const http = guarded({ addresses: loopback, resolve: resolving('10.0.0.1') });
      const failure = await failureOf(http.send(get(url, { redirects: (next) => next })));
      expect(failure).toMatchObject(refusal);
    },
  );
});

describe('behind a proxy', () => {
  const through = async (resolve: Resolve) => {
    const proxy = await proxyServer({ to: (await double(() => ({ body: 'hello' }))).url });
    return { proxy, http: guarded({ env: { HTTP_PROXY: proxy.url }, resolve }) };
  };

  test.each(['http://10.0.0.1/', 'http://example.com/'])('%s is refused', async (url) => {
    const { proxy, http } = await through(resolving('10.0.0.1'));
    expect(await failureOf(http.send(get(url)))).toMatchObject(refusal);
    expect(proxy.asked).toEqual([]);
  });

  test('names that only the proxy can resolve, and public ones, are passed on', async () => {
    for (const resolve of [resolving(), resolving('8.8.8.8')]) {
      const { proxy, http } = await through(resolve);
      expect(await read(http, get('http://example.com/'))).toBe('hello');
      expect(proxy.asked).toEqual(['GET http://example.com/']);
    }
  });

  test('the rule also applies to servers in NO_PROXY', async () => {
    const { proxy } = await through(resolving());
    const env = { HTTP_PROXY: proxy.url, NO_PROXY: '*' };
    expect(await failureOf(guarded({ env }).send(get('http://127.0.0.1/')))).toMatchObject(refusal);
  });
});
