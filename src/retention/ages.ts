// How long things are kept: each of the three clocks, and for events the age of each report type.
import { addDays, dateOf } from '../domain/days.js';

/** The options that set the clocks, under their own names. */
export interface AgeSettings {
  readonly retention_events_days: number;
  readonly retention_types: Readonly<Record<string, number>>;
  readonly retention_findings_days: number;
  readonly retention_archive_days: number;
}

/** The engine's dates begin here. */
const FIRST_DATE = '1970-01-01';

/**
 * How many days the events of a type are kept; 0 = for good. A whole name counts before a pattern, and a longer
 * pattern before a shorter one.
 */
export function eventDays(type: string, ages: AgeSettings): number {
  const named = Object.entries(ages.retention_types)
    .filter(([pattern]) => isMatch(type, pattern))
    .sort(([a], [b]) => Number(a.includes('*')) - Number(b.includes('*')) || b.length - a.length);
  return named[0]?.[1] ?? ages.retention_events_days;
}

/** Types are written with `-` or `_`, in any case. */
function isMatch(type: string, pattern: string): boolean {
  const parts = pattern.toLowerCase().replaceAll('-', '_').split('*');
  const literal = parts.map((part) => part.replaceAll(/[^a-z0-9_]/g, '\\$&'));
  return new RegExp(`^${literal.join('.*')}$`).test(type);
}

/** The first report date that is kept: a report is gone when it is more than so many days old. */
export function keptFrom(now: Date, days: number): string {
  const from = addDays(dateOf(now), -days);
  return from < FIRST_DATE ? FIRST_DATE : from;
}
