// Tests that a holder's report has exactly the cells of the publisher's reports, and is never mixed from two versions.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { World } from '../../../test/support/world.js';
import { parseAddress } from '../../domain/address.js';
import { RestrictedScope } from '../../domain/scope.js';
import { CsvReader } from '../../records/index.js';
import type { ScopedStore, VisibleSlice } from '../../store/index.js';
import { hostileRows, randomFrom, reportFiles } from '../testing/hostile-reports.js';
import { OriginalReport } from './original-report.js';

const ALL = RestrictedScope.of([
  { networks: [parseAddress('0.0.0.0/0')!, parseAddress('::/0')!], domains: ['example', 'com', 'net'] },
]);
const ROWS = hostileRows(randomFrom(7), 14);

const TWO = '2026-02-01-scan_two';
const NORTH = [
  'timestamp,ip,port,only_north,asn',
  '2026-02-01 01:00:00,198.51.100.2,0443,=1+1,64500',
  '2026-02-01 01:00:00,192.0.2.1,80,"a ""q""\r\n b ",AS64500',
  '2026-02-01 01:00:00,203.0.113.9,80,,64511',
];
const SOUTH = [
  'timestamp,only_south,ip,src_port',
  '2026-02-01 02:00:00,\u00e9,192.0.2.7,081',
  '2026-02-01 01:00:01,,198.51.100.9,',
];
const BYTES = Buffer.concat([
  Buffer.from('timestamp,ip,caf'),
  Buffer.from([0xe9]),
  Buffer.from(',type,=x\n2026-01-18 10:00:00,198.51.100.9,a\\b'),
  Buffer.from([0xff]),
  Buffer.from(',mine, =1\n'),
]);

let world: World;
beforeAll(async () => {
  world = await World.open();
  await world.ingest([
    ...reportFiles(ROWS),
    // Loaded first, so that loads are not in the order of their lists.
    { name: `${TWO}-south.csv`, content: SOUTH.join('\n') },
    { name: '2026-01-18-scan_bytes-one.csv', content: BYTES },
  ]);
  await world.ingest([{ name: `${TWO}-north.csv`, content: NORTH.join('\n') }]);
});
afterAll(() => world.close());

const store = (): ScopedStore => world.store.as(ALL);

async function textOf(slice: VisibleSlice, from = store()): Promise<Buffer> {
  const report = await OriginalReport.open(from, slice);
  const parts: Buffer[] = [];
  for await (const part of report.csv()) parts.push(part);
  const text = Buffer.concat(parts);
  expect(await report.csvBytes()).toBe(text.length);
  return text;
}

async function csvOf(type: string, date: string, from = store()): Promise<string> {
  return (await textOf((await from.slices.find(type, date))!, from)).toString('latin1');
}

/** The records of a CSV file, by another implementation than that which wrote it. */
function recordsOf(text: Buffer): string[][] {
  const reader = new CsvReader();
  reader.push(text);
  reader.finish();
  const records: string[][] = [];
  while (reader.next() === 'record') {
    reader.decode();
    records.push(Array.from({ length: reader.count }, (_, cell) => reader.text(cell)));
  }
  return records;
}

it('has the rows and cells of the reports', async () => {
  const slices = (await store().slices.list()).filter(({ type }) => ROWS.some((row) => row.type === type));
  const keyOf = (cells: readonly string[]) => cells.find((cell) => /^row \d+$/.test(cell))!;
  let shown = 0;
  for (const slice of slices) {
    const [header = [], ...records] = recordsOf(await textOf(slice));
    const marks = new Set(records.map(keyOf));
    const expected = ROWS.filter(
      ({ type, date, cells }) => type === slice.type && date === slice.date && marks.has(keyOf(cells)),
    );
    expect(header).toEqual(expected[0]!.header);
    expect(records.toSorted()).toEqual(expected.map(({ cells }) => cells).toSorted());
    shown += records.length;
  }
  expect(shown).toBeGreaterThan(60);
});

it('has the columns of all reports in the order of their lists, and rows in an order of their own', async () => {
  expect(await csvOf('scan_two', '2026-02-01')).toBe(
    [
      '"timestamp","ip","port","only_north","asn","only_south","src_port"',
      '"2026-02-01 01:00:00","192.0.2.1","80","a ""q""\r\n b ","AS64500","",""',
      '"2026-02-01 02:00:00","192.0.2.7","","","","\u00c3\u00a9","081"',
      '"2026-02-01 01:00:00","198.51.100.2","0443","=1+1","64500","",""',
      '"2026-02-01 01:00:01","198.51.100.9","","","","",""',
      '"2026-02-01 01:00:00","203.0.113.9","80","","64511","",""',
      '',
    ].join('\n'),
  );
});

it('has the bytes of the reports', async () => {
  expect(await csvOf('scan_bytes', '2026-01-18')).toBe(
    '"timestamp","ip","caf\\xE9","type","=x"\n"2026-01-18 10:00:00","198.51.100.9","a\\b\xff","mine"," =1"\n',
  );
});

it('has only the columns of reports with a row of the holder', async () => {
  const south = world.store.as(RestrictedScope.of([{ networks: [parseAddress('192.0.2.7')!] }]));
  expect(await csvOf('scan_two', '2026-02-01', south)).toBe(
    '"timestamp","only_south","ip","src_port"\n"2026-02-01 02:00:00","\u00c3\u00a9","192.0.2.7","081"\n',
  );
});

it('has its first rows as objects with all columns', async () => {
  const slice = (await store().slices.find('scan_two', '2026-02-01'))!;
  const report = await OriginalReport.open(store(), slice);
  const parts: Buffer[] = [];
  for await (const part of report.json(2)) parts.push(part);
  expect(JSON.parse(Buffer.concat(parts).toString())).toEqual([
    {
      ...{ timestamp: '2026-02-01 01:00:00', ip: '192.0.2.1', port: '80', only_north: 'a "q"\r\n b ' },
      ...{ asn: 'AS64500', only_south: '', src_port: '' },
    },
    {
      ...{ timestamp: '2026-02-01 02:00:00', ip: '192.0.2.7', port: '', only_north: '', asn: '' },
      ...{ only_south: '\u00e9', src_port: '081' },
    },
  ]);
});

describe('of which the reports are replaced while it is read', () => {
  // Enough for several pages.
  const many = (rows: number, mark = '') =>
    [
      'timestamp,ip,mark',
      ...Array.from(
        { length: rows },
        (_, row) => `2026-02-03 00:00:00,198.51.${row % 90}.${row % 250},${row}${mark}`,
      ),
    ].join('\n');
  const name = '2026-02-03-scan_many-one.csv';

  /** The lines of the report if `meanwhile` happens after its first part. */
  async function readWhile(meanwhile: () => Promise<unknown>): Promise<string[]> {
    const report = await OriginalReport.open(
      store(),
      (await store().slices.find('scan_many', '2026-02-03'))!,
    );
    const parts: Buffer[] = [];
    for await (const part of report.csv()) {
      if (parts.push(part) === 1) await meanwhile();
    }
    return Buffer.concat(parts).toString().trimEnd().split('\n');
  }

  let published = 0;
  const issue = (content: string) => world.ingest([{ name, content, publishedAt: ++published }]);

  it('goes on if they have the same rows in the end', async () => {
    await issue(many(5_000));
    const lines = await readWhile(async () => {
      await issue(many(4_900));
      await issue(many(5_000));
    });
    expect(lines.length).toBe(5_001);
    expect(new Set(lines).size).toBe(5_001);
  });

  it.each([
    ['fewer', many(4_900)],
    ['more', many(5_100)],
    ['other', many(5_000, 'x')],
  ])('fails if they have %s rows', async (_, content) => {
    await issue(many(5_000));
    const reading = readWhile(() => issue(content));
    await expect(reading.then(({ length }) => length)).rejects.toMatchObject({ code: 'report-changed' });
  });
});
