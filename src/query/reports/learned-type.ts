// Describes a report type by its loaded reports, for types that are not in the catalogue.
import type { OperatorStore } from '../../store/index.js';

/** The properties of a type, learned from its live reports. */
export interface LearnedType {
  readonly reports: number;
  /** All rows, and the number of them that were set aside. */
  readonly rows: number;
  readonly quarantined: number;
  /** The first and the last report date. */
  readonly firstDay: string;
  readonly lastDay: string;
  /** Days with a report. */
  readonly days: number;
  readonly lists: readonly string[];
  /** All columns: those of the newest report in its order, then those of earlier reports only. */
  readonly columns: readonly string[];
}

/** Undefined if no report of the type is loaded. */
export async function learnedType(
  { ledger }: Pick<OperatorStore, 'ledger'>,
  type: string,
): Promise<LearnedType | undefined> {
  const reports = await ledger.find({ types: [type], states: ['live'] });
  if (reports.length === 0) return undefined;
  const days = [...new Set(reports.map((report) => report.report_date))].sort();
  const newestFirst = reports.toSorted((a, b) => (a.report_date < b.report_date ? 1 : -1));
  return {
    reports: reports.length,
    rows: reports.reduce((sum, { rows }) => sum + rows, 0),
    quarantined: reports.reduce((sum, { quarantined }) => sum + quarantined, 0),
    firstDay: days[0]!,
    lastDay: days.at(-1)!,
    days: days.length,
    lists: [...new Set(reports.map(({ list }) => list))].sort(),
    columns: [...new Set(newestFirst.flatMap(({ header }) => header))],
  };
}
