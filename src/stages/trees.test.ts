// Checks processed files and trees: cells stay exact to the byte, and every row of a report is in each tree once.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadCatalogue } from '../catalogue/index.js';
import { CsvReader } from '../records/index.js';
import { ENRICHED_COLUMNS, type Enrich } from './enriched.js';
import { StageFiles } from './files.js';
import type { ProcessMark } from './ledger.js';
import { processReport } from './process/process-report.js';
import { DividedRows } from './trees/divided-rows.js';
import { sortReport } from './trees/sort-report.js';

const catalogue = loadCatalogue();
const NOTHING: Enrich = async () => new Map();
let root: string;
let files: StageFiles;

beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'sundial-trees-'));
  files = new StageFiles(root);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

async function* chunks(content: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < content.length; at += size) yield content.subarray(at, at + size);
}

async function process(content: string | Buffer, type: string, enrich = NOTHING, size = 7) {
  const report = { type, date: '2026-03-02', list: 'example' };
  const processed = await processReport(files, {
    ...{ report, facts: catalogue.describe(type), path: 'report', enrich },
    open: () => chunks(Buffer.from(content), size),
  });
  await files.place(processed.ready);
  const mark = {
    ...processed,
    ...{ content: '', state: 'done', at: '', files: processed.ready.map(({ target }) => target) },
  } satisfies ProcessMark & object;
  return { report, mark, facts: catalogue.describe(type) };
}

async function sort(content: string | Buffer, type: string, enrich = NOTHING) {
  const { report, mark, facts } = await process(content, type, enrich);
  const trees = ['country', 'service'] as const;
  const { ready, rows } = await sortReport(files, { report, facts, processed: mark, trees });
  await files.place([...ready.country, ...ready.service]);
  const targets = ready.country.map(({ target }) => target);
  return { rows, targets, service: ready.service[0]!.target };
}

/** The cells of a file, read by the reader of reports. */
function cellsOf(target: string): string[][] {
  const reader = new CsvReader();
  reader.push(readFileSync(path.join(root, target)));
  reader.finish();
  const rows: string[][] = [];
  while (reader.next() === 'record') {
    reader.decode();
    rows.push(
      Array.from({ length: reader.count }, (_, cell) =>
        reader.buffer.toString('latin1', reader.starts[cell], reader.ends[cell]),
      ),
    );
  }
  return rows;
}

const codesOf = (targets: readonly string[]) => targets.map((target) => target.split('/')[4]).sort();
const bare = (row: readonly string[]) => row.slice(0, row.length - ENRICHED_COLUMNS.length);

describe('a processed file', () => {
  it('keeps every byte of every cell', async () => {
    const odd = Buffer.concat([
      Buffer.from('timestamp,ip,banner,tag\n"2026-03-02 00:00:01",192.0.2.1,"a ""b"",\r\nc",\n'),
      Buffer.from('2026-03-02 00:00:02,192.0.2.2, =1+1 ,\xff\x00\x1a\n', 'latin1'),
      Buffer.from('2026-03-02 00:00:03,192.0.2.3\n\x1a"x",,"""",y\n'),
    ]);
    const { mark } = await process(odd, 'scan_test');
    expect(cellsOf(mark.files[0]!).map(bare)).toEqual([
      ['timestamp', 'ip', 'banner', 'tag'],
      ['2026-03-02 00:00:01', '192.0.2.1', 'a "b",\r\nc', ''],
      ['2026-03-02 00:00:02', '192.0.2.2', ' =1+1 ', '\xff\x00\x1a'],
      ['2026-03-02 00:00:03', '192.0.2.3', '', ''],
      ['\x1a"x"', '', '"', 'y'],
    ]);
    expect(mark).toMatchObject({ rows: 4, quarantined: 0, columns: 4 });
  });

  it('sets rows aside that have more cells than the header, and names them', async () => {
    const { mark } = await process('timestamp,ip\n1,192.0.2.1\n1,2,3\n1,192.0.2.2\n', 'scan_test');
    expect(mark).toMatchObject({ rows: 2, quarantined: 1 });
    expect(cellsOf(mark.files[1]!)).toEqual([
      ['line', 'offset', 'reason', 'bytes', 'raw'],
      ['3', '25', 'more cells than the header', '6', '1,2,3\n'],
    ]);
  });

  it('has all columns of a JSON report whose later rows have more', async () => {
    const json = '{"timestamp":"1","ip":"192.0.2.1"}\n{"timestamp":"2","ip":"192.0.2.2","geo":"KE"}\n';
    const { mark } = await process(json, 'scan_test');
    expect(cellsOf(mark.files[0]!).map(bare)).toEqual([
      ['timestamp', 'ip', 'geo'],
      ['1', '192.0.2.1', ''],
      ['2', '192.0.2.2', 'KE'],
    ]);
  });

  it('has the enriched values behind the report’s own columns', async () => {
    const enrich: Enrich = async (addresses, date) =>
      new Map(
        addresses
          .filter((each) => each === '2001:db8::1')
          .map((each) => [each, { values: { asn: 64496, asName: `A "${date}"` }, by: 'table@1', at: '' }]),
      );
    const { mark } = await process(
      'timestamp,ip,asn\n1,2001:db8::1,64511\n2,192.0.2.1,\n3,192.0.2.0/24,\n',
      'scan_test',
      enrich,
    );
    const [head, ...rows] = cellsOf(mark.files[0]!);
    expect(head!.slice(3)).toEqual(ENRICHED_COLUMNS);
    expect(rows.map((row) => row.slice(2, 6))).toEqual([
      ['64511', '64496', '', 'A "2026-03-02"'],
      ['', '', '', ''],
      ['', '', '', ''],
    ]);
  });
});

describe('the trees', () => {
  it('have every row once, by its country', async () => {
    const report =
      'timestamp,ip,geo\n1,192.0.2.1,KE\n2,192.0.2.2,ke\n3,192.0.2.3,\n4,192.0.2.4,EU\n5,192.0.2.5,../..\n6,192.0.2.6,UG\n';
    const { rows, targets, service } = await sort(report, 'scan_ntp');
    expect(codesOf(targets)).toEqual(['KE', 'UG', 'unknown']);
    expect(targets[0]).toBe('country/2026/03/02/KE/2026-03-02-scan_ntp-example.csv');
    expect(service).toBe('service/2026/03/02/scan_ntp/2026-03-02-scan_ntp-example.csv');
    const all = targets.flatMap((target) => cellsOf(target).slice(1));
    expect(all.sort()).toEqual(cellsOf(service).slice(1).sort());
    expect([rows, all.length]).toEqual([6, 6]);
  });

  it('take the country of an event’s subject', async () => {
    const event = 'timestamp,src_ip,src_geo,dst_ip,dst_geo\n1,192.0.2.1,KE,198.51.100.1,UG\n';
    expect(codesOf((await sort(event, 'event4_honeypot_brute_force')).targets)).toEqual(['KE']);
    expect(codesOf((await sort(event, 'event4_honeypot_ddos_target')).targets)).toEqual(['UG']);
    expect(codesOf((await sort(event, 'event4_unknown_to_the_catalogue')).targets)).toEqual(['KE']);
  });

  it('use the enriched country where the report has none', async () => {
    const enrich: Enrich = async (addresses) =>
      new Map(addresses.map((each) => [each, { values: { geo: 'TZ' }, by: 'table@1', at: '' }]));
    const { targets } = await sort('timestamp,ip,geo\n1,192.0.2.1,\n2,192.0.2.2,KE\n', 'scan_ntp', enrich);
    expect(codesOf(targets)).toEqual(['KE', 'TZ']);
  });

  it('are empty but for the header if a report has no rows', async () => {
    const { targets, service } = await sort('timestamp,ip,geo\n', 'scan_ntp');
    expect([targets, cellsOf(service).length]).toEqual([[], 1]);
  });

  it('refuse a processed file that changed', async () => {
    const { report, mark, facts } = await process('timestamp,ip\n1,192.0.2.1\n', 'scan_ntp');
    const changed = {
      report,
      facts,
      processed: { ...mark, sha256: '0'.repeat(64) },
      trees: ['country'],
    } as const;
    await expect(sortReport(files, changed)).rejects.toThrow('its content is another one');
    await files.remove(mark.files);
    await expect(sortReport(files, changed)).rejects.toThrow('it does not exist');
  });

  it('give the same files whatever fits into memory', async () => {
    const divided = new DividedRows(files, Buffer.from('head\n'), 8);
    for (const row of ['a1\n', 'b1\n', 'a2\n', 'b2\n', 'a3\n']) {
      divided.add(row[0]!, Buffer.from(row));
      if (divided.isFull) await divided.flush();
    }
    await files.place(await divided.finish());
    expect(['a', 'b'].map((name) => readFileSync(path.join(root, name), 'utf8'))).toEqual([
      'head\na1\na2\na3\n',
      'head\nb1\nb2\n',
    ]);
  });
});

it('removes what killed processes left, and no file of the operator in a folder of that name', async () => {
  const incoming = path.join(root, 'incoming');
  mkdirSync(path.join(incoming, 'mails'), { recursive: true });
  for (const name of ['mails/own.eml', 'report.csv', path.basename(files.temporary())])
    writeFileSync(path.join(incoming, name), 'x');
  await files.cleanUp();
  expect(readdirSync(incoming, { recursive: true }).sort()).toEqual(['mails', 'mails/own.eml', 'report.csv']);
});
