// Makes the sample reports of two days in examples/reports; `npx tsx examples/make-reports.ts` writes them again.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { loadCatalogue } from '../src/catalogue/index.js';
import { csvHeader, csvLine, type Row } from './samples/csv.js';
import { drawFor } from './samples/draw.js';
import { type Host, hostsFor } from './samples/hosts.js';
import { SAMPLE_TYPES, type SampleType } from './samples/types.js';

export const DAYS = ['2026-03-02', '2026-03-03'] as const;
type Day = (typeof DAYS)[number];

export interface SampleFile {
  /** The path below examples/reports. */
  readonly path: string;
  readonly text: string;
  /** Whether the file is committed as .gz, as some publishers' archives are. */
  readonly packed: boolean;
}

/** Every sample file, the same in every run. */
export function sampleFiles(): SampleFile[] {
  return DAYS.flatMap((day) =>
    SAMPLE_TYPES.filter((sample) => day === DAYS[1] || !sample.secondDayOnly).map((sample) =>
      sampleFile(day, sample),
    ),
  );
}

function sampleFile(day: Day, sample: SampleType): SampleFile {
  const { columns } = loadCatalogue().describe(sample.type);
  const hosts = hostsFor(sample.type, sample.hosts, sample.family).filter((host) =>
    isThere(day, sample, host),
  );
  const rows = hosts.map((host) => rowOf(day, sample, host));
  const lines = [csvHeader(columns), ...rows.map((row) => csvLine(columns, row))];
  if (day === DAYS[0]) lines.push(...oddLines(sample.type, lines, rows[0]!, columns));
  const packed = sample.type === 'scan_ssl';
  const name = `${day}-${sample.type}-example-asn.csv${packed ? '.gz' : ''}`;
  return { path: `${day}/${name}`, text: `${lines.join('\n')}\n`, packed };
}

function rowOf(day: Day, { type, row }: SampleType, host: Host): Row {
  const time = drawFor(`${day} ${type} ${host.ip}`);
  const two = (value: number) => String(value).padStart(2, '0');
  const timestamp = `${day} ${two(time.between(0, 23))}:${two(time.between(0, 59))}:${two(time.between(0, 59))}`;
  return { timestamp, ...row(host, drawFor(`${type} ${host.ip}`)) };
}

/** Most hosts are seen on both days, some only on the first, some only on the second. */
function isThere(day: Day, { type, turnover, secondDayOnly }: SampleType, host: Host): boolean {
  if (secondDayOnly || host.number === 0) return true;
  const chance = drawFor(`presence ${type} ${host.ip}`).chance();
  if (chance >= turnover) return true;
  return chance < turnover / 2 === (day === DAYS[0]);
}

/** Irregularities of real reports: a repeated row, a row without its last cells, and a row with one cell too many. */
function oddLines(type: string, lines: readonly string[], first: Row, columns: readonly string[]): string[] {
  switch (type) {
    case 'scan_ntp':
      return [lines[1]!];
    case 'event4_sinkhole_http':
      return [csvLine(columns, { ...first, src_port: 1025 }).replace(/,*$/, '')];
    case 'scan_snmp': {
      const description = 'Router, with a comma that nobody quoted';
      return [csvLine(columns, { ...first, sysdesc: description }).replace(`"${description}"`, description)];
    }
    default:
      return [];
  }
}

function write(): void {
  const root = path.join(import.meta.dirname, 'reports');
  rmSync(root, { recursive: true, force: true });
  for (const file of sampleFiles()) {
    const target = path.join(root, file.path);
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, file.packed ? gzipSync(file.text, { level: 9 }) : file.text);
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) write();
