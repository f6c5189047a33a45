// Reads days and ranges of days as the Reports API writes them: 2026-01-15, A:B (both included), now, -3:now.
import type { Clock } from '../../domain/clock.js';
import { SundialError } from '../../domain/errors.js';
import { isReportDate } from '../../domain/report.js';

export interface Days {
  /** First and last day, YYYY-MM-DD, UTC. */
  readonly from: string;
  readonly to: string;
}

const DAY_MS = 86_400_000;

/** @throws SundialError `query-invalid` */
export function readDays(text: string, clock: Clock, place: string): Days {
  const parts = text.split(':');
  const [from, to = from] = parts.map((part) => readDay(part.trim(), clock));
  if (parts.length > 2 || !from || !to)
    throw new SundialError('query-invalid', {
      place,
      problem: `"${text}" is no day or range. Expected 2026-01-15, 2026-01-01:2026-01-31, now or -3:now`,
    });
  if (from > to)
    throw new SundialError('query-invalid', { place, problem: `"${text}" ends before it begins` });
  return { from, to };
}

/** A day, `now` (today) or `-3` (three days ago); undefined for anything else. */
function readDay(text: string, clock: Clock): string | undefined {
  const relative = text === 'now' ? 0 : /^-\d{1,5}$/.test(text) ? Number(text.slice(1)) : undefined;
  const day =
    relative === undefined
      ? text
      : new Date(clock().getTime() - relative * DAY_MS).toISOString().slice(0, 10);
  return isReportDate(day) ? day : undefined;
}

const INSTANT = /^(\d{4}-\d{2}-\d{2})[T ]([01]\d|2[0-3])(:[0-5]\d)(:[0-5]\d)?(Z| UTC)?$/;

/** Unix seconds of `2026-01-15 07:30:00` (UTC); undefined for anything else. */
export function readInstant(text: string): number | undefined {
  const match = INSTANT.exec(text);
  if (!match || !isReportDate(match[1]!)) return undefined;
  return Date.parse(`${match[1]}T${match[2]}${match[3]}${match[4] ?? ':00'}Z`) / 1000;
}
