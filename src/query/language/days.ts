// Parses days and ranges of days in the form of the Reports API, such as -3:now, and instants.
import type { Clock } from '../../domain/clock.js';
import { DAY_RANGE_FORMS, readDayRange } from '../../domain/day-words.js';
import { SundialError } from '../../domain/errors.js';
import { isReportDate } from '../../domain/report.js';

export interface Days {
  /** First and last day, YYYY-MM-DD, UTC. */
  readonly from: string;
  readonly to: string;
}

/** @throws SundialError `query-invalid` */
export function readDays(text: string, clock: Clock, place: string): Days {
  const days = readDayRange(text, clock);
  if (days) return days;
  throw new SundialError('query-invalid', {
    place,
    problem: `"${text}" is not a date or range. Expected ${DAY_RANGE_FORMS}`,
  });
}

const INSTANT = /^(\d{4}-\d{2}-\d{2})[T ]([01]\d|2[0-3])(:[0-5]\d)(:[0-5]\d)?(Z| UTC)?$/;

/** Unix seconds of `2026-01-15 07:30:00` (UTC); undefined for anything else. */
export function readInstant(text: string): number | undefined {
  const match = INSTANT.exec(text);
  if (!match || !isReportDate(match[1]!)) return undefined;
  return Date.parse(`${match[1]}T${match[2]}${match[3]}${match[4] ?? ':00'}Z`) / 1000;
}
