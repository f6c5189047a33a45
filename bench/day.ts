// The day benchmark: many reports of many types and sizes at once, like a subscriber's day; measures the cost of a
// file.
import { copyFileSync, mkdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { loadCatalogue } from '../src/catalogue/index.js';
import { startSeconds, sundialIngest } from './ingest.js';
import { Random, writeReport } from './make-report.js';
import { figure, machine, machineNote, mib, type Sheet } from './sheet.js';

export interface DayBench {
  readonly files: number;
  readonly maxRows: number;
  /** An empty folder for all created files. */
  readonly folder: string;
}

const DATE = '2026-01-15';
const MEGA = 1_000_000;
/** In smaller files, the fixed cost of a file dominates. */
const SMALL_ROWS = 100;

interface ReportFile {
  readonly path: string;
  readonly type: string;
  readonly rows: number;
  readonly bytes: number;
}

interface Load {
  readonly files: number;
  readonly rows: number;
  readonly bytes: number;
  /** The time of the whole command. */
  readonly seconds: number;
  /** The time without starting the process and opening the store. */
  readonly loadSeconds: number;
  readonly millisecondsPerFile: number;
  readonly peakBytes: number;
}

/** Loads all files of a day in one command, and only the small files in another command, each into a separate store. */
export async function benchDay(options: DayBench): Promise<Sheet> {
  const files = await makeDay(options);
  const small = files.filter(({ rows }) => rows < SMALL_ROWS);
  const smallFolder = path.join(options.folder, 'small');
  mkdirSync(smallFolder);
  for (const file of small) copyFileSync(file.path, path.join(smallFolder, path.basename(file.path)));
  const start = await startSeconds(options.folder);
  const all = await load(path.join(options.folder, 'day'), files, start);
  const few = await load(smallFolder, small, start);
  const types = new Set(files.map(({ type }) => type)).size;
  const line = (name: string, each: Load) => [
    name,
    figure(each.files),
    figure(each.rows),
    figure(each.bytes / MEGA, 1),
    figure(each.seconds, 2),
    figure(each.loadSeconds, 2),
    figure(each.millisecondsPerFile, 1),
    figure(each.rows / each.loadSeconds),
    mib(each.peakBytes),
  ];
  return {
    title: `day: ${files.length} files of ${types} types, 1 to ${figure(options.maxRows)} rows each`,
    columns: ['', 'files', 'rows', 'MB', 's whole', 's load', 'ms/file', 'rows/s', 'peak RSS'],
    rows: [line('all', all), line(`under ${SMALL_ROWS} rows`, few)],
    notes: [
      `starting takes ${figure(start, 2)} s: the same command on an empty folder; "load" is without it`,
      'default settings; one command per line, each into a fresh store',
      machineNote(),
    ],
    figures: { all, small: few, types, startSeconds: start, ...machine() },
  };
}

async function makeDay({ files, maxRows, folder }: DayBench): Promise<ReportFile[]> {
  const random = new Random(1);
  // Every row has a different time, so that no row is a duplicate of another.
  const types = loadCatalogue()
    .types()
    .filter(({ columns }) => columns.includes('timestamp'));
  mkdirSync(path.join(folder, 'day'));
  const made: ReportFile[] = [];
  for (const [at, rows] of random.logUniform(files, maxRows).entries()) {
    const { id: type, columns } = random.pick(types);
    const file = path.join(folder, 'day', `${DATE}-${type}-list${at}.csv`);
    await writeReport(file, { columns, rows, date: DATE, seed: at });
    made.push({ path: file, type, rows, bytes: statSync(file).size });
  }
  return made;
}

async function load(folder: string, files: readonly ReportFile[], start: number): Promise<Load> {
  const sum = (value: (file: ReportFile) => number) => files.reduce((total, file) => total + value(file), 0);
  const rows = sum((file) => file.rows);
  const run = await sundialIngest(`${folder}-data`, [folder]);
  const { totals } = JSON.parse(run.stdout) as { totals: { reports: number; accepted: number } };
  if (totals.reports !== files.length || totals.accepted !== rows)
    throw new Error(`wrong counts: ${JSON.stringify(totals)} of ${files.length} files and ${rows} rows`);
  const loadSeconds = run.seconds - start;
  return {
    files: files.length,
    rows,
    bytes: sum((file) => file.bytes),
    seconds: run.seconds,
    loadSeconds,
    millisecondsPerFile: (loadSeconds * 1000) / files.length,
    peakBytes: run.peakBytes,
  };
}
