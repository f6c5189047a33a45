// Checks reverse DNS against a double: which questions are asked, which names are believed, and every way to fail.
import { describe, expect, onTestFinished, test } from 'vitest';
import type { EnrichedNetwork } from '../../domain/enriched.js';
import type { SundialError } from '../../domain/errors.js';
import { askNames } from './ask.js';
import { pointerName } from './pointer-name.js';
import { type Labels, type Reaction, startDns } from './testing/dns-double.js';

async function double(react: (name: string) => Reaction | Promise<Reaction>) {
  const dns = await startDns(react);
  onTestFinished(() => dns.stop());
  return dns;
}

async function ask(
  resolver: string,
  addresses: readonly string[],
  more: { atOnce?: number; signal?: AbortSignal } = {},
) {
  const answers: EnrichedNetwork[] = [];
  let failure: SundialError | undefined;
  const signal = more.signal ?? new AbortController().signal;
  try {
    for await (const answer of askNames(addresses, {
      resolver,
      atOnce: more.atOnce ?? 8,
      timeoutMs: 30,
      signal,
    }))
      answers.push(answer);
  } catch (thrown) {
    failure = thrown as SundialError;
  }
  return { answers: answers.toSorted((a, b) => a.network.localeCompare(b.network)), failure };
}

test('names of addresses', () => {
  expect(pointerName('192.0.2.1')).toBe('1.2.0.192.in-addr.arpa');
  expect(pointerName('2001:db8::567:89ab')).toBe(
    'b.a.9.8.7.6.5.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa',
  );
});

test('each address is asked for once, and has its name or none', async () => {
  const names: Readonly<Record<string, Reaction>> = {
    [pointerName('192.0.2.1')]: [['Host', 'example', 'com']],
    [pointerName('192.0.2.2')]: 'nxdomain',
    [pointerName('192.0.2.3')]: [],
    [pointerName('192.0.2.4')]: [
      ['zz', 'example'],
      ['aa', 'example'],
    ],
    [pointerName('2001:db8::1')]: [['v6', 'example', 'com']],
  };
  const dns = await double((name) => names[name]!);
  const addresses = ['192.0.2.1', '192.0.2.2', '192.0.2.3', '192.0.2.4', '2001:db8::1'];
  const { answers, failure } = await ask(dns.address, addresses);
  expect(failure).toBeUndefined();
  expect(answers).toEqual([
    { network: '192.0.2.1/32', hostname: 'host.example.com' },
    { network: '192.0.2.2/32' },
    { network: '192.0.2.3/32' },
    { network: '192.0.2.4/32', hostname: 'aa.example' },
    { network: '2001:db8::1/128', hostname: 'v6.example.com' },
  ]);
  expect(dns.asked.toSorted()).toEqual(Object.keys(names).toSorted());
  expect(dns.refused).toEqual([]);
});

test.each<[string, Labels]>([
  ['a line break', ['a\nb', 'example']],
  ['an escape sequence', ['\x1b[2J', 'example']],
  ['markup', ['<script>', 'example']],
  ['a quote', ["a'b", 'example']],
  ['a formula', ['=1+1', 'example']],
  ['a dot in a label', ['a.b/../c', 'example']],
  ['bytes that are no text', [Buffer.from([0xff, 0x00, 0x80]), 'example']],
  ['an address', ['192', '0', '2', '1']],
  ['the root', []],
])('a name with %s is not believed', async (_what, labels) => {
  const dns = await double(() => [labels]);
  const { answers } = await ask(dns.address, ['192.0.2.1']);
  for (const { hostname } of answers) expect(hostname).toBeUndefined();
});

test('only as many questions as allowed wait at the same time', async () => {
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const dns = await double(async () => {
    if (dns.asked.length === 4) setImmediate(release);
    await held;
    return [];
  });
  const addresses = Array.from({ length: 20 }, (_, at) => `192.0.2.${at}`);
  const { answers } = await ask(dns.address, addresses, { atOnce: 4 });
  expect([answers.length, dns.mostAtOnce]).toEqual([20, 4]);
});

describe('a resolver', () => {
  const many = Array.from({ length: 200 }, (_, at) => `192.0.2.${at}`);

  test.each<[Reaction, string]>([
    ['silence', 'net-timeout'],
    ['nonsense', 'net-timeout'],
    ['other-id', 'net-timeout'],
    ['loop', 'net-timeout'],
    ['servfail', 'net-timeout'],
    ['refused', 'net-refused'],
  ])('that answers all questions with %s ends the round', async (reaction, code) => {
    const dns = await double(() => reaction);
    const { answers, failure } = await ask(dns.address, many, { atOnce: 32 });
    expect([answers, failure?.code]).toEqual([[], code]);
    expect(failure!.message).toContain(`the resolver ${dns.address}`);
    expect(new Set(dns.asked).size).toBeLessThan(many.length);
  });

  test('that fails for one zone answers for the others, and that zone is not asked again at once', async () => {
    const dns = await double((name) => (name === pointerName('192.0.2.2') ? 'servfail' : [['a', 'example']]));
    const { answers, failure } = await ask(dns.address, ['192.0.2.1', '192.0.2.2', '192.0.2.3']);
    expect(failure).toBeUndefined();
    expect(answers).toEqual([
      { network: '192.0.2.1/32', hostname: 'a.example' },
      { network: '192.0.2.2/32' },
      { network: '192.0.2.3/32', hostname: 'a.example' },
    ]);
  });

  test('that does not run', async () => {
    const dns = await startDns(() => []);
    await dns.stop();
    const { answers, failure } = await ask(dns.address, ['192.0.2.1']);
    expect(answers).toEqual([]);
    expect(['net-unreachable', 'net-timeout']).toContain(failure?.code);
  });

  test('whose client is interrupted', async () => {
    const controller = new AbortController();
    const dns = await double(() => {
      controller.abort();
      return 'silence';
    });
    const { answers, failure } = await ask(dns.address, many, { signal: controller.signal });
    expect(answers).toEqual([]);
    expect(failure?.code).toBe('net-cancelled');
    expect(dns.asked.length).toBeLessThan(many.length);
  });
});
