// Checks the words for days and ranges of days.
import { describe, expect, it } from 'vitest';
import { readDay, readDayRange } from './day-words.js';

const clock = () => new Date('2026-03-01T00:30:00Z');

describe('a day', () => {
  it.each([
    ['2026-01-15', '2026-01-15'],
    ['today', '2026-03-01'],
    ['now', '2026-03-01'],
    ['Yesterday', '2026-02-28'],
    ['-3', '2026-02-26'],
    [' 2026-01-15 ', '2026-01-15'],
  ])('%s', (text, date) => {
    expect(readDay(text, clock)).toBe(date);
  });
  it.each(['', '2026-02-30', 'tomorrow', '3', '-', '2026-1-5', '--3'])('is not "%s"', (text) => {
    expect(readDay(text, clock)).toBeUndefined();
  });
});

describe('a range', () => {
  it.each([
    ['yesterday', '2026-02-28', '2026-02-28'],
    ['-3:now', '2026-02-26', '2026-03-01'],
    ['2026-01-01:yesterday', '2026-01-01', '2026-02-28'],
  ])('%s', (text, from, to) => {
    expect(readDayRange(text, clock)).toEqual({ from, to });
  });
  it.each(['now:-3', '2026-01-01:', ':', 'a:b', '-3:-2:-1'])('is not "%s"', (text) => {
    expect(readDayRange(text, clock)).toBeUndefined();
  });
});
