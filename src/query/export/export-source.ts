// Supplies the rows of an export's files: directly from the store, or for many files from one pass sorted by value.
import type { RunOptions, ScopedStatements } from '../../store/index.js';
import { cellsSql, type ExportFormat, type ExportRows, valuesSql } from './export-rows.js';

export interface ExportSource {
  /** The SELECT of one file's rows; `divided` for those whose value is bound as `value`, in hex. */
  sql(divided: boolean): string;
  close(): Promise<void>;
}

/** Reads each file's rows in a separate pass. */
export function directSource(rows: ExportRows, format: ExportFormat): ExportSource {
  const { from, division } = rows;
  const all = `SELECT ${cellsSql(rows, format)} FROM (SELECT ${valuesSql(rows)} FROM ${from}`;
  return {
    sql: (divided) =>
      divided ? `${all} AND ${division!.is.replace('VALUE', 'unhex({value:String})')})` : `${all})`,
    close: async () => {},
  };
}

/** Small blocks bound the memory, because rows may be wide. */
const GATHER_SETTINGS =
  'max_threads = 2, max_insert_threads = 1, max_block_size = 8192, min_insert_block_size_rows = 262144, min_insert_block_size_bytes = 67108864';

/**
 * Gathers all rows in a separate table in one pass, from which the files are then read: a thousand passes over a month
 * would take hours.
 */
export async function gatheredSource(
  statements: ScopedStatements,
  rows: ExportRows,
  format: ExportFormat,
  options: RunOptions,
): Promise<ExportSource> {
  const { table, drop } = await statements.gather(
    `SELECT ${valuesSql(rows)}, ${rows.division!.value} AS division FROM ${rows.from} SETTINGS ${GATHER_SETTINGS}`,
    'division',
    rows.values,
    options,
  );
  const all = `SELECT ${cellsSql(rows, format)} FROM ${table}`;
  return {
    sql: (divided) => (divided ? `${all} WHERE division = unhex({value:String})` : all),
    close: drop,
  };
}
