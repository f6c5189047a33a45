// Checks how a register is fetched from an HTTP address: its token, redirects, proxies, and every kind of failure.
import { describe, expect, test } from 'vitest';
import { ERRORS } from '../../domain/errors.js';
import { double, failureOf } from '../../net/testing/asking.js';
import { deadOrigin, proxyServer, rawServer } from '../../net/testing/servers.js';
import { registerAt } from '../testing/register.js';
import { readRegister } from './read-register.js';

const CSV = 'device,networks\nprinter,192.0.2.7\n';
const clock = () => new Date('2026-03-04T08:00:00Z');

const fetched = async (from: string, { token = '', env = {} as NodeJS.ProcessEnv } = {}) =>
  (await readRegister(registerAt({ from, token }), { env, clock })).toString('utf8');

describe('an address', () => {
  test('serves the inventory to a request with a token or with the user of the URL', async () => {
    const { url, asked } = await double(() => ({ body: CSV }));
    expect(await fetched(`${url}/inventory.csv?all=1`, { token: 'hunter2' })).toBe(CSV);
    expect(await fetched(url.replace('//', '//me:secret@'))).toBe(CSV);
    expect(asked.map(({ headers }) => headers.authorization)).toEqual([
      'Bearer hunter2',
      `Basic ${Buffer.from('me:secret').toString('base64')}`,
    ]);
    expect(asked[0]).toMatchObject({ method: 'GET', headers: { accept: 'application/json, text/csv' } });
  });

  test('is fetched through the proxy of the environment', async () => {
    const { url } = await double(() => ({ body: CSV }));
    const proxy = await proxyServer({ to: url });
    const env = { HTTP_PROXY: proxy.url };
    expect(await fetched('http://inventory.example.com/', { env })).toBe(CSV);
    expect(proxy.asked).toEqual(['GET http://inventory.example.com/']);
  });

  test('may redirect to another server, but not with a token', async () => {
    const other = await double(() => ({ body: CSV }));
    const { url } = await double(() => ({ status: 302, headers: { location: other.url } }));
    expect(await fetched(url)).toBe(CSV);
    const failure = await failureOf(fetched(url, { token: 'hunter2' }));
    expect(failure.code).toBe('inventory-unreachable');
    expect(other.asked).toHaveLength(1);
  });
});

describe('an address fails', () => {
  const failing = async (from: string) => failureOf(fetched(from, { token: 'hunter2' }));

  test.each([401, 403, 404, 429, 500])('with status %i', async (status) => {
    const { url, asked } = await double(() => ({ status, body: 'token hunter2 is wrong' }));
    const failure = await failing(`${url}/inventory?key=hunter2`);
    expect(failure).toMatchObject({
      code: 'inventory-unreachable',
      details: { url: `${url}/inventory`, problem: `HTTP ${status}: token [redacted] is wrong` },
    });
    expect(failure.message).not.toContain('hunter2');
    expect(asked).toHaveLength(1);
  });

  test('if nothing listens, the server does not speak HTTP, or the connection breaks', async () => {
    const garbage = await rawServer((socket) => socket.end('SSH-2.0-x\r\n'));
    const cut = await rawServer((socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n12'));
    const problems = ['the connection was refused', 'it is not HTTP', 'after 2 bytes'];
    for (const [at, origin] of [await deadOrigin(), garbage, cut].entries())
      expect(await failing(origin)).toMatchObject({
        code: 'inventory-unreachable',
        details: { problem: problems[at] },
      });
  });

  test('if it is not a URL', async () => {
    expect(await failing('http://')).toMatchObject({ code: 'inventory-unreachable' });
  });

  test('and says that nothing was changed', () => {
    for (const code of ['inventory-unreachable', 'inventory-too-large'] as const)
      expect(ERRORS[code].message).toContain('Nothing was changed');
  });
});
