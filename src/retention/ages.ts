// The three periods of retention, and the age that applies to the events of each report type.
import { addDays, dateOf } from '../domain/days.js';

/** The options that set the periods, under their own names. */
export interface AgeSettings {
  readonly retention_events_days: number;
  readonly retention_types: Readonly<Record<string, number>>;
  readonly retention_findings_days: number;
  readonly retention_archive_days: number;
}

/** The first date that the engine can store. */
const FIRST_DATE = '1970-01-01';

/**
 * The number of days to keep the events of a type; 0 = forever. A full name takes precedence over a pattern, and a
 * longer pattern over a shorter one.
 */
export function eventDays(type: string, ages: AgeSettings): number {
  const named = Object.entries(ages.retention_types)
    .filter(([pattern]) => isMatch(type, pattern))
    .sort(([a], [b]) => Number(a.includes('*')) - Number(b.includes('*')) || b.length - a.length);
  return named[0]?.[1] ?? ages.retention_events_days;
}

/** Types may be written with `-` or `_`, in any case. */
function isMatch(type: string, pattern: string): boolean {
  const parts = pattern.toLowerCase().replaceAll('-', '_').split('*');
  const literal = parts.map((part) => part.replaceAll(/[^a-z0-9_]/g, '\\$&'));
  return new RegExp(`^${literal.join('.*')}$`).test(type);
}

/** The first report date to keep: a report is removed once it is more than this number of days old. */
export function keptFrom(now: Date, days: number): string {
  const from = addDays(dateOf(now), -days);
  return from < FIRST_DATE ? FIRST_DATE : from;
}
