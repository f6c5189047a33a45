// Decides which columns of a table fit a terminal, and how wide each of them is.

/** The width requirements of a column. */
export interface ColumnNeed {
  /** The width for its header and its longest cell on one line each. */
  readonly widest: number;
  /** The width for its longest word, which is kept in one piece if there is room. */
  readonly word: number;
  /** Whether its words are numbers, which are always kept in one piece. */
  readonly isNumber: boolean;
}

export interface Fitted {
  /** The columns to show, by index, with their widths. */
  readonly widths: ReadonlyMap<number, number>;
  /** The indexes of the columns left out. */
  readonly leftOut: readonly number[];
}

/** A longer word (a URL, a hash) is broken before a column is left out. */
const WHOLE_WORD = 24;
/** If only important columns remain, shorter words are broken, too; an IPv4 address still fits in one piece. */
const SHORTER_WORD = 15;
/** The number of columns to keep even if every word has to be broken into pieces of this length. */
const LAST_COLUMNS = 3;
const PIECE_OF_WORD = 10;

/**
 * Fits columns into a number of characters.
 *
 * @param least the indexes of columns that may be left out, the least important first
 * @param frame the width of a column's frame
 */
export function fitColumns(
  needs: readonly ColumnNeed[],
  columns: number,
  least: readonly number[],
  frame: { readonly perColumn: number; readonly once: number },
): Fitted {
  const places = needs.map((_, place) => place);
  const expendable = least.filter((place) => place > 0);
  const others = places.filter((place) => place > 0 && !expendable.includes(place));
  const steps = [
    ...[undefined, ...expendable].map((place) => ({ place, longestWord: WHOLE_WORD })),
    ...[undefined, ...others.slice(LAST_COLUMNS - 1).reverse()].map((place) => ({
      place,
      longestWord: SHORTER_WORD,
    })),
    ...[undefined, ...others.slice(0, LAST_COLUMNS - 1).reverse()].map((place) => ({
      place,
      longestWord: PIECE_OF_WORD,
    })),
  ];
  let kept = places;
  for (const { place, longestWord } of steps) {
    kept = kept.filter((each) => each !== place);
    const room = columns - frame.once - kept.length * frame.perColumn;
    const smallest = kept.map((each) => smallestWidth(needs[each]!, longestWord));
    if (sum(smallest) > room) continue;
    const widths = shareOut(
      kept.map((each) => needs[each]!.widest),
      smallest,
      room,
    );
    return fitted(kept, widths, needs.length);
  }
  // If even the first column lacks room for its words, it is as wide as the terminal allows.
  return fitted(kept, [Math.max(1, columns - frame.once - frame.perColumn)], needs.length);
}

function smallestWidth({ word, isNumber }: ColumnNeed, longestWord: number): number {
  return isNumber ? word : Math.min(word, longestWord);
}

/** Narrows the widest columns until all have room. */
function shareOut(wanted: readonly number[], smallest: readonly number[], room: number): number[] {
  const widths = wanted.map((width, at) => Math.max(smallest[at]!, Math.min(width, room)));
  for (let over = sum(widths) - room; over > 0; over--) {
    const spare = widths.map((width, at) => (width > smallest[at]! ? width : 0));
    const widest = spare.indexOf(Math.max(...spare));
    widths[widest]!--;
  }
  return widths;
}

function fitted(kept: readonly number[], widths: readonly number[], all: number): Fitted {
  const leftOut = Array.from({ length: all }, (_, place) => place).filter((place) => !kept.includes(place));
  return { widths: new Map(kept.map((place, at) => [place, widths[at]!])), leftOut };
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0);
