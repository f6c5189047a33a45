// Reports with rows at the borders of scopes: beside a network, wider than a network, below a domain, or with a
// similar name.
import fc from 'fast-check';
import { parseAddress } from '../../src/domain/address.js';
import { SEVERITIES } from '../../src/domain/event-columns.js';
import { type Grant, RestrictedScope } from '../../src/domain/scope.js';
import type { Given } from './world.js';

const HEADERS: Readonly<Record<string, string>> = {
  scan_ntp: 'timestamp,severity,ip,protocol,port,hostname,tag,asn,geo,mark',
  scan6_ssh: 'timestamp,severity,ip,port,hostname,tag,asn,geo,banner,mark',
  event4_honeypot_ddos_target:
    'timestamp,severity,dst_ip,dst_network,domain,dst_asn,dst_geo,dst_hostname,src_ip,src_asn,src_geo,src_hostname,tag,mark',
  sandbox_dns: 'timestamp,severity,request,tag,mark',
  compromised_account: 'timestamp,severity,email,tag,mark',
  malware_url: 'timestamp,severity,url,hostname,asn,geo,tag,mark',
};
export const TYPES = Object.keys(HEADERS);
export const DATES = ['2026-03-01', '2026-03-02', '2026-03-03'];
export const LISTS = ['north', 'south'];

const HOSTS = [
  'example.org',
  'WWW.Example.ORG.',
  'a.b.example.org',
  'badexample.org',
  'example.org.example.net',
  'org',
  'example.com',
  '.',
  '',
];
const POOLS: Readonly<Record<string, readonly string[]>> = {
  timestamp: ['2026-03-01 00:00:00', '2026-03-02 12:30:00', ''],
  severity: [...SEVERITIES, ''],
  ip: [
    ...[
      '192.0.2.0',
      '192.0.2.7',
      '192.0.2.127',
      '192.0.2.128',
      '192.0.2.255',
      '192.0.2.0/25',
      '192.0.2.0/24',
    ],
    ...['198.51.100.7', '198.51.100.0/26', '203.0.113.9', 'not-an-ip', ''],
    ...['2001:db8::1', '2001:db8:1::', '2001:db8:1::/48', '2001:db8:1:8000::/49', '2001:db8::/32', '::1'],
  ],
  protocol: ['udp', 'UDP'],
  port: ['123', '53', '0'],
  tag: ['ntp', 'ntp;iot', ''],
  asn: ['64496', '64497', '4200000000', '0', ''],
  geo: ['DE', 'de', 'ZZ', ''],
  network: ['198.51.100.0/25', '192.0.2.128/25', ''],
  request: HOSTS,
  domain: HOSTS,
  hostname: HOSTS,
  email: ['a@example.org', 'A@EXAMPLE.ORG.', 'b@badexample.org', 'no-host', 'c@sub.example.com', ''],
  url: [
    'http://www.example.org/x',
    'https://u@EXAMPLE.org:8443/?q',
    'http://192.0.2.7/',
    'http://example.net/',
    '',
  ],
  banner: ['SSH-2.0-x', ''],
};

/** One report for each type, date and list, with rows marked by their index. */
export function scopedReports(random: (below: number) => number, rowsPerReport: number): Given[] {
  let mark = 0;
  return TYPES.flatMap((type) =>
    DATES.flatMap((date) =>
      LISTS.map((list) => {
        const columns = HEADERS[type]!.split(',');
        const rows = Array.from({ length: rowsPerReport }, () => {
          mark++;
          const cells = columns.map((name) => {
            if (name === 'mark') return String(mark);
            const pool = POOLS[name.replace(/^(src|dst)_/, '')]!;
            return pool[random(pool.length)]!;
          });
          return cells.join(',');
        });
        return { name: `${date}-${type}-${list}.csv`, content: [HEADERS[type], ...rows].join('\n') };
      }),
    ),
  );
}

const some = <T>(values: readonly T[]) => fc.subarray([...values], { minLength: 1 });
const NETWORKS = [
  ...['192.0.2.0/24', '192.0.2.0/25', '192.0.2.128/25', '192.0.2.7', '198.51.100.0/24', '0.0.0.0/0'],
  ...['2001:db8::/32', '2001:db8:1::/48', '2001:db8::1', '::/0', '::/64'],
].map((text) => parseAddress(text)!);

const grant: fc.Arbitrary<Grant> = fc.record(
  {
    asns: some([64_496, 64_497, 4_200_000_000]),
    networks: some(NETWORKS),
    domains: some(['example.org', 'b.example.org', 'org', 'Example.COM']),
    countries: some(['DE', 'zz']),
    types: fc.subarray(TYPES),
    severities: fc.subarray([...SEVERITIES]),
    from: fc.constantFrom(...DATES),
    until: fc.constantFrom(...DATES),
  },
  { requiredKeys: [] },
);

/** Grants with one holding and no limit, so that each kind is sometimes decisive. */
const plain: fc.Arbitrary<Grant> = fc.oneof(
  fc.record({ networks: fc.constantFrom(...NETWORKS.map((network) => [network])) }),
  fc.record({ domains: fc.constantFrom(['example.org'], ['org'], ['b.example.org']) }),
  fc.record({ asns: fc.constantFrom([64_496], [4_200_000_000]) }),
  fc.record({ countries: fc.constantFrom(['DE'], ['ZZ']) }),
);

export const someGrants: fc.Arbitrary<Grant[]> = fc.array(fc.oneof(grant, plain), { maxLength: 3 });

export const scopeOf = (grants: readonly Grant[]): RestrictedScope => RestrictedScope.of(grants);
