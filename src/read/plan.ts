// Plans the encoding of a report once per header: the column for each cell, and the cells that name the subject.

import type { ReportType, SubjectForm } from '../catalogue/index.js';
import { dayOf } from '../domain/days.js';
import {
  type ColumnKind,
  EVENT_COLUMNS,
  isFieldColumn,
  SEVERITIES,
  slotsOf,
} from '../domain/event-columns.js';
import type { ReportIdentity } from '../domain/report.js';
import { KeyMaker, RowDigest } from './encode/event-key.js';

/** The properties of a report type that encoding its rows requires. */
export type TypeFacts = Pick<ReportType, 'severity' | 'subject' | 'cveColumns' | 'columns'>;

/** A typed column that a cell of the report feeds. */
export interface CellReader {
  readonly column: string;
  readonly kind: ColumnKind;
  readonly cell: number;
}

/** One report during encoding: the columns for its cells, and counts so far. */
export interface ReportPlan {
  readonly load: number;
  readonly report: ReportIdentity;
  readonly facts: TypeFacts;
  readonly header: readonly string[];
  readonly slots: readonly string[];
  readonly typeBytes: Buffer;
  readonly listBytes: Buffer;
  readonly day: number;
  /** Severity number for rows without a severity of their own. */
  readonly severity: number;
  readonly readers: readonly CellReader[];
  /** The cells of carried columns. */
  readonly carriedCells: readonly number[];
  readonly mapCells: readonly number[];
  readonly keys: KeyMaker;
  readonly subjects: readonly { readonly cell: number; readonly kind: SubjectForm }[];
  readonly cveCells: readonly number[];
  readonly digest: RowDigest;
  /** The digest with keys of SHA-256, if the previous version has only such a digest. */
  readonly earlierDigest: RowDigest | undefined;
  /** Number of non-empty values of typed columns that are kept as text because they could not be parsed. */
  unparsed: number;
  /** Number of texts that are kept of numbers and severities without a typed value, such as `00` or `none`. */
  untyped: number;
}

/** The properties of a report that planning requires. */
export interface PlannedJob {
  readonly load: number;
  readonly report: ReportIdentity;
  readonly facts: TypeFacts;
  /** Whether to make the digest with keys of SHA-256 as well, to compare with a version that has only such a digest. */
  readonly withEarlierDigest?: boolean;
}

/** Plans a report. `before` is the plan of the same report with fewer columns, whose decisions are kept. */
export function planReport(
  { load, report, facts, withEarlierDigest = false }: PlannedJob,
  header: readonly string[],
  before?: ReportPlan,
): ReportPlan {
  const names = [...header];
  const slots = slotsOf(names, before?.slots);
  const cellOf = (name: string) => names.findIndex((column) => column.toLowerCase() === name);
  return {
    load,
    report,
    facts,
    header: names,
    slots,
    typeBytes: Buffer.from(report.type),
    listBytes: Buffer.from(report.list),
    day: dayOf(report.date),
    severity: SEVERITIES.indexOf(facts.severity) + 1,
    readers: EVENT_COLUMNS.map(({ name, kind }) => ({
      column: name,
      kind,
      cell: slots.indexOf(name),
    })).filter(({ cell }) => cell >= 0),
    carriedCells: slots.flatMap((slot, cell) => (slot !== '' && !isFieldColumn(slot) ? [cell] : [])),
    mapCells: slots.flatMap((slot, cell) => (slot === '' ? [cell] : [])),
    keys: new KeyMaker(names),
    subjects: facts.subject
      .map(({ column, kind }) => ({ cell: cellOf(column), kind }))
      .filter(({ cell }) => cell >= 0),
    // Tags are always searched for CVE ids.
    cveCells: facts.cveColumns.map(cellOf).filter((cell) => cell >= 0 && slots[cell] !== 'tag'),
    digest: before?.digest ?? new RowDigest(),
    earlierDigest: before?.earlierDigest ?? (withEarlierDigest ? new RowDigest() : undefined),
    unparsed: before?.unparsed ?? 0,
    untyped: before?.untyped ?? 0,
  };
}
