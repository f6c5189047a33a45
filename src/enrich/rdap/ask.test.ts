// Checks questions by RDAP against doubles: which requests are made and when, redirects, and every way to fail.
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { EnrichedNetwork } from '../../domain/enriched.js';
import type { SundialError } from '../../domain/errors.js';
import { HttpClient, publicAddresses } from '../../net/index.js';
import { type Answer, json, testPace } from '../../net/testing/http-double.js';
import { deadOrigin, rawServer } from '../../net/testing/servers.js';
import { selfSigned } from '../../notify/testing/certificate.js';
import { askRdap } from './ask.js';
import { Bootstrap } from './bootstrap.js';
import {
  type About,
  bootstrapFile,
  entity,
  network,
  type RdapDouble,
  startRdap,
} from './testing/rdap-double.js';

const HOLDER = { country: 'GB', entities: [entity(['registrant'], [['fn', {}, 'text', 'Example Ltd']])] };
const KNOWN = network('192.0.2.0', '192.0.2.255', HOLDER);

async function registry(about: About): Promise<RdapDouble> {
  const double = await startRdap(about);
  onTestFinished(async () => {
    await double.stop();
    expect(double.refused).toEqual([]);
  });
  return double;
}

/** Asks, and gives the answers, the failure, and the pauses between requests. */
async function ask(
  services: Readonly<Record<string, string>>,
  addresses: readonly string[],
  { signal = new AbortController().signal, most = 100 } = {},
) {
  const pace = testPace();
  const http = new HttpClient({
    env: {},
    clock: pace.clock,
    addresses: publicAddresses({ allowLoopback: true }),
  });
  onTestFinished(() => http.close());
  const content = bootstrapFile(Object.entries(services).map(([range, base]) => [[range], [base]]));
  const bootstrap = new Bootstrap([{ name: 'ipv4.json', content }]);
  const answers: EnrichedNetwork[] = [];
  let failure: SundialError | undefined;
  try {
    const given = { http, bootstrap, pace, delayMs: 1000, most, signal };
    for await (const answer of askRdap(addresses, given)) answers.push(answer);
  } catch (thrown) {
    failure = thrown as SundialError;
  }
  return { answers, failure, pauses: pace.pauses };
}

/** The answer that an address gets if the registry's was useless, so that the next round asks about others. */
const NO_VALUES = [{ network: '192.0.2.1/32' }];

const one = async (answer: Answer) => {
  const double = await registry(() => answer);
  return { double, ...(await ask({ '192.0.2.0/24': double.url }, ['192.0.2.1'])) };
};

describe('questions', () => {
  test('are as many as networks, one after another', async () => {
    const double = await registry((address) =>
      address.startsWith('192.0.2.') ? KNOWN : network(address, address),
    );
    const { answers, failure, pauses } = await ask({ '192.0.0.0/8': `${double.url}/registry` }, [
      '192.0.3.7',
      '192.0.2.9',
      '192.0.2.200',
      '192.0.2.10',
    ]);
    expect(failure).toBeUndefined();
    expect(double.queries).toEqual(['192.0.2.9', '192.0.3.7']);
    expect(answers).toEqual([
      { network: '192.0.2.0/24', registry: '127.0.0.1', country: 'GB', organisation: 'Example Ltd' },
      { network: '192.0.3.7/32', registry: '127.0.0.1' },
    ]);
    expect(pauses).toEqual([expect.closeTo(1000, -2)]);
  });

  test('are for as many addresses of each registry as allowed, the first ones', async () => {
    const [first, second] = [
      await registry((at) => network(at, at)),
      await registry((at) => network(at, at)),
    ];
    const services = { '192.0.2.0/24': first.url, '198.51.100.0/24': second.url };
    await ask(services, ['192.0.2.9', '192.0.2.8', '192.0.2.7', '198.51.100.1'], { most: 2 });
    expect([first.queries, second.queries]).toEqual([['192.0.2.8', '192.0.2.9'], ['198.51.100.1']]);
  });

  test('about IPv6', async () => {
    const double = await registry(() => network('2001:db8::', '2001:db8:ffff:ffff:ffff:ffff:ffff:ffff'));
    const { answers } = await ask({ '2001:db8::/32': double.url }, ['2001:db8::1', '2001:db8:5::1']);
    expect(answers).toEqual([{ network: '2001:db8::/32', registry: '127.0.0.1' }]);
    expect(double.queries).toEqual(['2001:db8::1']);
  });

  test('about addresses that no registry knows have an answer without values', async () => {
    const double = await registry(() => undefined);
    const { answers, failure } = await ask({ '192.0.2.0/24': double.url }, ['192.0.2.1', '198.51.100.1']);
    expect(failure).toBeUndefined();
    expect(answers.toSorted((a, b) => a.network.localeCompare(b.network))).toEqual([
      { network: '192.0.2.1/32' },
      { network: '198.51.100.1/32' },
    ]);
  });
});

describe('a redirect', () => {
  test('to another registry is followed', async () => {
    const second = await registry(() => KNOWN);
    const first = await registry((address) => ({
      status: 303,
      headers: { location: `${second.url}/ip/${address}` },
    }));
    const { answers } = await ask({ '192.0.2.0/24': first.url }, ['192.0.2.1']);
    expect(answers).toMatchObject([{ network: '192.0.2.0/24', organisation: 'Example Ltd' }]);
  });

  test('that leads in a circle ends', async () => {
    const double = await registry((address) => ({ status: 302, headers: { location: `/ip/${address}` } }));
    const { answers, failure } = await ask({ '192.0.2.0/24': double.url }, ['192.0.2.1']);
    expect([answers, double.queries.length]).toEqual([NO_VALUES, 6]);
    expect(failure).toMatchObject({ code: 'net-redirect' });
    expect(failure!.message).toContain('more than 5 redirects');
  });

  test.each(['http://10.0.0.1/ip/192.0.2.1', 'http://169.254.169.254/', 'http://[::ffff:192.168.0.1]/'])(
    'to the address of no public server is refused: %s',
    async (location) => {
      const { failure } = await one({ status: 302, headers: { location } });
      expect(failure).toMatchObject({ code: 'net-private', row: { class: 'refused' } });
    },
  );
});

describe('a registry', () => {
  test('that asks for fewer requests is asked again after the pause that it names', async () => {
    let asked = 0;
    const double = await registry(() => (++asked === 1 ? json({}, 429, { 'retry-after': '60' }) : KNOWN));
    const { answers, pauses } = await ask({ '192.0.2.0/24': double.url }, ['192.0.2.1']);
    expect(answers).toHaveLength(1);
    expect(Math.max(...pauses)).toBe(60_000);
  });

  test('that never answers otherwise is left alone, and another one goes on', async () => {
    const busy = await registry(() => json({}, 429));
    const other = await registry((address) => network(address, address));
    const services = { '192.0.2.0/24': busy.url, '198.51.100.0/24': other.url };
    const { answers, failure } = await ask(services, [
      '192.0.2.1',
      '192.0.2.2',
      '198.51.100.1',
      '198.51.100.2',
    ]);
    expect(answers.map(({ network }) => network)).toEqual(['198.51.100.1/32', '198.51.100.2/32']);
    expect(failure).toMatchObject({ code: 'net-busy', row: { retry: true } });
    expect(new Set(busy.queries)).toEqual(new Set(['192.0.2.1']));
  });

  test.each<[string, Answer, string, object?]>([
    ['fails', { status: 500 }, 'net-failed'],
    ['refuses access', { status: 403 }, 'net-forbidden'],
    ['refuses the question', { status: 400 }, 'net-refused', NO_VALUES],
    ['answers with a web page', { body: '<!DOCTYPE html>' }, 'net-malformed', NO_VALUES],
    ['answers with other JSON', json({ objectClassName: 'domain' }), 'net-malformed', NO_VALUES],
    ['answers about another network', network('198.51.100.0', '198.51.100.255'), 'net-malformed', NO_VALUES],
    ['ends its answer early', { ...KNOWN, cutAfter: 20 }, 'net-cut'],
    ['answers without end', { body: Buffer.alloc(2_000_000, '[') }, 'net-too-large', NO_VALUES],
  ])('that %s fails', async (_what, answer, code, answered = []) => {
    const { failure, answers } = await one(answer);
    expect(answers).toEqual(answered);
    expect(failure).toMatchObject({ code });
    expect(failure!.message).toContain('RDAP of 127.0.0.1');
  });

  test('whose answers make no sense is left alone after some of them, and asked on after one', async () => {
    const bad = await registry((address) => (address === '192.0.2.1' ? json({}) : network(address, address)));
    const { answers, failure } = await ask({ '192.0.2.0/24': bad.url }, ['192.0.2.1', '192.0.2.2']);
    expect(answers).toEqual([...NO_VALUES, { network: '192.0.2.2/32', registry: '127.0.0.1' }]);
    expect(failure?.code).toBe('net-malformed');
    const worse = await registry(() => json({}));
    const many = Array.from({ length: 50 }, (_, at) => `192.0.2.${at}`);
    expect((await ask({ '192.0.2.0/24': worse.url }, many)).failure?.code).toBe('net-malformed');
    expect(worse.queries).toHaveLength(5);
  });

  test('that refuses connections, or closes them, is unreachable', async () => {
    for (const origin of [await deadOrigin(), await rawServer((socket) => socket.destroy())]) {
      const { failure } = await ask({ '192.0.2.0/24': origin }, ['192.0.2.1']);
      expect(failure).toMatchObject({ code: 'net-unreachable' });
    }
  });

  test('whose certificate is not trusted', async () => {
    const { key, cert } = selfSigned('localhost');
    const server = createServer({ key, cert }, (_request, response) => response.end('{}'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const base = `https://localhost:${(server.address() as AddressInfo).port}/`;
    const { failure } = await ask({ '192.0.2.0/24': base }, ['192.0.2.1']);
    expect(failure).toMatchObject({ code: 'net-untrusted' });
  });
});

test('an interrupted round keeps what arrived', async () => {
  const controller = new AbortController();
  const double = await registry((address) => {
    if (address === '192.0.2.2') controller.abort();
    return network(address, address);
  });
  const asked = ['192.0.2.1', '192.0.2.2', '192.0.2.3'];
  const { answers, failure } = await ask({ '192.0.2.0/24': double.url }, asked, controller);
  expect(failure?.code).toBe('net-cancelled');
  expect(answers.map(({ network }) => network)).toEqual(['192.0.2.1/32']);
  expect(double.queries).not.toContain('192.0.2.3');
});
