// Breaks text into lines of a terminal.
import { cutAt, widthOf } from './width.js';

/**
 * Lines of at most `width` columns, broken at spaces; a longer word is broken between its parts or anywhere, so that
 * nothing is lost and no line exceeds the width.
 */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ').flatMap((word) => pieces(word, width))) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (widthOf(longer) <= width) line = longer;
    else {
      if (line !== '') lines.push(line);
      line = word;
    }
  }
  return [...lines, line];
}

/** Divides a word into pieces that fit. */
function pieces(word: string, width: number): string[] {
  if (widthOf(word) <= width) return [word];
  const [start, rest] = cutAt(word, width);
  if (rest === '') return [start];
  const joint = start.search(JOINT) + 1;
  const end = joint * 2 >= start.length ? joint : start.length;
  return [start.slice(0, end), ...pieces(word.slice(end), width)];
}

/** The last boundary between parts of a name, an address or a URL, where a break reads better. */
const JOINT = /[._/@:;,&?=-](?=[^._/@:;,&?=-]*$)/;
