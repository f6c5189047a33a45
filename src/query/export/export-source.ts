// Where the files of an export get their rows: from the store, or, where there are many, from one pass sorted by value.
import type { RunOptions, ScopedStatements } from '../../store/index.js';
import { cellsSql, type ExportFormat, type ExportRows, valuesSql } from './export-rows.js';

export interface ExportSource {
  /** The SELECT of one file's rows; `divided` for those whose value is bound as `value`, in hex. */
  sql(divided: boolean): string;
  close(): Promise<void>;
}

/** Each file's rows by a pass of their own. */
export function directSource(rows: ExportRows, format: ExportFormat): ExportSource {
  const { from, division } = rows;
  const all = `SELECT ${cellsSql(rows, format)} FROM (SELECT ${valuesSql(rows)} FROM ${from}`;
  return {
    sql: (divided) =>
      divided ? `${all} AND ${division!.is.replace('VALUE', 'unhex({value:String})')})` : `${all})`,
    close: async () => {},
  };
}

/** Rows may be wide: small blocks bound the memory. */
const GATHER_SETTINGS =
  'max_threads = 2, max_insert_threads = 1, max_block_size = 8192, min_insert_block_size_rows = 262144, min_insert_block_size_bytes = 67108864';

/**
 * All rows by one pass into a table of their own. The files are then read from there, as a thousand passes over a
 * month would take hours.
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
