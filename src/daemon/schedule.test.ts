// Tests when jobs are due, and the errors for invalid expressions.
import { expect, test } from 'vitest';
import { byCron, everyMinutes } from './schedule.js';

const at = (text: string) => new Date(`${text}Z`);

test('at an interval after the last start', () => {
  const schedule = everyMinutes(15);
  expect(schedule.next(at('2026-03-10T23:50:00'))).toEqual(at('2026-03-11T00:05:00'));
  expect(schedule.intervalSeconds).toBe(900);
});

test('by a cron expression in UTC', () => {
  const schedule = byCron('30 6 * * 1-5', 'run_schedule');
  expect(schedule.next(at('2026-03-06T06:30:00'))).toEqual(at('2026-03-09T06:30:00'));
  expect(schedule.intervalSeconds).toBe(3 * 24 * 3600);
});

test.each(['', 'every day', '61 * * * *', '* * * * * *', '0 0 30 2 *'])(
  '"%s" is not a schedule',
  (expression) => {
    expect(() => byCron(expression, 'run_schedule')).toThrow(
      expect.objectContaining({ code: 'config-invalid', message: expect.stringContaining('run_schedule') }),
    );
  },
);
