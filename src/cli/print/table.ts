// Prints tables the same way for all commands: boxes on a terminal, aligned columns into a pipe or file.
import type { Page } from '../frame/page.js';
import { alignedText } from './aligned.js';
import { boxText, factsBox } from './box.js';
import type { Cells, TableOptions } from './cells.js';

export { count, counted, printable, shownTime } from '../../text/index.js';
export type { Cells, TableOptions } from './cells.js';

/** A table as text, never wider than the page. */
export function table(
  page: Page,
  head: readonly string[],
  rows: readonly Cells[],
  options: TableOptions = {},
): string {
  return page.isTerminal ? boxText(page, head, rows, options) : alignedText([head, ...rows], options.right);
}

/** Names with their values, one per line. */
export function factsTable(page: Page, facts: readonly (readonly [string, string])[]): string {
  return page.isTerminal ? factsBox(page, facts) : alignedText(facts);
}
