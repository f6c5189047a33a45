// Conditions over the table of events that the table itself, its views and queries have to say in the same words.

/**
 * Whether a row's address is a network, as 1 or 0: a condition that says it in these words uses the index on it.
 *
 * @param row what stands before a column's name
 */
export function isNetwork(row = ''): string {
  return `toUInt8(${row}ip != ${row}ip_last)`;
}

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

/**
 * The events that count, as a condition over their table; the view `events` is the same. Asked for by this condition,
 * one column of the map is read without the others, which the engine cannot do through a view.
 *
 * @param row what stands before a column's name
 */
export function visibleEvents(row = ''): string {
  return `${row}first = 1 AND ${row}load NOT IN (SELECT load FROM hidden_loads)`;
}
