// What results are printed on: a terminal with its columns and colours, or a pipe or file.

export interface Page {
  /** Characters of a line. */
  readonly columns: number;
  /** Whether a person sees the results at once; a pipe or file takes them in full and without decoration. */
  readonly isTerminal: boolean;
  readonly colour: boolean;
}

/** What a terminal has unless it says otherwise, and what texts are made for where there is none. */
const COLUMNS = 80;

/** A pipe or file. */
export const PLAIN_PAGE: Page = { columns: COLUMNS, isTerminal: false, colour: false };

/** The page that a stream of this process writes to. `NO_COLOR` is that of https://no-color.org. */
export function pageOf(
  { isTTY, columns }: { readonly isTTY?: boolean; readonly columns?: number },
  env: NodeJS.ProcessEnv,
): Page {
  if (isTTY !== true) return PLAIN_PAGE;
  // A terminal whose size is not known, as in some containers, says that it has none.
  const known = columns !== undefined && columns > 0 ? columns : COLUMNS;
  return { columns: known, isTerminal: true, colour: !env.NO_COLOR && env.TERM !== 'dumb' };
}

/** The page of notes, which go to stderr: no command colours them. */
export function notesPage({ columns, interactive }: { columns: number; interactive: boolean }): Page {
  return { columns, isTerminal: interactive, colour: false };
}
