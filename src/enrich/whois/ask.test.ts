// Checks bulk WHOIS against a double: what is asked, what is taken from answers, and every way in which a server fails.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { deadOrigin } from '../../net/testing/servers.js';
import { askWhois, type WhoisOptions } from './ask.js';
import { type Lines, startWhois, type WhoisDouble, type WhoisTrouble } from './testing/whois-double.js';

const ANSWERS: Readonly<Record<string, ReturnType<Lines>>> = {
  '192.0.2.1': [['64496', '192.0.2.0/24', 'GB', 'ripencc', '2001-02-03', 'EXAMPLE-AS Example | Ltd, GB']],
  '2001:db8::1': [['64497', '2001:db8::/32', 'us', 'arin', '', 'EXAMPLE-V6, US']],
  '198.51.100.7': [
    ['64500', '198.51.100.0/24', 'DE', 'ripencc', '', 'SECOND'],
    ['64499', '198.51.100.0/24', 'DE', 'ripencc', '', 'FIRST'],
    ['64498', '198.51.0.0/16', 'DE', 'ripencc', '', 'LESS-SPECIFIC'],
  ],
  '203.0.113.9': [['NA', 'NA', '', 'other', '', 'NA']],
};
const ASKED = Object.keys(ANSWERS);

let double: WhoisDouble;
beforeAll(async () => {
  double = await startWhois((address) => ANSWERS[address] ?? []);
});
beforeEach(() => {
  double.trouble = undefined;
});
afterAll(() => double.stop());

const ask = (addresses: readonly string[] = ASKED, limits: WhoisOptions['limits'] = {}) =>
  askWhois(addresses, { server: { host: '127.0.0.1', port: double.port }, limits });

describe('an answer', () => {
  test('has one origin for each address, whatever the form of the address', async () => {
    const before = double.connections;
    const { origins, failure } = await ask([...ASKED, '2001:DB8:0::1', '::ffff:192.0.2.1']);
    expect(failure).toBeUndefined();
    expect(origins).toEqual([
      {
        address: '192.0.2.1',
        asn: 64496,
        prefix: '192.0.2.0/24',
        country: 'GB',
        registry: 'ripencc',
        asName: 'EXAMPLE-AS Example | Ltd, GB',
      },
      {
        address: '2001:db8::1',
        asn: 64497,
        prefix: '2001:db8::/32',
        country: 'US',
        registry: 'arin',
        asName: 'EXAMPLE-V6, US',
      },
      // The longest prefix; of equal ones, the lowest number.
      {
        address: '198.51.100.7',
        asn: 64499,
        prefix: '198.51.100.0/24',
        country: 'DE',
        registry: 'ripencc',
        asName: 'FIRST',
      },
      { address: '203.0.113.9', registry: 'other' },
    ]);
    expect(double.connections - before).toBe(1);
    expect(double.refused).toEqual([]);
  });

  test('that holds other addresses as well is complete', async () => {
    double.trouble = 'open';
    const { origins, failure } = await ask(['192.0.2.1'], { idleMs: 50 });
    expect([origins.length, failure]).toEqual([1, undefined]);
  });

  test('without one of the addresses says so, and keeps the others', async () => {
    const { origins, failure } = await ask(['192.0.2.1', '192.0.2.77']);
    expect(origins).toHaveLength(1);
    expect(failure).toMatchObject({ code: 'net-cut', row: { class: 'partial', retry: true } });
    expect(failure!.message).toContain('1 address without an answer');
  });
});

/** The troubles that end only by a limit of time; short limits would end the others on a busy machine. */
const LIMITS_OF: Partial<Record<WhoisTrouble, WhoisOptions['limits']>> = {
  silent: { idleMs: 50 },
  drip: { totalMs: 100 },
};

describe('a server', () => {
  test.each<[WhoisTrouble, string, number, string]>([
    ['silent', 'net-timeout', 0, 'no answer arrived within 0.05 s'],
    ['drip', 'net-timeout', 0, 'the answer was not complete within 0.1 s'],
    ['cut', 'net-cut', 3, '1 address without an answer'],
    ['nonsense', 'net-malformed', 0, '4 addresses without an answer; it says: </html>'],
    ['others', 'net-malformed', 0, '101 lines without a question'],
    ['limit', 'net-busy', 3, 'it says: Error: rate limit exceeded'],
    ['endless', 'net-too-large', 0, 'the answer is too large'],
  ])('that is %s ends as %s', async (trouble, code, kept, words) => {
    double.trouble = trouble;
    const { origins, failure } = await ask(ASKED, LIMITS_OF[trouble]);
    expect(failure).toMatchObject({ code });
    expect(failure!.message).toContain(words);
    expect(failure!.message).toContain(`whois 127.0.0.1:${double.port}`);
    expect(origins).toHaveLength(kept);
  });

  test('that resets the connection leaves what arrived', async () => {
    double.trouble = 'reset';
    const { failure } = await ask();
    expect(['net-cut', 'net-unreachable']).toContain(failure!.code);
    expect(failure!.row.retry).toBe(true);
  });

  test('that refuses the connection is unreachable', async () => {
    const port = Number(new URL(await deadOrigin()).port);
    const { failure } = await askWhois(ASKED, { server: { host: '127.0.0.1', port } });
    expect(failure).toMatchObject({ code: 'net-unreachable', row: { class: 'unreachable', retry: true } });
  });

  test('whose client is interrupted', async () => {
    double.trouble = 'silent';
    const controller = new AbortController();
    const server = { host: '127.0.0.1', port: double.port };
    const asking = askWhois(ASKED, { server, signal: controller.signal });
    controller.abort();
    expect((await asking).failure).toMatchObject({ code: 'net-cancelled' });
  });
});

test('the double refuses questions outside of the bulk form, and those without an address', async () => {
  const own = await startWhois();
  const { converse } = await import('./connection.js');
  const limits = { idleMs: 1000, totalMs: 1000, lineBytes: 1000, answerBytes: 1000 };
  const said: string[] = [];
  for (const question of ['192.0.2.1\n', 'begin\n192.0.2.1\nend\n', 'begin\nverbose\nexample.com\nend\n'])
    for await (const line of converse({ host: '127.0.0.1', port: own.port }, question, limits))
      said.push(line);
  expect(said).toEqual([
    'Error: a question outside of the bulk form.',
    'Error: the option verbose is missing.',
    'Error: no ASN or IP match on line 1.',
  ]);
  expect(own.refused).toHaveLength(3);
  await own.stop();
});
