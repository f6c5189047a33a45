// The page on which results are printed: a terminal with its width and colours, or a pipe or file.

export interface Page {
  /** The width of a line in characters. */
  readonly columns: number;
  /** Whether a person sees the results at once; a pipe or file gets them in full and without decoration. */
  readonly isTerminal: boolean;
  readonly colour: boolean;
}

/** The assumed width of a terminal of unknown width, and of texts without a terminal. */
const COLUMNS = 80;

/** A pipe or file. */
export const PLAIN_PAGE: Page = { columns: COLUMNS, isTerminal: false, colour: false };

/** The page of a stream of this process. `NO_COLOR` is that of https://no-color.org. */
export function pageOf(
  { isTTY, columns }: { readonly isTTY?: boolean; readonly columns?: number },
  env: NodeJS.ProcessEnv,
): Page {
  if (isTTY !== true) return PLAIN_PAGE;
  // A terminal of unknown size, as in some containers, reports 0 columns.
  const known = columns !== undefined && columns > 0 ? columns : COLUMNS;
  return { columns: known, isTerminal: true, colour: !env.NO_COLOR && env.TERM !== 'dumb' };
}

/** The page of notes, which go to stderr without colours. */
export function notesPage({ columns, interactive }: { columns: number; interactive: boolean }): Page {
  return { columns, isTerminal: interactive, colour: false };
}
