// Tests the enrichers that ask servers about the addresses of events, and MMDB files, on a real store: what is asked,
// what is never sent, what is kept, and what hostile answers become.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Refreshed } from '../src/enrich/index.js';
import { writeMmdb } from '../src/enrich/mmdb/testing/mmdb-writer.js';
import { isSendable } from '../src/enrich/never-sent.js';
import {
  bootstrapFile,
  entity,
  network,
  type RdapDouble,
  startRdap,
} from '../src/enrich/rdap/testing/rdap-double.js';
import { pointerName } from '../src/enrich/reverse-dns/pointer-name.js';
import { type DnsDouble, startDns } from '../src/enrich/reverse-dns/testing/dns-double.js';
import { HOSTILE } from '../src/enrich/testing/hostile.js';
import { renew } from '../src/enrich/testing/renewing.js';
import { startWhois, type WhoisDouble } from '../src/enrich/whois/testing/whois-double.js';
import { reportFile } from './support/reports.js';
import { World } from './support/world.js';

/** Public addresses of tests, and addresses that must not leave the machine. */
const SENT = ['192.0.2.1', '192.0.2.2', '198.51.100.7', '203.0.113.9', '2001:db8::1', '2001:db8:7::1'];
const KEPT = [
  ...[
    '10.0.0.1',
    '172.16.9.9',
    '192.168.1.1',
    '100.64.0.1',
    '127.0.0.1',
    '169.254.1.1',
    '198.18.0.1',
    '224.0.0.1',
  ],
  ...['::1', 'fe80::1', 'fd00::1', '64:ff9b::a00:1', '2002:a00:1::1', '2001::a00:1', 'ff02::1', '4000::1'],
];

let world: World;
let whois: WhoisDouble;
let rdap: RdapDouble;
let dns: DnsDouble;
const now = Date.parse('2026-02-01T07:00:00Z');

beforeAll(async () => {
  world = await World.open({ enrichers: SOURCES });
  whois = await startWhois((address) => [
    [
      '64496',
      `${address}/${address.includes(':') ? 128 : 32}`,
      'GB',
      'ripencc',
      '',
      address === '192.0.2.2' ? HOSTILE.replaceAll('\r\n', ' ') : 'EXAMPLE-AS',
    ],
  ]);
  rdap = await startRdap((address) =>
    network(address, address, {
      country: 'GB',
      entities: [
        entity(
          ['registrant'],
          [['fn', {}, 'text', HOSTILE]],
          [entity(['abuse'], [['email', {}, 'text', 'abuse@example.com']])],
        ),
      ],
    }),
  );
  dns = await startDns((name) =>
    name === pointerName('192.0.2.1') ? [['host', 'example', 'com']] : [['<b>', 'x']],
  );
  await report('2026-01-30', 'first', [...SENT, ...KEPT]);
});
afterAll(async () => {
  await world.close();
  await Promise.all([whois.stop(), rdap.stop(), dns.stop()]);
});

async function report(date: string, list: string, addresses: readonly string[]): Promise<void> {
  const rows = addresses.map((ip) => `${date} 00:00:01,${ip},123\n`);
  await world.ingest([{ name: reportFile(list, date), content: `timestamp,ip,port\n${rows.join('')}` }]);
}

const SOURCES = ['whois', 'rdap', 'reverse_dns', 'mmdb'];

function refresh(
  kind: string,
  values: Readonly<Record<string, unknown>>,
  mayLeave?: (address: string) => boolean,
): Promise<Refreshed> {
  const enrichment = world.store.enrichment.of(SOURCES);
  return renew(kind, values, {
    ...{ enrichment, clock: () => new Date(now), folder: world.folder },
    addresses: () => enrichment.addressesSince('2026-01-01'),
    ...(mayLeave && { mayLeave }),
  });
}

const forTests = (address: string) => isSendable(address, true);
const askWhois = () => refresh('whois', { host: '127.0.0.1', port: whois.port, max_age_days: 7 }, forTests);
const sorted = (addresses: readonly string[]) => [...addresses].toSorted();

describe('WHOIS', () => {
  it('keeps what arrived before the connection broke, and asks only for the rest', async () => {
    whois.trouble = 'cut';
    expect(await askWhois()).toMatchObject({
      outcome: 'failed',
      asked: 6,
      entries: 3,
      error: { code: 'net-cut' },
    });
    const first = [...whois.asked];
    whois.trouble = undefined;
    expect(await askWhois()).toMatchObject({ outcome: 'updated', asked: 3, entries: 6 });
    expect(sorted(first)).toEqual(sorted(SENT));
    expect(whois.asked).toHaveLength(9);
    expect(whois.connections).toBe(2);
  });
});

describe('RDAP and reverse DNS', () => {
  it('ask about the same addresses', async () => {
    const bootstrap = path.join(world.folder, 'bootstrap.json');
    writeFileSync(bootstrap, bootstrapFile([[['0.0.0.0/0', '::/0'], [rdap.url]]]));
    const places = { bootstrap_ipv4: bootstrap, bootstrap_ipv6: bootstrap };
    const values = { ...places, pause_ms: 100, most: 100, max_age_days: 30 };
    const refused = await refresh('rdap', { ...values, private_servers: false }, forTests);
    expect(refused).toMatchObject({ outcome: 'failed', error: { code: 'net-private' } });
    expect(rdap.queries).toEqual([]);
    const ask = (most: number) => refresh('rdap', { ...values, most, private_servers: true }, forTests);
    // As many as one update may ask about, and then the rest.
    expect(await ask(4)).toMatchObject({ outcome: 'updated', entries: 4 });
    expect(await ask(4)).toMatchObject({ outcome: 'updated', entries: 6 });
    const options = { resolver: dns.address, at_once: 4, timeout_ms: 2_000, max_age_days: 7 };
    expect(await refresh('reverse_dns', options, forTests)).toMatchObject({
      outcome: 'updated',
      entries: 6,
    });
    expect([sorted(rdap.queries), sorted(dns.asked)]).toEqual([sorted(SENT), sorted(SENT.map(pointerName))]);
    expect([rdap.refused, dns.refused]).toEqual([[], []]);
  });
});

describe('an MMDB file', () => {
  it('is read as a table', async () => {
    const from = path.join(world.folder, 'city.mmdb');
    const networks = { '192.0.2.0/24': { city: { names: { en: HOSTILE } }, country: { iso_code: 'DE' } } };
    writeFileSync(from, writeMmdb({ networks, databaseType: 'GeoLite2-City' }));
    const values = { from, token: { reveal: () => '' } };
    expect(await refresh('mmdb', values)).toMatchObject({
      outcome: 'updated',
      entries: 1,
      validFrom: '2026-01-01',
    });
  });
});

it('no address of a private network or with a special purpose was ever sent', () => {
  expect(sorted([...new Set(whois.asked)])).toEqual(sorted(SENT));
  expect(sorted([...new Set(rdap.queries)])).toEqual(sorted(SENT));
  expect(sorted([...new Set(dns.asked)])).toEqual(sorted(SENT.map(pointerName)));
});

it('new events get the values of all of them, with nothing in them that could command a terminal', async () => {
  await report('2026-02-10', 'second', ['192.0.2.1', '192.0.2.2', '10.0.0.1']);
  const rows = await world.operator.tables.rows<Record<string, unknown>>(
    `SELECT enriched_asn AS asn, enriched_as_name AS name, enriched_organisation AS organisation,
       enriched_abuse AS abuse, enriched_hostname AS hostname, enriched_geo AS geo, enriched_city AS city
     FROM events WHERE list = 'second' ORDER BY line`,
  );
  const legible = '=HYPERLINK("http://x") <script> [2J ]0;x Bcc: x@example.com';
  const known = { asn: 64496, organisation: legible, abuse: 'abuse@example.com', geo: 'DE', city: legible };
  expect(rows).toEqual([
    { ...known, name: 'EXAMPLE-AS', hostname: 'host.example.com' },
    { ...known, name: legible, hostname: '' },
    { asn: 0, organisation: '', abuse: '', geo: '', city: '', name: '', hostname: '' },
  ]);
});
