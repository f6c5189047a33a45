// The condition that tells which typed column a report's own column feeds.

/**
 * Whether one of some columns feeds a typed column in the report of a row.
 *
 * @param columns placeholders of the columns' names
 * @param slot the typed column: a word of the store's own
 */
export function fedBy(columns: readonly string[], slot: string): string {
  const isOne = columns.map((name) => `h = ${name}`).join(' OR ');
  return `e.load IN (SELECT load FROM ledger WHERE arrayExists((h, s) -> (${isOne}) AND s = '${slot}', header, slots))`;
}
