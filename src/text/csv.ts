// Prints rows as CSV that a spreadsheet can open without taking a stranger's text for a formula.

/** What makes a spreadsheet take a cell as a formula. */
const FORMULA = /^[=+\-@\t\r\n]/;

/** A head and rows as CSV, without the last line end. */
export function csv(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  return [head, ...rows].map((cells) => cells.map((cell) => csvCell(String(cell))).join(',')).join('\n');
}

function csvCell(text: string): string {
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
