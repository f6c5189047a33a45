// Tests that an export contains exactly the matching events, in files with safe names, and leaves no files on failure.
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { numbers, report, reportFile } from '../../../test/support/reports.js';
import { World } from '../../../test/support/world.js';
import type { ScopedFileWriter } from '../../store/index.js';
import { parseQuery } from '../language/query.js';
import { EventExport, type ExportRequest } from './event-export.js';
import { valueName } from './export-files.js';

const ODD = [
  'timestamp,ip,port,tag,asn,geo,=1+1,banner,"a\\b`\'{n:String}"',
  '2026-01-16 10:00:00,198.51.100.1,080,"b;a",64496,../x,=cmd,"a ""q""\nb",c\\d',
  '2026-01-16 11:00:00,198.51.100.2,,,,zz,@x,"-1"',
  '2026-01-16 12:00:00,198.51.100.3,443,,64497,ZZ,\ty,',
  '2026-01-16 13:00:00,198.51.100.4,443,,64497,,,ü',
].join('\n');

let world: World;
let writer: ScopedFileWriter;
let folder: string;

beforeAll(async () => {
  world = await World.open();
  await world.ingest([
    { name: reportFile('one', '2026-01-15'), content: report(numbers(1, 60)) },
    { name: '2026-01-16-scan_odd-one.csv', content: ODD },
  ]);
  writer = world.operator.statements.fileWriter();
  folder = path.join(world.folder, 'out');
  mkdirSync(folder);
});
afterAll(() => world.close());

const exporter = (writing = writer) =>
  new EventExport({
    store: world.operator,
    writer: writing,
    catalogue: world.catalogue,
    clock: () => new Date('2026-01-17T12:00:00Z'),
  });

const write = (request: Omit<ExportRequest, 'query'>, query: object = {}, writing = writer) =>
  exporter(writing).write({ ...request, query: parseQuery(query) });

const odd = (fields: string[]) => ({ type: 'scan_odd', fields });
const linesOf = (file: string) => readFileSync(file, 'utf8').trimEnd().split('\n').sort();

describe('one file', () => {
  it('as CSV is safe for a spreadsheet', async () => {
    const output = path.join(folder, 'odd.csv');
    const answer = await write({ format: 'csv', output }, odd(['ip', 'port', 'tag', '=1+1', 'banner']));
    const text = readFileSync(output, 'utf8');
    expect(text.startsWith(`"ip","port","tag","'=1+1","banner"\n`)).toBe(true);
    expect(text).toContain(`"198.51.100.1","80","b;a","'=cmd","a ""q""\nb"\n`);
    expect(text).toContain(`"198.51.100.2","","","'@x","'-1"\n`);
    expect(text).toContain(`"198.51.100.3","443","","'\ty",""\n`);
    expect(answer).toMatchObject({ rows: 4, bytes: Buffer.byteLength(text), files: [{ file: output }] });
    expect(statSync(output).mode & 0o777).toBe(0o600);
  });

  it('as JSON lines is exact', async () => {
    const output = path.join(folder, 'odd.jsonl');
    await write({ format: 'jsonl', output }, odd(['port', 'tag', '=1+1', 'original.port', 'asn']));
    expect(linesOf(output)).toEqual(
      [
        '{"port":80,"tag":["b","a"],"=1+1":"=cmd","original.port":"080","asn":64496}',
        '{"port":null,"tag":[],"=1+1":"@x","original.port":"","asn":null}',
        '{"port":443,"tag":[],"=1+1":"\\ty","original.port":"443","asn":64497}',
        '{"port":443,"tag":[],"=1+1":"","original.port":"443","asn":64497}',
      ].sort(),
    );
  });

  it('as Parquet can be read back', async () => {
    const output = path.join(folder, 'all.parquet');
    const { rows } = await write({ format: 'parquet', output }, { fields: ['all', 'original.port'] });
    expect(rows).toBe(64);
    const read = await world.operator.tables.rows(
      `SELECT \`original.port\` AS port, tag, banner FROM file('${output}', 'Parquet') WHERE ip = '198.51.100.1'`,
    );
    expect(read).toEqual([{ port: '080', tag: ['b', 'a'], banner: 'a "q"\nb' }]);
  });

  it('has the column names of the reports', async () => {
    const name = "a\\b`'{n:String}";
    const output = path.join(folder, 'names.parquet');
    await write({ format: 'parquet', output }, odd([name]));
    const read = await world.operator.tables.rows<Record<string, string>>(
      `SELECT * FROM file('${output}', 'Parquet') ORDER BY 1 DESC LIMIT 1`,
    );
    expect(read).toEqual([{ [name]: 'c\\d' }]);
  });

  it.each(['csv', 'jsonl', 'parquet'] as const)('as %s may be empty', async (format) => {
    const output = path.join(folder, `none.${format}`);
    expect(await write({ format, output }, { query: { port: '9' } })).toMatchObject({ rows: 0 });
    expect(existsSync(output)).toBe(true);
  });
});

describe('a file for each value', () => {
  it.each<[NonNullable<ExportRequest['by']>, Record<string, number>]>([
    ['date', { 'date=2026-01-15.jsonl': 60, 'date=2026-01-16.jsonl': 4 }],
    ['type', { 'type=scan_ntp.jsonl': 60, 'type=scan_odd.jsonl': 4 }],
  ])('of %s', async (by, expected) => {
    const { files, rows } = await write({ format: 'jsonl', output: path.join(folder, by), by });
    expect(Object.fromEntries(files.map((file) => [path.basename(file.file), file.rows]))).toEqual(expected);
    expect(rows).toBe(64);
    for (const file of files) expect(linesOf(file.file)).toHaveLength(file.rows);
  });

  it('has a different name for every value, including no value', async () => {
    const geo = await write(
      { format: 'csv', output: path.join(folder, 'geo'), by: 'geo' },
      odd(['ip', 'geo']),
    );
    expect(geo.files.map(({ file, value, rows }) => [path.basename(file), value, rows])).toEqual([
      ['geo=.csv', '', 1],
      ['geo=..%2FX.csv', '../X', 1],
      ['geo=ZZ.csv', 'ZZ', 2],
    ]);
    const asn = await write({ format: 'parquet', output: path.join(folder, 'asn'), by: 'asn' }, odd(['ip']));
    expect(asn.files.map(({ file, rows }) => [path.basename(file), rows])).toEqual([
      ['asn=.parquet', 1],
      ['asn=64496.parquet', 1],
      ['asn=64497.parquet', 2],
    ]);
    expect(readdirSync(path.join(folder, 'geo'))).toHaveLength(3);
  });

  it('leaves no table behind', async () => {
    const tables = await world.operator.tables.rows(
      "SELECT name FROM system.tables WHERE name LIKE 'scratch%'",
    );
    expect(tables).toEqual([]);
  });

  it('names are safe and never shared', () => {
    const bytes = fc.uint8Array({ maxLength: 400 }).map((value) => Buffer.from(value));
    fc.assert(
      fc.property(bytes, bytes, (a, b) => {
        expect(valueName(a)).toMatch(/^[A-Za-z0-9._%-]{0,223}$/);
        expect(valueName(a) === valueName(b)).toBe(a.equals(b));
      }),
    );
    expect(valueName(Buffer.from(`${'a'.repeat(500)}1`))).not.toBe(
      valueName(Buffer.from(`${'a'.repeat(500)}2`)),
    );
  });
});

describe('nothing is written', () => {
  const untouched = async (work: Promise<unknown>, code: string) => {
    const before = readdirSync(folder);
    await expect(work).rejects.toMatchObject({ code });
    expect(readdirSync(folder)).toEqual(before);
  };

  it('over an existing file, except with force', async () => {
    const output = path.join(folder, 'there.csv');
    writeFileSync(output, 'mine');
    await untouched(write({ format: 'csv', output }), 'export-exists');
    expect(readFileSync(output, 'utf8')).toBe('mine');
    await write({ format: 'csv', output, force: true }, odd(['ip']));
    expect(linesOf(output)).toHaveLength(5);
    await untouched(write({ format: 'csv', output: folder, force: true }), 'export-unwritable');
    await untouched(write({ format: 'csv', output: path.join(output, 'x') }), 'export-unwritable');
    await untouched(write({ format: 'csv', output: path.join(folder, 'a*', 'x') }), 'export-unwritable');
  });

  it('if one of the files lacks a row', async () => {
    const short: ScopedFileWriter = {
      ...writer,
      write: async (file, format, sql, values) =>
        writer.write(file, format, sql.includes('x') && file.endsWith('1') ? `${sql} LIMIT 1` : sql, values),
    };
    const request = { format: 'csv', output: path.join(folder, 'type'), by: 'type', force: true } as const;
    const before = readFileSync(path.join(folder, 'type', 'type=scan_ntp.jsonl'));
    await expect(write(request, {}, short)).rejects.toMatchObject({ code: 'export-count-mismatch' });
    expect(readdirSync(path.join(folder, 'type'))).toHaveLength(2);
    expect(readFileSync(path.join(folder, 'type', 'type=scan_ntp.jsonl'))).toEqual(before);
  });

  it.each([{ limit: 5 }, { sort: 'ip' }, { facet: 'ip' }, { page: 2 }, { fields: ['text'] }])(
    'for %j',
    (query) =>
      untouched(write({ format: 'csv', output: path.join(folder, 'part.csv') }, query), 'query-invalid'),
  );

  it('after it was cancelled, and the engine stops', async () => {
    const controller = new AbortController();
    const endless: ScopedFileWriter = {
      ...writer,
      write: (file, format, sql, values, options) => {
        setTimeout(() => controller.abort(), 200);
        const work = 'SELECT sum(sipHash64(number)) FROM numbers(1000000000000)';
        return writer.write(file, format, sql.replace(/SELECT .*/s, work), values, options);
      },
    };
    const output = path.join(folder, 'cancelled.csv');
    const request = { query: {}, format: 'csv', output } as const;
    await untouched(exporter(endless).write(request, { signal: controller.signal }), 'query-cancelled');
    // The engine answers first and updates its list of queries afterwards.
    const running = () =>
      world.operator.tables.rows("SELECT query FROM system.processes WHERE query LIKE 'INSERT%'");
    await expect.poll(running).toEqual([]);
  });
});
