// Prints tables the same way for all commands: boxes on a terminal, aligned columns into a pipe or file.
import type { Page } from '../frame/page.js';
import { alignedText } from './aligned.js';
import { boxText, factsBox } from './box.js';

export { count, counted, printable, shownTime } from '../../text/index.js';

/** A row. Numbers are grouped where people read them; texts are made printable, because they come from outside. */
export type Cells = readonly (string | number)[];

export interface TableOptions {
  /** Columns of numbers, aligned to the right. */
  readonly right?: readonly number[];
  /** Heads of the columns that a narrow terminal can do without, the least important one in front. */
  readonly least?: readonly string[];
  /** Whether long cells are wrapped to their end on a terminal, instead of being cut. */
  readonly isWhole?: boolean;
  /** What shows the columns that a narrow terminal has no room for (default: `--json`). */
  readonly all?: string;
}

/** A table as text, never wider than the page. */
export function table(
  page: Page,
  head: readonly string[],
  rows: readonly Cells[],
  options: TableOptions = {},
): string {
  return page.isTerminal ? boxText(page, head, rows, options) : alignedText([head, ...rows], options.right);
}

/** Names with their values, one to a line. */
export function factsTable(page: Page, facts: readonly (readonly [string, string])[]): string {
  return page.isTerminal ? factsBox(page, facts) : alignedText(facts);
}
