// Report dates as texts: the date of an instant, dates before and after another one, and all dates between two.
import { dayOf } from './report.js';

export const DAY_MS = 86_400_000;

/** The report date of an instant, in UTC. */
export function dateOf(instant: Date): string {
  return instant.toISOString().slice(0, 10);
}

/** The date so many days after another one. */
export function addDays(date: string, days: number): string {
  return dateOf(new Date((dayOf(date) + days) * DAY_MS));
}

/** All dates from the first to the last, oldest first. */
export function datesBetween(first: string, last: string): string[] {
  const length = Math.max(0, dayOf(last) - dayOf(first) + 1);
  return Array.from({ length }, (_, number) => addDays(first, number));
}
