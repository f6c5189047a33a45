// Draws statistics for a terminal of 80 columns: for each value a line of its days, its events and a bar.
import type { StatsAnswer } from '../../../query/index.js';
import { bar, count, printable, sparkline } from '../../../text/index.js';

const WIDTH = 80;
const LABEL_WIDTH = 28;
/** Days side by side; of more, neighbours are added up. */
const DAYS_WIDTH = 24;
const DAY_MS = 86_400_000;

/** One value of the property with its events, day by day. */
interface Line {
  readonly label: string;
  readonly days: number[];
  readonly events: number;
}

/** @param most how many values, the most frequent first */
export function statsChart({ by, rows }: Pick<StatsAnswer, 'by' | 'rows'>, most: number): string {
  const from = rows[0]!.date;
  const to = rows.at(-1)!.date;
  const lines = linesOf(rows, dayBetween(from, to) + 1);
  const shown = lines.slice(0, most);
  const labels = Math.min(LABEL_WIDTH, Math.max(by.length, ...shown.map(({ label }) => label.length)));
  const numbers = Math.max('events'.length, ...shown.map(({ events }) => count(events).length));
  const days = Math.max(4, shown[0]!.days.length);
  const bars = WIDTH - labels - days - numbers - 6;
  const drawn = shown.map(({ label, days: perDay, events }) =>
    [
      label.slice(0, labels).padEnd(labels),
      sparkline(perDay).padEnd(days),
      count(events).padStart(numbers),
      bar(events, shown[0]!.events, bars),
    ]
      .join('  ')
      .trimEnd(),
  );
  const head = [by.padEnd(labels), 'days'.padEnd(days), 'events'.padStart(numbers)].join('  ');
  const rest = lines.length > shown.length ? `, the first ${shown.length} of ${lines.length} values` : '';
  return [head, ...drawn, `${from === to ? from : `${from} to ${to}`}${rest}`].join('\n');
}

function linesOf(rows: StatsAnswer['rows'], days: number): Line[] {
  const perColumn = Math.ceil(days / DAYS_WIDTH);
  const lines = new Map<string, number[]>();
  for (const { date, value, events } of rows) {
    const line = lines.get(value) ?? new Array<number>(Math.ceil(days / perColumn)).fill(0);
    line[Math.floor(dayBetween(rows[0]!.date, date) / perColumn)]! += events;
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

function dayBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS);
}
