// The STIX benchmark: exports reports of growing size as STIX, and compares the peaks of memory.
import { mkdirSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { childrenSeconds, measure, SUNDIAL } from './child.js';
import { makeReport, sundialIngest } from './ingest.js';
import { figure, machine, machineNote, mib, type Sheet } from './sheet.js';

export interface StixBench {
  /** Rows of the largest report. */
  readonly rows: number;
  /** An empty folder for all created files. */
  readonly folder: string;
}

/** The memory of an export of so few rows is that of the program itself. */
const FEW = 100;
const SHARES = [4, 1];
const MEGA = 1_000_000;

interface Line {
  readonly rows: number;
  readonly objects: number;
  readonly seconds: number;
  readonly cpuSeconds: number;
  /** The largest size of memory that only the process can hold. */
  readonly peakBytes: number;
  readonly bytes: number;
}

/** Loads and exports reports, each in a store of its own. */
export async function benchStix({ rows, folder }: StixBench): Promise<Sheet> {
  const idle = await exported(FEW, path.join(folder, 'few'));
  const lines: Line[] = [];
  for (const share of SHARES)
    lines.push(await exported(Math.ceil(rows / share), path.join(folder, `part${share}`)));
  return sheetOf(idle, lines);
}

async function exported(rows: number, folder: string): Promise<Line> {
  mkdirSync(folder);
  const { file } = await makeReport(folder, { rows, generator: 'own' });
  const data = path.join(folder, 'data');
  await sundialIngest(data, [file]);
  rmSync(file);
  const output = path.join(folder, 'report.json');
  const before = childrenSeconds();
  const run = await measure([SUNDIAL, 'export', '--stix', output, '--data-dir', data, '--json']);
  const cpuSeconds = childrenSeconds() - before;
  const answer = JSON.parse(run.stdout) as Answer;
  if (answer.rows !== rows) throw new Error(`wrong count: ${answer.rows} of ${rows} rows`);
  const [report] = answer.reports;
  const objects = Object.values(report!.objects).reduce((sum, count) => sum + count, 0);
  const bytes = statSync(output).size;
  rmSync(folder, { recursive: true });
  return { rows, objects, seconds: run.seconds, cpuSeconds, peakBytes: run.peakAnonymousBytes, bytes };
}

interface Answer {
  readonly rows: number;
  readonly reports: readonly { readonly objects: Readonly<Record<string, number>> }[];
}

function sheetOf(idle: Line, lines: readonly Line[]): Sheet {
  return {
    title: `stix: a report of ${figure(lines.at(-1)!.rows)} rows as STIX`,
    columns: ['rows', 'objects', 'MB', 's', 'rows/s', 's of CPU', 'peak', 'above few rows'],
    rows: lines.map(({ rows, objects, bytes, seconds, cpuSeconds, peakBytes }) => [
      ...[figure(rows), figure(objects), figure(bytes / MEGA), figure(seconds, 1), figure(rows / seconds)],
      ...[figure(cpuSeconds, 1), mib(peakBytes), mib(Math.max(0, peakBytes - idle.peakBytes))],
    ]),
    notes: [
      'sundial export --stix with the original, to one file; the peak is that of memory which only the process can hold',
      `"above few rows" is the peak above the ${mib(idle.peakBytes)} of an export of ${FEW} rows`,
      machineNote(),
    ],
    figures: { idle, lines, ...machine() },
  };
}
