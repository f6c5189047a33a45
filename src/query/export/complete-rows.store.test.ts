// Tests that an export of the reports' own columns is complete, including bytes that are not UTF-8.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { World } from '../../../test/support/world.js';
import type { ScopedFileWriter } from '../../store/index.js';
import { parseQuery } from '../language/query.js';
import { EventExport } from './event-export.js';
import type { ExportFormat } from './export-rows.js';

const ODD = [
  'timestamp,ip,port,tag,asn,geo,=1+1,banner',
  '2026-01-16 10:00:00,198.51.100.1,080,"b;a",64496,../x,=cmd,"a ""q""\nb"',
  '2026-01-16 13:00:00,198.51.100.4,443,,64497,,,ü',
].join('\n');

const BYTES = Buffer.concat([
  Buffer.from('timestamp,ip,port,caf'),
  Buffer.from([0xe9]),
  Buffer.from(',type,=x\n2026-01-18 10:00:00,198.51.100.9,080,a\\b'),
  Buffer.from([0xff]),
  Buffer.from(',mine, =1\n'),
]);

let world: World;
let writer: ScopedFileWriter;
let folder: string;

beforeAll(async () => {
  world = await World.open();
  await world.ingest([
    { name: '2026-01-16-scan_odd-one.csv', content: ODD },
    { name: '2026-01-18-scan_bytes-one.csv', content: BYTES },
  ]);
  writer = world.operator.statements.fileWriter();
  folder = mkdtempSync(path.join(tmpdir(), 'sundial-complete-'));
});
afterAll(async () => {
  await writer.close();
  await world.close();
  rmSync(folder, { recursive: true });
});

const both = { date: '2026-01-16:2026-01-18', type: ['scan_odd', 'scan_bytes'] };

async function original(format: ExportFormat, query: object): Promise<string> {
  const output = path.join(folder, `complete.${format}`);
  const { operator: store, catalogue } = world;
  const exporter = new EventExport({
    store,
    writer,
    catalogue,
    clock: () => new Date('2026-01-19T12:00:00Z'),
  });
  await exporter.write({ format, output, force: true, query: parseQuery(query) });
  return output;
}

const linesOf = (file: string) => readFileSync(file, 'utf8').trimEnd().split('\n');

it('are the columns of each report as JSON lines', async () => {
  const file = await original('jsonl', { ...both, fields: ['date', 'original'] });
  const rows = linesOf(file).map((line) => JSON.parse(line));
  expect(rows).toContainEqual({
    date: '2026-01-18',
    timestamp: '2026-01-18 10:00:00',
    ip: '198.51.100.9',
    port: '080',
    'caf\\xE9': 'a\\\\b\\xFF',
    type: 'mine',
    '=x': ' =1',
  });
  expect(rows).toContainEqual({
    date: '2026-01-16',
    timestamp: '2026-01-16 13:00:00',
    ip: '198.51.100.4',
    port: '443',
    asn: '64497',
    banner: 'ü',
  });
});

it('are all columns of all reports as CSV, with their bytes as they came in', async () => {
  const file = await original('csv', { type: 'scan_bytes', fields: ['type', 'original'] });
  expect(readFileSync(file, 'latin1')).toBe(
    `"type","timestamp","ip","port","caf\\xE9","original.type","'=x"\n"scan_bytes","2026-01-18 10:00:00","198.51.100.9","080","a\\b\xff","mine","' =1"\n`,
  );
});

it('are the same in Parquet', async () => {
  const file = await original('parquet', { type: 'scan_bytes', fields: ['original'] });
  const rows = await world.operator.tables.rows(
    `SELECT port, type, \`=x\`, hex(\`caf\\\\xE9\`) AS bytes FROM file('${file}', 'Parquet')`,
  );
  expect(rows).toEqual([{ port: '080', type: 'mine', '=x': ' =1', bytes: '615C62FF' }]);
});

it('hold with "all" the fields and every column that no field is made from', async () => {
  const file = await original('jsonl', { type: 'scan_bytes', fields: ['all'] });
  const [row] = linesOf(file).map((line) => JSON.parse(line));
  expect(row).toMatchObject({ port: 80, asn: null, tag: [], type: 'scan_bytes', '=x': ' =1' });
  expect(row).toMatchObject({ 'original.type': 'mine', 'caf\\xE9': 'a\\\\b\\xFF' });
});
