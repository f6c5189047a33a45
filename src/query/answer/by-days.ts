// Fetches a page of a search day by day, newest or oldest first, until no other day can have an event before its last.
import type { DayTimes } from '../../store/index.js';
import type { Direction, PageRow } from './page.js';

/** How many times as many days a statement reads as the one before it. */
const GROWTH = 8;

interface PageByDays {
  /** The days that may have events of the page, with the times of their events. */
  readonly days: readonly DayTimes[];
  readonly direction: Direction;
  /** The position in time behind which the page begins; undefined for the first page. */
  readonly after: number | undefined;
  /** The number of rows to find. */
  readonly rows: number;
  /** Reads the first rows of some days, in the order of the page. */
  readonly read: (days: readonly string[]) => Promise<PageRow[]>;
}

/** The first rows of a page that is sorted by time, which often needs few of the days. */
export async function rowsByDays({ days, direction, after, rows, read }: PageByDays): Promise<PageRow[]> {
  const isDown = direction === 'DESC';
  const left = days
    .filter(({ from, to }) => after === undefined || (isDown ? from <= after : to >= after))
    .toSorted((a, b) => (isDown ? b.to - a.to : a.from - b.from));
  let found: PageRow[] = [];
  for (let size = 1; left.length > 0; size *= GROWTH) {
    const next = left.splice(0, size).map(({ day }) => day);
    found = [...found, ...(await read(next))].sort((a, b) => (isDown ? -1 : 1) * compared(a, b));
    const last = found[rows - 1];
    if (!last) continue;
    const time = Number(last.sort_key);
    if (left.every(({ from, to }) => (isDown ? to < time : from > time))) break;
  }
  return found.slice(0, rows);
}

function compared(a: PageRow, b: PageRow): number {
  return Number(a.sort_key) - Number(b.sort_key) || a.load - b.load || a.line - b.line;
}
