// Lays cells out in aligned columns without decoration, for pipes and files: full values, for awk and grep.
import { printable, widthOf } from '../../text/index.js';
import type { Cells } from './cells.js';

/** Replaces an empty cell, so that programs that count fields find every value in its place. */
const EMPTY = '-';
const GAP = '  ';

/** Lines of full values with two blanks between the columns; numbers stay without groups of digits. */
export function alignedText(rows: readonly Cells[], right: readonly number[] = []): string {
  const shown = rows.map((row) => row.map((cell) => printable(String(cell)) || EMPTY));
  const widths = (shown[0] ?? []).map((_, place) =>
    shown.reduce((widest, row) => Math.max(widest, widthOf(row[place]!)), 0),
  );
  return shown
    .map((row) => row.map((cell, place) => pad(cell, widths[place]!, right.includes(place))))
    .map((row) => row.join(GAP).trimEnd())
    .join('\n');
}

function pad(cell: string, width: number, toTheRight: boolean): string {
  const blanks = ' '.repeat(Math.max(0, width - widthOf(cell)));
  return toTheRight ? blanks + cell : cell + blanks;
}
