// Digests for tests and pictures: a usual day, a quiet one, and one that is too long for a mail.
import { addDays } from '../../domain/days.js';
import type { Digest, DigestCounts, DigestDay, RecentItem, WhitelistedItem } from '../../triage/index.js';
import { finding, HANDLE } from './findings.js';

const recent = (given: Partial<RecentItem>): RecentItem => ({
  ...finding(given),
  told_on: '2026-03-06',
  days_ago: 4,
  again_on: '2026-03-13',
  ...given,
});

const RECENT: readonly RecentItem[] = [
  recent({ subject: '192.0.2.21', device: 'ntp2', hostname: 'ntp2.example.org' }),
  recent({
    subject: '192.0.2.22',
    device: 'ntp3',
    told_on: '2026-03-09',
    days_ago: 1,
    again_on: '2026-03-16',
  }),
  recent({
    type: 'event4_sinkhole_http',
    title: 'Sinkhole HTTP events',
    subject: '203.0.113.40',
    port: 0,
    transport: '',
    infection: 'examplebot',
    severity: 'high',
    device: 'office-nat',
  }),
];

const WHITELISTED: readonly WhitelistedItem[] = [
  {
    ...finding({ subject: '192.0.2.53', device: 'public-ntp', severity: 'low' }),
    entries: [
      {
        entry: 3,
        type: 'ntp',
        subject: '192.0.2.53',
        until: '2026-08-01 11:28:12',
        reason: 'pool server',
        author: 'ada',
      },
      {
        entry: 4,
        type: 'all',
        subject: '192.0.2.48/29',
        until: '9999-12-31 23:59:59',
        reason: '',
        author: 'grace',
      },
    ],
  },
];

/** A section with these rows, out of perhaps more. */
export const section = <Row>(rows: readonly Row[], total = rows.length) => ({ total, rows });

const COUNTS: DigestCounts = { all: 40, handle: 4, recent: 19, whitelisted: 12, unknown: 3, not_ours: 2 };

/** Plausible counts of a fortnight in which most reported findings are fixed. */
const DAYS: readonly DigestDay[] = (
  [
    [9, 8, 10, 2],
    [5, 14, 10, 2],
    [3, 16, 10, 2],
    [0, 17, 11, 2],
    [1, 17, 11, 4],
    [6, 15, 11, 4],
    [2, 20, 11, 4],
    [0, 21, 11, 3],
    [12, 18, 11, 3],
    [3, 27, 11, 3],
    [1, 26, 12, 3],
    [2, 24, 12, 2],
    [1, 23, 12, 3],
  ] as const
).map(([handle, recently, whitelisted, unknown], at) => ({
  date: addDays('2026-02-25', at),
  all: handle + recently + whitelisted + unknown + 2,
  handle,
  recent: recently,
  whitelisted,
  unknown,
  not_ours: 2,
}));

/** A usual day. */
export const USUAL: Digest = {
  date: '2026-03-10',
  digest: 14,
  kind: 'digest',
  previous: '2026-03-09',
  decided_at: '2026-03-12T09:00:00Z',
  author: 'sundial',
  watermark: 812,
  counts: COUNTS,
  types: section([
    {
      type: 'scan_ntp',
      title: 'Accessible NTP version service',
      all: 22,
      handle: 1,
      recent: 12,
      whitelisted: 9,
      unknown: 0,
      not_ours: 0,
    },
    {
      type: 'scan_ssl_poodle',
      title: 'SSLv3/POODLE vulnerable server',
      all: 9,
      handle: 1,
      recent: 4,
      whitelisted: 3,
      unknown: 0,
      not_ours: 1,
    },
    {
      type: 'scan_rdp',
      title: 'Accessible RDP service',
      all: 5,
      handle: 1,
      recent: 1,
      whitelisted: 0,
      unknown: 2,
      not_ours: 1,
    },
    {
      type: 'event4_sinkhole_http',
      title: 'Sinkhole HTTP events',
      all: 3,
      handle: 0,
      recent: 2,
      whitelisted: 0,
      unknown: 1,
      not_ours: 0,
    },
    {
      type: 'compromised_website',
      title: 'Compromised website',
      all: 1,
      handle: 1,
      recent: 0,
      whitelisted: 0,
      unknown: 0,
      not_ours: 0,
    },
  ]),
  days: [...DAYS, { date: '2026-03-10', ...COUNTS }],
  handle: section(HANDLE),
  unknown: section(
    [
      finding({
        type: 'scan_rdp',
        subject: '192.0.2.201',
        port: 3389,
        transport: 'tcp',
        severity: 'high',
        first_seen: '2026-03-10',
      }),
      finding({
        type: 'scan_rdp',
        subject: '192.0.2.202',
        port: 3389,
        transport: 'tcp',
        severity: 'high',
        first_seen: '2026-03-04',
      }),
      finding({
        type: 'event4_sinkhole_http',
        subject: '203.0.113.99',
        port: 0,
        transport: '',
        infection: 'examplebot',
        severity: 'high',
        first_seen: '2026-03-08',
      }),
    ].map((row) => ({ ...row, device: '', owner: '', contacts: [], devices: [] })),
  ),
  recent: section(RECENT, 19),
  whitelisted: section(WHITELISTED, 12),
  resolved: section([
    {
      ...finding({
        subject: '198.51.100.3',
        device: 'printer-3',
        type: 'scan_ipp',
        port: 631,
        transport: 'tcp',
        severity: 'low',
        state: 'resolved',
        seen: '2026-03-06',
      }),
      day: '2026-03-10',
      reason: 'not in 3 reports of its type',
      author: 'sundial',
      automatic: true,
    },
    {
      ...finding({
        subject: '198.51.100.8',
        device: 'cam-8',
        type: 'scan_rtsp',
        port: 554,
        transport: 'tcp',
        state: 'resolved',
      }),
      day: '2026-03-10',
      reason: 'camera replaced',
      author: 'ada',
      automatic: false,
    },
  ]),
  reopened: section([
    {
      ...finding({
        subject: '198.51.100.9',
        device: 'nas-9',
        type: 'scan_smb',
        port: 445,
        transport: 'tcp',
        severity: 'high',
        state: 'reopened',
      }),
      day: '2026-03-10',
      reason: 'seen again',
      author: 'sundial',
      automatic: true,
    },
  ]),
  ended_entries: section([
    {
      entry: 2,
      type: 'ssl_poodle',
      subject: '198.51.100.77',
      until: '2026-03-10 06:00:00',
      reason: 'until the move',
      author: 'ada',
      applied: 57,
    },
  ]),
  missing: section([{ list: 'example-network', type: 'scan_snmp', date: '2026-03-10', last: '2026-03-09' }]),
  short: section([
    {
      list: 'example-network',
      type: 'scan_dns',
      date: '2026-03-10',
      rows: 812,
      stated: 1204,
      source: 'Reports API',
    },
    { list: 'example-network', type: 'scan_ftp', date: '2026-03-10', rows: 31, stated: null, source: '' },
  ]),
  quarantined: section([
    { report: 17, list: 'example-network', type: 'scan_http', date: '2026-03-10', rows: 1 },
  ]),
  warnings: section([
    {
      level: 'error',
      code: 'archive-corrupt',
      message: '2026-03-10-scan_ftp.zip is damaged or not a zip file (no end). Fetch it again',
    },
    { level: 'warning', code: 'inventory-old', message: 'the inventory was imported 40 days ago' },
  ]),
};

/** The counts of a day without findings. */
export const NOTHING: DigestCounts = {
  all: 0,
  handle: 0,
  recent: 0,
  whitelisted: 0,
  unknown: 0,
  not_ours: 0,
};
const none = section<never>([]);

/** A day without news, whose digest is only a heartbeat. */
export const QUIET: Digest = {
  ...USUAL,
  digest: 1,
  previous: null,
  counts: NOTHING,
  types: none,
  days: [{ date: '2026-03-10', ...NOTHING }],
  handle: none,
  unknown: none,
  recent: none,
  whitelisted: none,
  resolved: none,
  reopened: none,
  ended_entries: none,
  missing: none,
  short: none,
  quarantined: none,
  warnings: none,
};

/** A digest in which every section is longer than a mail shows. */
export function longDigest(rows: number): Digest {
  const many = <Row>(row: Row) =>
    section(
      Array.from({ length: rows }, () => row),
      rows * 10,
    );
  return {
    ...USUAL,
    handle: many(HANDLE[0]!),
    unknown: many(USUAL.unknown.rows[0]!),
    recent: many(RECENT[0]!),
    whitelisted: many(WHITELISTED[0]!),
    missing: many(USUAL.missing.rows[0]!),
    warnings: many(USUAL.warnings.rows[0]!),
  };
}
