// The content of a table, and its print options.

/** A row. Numbers are grouped for people; texts are made printable, because they come from outside. */
export type Cells = readonly (string | number)[];

export interface TableOptions {
  /** Columns of numbers, aligned to the right. */
  readonly right?: readonly number[];
  /** Headers of the columns that may be left out on a narrow terminal, the least important first. */
  readonly least?: readonly string[];
  /** Whether long cells are wrapped completely on a terminal, instead of being cut. */
  readonly isWhole?: boolean;
  /** The option that shows columns and ends of cells left out on a narrow terminal (default: `--json`). */
  readonly all?: string;
}
