// Prints rows as CSV that a terminal can show, and in which a spreadsheet does not take foreign text for a formula.
import { byNumber, HIDDEN } from './hidden.js';

/**
 * Cells that a spreadsheet takes for a formula: those that begin with the sign of a formula, including full-width
 * signs and signs after blanks or invisible characters, and those that begin with a tab or line break, which some
 * spreadsheets drop first. The engine can use the same regular expression, but does not know the Unicode property of
 * ignorable characters; so the expression lists them.
 */
export const FORMULA_PATTERN =
  '^(?:[\\t\\r\\n]|[\\s\\p{Z}\\p{C}\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0\ufe00-\ufe0f]*[=+\\-@＝＋－＠−])';
const FORMULA = new RegExp(FORMULA_PATTERN, 'u');

/** The values that CSV can represent. */
const PLAIN = new Set(['\n', '\t']);

/** A header and rows as CSV, without the last line end. */
export function csv(head: readonly string[], rows: readonly (readonly unknown[])[]): string {
  return [head, ...rows].map(csvLine).join('\n');
}

/** One row as CSV, without its line end. */
export function csvLine(cells: readonly unknown[]): string {
  return cells.map(csvCell).join(',');
}

/** A number cannot do harm; any other value is text. */
function csvCell(cell: unknown): string {
  const safe = (typeof cell === 'number' ? String(cell) : harmless(String(cell))).replaceAll(
    HIDDEN,
    (character) => (PLAIN.has(character) ? character : byNumber(character)),
  );
  return quoted(safe);
}

/** A text with an apostrophe before it if a spreadsheet would take the text for a formula. */
export function harmless(text: string): string {
  return FORMULA.test(text) ? `'${text}` : text;
}

/** A text as a cell of CSV, unchanged (RFC 4180, section 2). */
export function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
