// Checks that the networks of MMDB files are listed completely, that files of each publisher give their values, and that
// damaged and hostile files are refused.
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isWithin, parseAddress } from '../../domain/address.js';
import { mergedNetworks } from './merged.js';
import { cidrOf, openMmdb } from './networks.js';
import { encode, type MmdbContent, type MmdbValue, pointer, writeMmdb } from './testing/mmdb-writer.js';
import { valuesOf } from './values.js';

const listed = (content: Buffer) =>
  [...openMmdb(content, 'x.mmdb').networks()].map(({ record, ...network }) => ({
    prefix: cidrOf(network),
    record,
  }));
const merged = (content: Buffer) => [...mergedNetworks(openMmdb(content, 'x.mmdb').networks())];
const prefixes = (content: Buffer) => listed(content).map(({ prefix }) => prefix);

describe('the networks of a file', () => {
  const NETWORKS = {
    '192.0.2.0/24': { asn: 'AS64496' },
    '192.0.2.128/25': { asn: 'AS64497' },
    '203.0.113.7/32': { asn: 'AS64498' },
    '255.255.255.255/32': { asn: 'AS64499' },
  };
  const IPV6 = {
    '2001:db8::/32': { asn: 'AS64500' },
    '2001:db8:ffff:ffff:ffff:ffff:ffff:ffff/128': { asn: 'AS64501' },
    '3fff:fff0::/28': { asn: 'AS64502' },
  };
  const LISTED = ['192.0.2.0/25', '192.0.2.128/25', '203.0.113.7/32', '255.255.255.255/32'];

  test.each([24, 28, 32] as const)('of IPv4, with records of %i bits', (recordSize) => {
    expect(listed(writeMmdb({ networks: NETWORKS, ipVersion: 4, recordSize }))).toEqual([
      { prefix: '192.0.2.0/25', record: { asn: 'AS64496' } },
      { prefix: '192.0.2.128/25', record: { asn: 'AS64497' } },
      { prefix: '203.0.113.7/32', record: { asn: 'AS64498' } },
      { prefix: '255.255.255.255/32', record: { asn: 'AS64499' } },
    ]);
  });

  test.each([24, 28, 32] as const)('of both, each once, with records of %i bits', (recordSize) => {
    const file = writeMmdb({ networks: { ...NETWORKS, ...IPV6 }, recordSize, hasAliases: true });
    const all = listed(file);
    expect(all.slice(0, 4).map(({ prefix }) => prefix)).toEqual(LISTED);
    // The network of 2^96 addresses, but for one: 96 networks around it.
    expect(all).toHaveLength(4 + 96 + 1 + 1);
    expect(all.slice(4)[0]).toEqual({ prefix: '2001:db8::/33', record: { asn: 'AS64500' } });
    expect(all.slice(-2)).toEqual([
      { prefix: '2001:db8:ffff:ffff:ffff:ffff:ffff:ffff', record: { asn: 'AS64501' } },
      { prefix: '3fff:fff0::/28', record: { asn: 'AS64502' } },
    ]);
  });

  test('of one that covers everything', () => {
    const networks: MmdbContent['networks'] = { '0.0.0.0/1': { a: 1 }, '128.0.0.0/1': { a: 2 } };
    expect(prefixes(writeMmdb({ networks, ipVersion: 4 }))).toEqual(['0.0.0.0/1', '128.0.0.0/1']);
    expect(prefixes(writeMmdb({ networks: { '::/1': { a: 1 } } }))).toEqual([
      '0.0.0.0/0',
      '::/1',
      '::/1',
      '::/1',
    ]);
  });

  test('of a file that another implementation wrote', () => {
    // Written by mmdb-writer 0.2.7 for Python, with the records of DB-IP's city files.
    const file = readFileSync(new URL('testing/mmdb-writer-0.2.7.mmdb', import.meta.url));
    const opened = openMmdb(file, 'x.mmdb');
    expect(opened.databaseType).toBe('DBIP-City-Lite');
    expect(merged(file)).toEqual([
      { network: '192.0.2.0/24', geo: 'GB', region: 'England', city: 'London' },
      { network: '198.51.100.0/25', geo: 'DE', city: 'Köln' },
      { network: '2001:db8::/32', geo: 'FR', city: 'Paris' },
    ]);
  });
});

describe('networks with the same values', () => {
  const city = (name: string, latitude: number) => ({ city: name, latitude });
  test('are joined if they are halves of one network, whatever else their records say', () => {
    const networks = {
      '192.0.2.0/26': city('A', 1),
      '192.0.2.64/26': city('A', 2),
      '192.0.2.128/25': city('A', 3),
      '192.0.3.0/24': city('A', 4),
      // Neighbours, but not halves of one network.
      '192.0.4.0/24': city('B', 5),
      '192.0.5.0/24': city('C', 6),
      '192.0.6.0/24': city('C', 7),
      // A gap.
      '198.51.100.0/26': city('D', 8),
      '198.51.100.128/25': city('D', 9),
      '203.0.113.0/24': { latitude: 1 },
    };
    expect(merged(writeMmdb({ networks, ipVersion: 4 }))).toEqual([
      { network: '192.0.2.0/23', city: 'A' },
      { network: '192.0.4.0/24', city: 'B' },
      { network: '192.0.5.0/24', city: 'C' },
      { network: '192.0.6.0/24', city: 'C' },
      { network: '198.51.100.0/26', city: 'D' },
      { network: '198.51.100.128/25', city: 'D' },
    ]);
  });

  test('give each address the same values as before', () => {
    const networks = fc.array(
      fc.record({
        at: fc.nat(255),
        length: fc.integer({ min: 24, max: 30 }),
        name: fc.constantFrom('A', 'B'),
      }),
      { minLength: 1, maxLength: 12 },
    );
    fc.assert(
      fc.property(networks, (all) => {
        const content = writeMmdb({
          networks: Object.fromEntries(
            all.map(({ at, length, name }) => [`192.0.2.${at}/${length}`, { city: name }]),
          ),
          ipVersion: 4,
        });
        const before = listed(content).map(({ prefix, record }) => ({
          network: prefix,
          ...valuesOf(record),
        }));
        const valueAt = (networks: readonly { network: string; city?: string }[], last: number) => {
          const address = parseAddress(`192.0.2.${last}`)!;
          return networks
            .filter(({ network }) => isWithin(address, parseAddress(network)!))
            .map(({ city }) => city);
        };
        const after = merged(content);
        for (let last = 0; last < 256; last += 7) expect(valueAt(after, last)).toEqual(valueAt(before, last));
        expect(after.length).toBeLessThanOrEqual(before.length);
      }),
      { numRuns: 10 },
    );
  });
});

test.each<[string, MmdbValue, object]>([
  [
    'GeoLite2-ASN',
    { autonomous_system_number: 64496, autonomous_system_organization: 'EXAMPLE' },
    { asn: 64496, asName: 'EXAMPLE' },
  ],
  [
    'GeoIP2-Enterprise',
    {
      country: { iso_code: 'GB', names: { en: 'United Kingdom' } },
      registered_country: { iso_code: 'US' },
      subdivisions: [{ iso_code: 'ENG', names: { en: 'England' } }, { iso_code: 'LND' }],
      city: { names: { de: 'London', en: 'London' }, geoname_id: 1 },
      traits: { autonomous_system_number: 64496, organization: 'Example Ltd', isp: 'Example ISP' },
    },
    { asn: 64496, organisation: 'Example Ltd', country: 'US', geo: 'GB', region: 'England', city: 'London' },
  ],
  ['GeoIP2-ISP', { isp: 'Example ISP', organization: '' }, { organisation: 'Example ISP' }],
  [
    'ipinfo lite',
    { asn: 'AS64496', as_name: 'Example', as_domain: 'example.com', country: 'Germany', country_code: 'DE' },
    { asn: 64496, asName: 'Example', geo: 'DE' },
  ],
  [
    'ipinfo standard_location',
    { city: 'Berlin', region: 'Land Berlin', country: 'DE', latitude: 52.5 },
    { geo: 'DE', region: 'Land Berlin', city: 'Berlin' },
  ],
  ['ipinfo standard_asn', { asn: 'AS64496', name: 'Example' }, { asn: 64496, asName: 'Example' }],
  ['a text', 'x', {}],
  ['nothing known', { x: { y: [] } }, {}],
])('a record of %s gives its values', (_type, record, values) => {
  const [network] = listed(writeMmdb({ networks: { '192.0.2.0/24': record }, ipVersion: 4 }));
  expect(valuesOf(network!.record)).toEqual(values);
});

test('values of the wrong type and from prototypes are no values', () => {
  expect(valuesOf({ asn: {}, as_name: ['x'], country: 7, city: { names: 'x' } })).toEqual({});
  expect(valuesOf(Object.create({ city: 'x' }))).toEqual({});
});

describe('a file is refused', () => {
  const GOOD = writeMmdb({ networks: { '192.0.2.0/24': { city: 'x' } }, ipVersion: 4 });
  const problemOf = (content: Buffer) => {
    try {
      return `${listed(content).length} networks`;
    } catch (thrown) {
      expect(thrown).toMatchObject({ code: 'mmdb-invalid', row: { who: 'operator' } });
      return (thrown as Error).message;
    }
  };

  test.each([
    ['that is empty', Buffer.alloc(0)],
    ['that is a web page', Buffer.from('<!DOCTYPE html><p>Sign in to download</p>')],
    ['that is compressed', Buffer.from('1f8b0800000000000003', 'hex')],
    ['whose end is missing', GOOD.subarray(0, GOOD.length - 40)],
    ['whose start is missing', GOOD.subarray(200)],
    ['of another version', writeMmdb({ networks: {}, metadata: { binary_format_major_version: 3 } })],
    ['about another IP version', writeMmdb({ networks: {}, metadata: { ip_version: 5 } })],
    [
      'whose tree is larger than the file',
      writeMmdb({ networks: {}, metadata: { node_count: 4_000_000_000 } }),
    ],
    ['without nodes', writeMmdb({ networks: {}, metadata: { node_count: 0 } })],
    ['with another size of records', writeMmdb({ networks: {}, metadata: { record_size: 48 } })],
  ])('%s', (_what, content) => {
    expect(problemOf(content)).toContain('x.mmdb is not a usable MMDB file (');
  });

  test('whose record refers to itself', () => {
    const content = withRecord(pointer(0));
    expect(problemOf(content)).toContain('it is damaged');
  });

  test('whose records lie behind the end', () => {
    const content = Buffer.from(GOOD);
    // The branches of the last nodes lead to the record; the highest byte makes it lie far behind the end.
    for (let at = 0; at < content.indexOf(Buffer.alloc(16)); at += 7) content[at + 3] = 0xff;
    expect(problemOf(content)).toContain('not a usable MMDB file');
  });
});

test('a record that doubles at each level is read at once', () => {
  // Sixty maps of nine bytes, each of which refers to the next one twice: 2^60 values if each were decoded anew.
  const levels = Array.from({ length: 60 }, (_, level) => {
    const next = pointer(9 * (level + 1));
    return Buffer.concat([Buffer.from([0xe2]), encode('a'), next, encode('b'), next]);
  });
  expect(levels[0]).toHaveLength(9);
  expect(listed(withRecord(Buffer.concat([...levels, encode('end')])))).toHaveLength(1);
});

/** A file with one network, whose record is what the test says. */
function withRecord(record: Buffer): Buffer {
  const marker = Buffer.from('abcdef4d61784d696e642e636f6d', 'hex');
  const placeholder = encode('x'.repeat(20));
  const file = writeMmdb({ networks: { '192.0.2.0/24': 'x'.repeat(20) }, ipVersion: 4 });
  const at = file.indexOf(placeholder);
  return Buffer.concat([file.subarray(0, at), record, file.subarray(file.indexOf(marker))]);
}
