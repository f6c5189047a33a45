// Prints rows as CSV that a spreadsheet can open without taking a stranger's text for a formula, and a terminal can show.
import { byNumber, HIDDEN } from './hidden.js';

/**
 * What makes a spreadsheet take a cell as a formula: a sign of it, also a wide one, also behind blanks or characters that
 * are not seen; and a tab or line break at the beginning, which some drop before they look. The engine knows this form of
 * expressions as well, but not the property of being ignorable, so the letters and marks that have it are named.
 */
export const FORMULA_PATTERN =
  '^(?:[\\t\\r\\n]|[\\s\\p{Z}\\p{C}\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0\ufe00-\ufe0f]*[=+\\-@＝＋－＠−])';
const FORMULA = new RegExp(FORMULA_PATTERN, 'u');

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
