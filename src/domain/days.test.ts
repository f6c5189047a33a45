// Checks counting in report dates, across months and leap days.
import { expect, test } from 'vitest';
import { addDays, dateOf, datePart, datesBetween, daysBetween } from './days.js';

test('dates are counted in UTC, across months and leap days', () => {
  expect(addDays('2028-02-28', 2)).toBe('2028-03-01');
  expect(datesBetween('2026-02-27', '2026-03-01')).toEqual(['2026-02-27', '2026-02-28', '2026-03-01']);
  expect(datesBetween('2026-03-02', '2026-03-01')).toEqual([]);
});

test('days between dates are counted in both directions', () => {
  expect(daysBetween('2028-02-28', '2028-03-01')).toBe(2);
  expect(daysBetween('2026-03-01', '2026-02-27')).toBe(-2);
});

test('the date of a time is its day in UTC', () => {
  expect(dateOf(new Date('2026-01-15T23:59:59.999Z'))).toBe('2026-01-15');
  expect(datePart('2026-01-15 08:00:00')).toBe('2026-01-15');
});
