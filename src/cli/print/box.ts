// Draws a table as a box that is never wider than the terminal: cells are wrapped, long cells cut, and columns left
// out if necessary.
import Table from 'cli-table3';
import { SEVERITIES } from '../../domain/event-columns.js';
import { count, type Paint, painter, printable, shorten, widthOf, wrap } from '../../text/index.js';
import type { Page } from '../frame/page.js';
import type { Cells, TableOptions } from './cells.js';
import { type ColumnNeed, fitColumns } from './fit.js';

/** The maximum number of lines of a cell; the rest is cut. */
const CELL_LINES = 3;
/** A border and two blanks for each column, and one more border. */
const FRAME = { perColumn: 3, once: 1 };
/** The width of a box of sentences; longer lines are hard to read. */
const READABLE = 113;

/** A box with a header; notes name the columns that did not fit, and say how the rest of cut cells is shown. */
export function boxText(
  page: Page,
  head: readonly string[],
  rows: readonly Cells[],
  { right = [], least = [], all = '--json', isWhole = false }: TableOptions,
): string {
  const shown = rows.map((row) => row.map(shownCell));
  const needs = head.map((name, place) => {
    const cells = shown.map((row) => row[place]!);
    return needOf(name, cells, right.includes(place));
  });
  const expendable = least.map((name) => head.indexOf(name));
  const { widths, leftOut } = fitColumns(needs, page.columns, expendable, FRAME);
  const paint = painter(page.colour);
  const places = [...widths.keys()];
  const most = isWhole ? Number.POSITIVE_INFINITY : CELL_LINES;
  const drawn = drawBox(
    places.map((place) =>
      paintLines(wrap(head[place]!, widths.get(place)!), (line) => paint('heading', line)),
    ),
    shown.map((row) =>
      places.map((place) =>
        paintLines(cellLines(row[place]!, widths.get(place)!, most), (line) =>
          head[place] === 'severity' ? paintSeverity(paint, row[place]!, line) : line,
        ),
      ),
    ),
    places.map((place) => (right.includes(place) ? 'right' : 'left')),
  );
  const isCut = shown.some((row) =>
    places.some((place) => wrap(row[place]!, widths.get(place)!).length > most),
  );
  const names = leftOut.map((place) => head[place]).join(', ');
  const notes = [
    ...(leftOut.length > 0 ? [`left out to fit ${page.columns} columns: ${names}; ${all} shows all`] : []),
    ...(isCut ? [`cells that end with "…" are cut; ${all} shows them in full`] : []),
  ].flatMap((note) => wrap(note, page.columns));
  return [drawn, ...notes.map((line) => paint('faint', line))].join('\n');
}

/** A box of names and values, in which values are wrapped but not cut. */
export function factsBox({ columns, colour }: Page, facts: readonly (readonly [string, string])[]): string {
  const names = Math.max(...facts.map(([name]) => widthOf(name)));
  const room = Math.max(1, Math.min(columns, READABLE) - FRAME.once - 2 * FRAME.perColumn - names);
  const paint = painter(colour);
  return drawBox(
    [],
    facts.map(([name, value]) => [paint('strong', name), wrap(printable(value), room).join('\n')]),
    ['left', 'left'],
  );
}

function drawBox(head: string[], rows: readonly string[][], colAligns: ('left' | 'right')[]): string {
  const box = new Table({ head, style: { head: [], border: [], compact: true }, colAligns });
  box.push(...rows);
  return box.toString();
}

function shownCell(cell: string | number): string {
  return typeof cell === 'number' ? count(cell) : printable(cell);
}

function needOf(name: string, cells: readonly string[], isNumber: boolean): ColumnNeed {
  const widest = longest([name, ...cells]);
  // The blanks inside a number group its digits.
  const word = longest([
    ...name.split(' '),
    ...(isNumber ? cells : cells.flatMap((cell) => cell.split(' '))),
  ]);
  return { widest, word, isNumber };
}

function longest(texts: readonly string[]): number {
  return texts.reduce((width, text) => Math.max(width, widthOf(text)), 0);
}

/** The lines of a cell; if there are more than allowed, the last one ends with "…". */
function cellLines(cell: string, width: number, most: number): string[] {
  const lines = wrap(cell, width);
  if (lines.length <= most) return lines;
  return [...lines.slice(0, most - 1), shorten(`${lines[most - 1]!} ${lines[most]!}`, width)];
}

function paintLines(lines: readonly string[], look: (line: string) => string): string {
  return lines.map(look).join('\n');
}

function paintSeverity(paint: Paint, severity: string, line: string): string {
  const known = SEVERITIES.find((each) => each === severity);
  return known ? paint(known, line) : line;
}
