// What a table is made of, and how it may be printed.

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
