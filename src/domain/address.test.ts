// Checks that addresses and networks are read, printed and masked correctly, and that hostile text does no harm.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatAddress, formatRange, parseAddress } from './address.js';

const SEED = { seed: 20_260_115, numRuns: 2_000 };
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const bytes16 = fc.uint8Array({ minLength: 16, maxLength: 16 });
/** Words of IPv6 with many zeros, so that every way to shorten them occurs. */
const sparse = fc
  .array(fc.constantFrom(0, 0, 0, 1, 0xffff, 0xdb8, 0x2001), { minLength: 8, maxLength: 8 })
  .map((words) => Uint8Array.from(words.flatMap((word) => [word >> 8, word & 0xff])));
const ipv4 = fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255), fc.nat(255)).map((parts) => parts.join('.'));

describe('parseAddress', () => {
  test.each([
    ['192.0.2.1', '192.0.2.1'],
    ['0.0.0.0', '0.0.0.0'],
    ['192.0.2.77/24', '192.0.2.0/24'],
    ['192.0.2.1/32', '192.0.2.1'],
    ['0.0.0.0/0', '0.0.0.0/0'],
    ['::', '::'],
    ['::/0', '::/0'],
    ['::1', '::1'],
    ['2001:DB8:0:0:0:0:0:1', '2001:db8::1'],
    ['2001:0db8:0000:0000:0001:0000:0000:0001', '2001:db8::1:0:0:1'],
    ['2001:db8::1/128', '2001:db8::1'],
    ['2001:db8::ffff/64', '2001:db8::/64'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['::192.0.2.1', '::c000:201'],
    ['::192.0.2.1/120', '::c000:200/120'],
    ['::ffff:c000:201/128', '192.0.2.1'],
    ['::ffff:192.0.2.1/120', '192.0.2.0/24'],
  ])('reads %s as %s', (text, canonical) => {
    expect(formatRange(parseAddress(text)!)).toBe(canonical);
  });

  test.each([
    '',
    ' ',
    '/',
    '/24',
    '192.0.2',
    '192.0.2.',
    '192.0.2.1.10',
    '192.0.2.256',
    '192.0.2.01',
    '0xc0000201',
    '3221225985',
    '192.0.2.1/33',
    '192.0.2.1/',
    '192.0.2.1/-1',
    '192.0.2.1/2 4',
    '192.0.2.1/24/24',
    '192.0.2.1 ',
    ':',
    ':::',
    '1::2::3',
    '2001:db8::/129',
    '2001:db8::g',
    'fe80::1%eth0',
    'example.org',
    ':'.repeat(1_000_000),
    '1:'.repeat(1_000_000),
  ])('does not read %.40s', (text) => {
    expect(parseAddress(text)).toBeUndefined();
  });

  test('never throws', () => {
    const part = fc.constantFrom(
      ':',
      '::',
      '.',
      '/',
      '%',
      '0',
      '255',
      'ffff',
      'db8',
      '1',
      '128',
      '-',
      ' ',
      'x',
      '\xff',
    );
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(part, { maxLength: 20 }).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(text, (given) => {
        const range = parseAddress(given);
        // A parsed value can be parsed again from its printed form.
        if (range) expect(parseAddress(formatRange(range))).toEqual(range);
      }),
      SEED,
    );
  });
});

test('every address comes back from its canonical text', () => {
  fc.assert(
    fc.property(fc.oneof(bytes16, sparse), (bytes) => {
      const range = parseAddress(formatAddress(bytes))!;
      expect(hex(range.first)).toBe(hex(bytes));
      expect(range).toMatchObject({ last: range.first, isNetwork: false });
    }),
    SEED,
  );
  fc.assert(
    fc.property(ipv4, (text) => {
      expect(formatRange(parseAddress(text)!)).toBe(text);
    }),
    SEED,
  );
});

test('a network is the same whichever of its hosts is named', () => {
  fc.assert(
    fc.property(fc.oneof(bytes16, sparse), fc.integer({ min: 0, max: 127 }), (bytes, prefix) => {
      // Mapped IPv4 prints as IPv4, with an IPv4 prefix length.
      fc.pre(!formatAddress(bytes).includes('.'));
      const range = parseAddress(`${formatAddress(bytes)}/${prefix}`)!;
      const bits = (address: Uint8Array) => BigInt(`0x${hex(address)}`);
      const size = 1n << BigInt(128 - prefix);
      expect(bits(range.first)).toBe((bits(bytes) / size) * size);
      expect(bits(range.last)).toBe(bits(range.first) + size - 1n);
      expect(range.isNetwork).toBe(true);
    }),
    SEED,
  );
  fc.assert(
    fc.property(ipv4, fc.integer({ min: 0, max: 31 }), (text, prefix) => {
      const range = parseAddress(`${text}/${prefix}`)!;
      const network = formatRange(range);
      expect(network.endsWith(`/${prefix}`)).toBe(true);
      expect(parseAddress(network)).toEqual(range);
    }),
    SEED,
  );
});
