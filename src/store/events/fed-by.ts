// The SQL condition under which a report's column feeds a typed column.

/**
 * SQL condition that one of the given columns feeds a typed column in the row's report.
 *
 * @param columns placeholders for the names of the columns
 * @param slot the typed column: one of the store's own names
 */
export function fedBy(columns: readonly string[], slot: string): string {
  const isAmong = columns.map((name) => `h = ${name}`).join(' OR ');
  return `e.load IN (SELECT load FROM ledger WHERE arrayExists((h, s) -> (${isAmong}) AND s = '${slot}', header, slots))`;
}
