// Checks counting in report dates, over months and leap days.
import { expect, test } from 'vitest';
import { addDays, datesBetween } from './days.js';

test('dates are counted in UTC, over months and leap days', () => {
  expect(addDays('2028-02-28', 2)).toBe('2028-03-01');
  expect(datesBetween('2026-02-27', '2026-03-01')).toEqual(['2026-02-27', '2026-02-28', '2026-03-01']);
  expect(datesBetween('2026-03-02', '2026-03-01')).toEqual([]);
});
