// Checks the days of a scheduled fetch: the first time, daily, and after an outage or failures.
import { describe, expect, it, test } from 'vitest';
import { datesBetween } from '../../../domain/days.js';
import type { DayRead, ListingRow } from '../../../domain/listing.js';
import { isSettled, scheduledDates } from './due-days.js';

const TODAY = '2026-03-10';
const LIMITS = { windowDays: 3, backfillDays: 7 };
const read = (report_date: string, settled = true): DayRead => ({
  report_date,
  list: 'example',
  settled,
  types: [],
  excluded: [],
  read_at: 0,
});
const failed = (report_date: string) => ({ report_date }) as ListingRow;
const WINDOW = ['2026-03-08', '2026-03-09', '2026-03-10'];

test('a day is settled a number of hours after its end', () => {
  expect(isSettled('2026-03-08', new Date('2026-03-09T23:59:59Z'), 24)).toBe(false);
  expect(isSettled('2026-03-08', new Date('2026-03-10T00:00:00Z'), 24)).toBe(true);
  expect(isSettled('2026-03-08', new Date('2026-03-09T00:00:00Z'), 0)).toBe(true);
});

describe('a scheduled fetch reads', () => {
  it('the backfill days the very first time', () => {
    const dates = scheduledDates(TODAY, { reads: [], failed: [] }, LIMITS);
    expect(dates).toEqual(datesBetween('2026-03-04', TODAY));
  });

  it('the configured window afterwards', () => {
    const reads = datesBetween('2026-03-01', '2026-03-07').map((date) => read(date));
    expect(scheduledDates(TODAY, { reads, failed: [] }, LIMITS)).toEqual(WINDOW);
  });

  it('days missed during an outage, and days read before they were settled', () => {
    const reads = [read('2026-03-01'), read('2026-03-02', false)];
    const dates = scheduledDates(TODAY, { reads, failed: [] }, LIMITS);
    expect(dates).toEqual(datesBetween('2026-03-02', TODAY));
  });

  it('at most a month, however long the outage was', () => {
    const dates = scheduledDates(TODAY, { reads: [read('2025-06-01')], failed: [] }, LIMITS);
    expect(dates).toEqual(datesBetween('2026-02-08', TODAY));
  });

  it('days with reports that could not be fetched', () => {
    const reads = datesBetween('2026-02-10', '2026-03-07').map((date) => read(date));
    const dates = scheduledDates(
      TODAY,
      { reads, failed: [failed('2026-02-20'), failed('2025-01-01')] },
      LIMITS,
    );
    expect(dates).toEqual(['2026-02-20', ...WINDOW]);
  });
});
