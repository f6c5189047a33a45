// Measures the columns of a terminal that a text takes, and cuts texts to a width.
import stringWidth from 'string-width';

/** The columns of a text: two for each wide character (Chinese, Japanese, Korean, emoji), none for colours. */
export function widthOf(text: string): number {
  return ASCII.test(text) ? text.length : stringWidth(text);
}

/**
 * Texts of printable ASCII, as nearly all cells are; the library takes some fifty times as long (3.6 s for a million
 * cells).
 */
const ASCII = /^[\x20-\x7e]*$/;

/** The text, or as much of its beginning as fits, followed by "…". */
export function shorten(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  return `${cutAt(text, Math.max(0, width - 1))[0]}…`;
}

/**
 * The longest beginning that fits, of at least one character, and the rest. Characters that are displayed as one stay
 * together.
 */
export function cutAt(text: string, width: number): [start: string, rest: string] {
  let end = 0;
  let taken = 0;
  graphemes ??= new Intl.Segmenter('en', { granularity: 'grapheme' });
  for (const { segment } of graphemes.segment(text)) {
    taken += widthOf(segment);
    if (taken > width && end > 0) break;
    end += segment.length;
    if (taken > width) break;
  }
  return [text.slice(0, end), text.slice(end)];
}

/** Made for the first text that is cut, because it takes longer than all else of this station. */
let graphemes: Intl.Segmenter | undefined;
