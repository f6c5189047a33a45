// Draws statistics in 80 columns, or fewer on a narrower terminal: for each value a line with its days, its events
// and a bar.
import { daysBetween } from '../../../domain/days.js';
import type { StatsAnswer } from '../../../query/index.js';
import { bar, count, counted, printable, shorten, sparkline, widthOf } from '../../../text/index.js';

const WIDTH = 80;
/** The part of the width for the values' names. */
const LABELS = 0.35;
/** The maximum number of days side by side; if there are more, neighbouring days are added up. */
const DAYS_WIDTH = 24;
const DAYS = 0.3;

/** One value of the property with its events, day by day. */
interface Line {
  readonly label: string;
  readonly days: number[];
  readonly events: number;
}

/**
 * @param most number of values, the most frequent first
 * @param columns width of the terminal
 */
export function statsChart(
  { by, rows }: Pick<StatsAnswer, 'by' | 'rows'>,
  most: number,
  columns: number,
): string {
  const width = Math.min(WIDTH, columns);
  const from = rows[0]!.date;
  const to = rows.at(-1)!.date;
  const lines = linesOf(rows, daysBetween(from, to) + 1, Math.min(DAYS_WIDTH, Math.floor(DAYS * width)));
  const shown = lines.slice(0, most);
  const labels = Math.min(
    Math.floor(LABELS * width),
    Math.max(by.length, ...shown.map(({ label }) => widthOf(label))),
  );
  const numbers = Math.max('events'.length, ...shown.map(({ events }) => count(events).length));
  const days = Math.max(4, shown[0]!.days.length);
  const bars = width - labels - days - numbers - 6;
  const drawn = shown.map(({ label, days: perDay, events }) =>
    [
      padded(shorten(label, labels), labels),
      sparkline(perDay).padEnd(days),
      count(events).padStart(numbers),
      bar(events, shown[0]!.events, bars),
    ]
      .join('  ')
      .trimEnd(),
  );
  const head = [by.padEnd(labels), 'days'.padEnd(days), 'events'.padStart(numbers)].join('  ');
  const rest =
    lines.length > shown.length ? `, the first ${shown.length} of ${counted(lines.length, 'value')}` : '';
  return [head, ...drawn, `${from === to ? from : `${from} to ${to}`}${rest}`].join('\n');
}

const padded = (text: string, width: number) => text + ' '.repeat(width - widthOf(text));

function linesOf(rows: StatsAnswer['rows'], days: number, most: number): Line[] {
  const perColumn = Math.ceil(days / most);
  const lines = new Map<string, number[]>();
  for (const { date, value, events } of rows) {
    const line = lines.get(value) ?? new Array<number>(Math.ceil(days / perColumn)).fill(0);
    line[Math.floor(daysBetween(rows[0]!.date, date) / perColumn)]! += events;
    lines.set(value, line);
  }
  return [...lines]
    .map(([value, perDay]) => ({
      label: value === '' ? '(none)' : printable(value),
      days: perDay,
      events: perDay.reduce((sum, events) => sum + events, 0),
    }))
    .sort((a, b) => b.events - a.events || (a.label < b.label ? -1 : 1));
}
