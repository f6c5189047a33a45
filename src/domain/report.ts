// What a report is: its identity, and the publisher's rule that reads the identity from a file name.
import { SundialError } from './errors.js';

/** A delivered report: one list (subscription), one type, one day (DECISIONS A5). */
export interface ReportIdentity {
  /** The subscription, such as `united-states`; the identifier in the file name where nothing better is known. */
  readonly list: string;
  /** Report type as the catalogue calls it, such as `scan_ssl`; unknown types are kept as they came. */
  readonly type: string;
  /** Report date, YYYY-MM-DD, UTC. */
  readonly date: string;
}

/** What the operator or a source may say about files whose names do not tell, or tell wrongly. */
export interface IdentityOverrides {
  readonly type?: string;
  readonly date?: string;
  readonly list?: string;
}

// Publisher's rule (report-filename.md): YYYY-MM-DD-<type>-<identifier>.csv, a type never holds a hyphen.
const NAME = /^(\d{4}-\d{2}-\d{2})-([^-]+)(?:-(.+))?$/;
const EXTENSION = /\.(csv|json|jsonl|ndjson)$/i;

/** True for YYYY-MM-DD that names a real day between 1970 and 2149 (the engine's Date). */
export function isReportDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || text < '1970-01-01' || text > '2149-06-05') return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

/** Days since 1970-01-01 of a report date. */
export function dayOf(date: string): number {
  return Date.parse(`${date}T00:00:00Z`) / 86_400_000;
}

/** `-` and `_` mean the same in type names (the API accepts both); the catalogue writes `_`. */
export function normaliseType(type: string): string {
  return type.trim().toLowerCase().replaceAll('-', '_');
}

/**
 * Reads type, date and list from a report's file name.
 *
 * @param name file name without folders, such as `2026-01-15-scan_ssl-example-asn.csv`
 * @throws SundialError `report-name-unknown` where neither the name nor the overrides tell type and date
 */
export function identifyReport(
  name: string,
  overrides: IdentityOverrides = {},
  shown = name,
): ReportIdentity {
  const stem = name.replace(EXTENSION, '');
  const match = NAME.exec(stem);
  const named = match && isReportDate(match[1]!) ? match : undefined;
  const type = overrides.type ?? named?.[2];
  const date = overrides.date ?? named?.[1];
  if (!type || !date) throw new SundialError('report-name-unknown', { file: shown });
  return { list: overrides.list ?? (named ? (named[3] ?? '') : stem), type: normaliseType(type), date };
}

/** One line for people and messages: `scan_ssl 2026-01-15 example-asn`. */
export function describeReport(report: ReportIdentity): string {
  return [report.type, report.date, report.list].filter(Boolean).join(' ');
}
