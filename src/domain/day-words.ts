// Parses days as people write them: a date, today, yesterday, or a number of days ago.
import type { Clock } from './clock.js';
import { addDays, dateOf } from './days.js';
import { isReportDate } from './report.js';

/** The accepted forms of a day, for messages. */
export const DAY_FORMS = '2026-01-15, today, yesterday or -3 (three days ago)';

/** The accepted forms of a day or range, for messages. */
export const DAY_RANGE_FORMS = `${DAY_FORMS}, or a range from an earlier day to a later one, such as 2026-01-01:2026-01-31 or -3:now`;

const WORDS: Readonly<Record<string, number>> = { now: 0, today: 0, yesterday: 1 };

/** The report date (UTC) of `2026-01-15`, `today`, `now`, `yesterday` or `-3`; undefined for anything else. */
export function readDay(text: string, clock: Clock): string | undefined {
  const word = text.trim().toLowerCase();
  const daysAgo = WORDS[word] ?? (/^-\d{1,5}$/.test(word) ? Number(word.slice(1)) : undefined);
  if (daysAgo !== undefined) return addDays(dateOf(clock()), -daysAgo);
  return isReportDate(word) ? word : undefined;
}

/** The first and last day of `A` or `A:B`; undefined for anything else, and if B is before A. */
export function readDayRange(text: string, clock: Clock): { from: string; to: string } | undefined {
  const [first = '', last = first, ...more] = text.split(':');
  const [from, to] = [readDay(first, clock), readDay(last, clock)];
  if (more.length > 0 || from === undefined || to === undefined || from > to) return undefined;
  return { from, to };
}
