// Checks that no address with a special purpose is ever named to a server of another organisation.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isSendable } from './never-sent.js';

/**
 * IANA's registries of special-purpose addresses, row by row (iana-ipv4-special-registry and
 * iana-ipv6-special-registry, October 2025), with multicast and IPv6's unassigned space.
 */
const RANGES = [
  ['0.0.0.0', '0.255.255.255'],
  ['10.0.0.0', '10.255.255.255'],
  ['100.64.0.0', '100.127.255.255'],
  ['127.0.0.0', '127.255.255.255'],
  ['169.254.0.0', '169.254.255.255'],
  ['172.16.0.0', '172.31.255.255'],
  ['192.0.0.0', '192.0.0.255'],
  ['192.0.0.9', '192.0.0.10'],
  ['192.0.0.170', '192.0.0.171'],
  ['192.0.2.0', '192.0.2.255'],
  ['192.31.196.0', '192.31.196.255'],
  ['192.52.193.0', '192.52.193.255'],
  ['192.88.99.0', '192.88.99.255'],
  ['192.168.0.0', '192.168.255.255'],
  ['192.175.48.0', '192.175.48.255'],
  ['198.18.0.0', '198.19.255.255'],
  ['198.51.100.0', '198.51.100.255'],
  ['203.0.113.0', '203.0.113.255'],
  ['224.0.0.0', '239.255.255.255'],
  ['240.0.0.0', '255.255.255.255'],
  ['::', '::'],
  ['::1', '::1'],
  ['64:ff9b::', '64:ff9b::ffff:ffff'],
  ['64:ff9b:1::', '64:ff9b:1:ffff:ffff:ffff:ffff:ffff'],
  ['100::', '100::ffff:ffff:ffff:ffff'],
  ['100:0:0:1::', '100::1:ffff:ffff:ffff:ffff'],
  ['2001::', '2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff'],
  ['2001::', '2001:0:ffff:ffff:ffff:ffff:ffff:ffff'],
  ['2001:1::1', '2001:1::3'],
  ['2001:2::', '2001:2:0:ffff:ffff:ffff:ffff:ffff'],
  ['2001:3::', '2001:3:ffff:ffff:ffff:ffff:ffff:ffff'],
  ['2001:4:112::', '2001:4:112:ffff:ffff:ffff:ffff:ffff'],
  ['2001:10::', '2001:1f:ffff:ffff:ffff:ffff:ffff:ffff'],
  ['2001:20::', '2001:2f:ffff:ffff:ffff:ffff:ffff:ffff'],
  ['2001:30::', '2001:3f:ffff:ffff:ffff:ffff:ffff:ffff'],
  ['2001:db8::', '2001:db8:ffff:ffff:ffff:ffff:ffff:ffff'],
  ['2002::', '2002:ffff:ffff:ffff:ffff:ffff:ffff:ffff'],
  ['2620:4f:8000::', '2620:4f:8000:ffff:ffff:ffff:ffff:ffff'],
  ['3fff::', '3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff'],
  ['5f00::', '5f00:ffff:ffff:ffff:ffff:ffff:ffff:ffff'],
  ['fc00::', 'fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff'],
  ['fe80::', 'febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff'],
  ['fec0::', 'feff:ffff:ffff:ffff:ffff:ffff:ffff:ffff'],
  ['ff00::', 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff'],
  ['4000::', '5eff::'],
] as const;

test.each(RANGES)('no address from %s to %s is sent', (first, last) => {
  expect([isSendable(first), isSendable(last)]).toEqual([false, false]);
});

/** A private address in every form that IPv6 has for IPv4 addresses. */
const EMBEDDED = (a: string, hex: string) => [
  `::ffff:${a}`,
  `::ffff:${hex}`,
  `::${a}`,
  `64:ff9b::${a}`,
  `64:ff9b:1::${a}`,
  `2002:${hex}::1`,
  `2001:0:${hex}::`,
  `::ffff:0:${a}`,
];

test.each([
  ['10.1.2.3', '0a01:0203'],
  ['192.168.0.1', 'c0a8:1'],
  ['127.0.0.1', '7f00:1'],
  ['100.64.0.1', '6440:1'],
])('%s is not sent in any form that IPv6 has for it', (address, hex) => {
  expect(EMBEDDED(address, hex).filter((text) => isSendable(text))).toEqual([]);
});

test('every private address stays, as IPv4 and mapped to IPv6', () => {
  const byte = fc.nat(255);
  const privates = fc.oneof(
    fc.tuple(byte, byte, byte).map((rest) => [10, ...rest]),
    fc.tuple(fc.integer({ min: 16, max: 31 }), byte, byte).map((rest) => [172, ...rest]),
    fc.tuple(byte, byte).map((rest) => [192, 168, ...rest]),
  );
  fc.assert(
    fc.property(privates, (octets) => {
      const text = octets.join('.');
      expect([isSendable(text), isSendable(`::ffff:${text}`)]).toEqual([false, false]);
    }),
  );
});

test.each(['8.8.8.8', '::ffff:8.8.8.8', '9.255.255.255', '11.0.0.0', '172.32.0.0', '192.0.1.0'])(
  'the public IPv4 address %s is sent',
  (address) => {
    expect(isSendable(address)).toBe(true);
  },
);

test.each(['2606:4700::1111', '2001:200::', '2001:db7::1', '2003::', '3ffe::1'])(
  'the public IPv6 address %s is sent',
  (address) => {
    expect(isSendable(address)).toBe(true);
  },
);

describe('documentation addresses', () => {
  test.each(['192.0.2.1', '198.51.100.1', '203.0.113.1', '2001:db8::1', '3fff::1'])(
    '%s is sent only where tests ask for it',
    (address) => {
      expect([isSendable(address), isSendable(address, true)]).toEqual([false, true]);
    },
  );

  test('are the only ones that tests may ask for', () => {
    expect(isSendable('10.0.0.1', true)).toBe(false);
    expect(isSendable('2001::1', true)).toBe(false);
  });
});

test.each(['', 'example.com', '8.8.8.0/24', '8.8.8', '010.0.0.1', 'fe80::1%eth0', '8.8.8.8\nend'])(
  'what is not one address is not sent: %j',
  (text) => {
    expect(isSendable(text, true)).toBe(false);
  },
);
