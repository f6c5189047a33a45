// Tells what the loaded reports of one type hold, for types that no catalogue describes.
import type { OperatorStore } from '../../store/index.js';

/** What was learnt of a type from its reports that count. */
export interface LearnedType {
  readonly reports: number;
  /** Rows as they came, and those of them that were set aside. */
  readonly rows: number;
  readonly quarantined: number;
  /** The first and the last report date. */
  readonly firstDay: string;
  readonly lastDay: string;
  /** Days with a report. */
  readonly days: number;
  readonly lists: readonly string[];
  /** Every column that occurs: those of the newest report in its order, then those that only earlier ones have. */
  readonly columns: readonly string[];
}

/** Undefined where no report of the type is loaded. */
export async function learnedType(
  { ledger }: Pick<OperatorStore, 'ledger'>,
  type: string,
): Promise<LearnedType | undefined> {
  const reports = await ledger.find({ types: [type], states: ['live'] });
  if (reports.length === 0) return undefined;
  const days = [...new Set(reports.map((report) => report.report_date))].sort();
  const newestFirst = reports.toSorted((one, other) => (one.report_date < other.report_date ? 1 : -1));
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
