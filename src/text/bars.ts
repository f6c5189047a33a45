// Draws numbers with characters: bars, and lines of small columns for a number that changes over days.

/** Eighths of a character, so that small values can be told apart. */
const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];
const HEIGHTS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/** A bar in proportion to the longest one, which has `width` characters; empty only for zero. */
export function bar(part: number, longest: number, width = 30): string {
  if (part <= 0 || longest <= 0) return '';
  const eighths = Math.max(1, Math.round((8 * width * part) / longest));
  return '█'.repeat(eighths >> 3) + EIGHTHS[eighths & 7];
}

/** One character for each number, with a height in proportion to the highest number; a blank for zero. */
export function sparkline(numbers: readonly number[]): string {
  const highest = Math.max(...numbers, 1);
  return numbers
    .map((number) => (number <= 0 ? ' ' : HEIGHTS[Math.min(7, Math.floor((8 * number) / highest))]!))
    .join('');
}

/** 44.4 % */
export function share(part: number, whole: number): string {
  return `${((100 * part) / whole).toFixed(1)} %`;
}
