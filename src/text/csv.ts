// Prints rows as CSV that a spreadsheet can open without taking a stranger's text for a formula, and a terminal can show.
import { byNumber, HIDDEN } from './hidden.js';

/**
 * What makes a spreadsheet take a cell as a formula: a sign of it, also a wide one, also behind blanks or characters that
 * are not seen; and a tab or line break at the beginning, which some drop before they look.
 */
const FORMULA = /^(?:[\t\r\n]|[\s\p{Z}\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]*[=+\-@＝＋－＠−])/u;

/** What CSV itself can hold. */
const PLAIN = new Set(['\n', '\t']);

/** A head and rows as CSV, without the last line end. */
export function csv(head: readonly string[], rows: readonly (readonly unknown[])[]): string {
  return [head, ...rows].map(csvLine).join('\n');
}

/** One row as CSV, without its line end. */
export function csvLine(cells: readonly unknown[]): string {
  return cells.map(csvCell).join(',');
}

/** A number cannot do harm; anything else is text. */
function csvCell(cell: unknown): string {
  const text = String(cell);
  const marked = typeof cell !== 'number' && FORMULA.test(text) ? `'${text}` : text;
  const safe = marked.replaceAll(HIDDEN, (character) =>
    PLAIN.has(character) ? character : byNumber(character),
  );
  return /[",\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
