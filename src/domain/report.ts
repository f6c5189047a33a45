// The identity of a report, and the publisher's rule for reading the identity from a file name.
import { SundialError } from './errors.js';

/**
 * The identity of a report: identifier, type and day. It depends only on the report itself, so that a report has the same
 * identity on every delivery route (docs/adr/0008-report-identity.md).
 */
export interface ReportIdentity {
  /** The identifier in the publisher's file name, such as `example-asn`; `--list` takes precedence. */
  readonly list: string;
  /** Report type as the catalogue calls it, such as `scan_ssl`; unknown types are kept unchanged. */
  readonly type: string;
  /** Report date, YYYY-MM-DD, UTC. */
  readonly date: string;
}

/** Corrections by the operator or a source for files with missing or wrong names. */
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

/** `-` and `_` mean the same in type names (the API accepts both); the catalogue writes `_`. */
export function normaliseType(type: string): string {
  return type.trim().toLowerCase().replaceAll('-', '_');
}

/**
 * Suffixes that browsers, file managers and downloaders append to the name of an existing file: ` (1)`, ` - Copy`,
 * ` - Copy (2)`, ` copy 2`, and the words of some other languages.
 */
const COPY =
  /(?:\s*\(\d{1,4}\)|\s+-\s+(?:copy|kopie|copie|copia|kopia|kopi|cópia)(?:\s+\d{1,4})?|\s+(?:copy|kopie)(?:\s+\d{1,4})?)$/i;
/** A downloader's number after the extension: `report.csv.1`. */
const NUMBERED = /(\.(?:csv|json|jsonl|ndjson))\.\d{1,4}$/i;
/** Prefixes that file managers put before the name of a copy. */
const COPY_OF = /^(?:copy(?: \(\d{1,4}\))? of|kopie von)\s+/i;

/** A file name without its extension and without the marks of a copy. */
function stemOf(name: string): string {
  let stem = name.trim().replace(NUMBERED, '$1').replace(EXTENSION, '').replace(COPY_OF, '');
  for (let shorter = stem.replace(COPY, ''); shorter !== stem; shorter = stem.replace(COPY, ''))
    stem = shorter;
  return stem;
}

/**
 * Reads type, date and identifier from a report's file name.
 *
 * @param name file name without folders, such as `2026-01-15-scan_ssl-example-asn.csv`
 * @param known values that take precedence over the name
 * @param route the subscription or mailing list, used if the file name does not follow the publisher's rule
 * @throws SundialError `report-name-unknown` if neither the name nor `known` tells the type and date
 */
export function identifyReport(
  name: string,
  known: IdentityOverrides = {},
  { shown = name, route }: { readonly shown?: string; readonly route?: string | undefined } = {},
): ReportIdentity {
  const stem = stemOf(name);
  const match = NAME.exec(stem);
  const named = match && isReportDate(match[1]!) ? match : undefined;
  const type = known.type ?? named?.[2];
  const date = known.date ?? named?.[1];
  if (!type || !date) throw new SundialError('report-name-unknown', { file: shown });
  const identifier = named ? (named[3] ?? route ?? '') : (route ?? stem);
  return { list: known.list ?? identifier, type: normaliseType(type), date };
}

/** The list of a file by the rule of earlier versions, which did not recognise copies: everything after the type, or the whole name. */
export function identifierBefore(name: string): string {
  const stem = name.replace(EXTENSION, '');
  const match = NAME.exec(stem);
  return match && isReportDate(match[1]!) ? (match[3] ?? '') : stem;
}

/** The publisher's name of a report's file, without an extension. */
export function reportFileStem({ type, date, list }: ReportIdentity): string {
  return [date, type, list].filter(Boolean).join('-');
}

/** One line for people and messages: `scan_ssl 2026-01-15 example-asn`. */
export function describeReport(report: ReportIdentity): string {
  return [report.type, report.date, report.list].filter(Boolean).join(' ');
}
