// The fetch benchmark: the cost of a report from the Reports API's list to the store, and the memory for a large
// report.
import { fork } from 'node:child_process';
import { mkdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadCatalogue } from '../src/catalogue/index.js';
import { type Measured, measure, SUNDIAL } from './child.js';
import { bytesBelow } from './ingest.js';
import { writeReport } from './make-report.js';
import type { Publisher } from './publisher.js';
import { figure, machine, machineNote, mib, type Sheet } from './sheet.js';

export interface FetchBench {
  /** The number of small reports. */
  readonly files: number;
  /** Rows of the large report. */
  readonly rows: number;
  /** An empty folder for all created files. */
  readonly folder: string;
}

const DATE = '2026-01-15';
const SMALL_ROWS = 20;
const MEGA = 1_000_000;

interface Fetch {
  readonly reports: number;
  readonly rows: number;
  readonly bytes: number;
  readonly seconds: number;
  readonly peakBytes: number;
}

/** Fetches many small reports, then a large one and one of a tenth of its size, each into a separate store. */
export async function benchFetch({ files, rows, folder }: FetchBench): Promise<Sheet> {
  const small = await fetchSmall(files, path.join(folder, 'small'));
  const tenth = await fetchLarge(Math.ceil(rows / 10), path.join(folder, 'tenth'));
  const large = await fetchLarge(rows, path.join(folder, 'large'));
  const line = (name: string, { reports, bytes, seconds, peakBytes, ...each }: Fetch) => [
    name,
    figure(reports),
    figure(each.rows),
    figure(bytes / MEGA, 1),
    figure(seconds, 2),
    figure(reports / seconds, 1),
    figure(bytes / MEGA / seconds, 1),
    mib(peakBytes),
  ];
  return {
    title: `fetch: ${figure(files)} small reports, and one of ${figure(rows)} rows`,
    columns: ['', 'reports', 'rows', 'MB', 's', 'reports/s', 'MB/s', 'peak RSS'],
    rows: [line('small', small), line('a tenth', tenth), line('large', large)],
    notes: [
      `memory of the large one against a tenth of it: ${figure(large.peakBytes / tenth.peakBytes, 2)}`,
      'the whole command: list, download, archive, load, findings; no delay between calls, 4 downloads at once',
      'the publisher is a process on the same machine and takes its share of the processors',
      machineNote(),
    ],
    figures: { small, tenth, large, ...machine() },
  };
}

async function fetchSmall(files: number, folder: string): Promise<Fetch> {
  mkdirSync(folder, { recursive: true });
  const types = loadCatalogue()
    .types()
    .filter(({ columns }) => columns.includes('timestamp'));
  for (let at = 0; at < files; at++) {
    const { id, columns } = types[at % types.length]!;
    const file = path.join(folder, `${DATE}-${id}-list${at}.csv`);
    await writeReport(file, { columns, rows: SMALL_ROWS, date: DATE, seed: at });
  }
  return fetched(`${folder}-data`, { folder }, files, files * SMALL_ROWS, bytesBelow(folder));
}

async function fetchLarge(rows: number, folder: string): Promise<Fetch> {
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, `${DATE}-scan_ssl-example.csv`);
  const { columns } = loadCatalogue().describe('scan_ssl');
  await writeReport(file, { columns, rows, date: DATE, seed: 1 });
  return fetched(`${folder}-data`, { large: { file, rows } }, 1, rows, statSync(file).size);
}

async function fetched(
  data: string,
  offered: Publisher,
  reports: number,
  rows: number,
  bytes: number,
): Promise<Fetch> {
  const publisher = fork(fileURLToPath(new URL('publisher.ts', import.meta.url)), [JSON.stringify(offered)], {
    execArgv: ['--import', 'tsx'],
  });
  try {
    const where = await new Promise<Record<string, string>>((resolve, reject) => {
      publisher.once('message', (message) => resolve(message as Record<string, string>));
      publisher.once('error', reject).once('exit', () => reject(new Error('the publisher ended')));
    });
    const run = await measure([SUNDIAL, 'fetch', '--date', DATE, '--json', '--data-dir', data], {
      env: { ...where, SUNDIAL_REQUEST_DELAY_SECONDS: '0', SUNDIAL_MIN_FREE_DISK_MIB: '0' },
    });
    check(run, reports, rows);
    return { reports, rows, bytes, seconds: run.seconds, peakBytes: run.peakBytes };
  } finally {
    publisher.kill();
  }
}

function check(run: Measured, reports: number, rows: number): void {
  const { differences, totals, ...done } = JSON.parse(run.stdout) as {
    new: number;
    totals: { accepted: number; duplicate: number };
    differences: object[];
  };
  // Types with few columns sometimes have equal rows in several lists.
  const read = totals.accepted + totals.duplicate;
  if (done.new !== reports || read !== rows || differences.length > 0)
    throw new Error(
      `wrong counts: ${run.stdout.slice(0, 300)} instead of ${reports} reports and ${rows} rows`,
    );
}
