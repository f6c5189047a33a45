// Makes small report files for tests: rows are identified by numbers, in every form of the same report.
import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Ways in which a report's bytes may differ while its rows are the same. */
export interface Form {
  readonly bom?: boolean;
  readonly lineEnd?: string;
  readonly reversed?: boolean;
}

export const HEADER = 'timestamp,severity,ip,protocol,port,hostname,tag,asn,geo,version,banner';

/** The address of event `number`, by which tests recognise events. */
export function addressOf(number: number): string {
  return `2001:db8::${number.toString(16)}`;
}

/** One row, derived from `number`, so that equal numbers are equal events. */
export function row(number: number): string {
  const time = new Date(1_768_435_200_000 + number * 1_000).toISOString().slice(0, 19).replace('T', ' ');
  return `"${time}",medium,${addressOf(number)},udp,123,host${number}.example,"ntp,iot",64496,ZZ,4,"line ${number}, ""quoted"""`;
}

/** A report with these events; a number may occur more than once. */
export function report(numbers: readonly number[], form: Form = {}): string {
  const { bom = false, lineEnd = '\n', reversed = false } = form;
  const rows = numbers.map(row);
  if (reversed) rows.reverse();
  return `${bom ? '\uFEFF' : ''}${[HEADER, ...rows].map((line) => line + lineEnd).join('')}`;
}

/** The numbers from `from` to `to`, inclusive. */
export function numbers(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

/** The name that the publisher would give a report. */
export function reportFile(list: string, date: string, type = 'scan_ntp'): string {
  return `${date}-${type}-${list}.csv`;
}

/** The modification time of all test files, because deliveries contain it and runs are compared by checksum. */
export const MODIFIED = new Date('2026-02-01T06:00:00Z');

/** Writes a file with all folders above it and returns its path. */
export function writeFile(folder: string, name: string, content: string | Buffer): string {
  const file = path.join(folder, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, content);
  utimesSync(file, MODIFIED, MODIFIED);
  return file;
}
