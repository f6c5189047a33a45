// Prints tables for people: one look for all commands.
import Table from 'cli-table3';

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

/** A number with thin groups of three: 1 234 567. */
export function count(value: number): string {
  return String(value).replaceAll(/\B(?=(\d{3})+(?!\d))/g, ' ');
}

/** Text whose control characters cannot move the cursor or change the terminal. */
export function printable(text: string): string {
  return text.replaceAll(
    /[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** A UTC time as people read it: 2026-01-15 07:30:00. */
export function shownTime(unixSeconds: number): string {
  return unixSeconds === 0 ? '' : new Date(unixSeconds * 1000).toISOString().slice(0, 19).replace('T', ' ');
}
