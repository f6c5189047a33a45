// Tests the typed values of cells, which queries use, regardless of the original text stored with them.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { TestStore } from '../testing/stored-reports.js';

let stored: TestStore;
beforeAll(async () => {
  stored = await TestStore.open();
});
afterAll(() => stored?.close());

/** Loads rows (objects of column and text) as one report and returns columns of them as the engine prints them. */
async function typed(
  rows: readonly Readonly<Record<string, string>>[],
  select: string,
  facts: Parameters<TestStore['take']>[0][number]['facts'] = {},
): Promise<string[]> {
  const bytes = Buffer.from(rows.map((row) => JSON.stringify({ timestamp: '', ...row })).join('\n'));
  const [result] = await stored.take([{ bytes, facts }]);
  const found = await stored.operator.tables.rows<{ shown: string }>(
    `SELECT concat(${select}) AS shown FROM event_rows WHERE load = {load:UInt32} ORDER BY line`,
    { load: result!.load },
  );
  return found.map(({ shown }) => shown);
}

test.each([
  ['80', 80],
  ['080', 80],
  ['0', 0],
  ['65535', 65_535],
  ['65536', 0],
  ['http', 0],
  ['', 0],
])('port %s is %i', async (port, value) => {
  expect(await typed([{ port }], 'toString(port)')).toEqual([String(value)]);
});

test('AS numbers are read with and without the prefix AS', async () => {
  const rows = [{ asn: 'AS64496' }, { asn: '64496' }, { asn: '4294967295' }, { asn: '-' }];
  expect(await typed(rows, 'toString(asn)')).toEqual(['64496', '64496', '4294967295', '0']);
});

test('times are converted to UTC from any zone', async () => {
  const rows = ['2026-01-15 10:00:00', '2026-01-15T12:00:00+02:00', '2106-02-07 06:28:15', 'soon'];
  expect(
    await typed(
      rows.map((timestamp) => ({ timestamp })),
      'toString(timestamp)',
    ),
  ).toEqual(['2026-01-15 10:00:00', '2026-01-15 10:00:00', '2106-02-07 06:28:15', '1970-01-01 00:00:00']);
});

test("severity is the row's own, in upper or lower case, otherwise that of its type", async () => {
  const rows = ['high', 'High', '', 'none', 'awful'].map((severity) => ({ severity }));
  const shown = await typed(rows, "toString(severity), ' ', toString(row_severity)", { severity: 'low' });
  expect(shown).toEqual(['high high', 'high high', 'low none', 'low none', 'low none']);
});

test('addresses and networks are stored as first and last address; a single-address column holds no network', async () => {
  const rows = ['192.0.2.1', '192.0.2.77/24', '2001:0DB8::1', '::/0', 'localhost'];
  const shown = await typed(
    rows.map((ip) => ({ ip, dst_ip: ip })),
    "toString(ip), ' ', toString(ip_last), ' ', toString(dst_ip)",
  );
  expect(shown).toEqual([
    '::ffff:192.0.2.1 ::ffff:192.0.2.1 ::ffff:192.0.2.1',
    '::ffff:192.0.2.0 ::ffff:192.0.2.255 ::',
    '2001:db8::1 2001:db8::1 2001:db8::1',
    ':: ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff ::',
    ':: :: ::',
  ]);
});

test('tags are split, and CVE ids found in tags and in the columns that the catalogue names', async () => {
  const rows = [
    {
      tag: 'ssl; vpn,cve-2024-0001|x',
      vulnerability_id: 'CVE-2024-0001,CVE-2023-0002',
      banner: 'CVE-2022-0003',
    },
    { tag: `${'t;'.repeat(10_000)}t` },
    { tag: '' },
  ];
  expect(await typed(rows, 'toString(tags), toString(cves)', { cveColumns: ['vulnerability_id'] })).toEqual([
    "['ssl','vpn','cve-2024-0001','x']['CVE-2024-0001','CVE-2023-0002']",
    '[][]',
    '[][]',
  ]);
});

test('the subject is the first non-empty column that can name it', async () => {
  const subject = [
    { column: 'ip', kind: 'address' },
    { column: 'hostname', kind: 'hostname' },
    { column: 'account', kind: 'account' },
    { column: 'url', kind: 'url' },
  ] as const;
  const rows = [
    { ip: '192.0.2.1', hostname: 'a.example' },
    { ip: '192.0.2.77/24' },
    { ip: '0.0.0.0/0' },
    { ip: '192.0.2.1.10' },
    { hostname: 'Host.Example..' },
    { account: ' Someone@Example.org ' },
    { url: 'https://Example.org/A' },
    { port: '80' },
  ];
  const select =
    "toString(subject_kind), ' ', toString(subject_first), ' ', toString(subject_last), ' ', subject_text";
  expect(await typed(rows, select, { subject: [...subject] })).toEqual([
    'ip ::ffff:192.0.2.1 ::ffff:192.0.2.1 ',
    'network ::ffff:192.0.2.0 ::ffff:192.0.2.255 ',
    'network ::ffff:0.0.0.0 ::ffff:255.255.255.255 ',
    'text :: :: 192.0.2.1.10',
    'hostname :: :: host.example',
    'account :: :: someone@example.org',
    'url :: :: https://Example.org/A',
    'none :: :: ',
  ]);
});

test('values that cannot be read are counted', async () => {
  const bytes = Buffer.from(
    'timestamp,ip,port,severity,x\nsoon,nowhere,http,awful,y\n2026-01-15 00:00:00,192.0.2.1,080,High,\n',
  );
  expect((await stored.take([{ bytes }]))[0]?.unparsed).toBe(4);
});

test('report type, date, list, line and key are those of the row', async () => {
  const select =
    "report_type, ' ', toString(report_date), ' ', list, ' ', toString(line), ' ', toString(first)";
  expect(await typed([{ ip: '192.0.2.1' }, { ip: '192.0.2.2' }], select)).toEqual([
    'scan_test 2026-01-15 test 1 1',
    'scan_test 2026-01-15 test 2 1',
  ]);
  const keys = await typed(
    [{ ip: '192.0.2.1' }, { ip: '192.0.2.1', port: '' }, { ip: '192.0.2.2' }],
    'toString(event_key)',
  );
  expect(keys[0]).toBe(keys[1]);
  expect(keys[0]).not.toBe(keys[2]);
});
