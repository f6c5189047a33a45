// The reports of the Reports API's double: given in code, or the CSV files of a folder.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** A report of the double. */
export interface OfferedReport {
  /** The subscription, without `@shadowserver.org`. */
  readonly list: string;
  /** Report date, YYYY-MM-DD. */
  readonly date: string;
  readonly type: string;
  readonly file: string;
  readonly content: Buffer;
  /** The number in the statistics; omitted = the number of records in the content. */
  readonly events?: number;
  /** The download id; omitted = derived from list and file. */
  readonly id?: string;
  /** The time of issue; a later time with different content is a re-issue. */
  readonly issuedAt?: Date;
}

// Publisher's report_schema, report-filename.md: date, type (never with a hyphen), then the name of the filter.
const NAME = /^(\d{4}-\d{2}-\d{2})-([^-]+)-(.+)\.csv$/;

/** A report whose file name contains its date and type. */
export function offered(list: string, file: string, content: string | Buffer): OfferedReport {
  const [, date, type] = NAME.exec(file) ?? [];
  if (!date || !type) throw new Error(`${file} is not named like a report`);
  return { list, date, type, file, content: Buffer.from(content) };
}

/** The reports of a folder, all of one list. */
export function reportsIn(folder: string, list: string): OfferedReport[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => NAME.test(path.basename(file)))
    .sort()
    .map((file) => offered(list, path.basename(file), readFileSync(path.join(folder, file))));
}

/** Ids are some fifty letters, digits, `?`, `_` and `-` (publisher's wiki, "API: Reports Query", examples). */
export function idOf({ id, list, file }: OfferedReport, salt = ''): string {
  const made = createHash('sha256')
    .update(JSON.stringify([list, file, salt]))
    .digest('base64url');
  return id ?? `${made.slice(0, 20)}?${made}`;
}

/** Records after the header; line breaks in quotes belong to their record. */
export function eventsOf({ content, events }: OfferedReport): number {
  if (events !== undefined) return events;
  const outside = content.toString('latin1').replaceAll(/"[^"]*"/g, '');
  return Math.max(0, outside.split('\n').filter((line) => line.trim() !== '').length - 1);
}
