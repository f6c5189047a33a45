// Classifies the first record of a CSV report: a header, a row of a report without a header, or not part of a report.
import { LIMITS } from '../domain/limits.js';
import { canonicalTime } from './encode/values.js';

export type FirstRecord =
  | { readonly kind: 'header'; readonly header: string[] }
  /** The file has no header, but the catalogue's columns fit. */
  | { readonly kind: 'row'; readonly header: string[] }
  /** The file is not a report of its type; `problem` is the reason, as part of a sentence. */
  | { readonly kind: 'unknown'; readonly problem: string };

/** Separators that spreadsheets use instead of commas. */
const OTHER_SEPARATORS = new Map([
  [';', 'semicolons'],
  ['\t', 'tabs'],
  ['|', 'bars'],
]);

/**
 * Classifies a first record as a header if it names the columns of a report, and as a row if the file has no header but
 * its cells fit the catalogue's columns.
 */
export function readFirstRecord(cells: readonly string[], knownColumns: readonly string[]): FirstRecord {
  const names = cells.map((cell) => cell.trim());
  if (names.length > LIMITS.columns)
    return { kind: 'unknown', problem: `has more than ${LIMITS.columns} columns` };
  if (fitsColumns(cells, knownColumns)) return { kind: 'row', header: [...knownColumns] };
  if (names.some((name) => name.startsWith('"')))
    return { kind: 'unknown', problem: 'has blanks between commas and quotes; save it without them' };
  if (namesReport(names, knownColumns)) return { kind: 'header', header: distinct(names) };
  return { kind: 'unknown', problem: separatorProblem(cells, knownColumns) ?? NO_HEADER };
}

/** The requirement that no row of a refused file meets, as part of a sentence. */
export const MISSING_NAMES =
  'names "timestamp" beside another column of its report type, or half of the columns of that type';
const NO_HEADER =
  'does not name "timestamp" beside another column of its report type, nor half of the columns of that type';

/** Columns of some types that error messages also have, so they do not identify a report. */
const NAMES_OF_ERRORS = new Set(['code', 'error', 'status']);

/**
 * Whether names are those of a report: `timestamp`, which every published type has, and another known column of the type;
 * or, without `timestamp`, at least half of the type's known columns. Other tables do not meet this condition, and neither
 * do error messages: those of web frameworks have a `timestamp`, but beside it only a `status` and an `error`.
 *
 * @param knownColumns the catalogue's columns of the type; empty for a type that the catalogue does not know, for which
 *   `timestamp` is enough
 */
export function namesReport(names: readonly string[], knownColumns: readonly string[]): boolean {
  const lower = new Set(names.map((name) => name.toLowerCase()));
  const hasTimestamp = lower.delete('timestamp');
  const identifying = knownColumns
    .map((column) => column.toLowerCase())
    .filter((column) => !NAMES_OF_ERRORS.has(column));
  const known = identifying.filter((column) => lower.has(column)).length;
  if (hasTimestamp) return known > 0 || knownColumns.length === 0;
  return known > 0 && known * 2 >= knownColumns.length;
}

/** The problem of a table that would be a report if commas were its separators; undefined for other tables. */
function separatorProblem(cells: readonly string[], knownColumns: readonly string[]): string | undefined {
  const line = cells.join(',');
  for (const [separator, name] of OTHER_SEPARATORS) {
    const names = line.split(separator).map((cell) => cell.trim().replaceAll('"', ''));
    if (names.length > 1 && namesReport(names, knownColumns))
      return `separates its cells with ${name}; save it with commas`;
  }
  return undefined;
}

function fitsColumns(cells: readonly string[], knownColumns: readonly string[]): boolean {
  if (knownColumns.length === 0 || cells.length !== knownColumns.length) return false;
  const time = Buffer.from(cells[knownColumns.indexOf('timestamp')] ?? '');
  return canonicalTime(time, 0, time.length) > 0;
}

/**
 * A second `type` becomes `type#2` (decisions.md#original-text); a column without a name is named after its position.
 */
function distinct(names: readonly string[]): string[] {
  const seen = new Map<string, number>();
  const taken = new Set(names);
  return names.map((name, index) => {
    const base = name || `column#${index + 1}`;
    let times = (seen.get(base) ?? 0) + 1;
    let result = times === 1 ? base : `${base}#${times}`;
    while (times > 1 && taken.has(result)) result = `${base}#${++times}`;
    seen.set(base, times);
    taken.add(result);
    return result;
  });
}
