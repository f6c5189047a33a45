// Wraps sentences to the terminal, with the continuation of a line behind where its text began.
import { widthOf, wrap } from '../../text/index.js';
import type { Page } from '../frame/page.js';

/** Blanks in front of the lines that continue another one. */
const HANGING = '  ';

/**
 * Text whose lines are not wider than a terminal; a pipe or file gets each line whole. Lines that fit stay as they are,
 * so that tables, which always fit, may be among them.
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
  // The first line has the room of the others, so that all of them break at the same column.
  return wrap(line.slice(indent.length), room).map((part, at) => (at === 0 ? indent : hanging) + part);
}
