// Generates reports of many types with awkward cells: quotes, operators, unusual numbers, networks.
import { API_FIELDS } from '../language/fields.js';
import type { PlainRow } from './plain-filter.js';

/** A small generator of numbers that returns the same ones for the same seed. */
export function randomFrom(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

const TEXTS = [
  ...[
    "a'b",
    'x" OR 1=1 --',
    'back\\slash\\',
    'per%cent_under',
    'Ünïcödé',
    '日本',
    'tab\there',
    '{p0:String}',
  ],
  ...[
    '=cmd()',
    '*star*',
    'q?mark',
    '|pipe',
    '!bang',
    '&and',
    '-dash',
    '>=5',
    '12',
    '12.5',
    '-3',
    '007',
    '1e3',
  ],
  ...['line\nbreak', 'a;b', 'UPPER', 'upper', 'a:b', "'); DROP TABLE event_rows; --", '', '', ''],
];
const HOSTNAMES = [
  'a.example',
  'WWW.Example.COM',
  'x_y.example.net',
  'xzy.example.net',
  '100%.example',
  'host.example.',
  'localhost',
  'b*.example',
  '',
  '',
];
const ADDRESSES = [
  '192.0.2.1',
  '192.0.2.128',
  '192.0.2.0/24',
  '198.51.100.7',
  '203.0.113.255',
  '2001:db8::1',
  '2001:DB8::2',
  '2001:db8:1::/48',
  '2001:db8::ffff:1',
  '::ffff:192.0.2.9',
  'not-an-ip',
  '',
];
const PORTS = ['80', '080', '0', '443', '65535', '65536', 'odd', '1', '', ''];
const ASNS = ['64496', 'AS64497', '0', '00', '4294967295', '4294967296', '64511', ''];
const TAGS = [
  'ntp',
  'ntp;iot',
  'iot, ntp',
  'CVE-2020-0001;x',
  'cve-2021-44228',
  'a|b',
  'NTP',
  ';',
  '50%',
  '',
  '',
];
const TIMES = [
  '2026-01-15 00:00:00',
  '2026-01-15 07:30:01',
  '2026-01-16T23:59:59Z',
  '2026-01-17 00:00:00',
  'garbage',
  '',
];
const SEVERITIES = ['info', 'low', 'medium', 'high', 'critical', 'HIGH ', 'weird', ''];
const POOLS: readonly (readonly [RegExp, readonly string[]])[] = [
  [/^timestamp$/, TIMES],
  [/^severity$/, SEVERITIES],
  [/ip$/, ADDRESSES],
  [/port$/, PORTS],
  [/asn$/, ASNS],
  [/hostname$|^domain$/, HOSTNAMES],
  [/^tag$/, TAGS],
  [/^vulnerability_id$/, ['CVE-2019-0708', 'none', '']],
];

/** The query help's fields that can be columns: `text` and `tld` are derived, `require` is an operator. */
const HELP = API_FIELDS.filter((name) => !['text', 'tld', 'require'].includes(name));

/** Type, date, list and header of each report. Each row has a unique `mark`, by which tests identify it. */
const REPORTS: readonly (readonly [type: string, date: string, list: string, header: string])[] = [
  ['scan_ntp', '2026-01-15', 'a', 'timestamp severity ip protocol port hostname tag asn geo version sysdesc'],
  ['scan_ntp', '2026-01-16', 'b', 'timestamp severity ip protocol port hostname tag asn geo Sysdesc'],
  ['scan6_ssh', '2026-01-16', 'a', 'timestamp severity ip port hostname tag asn geo banner'],
  [
    'event4_honeypot_ddos_target',
    '2026-01-15',
    'a',
    'timestamp severity dst_ip dst_port src_ip src_port tag infection',
  ],
  [
    'event4_sinkhole_http',
    '2026-01-17',
    'a',
    'timestamp severity src_ip src_port src_asn src_geo src_hostname dst_ip http_referer http_agent tag family',
  ],
  ['blocklist', '2026-01-17', 'b', 'timestamp severity ip hostname tag source asn geo reason'],
  [
    'scan_http_vulnerable',
    '2026-01-16',
    "it's",
    'timestamp severity ip port hostname tag vulnerability_id domain ip# src_ip',
  ],
  ['compromised_account', '2026-01-15', 'b', 'timestamp severity username tag domain'],
  ['novel_kind', '2026-01-17', 'a', HELP.join(' ')],
  ['novel_kind', '2026-01-18', 'a', 'timestamp src_port port ip status detail'],
];

/** All rows of all reports, the same ones for the same seed. */
export function hostileRows(random: (below: number) => number, perReport: number): PlainRow[] {
  let mark = 0;
  return REPORTS.flatMap(([type, date, list, columns]) => {
    const header = [...columns.split(' '), 'mark'];
    return Array.from({ length: perReport }, () => {
      mark++;
      const cells = header.map((name) => {
        if (name === 'mark') return `row ${mark}`;
        const pool = POOLS.find(([pattern]) => pattern.test(name.toLowerCase()))?.[1] ?? TEXTS;
        return pool[random(pool.length)]!;
      });
      return { type, date, list, header, cells };
    });
  });
}

/** The rows as report files, named by the publisher's rule. */
export function reportFiles(rows: readonly PlainRow[]): { name: string; content: string }[] {
  const files = new Map<string, PlainRow[]>();
  for (const row of rows) {
    const name = `${row.date}-${row.type}-${row.list}.csv`;
    files.set(name, [...(files.get(name) ?? []), row]);
  }
  const line = (cells: readonly string[]) => cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',');
  return [...files].map(([name, all]) => ({
    name,
    content: [all[0]!.header, ...all.map(({ cells }) => cells)].map(line).join('\n'),
  }));
}
