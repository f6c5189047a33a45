// The reports' own columns, for exports with the fields "original" or "all".
import { isFieldColumn } from '../../domain/event-columns.js';
import {
  headersByLoad,
  type LoadHeader,
  type ReportHeader,
  type RunOptions,
  type ScopedStore,
} from '../../store/index.js';
import { ORIGINAL } from '../answer/page.js';
import type { Statement } from '../language/compile.js';

/** Means every field, and every column from which no field is derived. */
export const ALL = 'all';

/** A column of reports. */
export interface ReportColumn {
  readonly name: string;
  /** Whether no field is derived from the column in some report, so that no field holds its values. */
  readonly isRest: boolean;
}

/**
 * The columns of all reports with events that match, each once, in the order of the headers.
 *
 * @param names the requested fields; reports are looked up only if one of the fields stands for their columns
 */
export async function reportColumns(
  names: readonly string[],
  statement: Statement,
  { events, statements }: ScopedStore,
  options: RunOptions,
): Promise<ReportColumn[]> {
  if (!names.includes(ORIGINAL) && !names.includes(ALL)) return [];
  const rows = await statements.rows<LoadHeader>(
    events.headersOf(`SELECT e.load FROM ${statement.source}`),
    statement.bindings.values,
    options,
  );
  return columnsOfReports(headersByLoad(rows));
}

/** The columns of reports, each once, in the order of the headers. */
export function columnsOfReports(headers: ReadonlyMap<number, ReportHeader>): ReportColumn[] {
  const rest = new Map<string, boolean>();
  for (const [, { header, slots }] of [...headers].sort(([a], [b]) => a - b)) {
    for (const [index, name] of header.entries())
      rest.set(name, (rest.get(name) ?? false) || !isFieldColumn(slots[index] ?? ''));
  }
  return [...rest].map(([name, isRest]) => ({ name, isRest }));
}
