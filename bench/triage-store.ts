// Fills a store for the triage benchmark with SQL only: findings, their history, inventory and whitelist.
import { addDays } from '../src/domain/days.js';
import type { OwnTables } from '../src/store/index.js';

/** The size of the store. Everything else is derived from row numbers. */
export interface TriageSize {
  readonly findings: number;
  readonly today: number;
  readonly devices: number;
  readonly entries: number;
}

export const TODAY = '2026-03-10';
/** Networks for benchmarks and documentation (RFC 2544, RFC 3849). */
export const OWN = ['198.18.0.0/15', '2001:db8::/33'];
/** Daily types, of which each host has four. */
const TYPES = [
  'scan_ntp',
  'scan_ssl',
  'scan_http',
  'scan_ssh',
  'scan_smb',
  'scan_ftp',
  'scan_dns',
  'scan_rdp',
];
const DAYS = 10;
/** The number of addresses in 198.18.0.0/15; further hosts have IPv6 addresses. */
const IPV4 = 131_072;

const SETTINGS = 'SETTINGS max_threads = 2, max_insert_threads = 1';
const host = (number: string) =>
  `if(${number} < ${IPV4}, toIPv6(IPv4NumToString(toUInt32(3323068416 + ${number}))), CAST(bitShiftLeft(toUInt128(0x20010db8), 96) + toUInt128(${number}) AS IPv6))`;
const id = (number: string) => `toFixedString(MD5(toString(${number})), 16)`;
const day = (before: string) => `toDate('${TODAY}') - ${before}`;

/** Generates findings: some were seen today, a fifth of those for the first time. */
export async function fillTriage(tables: OwnTables, size: TriageSize): Promise<void> {
  const hosts = Math.ceil(size.findings / 4);
  const every = Math.max(1, Math.round(size.findings / size.today));
  const types = `[${TYPES.map((type) => `'${type}'`).join(', ')}]`;
  const isToday = `number % ${every} = 0`;
  const isNew = `number % ${every * 5} = 0`;
  const key = `${types}[intDiv(number, ${hosts}) * 2 + number % 2 + 1] AS report_type, 'ip' AS subject_kind,
    ${host(`number % ${hosts}`)} AS subject_first, subject_first AS subject_last`;
  const seen = `if(${isToday}, ${day('0')}, ${day('1 - number % 2')})`;
  await tables.insert('ledger', ledger(size));
  await tables.run(
    `INSERT INTO finding_versions (finding, version, report_type, subject_kind, subject_first, subject_last, port, transport,
       first_seen, last_seen, days, events, severity, highest_severity, list, load)
     SELECT ${id('number')}, 1, ${key}, 123, 'udp', if(${isNew}, ${day('0')}, ${day('9')}), ${seen}, 5, 5,
       2 + number % 4, 2 + number % 4, 'bench', 1
     FROM numbers({findings:UInt64}) ${SETTINGS}`,
    { findings: size.findings },
  );
  await tables.run(
    `INSERT INTO finding_event_rows (finding, seq, day, at, changes, state, seen, severity, automatic)
     SELECT ${id('number')}, 1, ${day('9')}, toDateTime(${day('9')}, 'UTC'), ['opened'], 'open', ${day('9')}, 2 + number % 4, 1
     FROM numbers({findings:UInt64}) WHERE NOT (${isNew}) ${SETTINGS}`,
    { findings: size.findings },
  );
  await tables.run(
    `INSERT INTO decision_rows (digest, digest_date, decision, finding, ${'report_type, subject_kind, subject_first, subject_last'}, seen,
       told_on, told_seq)
     SELECT 1, ${day('1')}, 'recent', ${id('number')}, ${key}, if(${isToday}, ${day('1')}, ${seen}), ${day('(1 + number % 9)')}, 1
     FROM numbers({findings:UInt64}) WHERE NOT (${isNew}) ${SETTINGS}`,
    { findings: size.findings },
  );
  await tables.insert('digest_log', [
    { digest: 1, digest_date: yesterday(), events: 1, watermark: 1, inventory: [1] },
  ]);
  await fillInventory(tables, size);
  await fillWhitelist(tables, size, hosts);
}

const yesterday = () => addDays(TODAY, -1);

function ledger(size: TriageSize) {
  return TYPES.flatMap((report_type, type) =>
    Array.from({ length: DAYS }, (_, before) => ({
      load: type * DAYS + before + 1,
      seq: type * DAYS + before + 1,
      state: 'live',
      report_type,
      report_date: addDays(TODAY, -before),
      list: 'bench',
      rows: Math.round(size.today / TYPES.length),
      accepted: Math.round(size.today / TYPES.length),
    })),
  );
}

async function fillInventory(tables: OwnTables, { devices }: TriageSize): Promise<void> {
  await tables.run(
    `INSERT INTO inventory_rows (version, line, device, kind, first, last, prefix, owner, contacts, valid_until)
     SELECT 1, number, concat('device-', toString(number)), 'network', ${host('number')} AS first, first, 128,
       concat('owner ', toString(number % 500)), ['noc@example.org'], '2149-06-05'
     FROM numbers({devices:UInt64}) ${SETTINGS}`,
    { devices },
  );
  await tables.run(
    `INSERT INTO inventory_rows (version, line, device, kind, first, last, prefix, owner, own, valid_until)
     SELECT 1, 1000000 + number, concat('net-', toString(number)), 'network', ${host('(number * 256)')} AS first,
       ${host('(number * 256 + 255)')}, 120, 'campus', 1, '2149-06-05'
     FROM numbers(512) ${SETTINGS}`,
  );
  await tables.insert('inventory_imports', [{ version: 1, source: 'inventory', rows: devices, devices }]);
}

/**
 * Half of the entries accept addresses, the others networks of many sizes and devices. Entries apply to one type, two
 * types or all types.
 */
async function fillWhitelist(tables: OwnTables, { entries }: TriageSize, hosts: number): Promise<void> {
  await tables.run(
    `INSERT INTO whitelist_versions (entry, version, type, types, subject, subject_kind, first, last, prefix, name, until,
       forever, author, at)
     SELECT number + 1, number + 1, 'ntp', [['scan_ntp'], ['scan_ssl', 'scan_http'], []][number % 3 + 1],
       concat('entry ', toString(number)),
       if(number % 10 = 9, 'device', 'network'), if(number % 10 = 9, toIPv6('::'), ${host('start')}),
       if(number % 10 = 9, toIPv6('::'), ${host('(start + width - 1)')}), if(number % 10 = 9, 0, 128 - bits),
       if(number % 10 = 9, concat('device-', toString(number)), ''), ${day('-20 + number % 10')}, number % 4 = 0, 'bench',
       toDateTime(${day('9')}, 'UTC')
     FROM (
       SELECT number, if(number % 2 = 0, 0, number % 7) AS bits, bitShiftLeft(1, bits) AS width,
         intDiv(cityHash64(number) % {hosts:UInt64}, width) * width AS start
       FROM numbers({entries:UInt64})) ${SETTINGS}`,
    { entries, hosts },
  );
}
