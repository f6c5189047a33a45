// Wraps sentences to the terminal, with continuation lines indented to the beginning of the text.
import { widthOf, wrap } from '../../text/index.js';
import type { Page } from '../frame/page.js';

/** The indent of continuation lines. */
const HANGING = '  ';

/**
 * Text whose lines are not wider than a terminal; a pipe or file gets each line in full. Lines that fit stay
 * unchanged, so that tables, which always fit, may be among them.
 */
export function prose({ isTerminal, columns }: Page, text: string): string {
  if (!isTerminal) return text;
  return text
    .split('\n')
    .flatMap((line) => (widthOf(line) <= columns ? [line] : wrapped(line, columns)))
    .join('\n');
}

function wrapped(line: string, columns: number): string[] {
  const indent = /^ */.exec(line)![0];
  const hanging = indent + HANGING;
  const room = Math.max(1, columns - hanging.length);
  // The first line gets the width of the others, so that all of them break at the same column.
  return wrap(line.slice(indent.length), room).map((part, at) => (at === 0 ? indent : hanging) + part);
}
