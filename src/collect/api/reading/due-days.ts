// Determines the report dates that a fetch reads.
import { addDays, DAY_MS, datesBetween, dayOf } from '../../../domain/days.js';
import type { DayRead, ListingRow } from '../../../domain/listing.js';

/** Number of days back in which a fetch looks for unfinished days on its own. */
export const LOOK_BACK_DAYS = 31;

/**
 * Whether no more reports are expected for a day. The publisher's mails and files of a day arrive on the morning after,
 * and the settle time allows for late ones (decisions.md#closed-days).
 */
export function isSettled(date: string, now: Date, settleHours: number): boolean {
  return now.getTime() >= (dayOf(date) + 1) * DAY_MS + settleHours * 3_600_000;
}

/** The state of earlier fetches. */
export interface Earlier {
  readonly reads: readonly DayRead[];
  readonly failed: readonly ListingRow[];
}

/**
 * The dates of a scheduled fetch: the last `windowDays`, those since the first read that were never read to their end
 * (because the service or the API was down), and those with reports that could not be fetched. Before anything was
 * read, the last `backfillDays`.
 */
export function scheduledDates(
  today: string,
  { reads, failed }: Earlier,
  { windowDays, backfillDays }: { windowDays: number; backfillDays: number },
): string[] {
  if (reads.length === 0) return datesBetween(addDays(today, 1 - Math.max(windowDays, backfillDays)), today);
  const earliest = addDays(today, 1 - LOOK_BACK_DAYS);
  const settled = new Set(reads.filter((read) => read.settled).map((read) => read.report_date));
  const [firstRead] = reads.map((read) => read.report_date).sort();
  const [, since] = [firstRead!, earliest].sort();
  const unfinished = datesBetween(since!, today).filter((date) => !settled.has(date));
  const toRetry = failed.map((row) => row.report_date).filter((date) => date >= earliest && date <= today);
  const window = datesBetween(addDays(today, 1 - windowDays), today);
  return [...new Set([...unfinished, ...toRetry, ...window])].sort();
}
