// The ingest benchmark: Sundial's load of a wide report against the engine's plain load of the same file.
import { createReadStream, existsSync, readdirSync, statSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { openArchive } from '../src/archive/index.js';
import { loadCatalogue } from '../src/catalogue/index.js';
import { type Measured, measure, SUNDIAL, script } from './child.js';
import { writeReport } from './make-report.js';
import type { PlainLoad } from './plain-load.js';
import { figure, machine, machineNote, mib, type Sheet } from './sheet.js';

/** The report to load. */
export interface Report {
  readonly rows: number;
  readonly generator: 'shared' | 'own';
}

export interface IngestBench extends Report {
  /** An empty folder for all created files. */
  readonly folder: string;
}

const TYPE = 'scan_ssl';
const DATE = '2026-01-15';
const MEGA = 1_000_000;
const SHARED = fileURLToPath(new URL('../../shared/data/make-load.mjs', import.meta.url));
/** The publisher's columns on a day on which the report had 74 of them. */
const COLUMNS = loadCatalogue().describe(TYPE).columns.slice(0, 74);

interface Side {
  readonly rows: number;
  /** The time of the whole command. */
  readonly seconds: number;
  /** The time without starting the process and opening the store. */
  readonly loadSeconds: number;
  readonly peakBytes: number;
  readonly diskBytes: number;
}

/** Makes the report, loads it in both ways, one after the other, and compares. */
export async function benchIngest(options: IngestBench): Promise<Sheet> {
  const { file, columns, bytes } = await makeReport(options.folder, options);
  const { plain, side: a } = await plainLoad(file, columns, path.join(options.folder, 'plain'));
  const { side: b, archiveBytes, tables } = await sundialLoad(file, options.folder);
  if (a.rows !== options.rows || b.rows !== options.rows)
    throw new Error(`wrong counts: ${a.rows} and ${b.rows} of ${options.rows} rows`);
  const idle = await idleCompression(file, path.join(options.folder, 'idle'));
  const perRow = (size: number) => figure(size / options.rows, 1);
  const findings = (tables.finding_day_rows ?? 0) + (tables.finding_versions ?? 0);
  const ratio = a.loadSeconds / b.loadSeconds;
  const wholeRatio = a.seconds / b.seconds;
  const line = (name: string, side: Side) => [
    name,
    figure(side.seconds, 2),
    figure(side.loadSeconds, 2),
    figure(side.rows / side.loadSeconds),
    figure(bytes / MEGA / side.loadSeconds, 1),
    mib(side.peakBytes),
    figure(side.diskBytes / side.rows, 1),
  ];
  return {
    title: `ingest: ${figure(options.rows)} rows, ${columns.length} columns, ${figure(bytes / MEGA, 1)} MB (generator: ${options.generator})`,
    columns: ['', 's whole', 's load', 'rows/s', 'MB/s', 'peak RSS', 'bytes/event'],
    rows: [line('(a) engine alone', a), line('(b) sundial ingest', b)],
    notes: [
      `ratio b/a: ${figure(ratio, 2)} (load), ${figure(wholeRatio, 2)} (whole command)`,
      `findings: ${perRow(findings)} bytes/event`,
      `original: ${perRow(archiveBytes)} bytes/row in (b), ${perRow(idle.bytes)} when the service is idle, for ${figure(idle.seconds, 1)} s of CPU (${idle.codec})`,
      `tables: ${JSON.stringify(tables)}`,
      `(a) engine ${plain.version}, all columns String, defaults: ${JSON.stringify(plain.settings)}`,
      '    "load" is only the INSERT',
      '(b) includes archive (sha256, sync, compression), identity, event keys, typed columns, quarantine and ledger; default settings',
      '    "load" is the whole command minus the same command on an empty folder',
      machineNote(),
    ],
    figures: {
      rows: options.rows,
      bytes,
      a,
      b,
      ratio,
      wholeRatio,
      archiveBytes,
      idle,
      tables,
      plain,
      ...machine(),
    },
  };
}

/** Writes a wide report to a folder. */
export async function makeReport(
  folder: string,
  report: Report,
): Promise<{ file: string; columns: readonly string[]; bytes: number }> {
  const file = path.join(folder, `${DATE}-${TYPE}-bench.csv`);
  const columns = await writeFile(file, report);
  return { file, columns, bytes: statSync(file).size };
}

async function writeFile(file: string, { rows, generator }: Report): Promise<readonly string[]> {
  if (generator === 'own') {
    await writeReport(file, { columns: COLUMNS, rows, date: DATE, seed: 1 });
    return COLUMNS;
  }
  if (!existsSync(SHARED)) throw new Error('the shared generator is missing: omit --generator shared');
  await measure([SHARED, '--type', TYPE, '--rows', String(rows), '--day', DATE, '--out', file]);
  return loadCatalogue().describe(TYPE).columns;
}

async function plainLoad(
  file: string,
  columns: readonly string[],
  folder: string,
): Promise<{ plain: PlainLoad; side: Side }> {
  const run = await measure([...script('plain-load.ts'), folder, file, columns.join(',')]);
  const plain = JSON.parse(run.stdout) as PlainLoad;
  return {
    plain,
    side: {
      rows: plain.rows,
      seconds: run.seconds,
      loadSeconds: plain.seconds,
      peakBytes: run.peakBytes,
      diskBytes: plain.bytesOnDisk,
    },
  };
}

async function sundialLoad(
  file: string,
  folder: string,
): Promise<{ side: Side; archiveBytes: number; tables: Record<string, number> }> {
  const data = path.join(folder, 'data');
  const start = await startSeconds(folder);
  const run = await sundialIngest(data, [file]);
  const tables = await tablesOf(data);
  return {
    archiveBytes: bytesBelow(path.join(data, 'archive')),
    tables,
    side: {
      rows: (JSON.parse(run.stdout) as { totals: { accepted: number } }).totals.accepted,
      seconds: run.seconds,
      loadSeconds: run.seconds - start,
      peakBytes: run.peakBytes,
      diskBytes: (tables.event_rows ?? 0) + (tables.text_lists ?? 0),
    },
  };
}

/** The size of the original when the idle service has compressed it, and the CPU that this takes. */
async function idleCompression(
  file: string,
  folder: string,
): Promise<{ codec: string | undefined; bytes: number; seconds: number }> {
  const archive = openArchive(folder);
  const { sha256 } = await archive.put(createReadStream(file), file);
  const before = process.cpuUsage();
  await archive.recompress(sha256);
  const { user, system } = process.cpuUsage(before);
  return { codec: archive.codec, bytes: bytesBelow(folder), seconds: (user + system) / MEGA };
}

/** Runs `sundial ingest --json` on a data folder. */
export async function sundialIngest(data: string, paths: readonly string[]): Promise<Measured> {
  return measure([SUNDIAL, 'ingest', ...paths, '--json', '--data-dir', data]);
}

/** The time of the command with nothing to load: process, engine, schema, reader's thread. */
export async function startSeconds(folder: string): Promise<number> {
  const nothing = path.join(folder, 'nothing');
  await mkdir(nothing);
  return (await sundialIngest(path.join(folder, 'start'), [nothing])).seconds;
}

/** Bytes per table of a store that is not open in any process. */
export async function tablesOf(data: string): Promise<Record<string, number>> {
  return JSON.parse((await measure([...script('table-sizes.ts'), path.join(data, 'engine')])).stdout);
}

export function bytesBelow(folder: string): number {
  return filesBelow(folder).reduce((sum, file) => sum + statSync(file).size, 0);
}

/** The files of a folder and of those in it. */
export function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
}
