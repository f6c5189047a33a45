// Decides what a CSV report's first record is: its header, a row of a report that has none, or neither.
import { LIMITS } from '../domain/limits.js';
import { canonicalTime } from './values.js';

export type FirstRecord =
  | { readonly kind: 'header'; readonly header: string[] }
  /** The file has no header, but the catalogue's columns fit (DECISIONS C2). */
  | { readonly kind: 'row'; readonly header: string[] }
  | { readonly kind: 'unknown' };

/** Names as published: letters, digits and a few separators, beginning with a letter. */
const COLUMN_NAME = /^[A-Za-z_][\w .:#-]*$/;

/**
 * Every published type has a `timestamp` column, so a record that names it is a header. Types nobody knows yet may
 * not: there a record of nothing but distinct names is one.
 */
export function readFirstRecord(cells: readonly string[], knownColumns: readonly string[]): FirstRecord {
  const names = cells.map((cell) => cell.trim());
  if (names.length > LIMITS.columns) return { kind: 'unknown' };
  if (names.some((name) => name.toLowerCase() === 'timestamp'))
    return { kind: 'header', header: distinct(names) };
  if (fitsColumns(cells, knownColumns)) return { kind: 'row', header: [...knownColumns] };
  const onlyNames = names.every((name) => COLUMN_NAME.test(name)) && new Set(names).size === names.length;
  if (onlyNames && names.length > 1) return { kind: 'header', header: distinct(names) };
  return { kind: 'unknown' };
}

function fitsColumns(cells: readonly string[], knownColumns: readonly string[]): boolean {
  if (knownColumns.length === 0 || cells.length !== knownColumns.length) return false;
  const time = Buffer.from(cells[knownColumns.indexOf('timestamp')] ?? '');
  return canonicalTime(time, 0, time.length) > 0;
}

/** A second `type` becomes `type#2` (DECISIONS A12); a column without a name is called after its place. */
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
