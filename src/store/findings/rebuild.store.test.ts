// Tests that stored rows come back byte for byte, with any content of cells and any page size.
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { campaign } from '../../../test/setup/campaign.js';
import { CARRIED_COLUMNS, type CarriedKind } from '../../domain/carried-columns.js';
import { type ColumnKind, EVENT_COLUMNS } from '../../domain/event-columns.js';
import { type TestReport, TestStore } from '../../read/testing/stored-reports.js';

const SEED = 20_260_115;
let stored: TestStore;
beforeAll(async () => {
  stored = await TestStore.open();
});
afterAll(() => stored?.close());

type Table = { readonly header: readonly string[]; readonly rows: readonly (readonly string[])[] };

/** A table as CSV with every cell quoted; each character is one byte. */
function csvOf({ header, rows }: Table): Buffer {
  const line = (cells: readonly string[]) => cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',');
  return Buffer.from([header, ...rows].map((cells) => `${line(cells)}\n`).join(''), 'latin1');
}

const nonEmpty = ({ header, rows }: Table) =>
  rows.map((cells) => header.map((column, at) => [column, cells[at]!]).filter(([, cell]) => cell !== ''));

/** Loads tables at once and compares every cell of every row. */
async function expectExact(tables: readonly Table[], pageBytes?: number): Promise<void> {
  const results = await stored.take(tables.map((table): TestReport => ({ bytes: csvOf(table) })));
  for (const [index, table] of tables.entries()) {
    const result = results[index]!;
    expect(result).toMatchObject({ encoded: table.rows.length, quarantined: 0, header: table.header });
    const rows = await stored.rows(result, pageBytes);
    expect(rows.map(({ cells }) => cells)).toEqual(nonEmpty(table));
    expect(rows.every(({ line }, at) => at === 0 || line > rows[at - 1]!.line)).toBe(true);
  }
}

const HOSTILE = [
  '\0',
  '\xff',
  '\xc3',
  '\xed\xa0\x80',
  '\xf0\x9f\x98\x80',
  '"',
  '""',
  "'",
  "\\'",
  '\\',
  '\\N',
  '\\0',
  ' ',
  '\t',
  '\x1a',
  '\r',
  '\n',
  '\r\n',
  'a,b',
  ';',
  'null',
  'NULL',
  '\\x00',
  '-',
  '=1+1',
  '{x:String}',
  '%s',
  '\x7f',
  '\xe2\x80\xa8',
  'none',
  '--',
  'x'.repeat(127),
  'x'.repeat(128),
  'x'.repeat(70_000),
];
const NUMBERS = [
  '0',
  '00',
  '1',
  '080',
  '80 ',
  '65535',
  '65536',
  '4294967295',
  '4294967296',
  '9999999999',
  '-1',
  '1.0',
  '1e3',
  'AS1',
  'as64496',
  'AS0',
  '\xd9\xa3',
];
const ADDRESSES = [
  '192.0.2.1',
  '0.0.0.0',
  '255.255.255.255',
  '192.0.2.0/24',
  '192.0.2.7/24',
  '192.0.2.1/32',
  '0.0.0.0/0',
  '192.0.2.01',
  '192.0.2.1.10',
  ' 192.0.2.1',
  '::',
  '::/0',
  '::/64',
  '::/128',
  '::1',
  '::ffff:192.0.2.1',
  '::192.0.2.1',
  '::c000:201',
  '::ffff:0:0/96',
  '::ffff:0:0/90',
  '64:ff9b::192.0.2.1',
  '2001:db8::1',
  '2001:DB8::1',
  '2001:0db8:0000:0000:0000:0000:0000:0001',
  '2001:db8:0:1:1:1:1:1',
  '2001:db8::1:1:1:1:1',
  '2001:db8::/32',
  '2001:db8::1/32',
  '2001:db8::/127',
  'fe80::1%eth0',
  'example.org',
];
const TIMES = [
  '2026-01-15 00:00:00',
  '2026-01-15 23:59:59',
  '2024-02-29 12:00:00',
  '2023-02-29 12:00:00',
  '1970-01-01 00:00:00',
  '1970-01-01 00:00:01',
  '1969-12-31 23:59:59',
  '2106-02-07 06:28:15',
  '2106-02-07 06:28:16',
  '2026-01-15T00:00:00Z',
  '2026-01-15 00:00:00+01:00',
  '2026-01-15 00:00:00.5',
  '2026-1-5 0:00:00',
  '2026-01-15 24:00:00',
  '0000-00-00 00:00:00',
];
const SEVERITY = [
  'info',
  'low',
  'medium',
  'high',
  'critical',
  'High',
  'CRITICAL',
  ' low',
  'none',
  'None',
  '3',
];
const TAGS = [
  'a',
  'a;b',
  'a;a',
  'a,b',
  'a|b',
  'a; b',
  ';a',
  'a;',
  ';;',
  ' ',
  ',',
  '\xc3\xa0',
  '\xa0;\xff',
  'cve-2024-0001;CVE-2024-0001',
  'a;\0',
  `${'t;'.repeat(9_000)}t`,
];

/** Fingerprints in each form, of each length that a column holds, and almost so. */
const HEX = [16, 20, 31, 32, 64, 9].flatMap((bytes) => {
  const lower = Array.from({ length: bytes }, (_, at) =>
    ((at * 37 + 10) % 256).toString(16).padStart(2, '0'),
  );
  const upper = lower.map((byte) => byte.toUpperCase());
  return [
    ...[lower.join(''), upper.join(''), upper.join(':'), lower.join(':'), `${upper.join(':')}:`],
    ...['00'.repeat(bytes), Array(bytes).fill('00').join(':'), upper.slice(1).join(''), ` ${upper.join('')}`],
  ];
});
const HTTP_TIMES = [
  'Thu, 15 Jan 2026 10:00:00 GMT',
  'Fri, 15 Jan 2026 10:00:00 GMT',
  'Thu, 15 Jan 2026 10:00:00 UTC',
  'Thu, 01 Jan 1970 00:00:00 GMT',
  'Sun, 07 Feb 2106 06:28:16 GMT',
];

const TYPICAL: Record<ColumnKind | CarriedKind, readonly string[]> = {
  number: NUMBERS,
  http_time: HTTP_TIMES,
  hex: HEX,
  time: TIMES,
  severity: SEVERITY,
  range: ADDRESSES,
  address: ADDRESSES,
  u16: NUMBERS,
  u32: NUMBERS,
  word: ['US', 'us', ''],
  text: ['host.example', 'HOST.example.'],
  tags: TAGS,
};
const binary = fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes).toString('latin1'));
const anything = fc.oneof(
  fc.constant(''),
  binary,
  fc.constantFrom(...HOSTILE, ...Object.values(TYPICAL).flat()),
);
const kinds = new Map<string, ColumnKind | CarriedKind>([
  ...EVENT_COLUMNS.flatMap(({ from, kind }) => from.map((name) => [name, kind] as const)),
  ...CARRIED_COLUMNS.map(({ name, kind }) => [name, kind] as const),
]);
/** One carried column of each way of storing cells. */
const CARRIED = [
  ...new Map(
    CARRIED_COLUMNS.map(({ kind, form, bytes, name }) => [`${kind} ${form} ${bytes}`, name]),
  ).values(),
];
const cellOf = (column: string) => {
  const typical = TYPICAL[kinds.get(column.toLowerCase()) ?? 'text'];
  return fc.oneof({ weight: 2, arbitrary: fc.constantFrom(...typical) }, { weight: 1, arbitrary: anything });
};

const names = fc.constantFrom(
  ...kinds.keys(),
  ...[
    'IP',
    'Src_IP',
    'Port',
    'TIMESTAMP ',
    'issuer_serialNumber',
    'x',
    'y z',
    'rest',
    'load',
    'line',
    '__proto__',
    "q'`\\",
  ].map((name) => name.trim()),
);
const table: fc.Arbitrary<Table> = fc
  .uniqueArray(names, { maxLength: 30 })
  .map((header) => ['timestamp', ...header.filter((name) => name.toLowerCase() !== 'timestamp')])
  .chain((header) =>
    fc.record({
      header: fc.constant(header),
      rows: fc.array(fc.tuple(...header.map(cellOf)), { minLength: 1, maxLength: 12 }),
    }),
  )
  // A repeated header is not a row.
  .filter(({ header, rows }) => rows.every((row) => row.some((cell, at) => cell !== header[at])));

describe('rows come back exactly', () => {
  test.each([...EVENT_COLUMNS.map(({ name }) => name), ...CARRIED])(
    'with every kind of value in %s',
    async (name) => {
      const header = ['timestamp', ...(name === 'timestamp' ? [] : [name]), 'other'];
      const cells = [...HOSTILE, ...Object.values(TYPICAL).flat()].filter((cell) => cell !== '');
      const rows = cells.map((cell) => header.map((column) => (column === name ? cell : '')));
      await expectExact([{ header, rows: [...rows, header.map(() => '')] }]);
    },
  );

  test('with any content in any column, many reports in one load', async () => {
    const tables = fc.sample(table, { numRuns: campaign({ short: 50, full: 300 }), seed: SEED });
    for (let at = 0; at < tables.length; at += 50) await expectExact(tables.slice(at, at + 50));
  });

  test('on pages of any size', async () => {
    for (const [index, given] of fc.sample(table, { numRuns: 20, seed: SEED + 1 }).entries()) {
      await expectExact([given], [1, 500, 5_000][index % 3]);
    }
  });

  test('with more column names in a block than its dictionary holds', async () => {
    const tables = Array.from({ length: 45 }, (_, report): Table => {
      const header = ['timestamp', ...Array.from({ length: 1_900 }, (_, at) => `c${report}_${at}`)];
      return { header, rows: [header.map((column) => `value of ${column}`)] };
    });
    await expectExact(tables);
  });

  test('in JSON reports, whose rows add columns', async () => {
    const lines = [
      '{"ip":"192.0.2.1","port":"080"}',
      '{"port":443,"tag":"a;b","ip":"\xff\\n"}',
      '{"Tag":"\\u0000"}',
    ];
    const [result] = await stored.take([
      { bytes: Buffer.from(lines.join('\n'), 'latin1'), facts: { columns: ['ip', 'Tag'] } },
    ]);
    expect(await stored.rows(result!)).toEqual([
      {
        line: 1,
        cells: [
          ['ip', '192.0.2.1'],
          ['port', '080'],
        ],
      },
      {
        line: 2,
        cells: [
          ['ip', '\xff\n'],
          ['port', '443'],
          ['tag', 'a;b'],
        ],
      },
      { line: 3, cells: [['Tag', '\0']] },
    ]);
  });
});

test('a load without rows yields none', async () => {
  const [result] = await stored.take([{ bytes: Buffer.from('timestamp,ip\n') }]);
  expect(await stored.rows(result!)).toEqual([]);
});

test('only rows of the requested load are returned, although other loads hold the same rows', async () => {
  const bytes = Buffer.from('timestamp,ip\n2026-01-15 00:00:00,192.0.2.1\n');
  const [one, two] = await stored.take([{ bytes }, { bytes }]);
  expect(await stored.rows(one!)).toHaveLength(1);
  expect(await stored.rows(two!)).toHaveLength(1);
});

test('memory is bounded by the page: no page is much larger than its limit', async () => {
  const long = 'x'.repeat(50_000);
  const header = ['timestamp', 'banner', 'other'];
  const rows = Array.from({ length: 100 }, (_, at) => [
    '',
    at % 10 === 0 ? long : 'short',
    at % 15 === 0 ? long : '',
  ]);
  const [result] = await stored.take([{ bytes: csvOf({ header, rows }) }]);
  const { tables: engine } = stored.operator;
  const sizes: number[] = [];
  const watched = Object.create(engine) as typeof engine;
  watched.bytes = async (...asked) => {
    const page = await engine.bytes(...asked);
    sizes.push(page.length);
    return page;
  };
  const { rebuildRows } = await import('./rebuild.js');
  const source = { ...result!, report_type: 'scan_test', report_date: '2026-01-15' };
  let count = 0;
  for await (const _ of rebuildRows(watched, source, 60_000)) count++;
  expect(count).toBe(rows.length);
  expect(sizes.length).toBeGreaterThan(5);
  // The last row of a page may exceed the limit.
  expect(Math.max(...sizes)).toBeLessThan(60_000 + 2 * 50_000 + 1_000);
});
