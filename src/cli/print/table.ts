// Prints tables for people: one look for all commands.
import Table from 'cli-table3';
import { count, printable } from '../../text/index.js';

export { count, counted, printable, shownTime } from '../../text/index.js';

export interface TableOptions {
  /** Columns of numbers, aligned to the right. */
  readonly right?: readonly number[];
}

/** A table as text; cells are made printable, because names and values come from outside. */
export function table(
  head: readonly string[],
  rows: readonly (readonly (string | number)[])[],
  options: TableOptions = {},
): string {
  const printer = new Table({
    head: [...head],
    // No colour: a table is a result and may be redirected.
    style: { head: [], border: [], compact: true },
    colAligns: head.map((_, index) => (options.right?.includes(index) ? 'right' : 'left')),
  });
  for (const row of rows)
    printer.push(row.map((cell) => (typeof cell === 'number' ? count(cell) : printable(cell))));
  return printer.toString();
}
