// Tells the last day whose reports are all expected to be there.
import type { Clock } from '../domain/clock.js';

const HOUR_MS = 3_600_000;
export const DAY_HOURS = 24;

/** The last day of which so many hours have passed since its end (UTC), YYYY-MM-DD. */
export function settledDate(clock: Clock, settleHours: number): string {
  return new Date(clock().getTime() - (settleHours + DAY_HOURS) * HOUR_MS).toISOString().slice(0, 10);
}
