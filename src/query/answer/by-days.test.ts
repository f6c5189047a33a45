// Tests that a page fetched day by day has the rows of all days in order, and reads no day more than it needs.
import { describe, expect, test } from 'vitest';
import { rowsByDays } from './by-days.js';
import type { Direction } from './page.js';

/** The times of the events of each day; the days overlap. */
const EVENTS: Readonly<Record<string, readonly number[]>> = {
  '2026-01-01': [10, 12, 21],
  '2026-01-02': [20, 22, 29],
  '2026-01-03': [30, 31, 39],
  '2026-01-04': [39, 40, 41],
  '2026-01-05': [50, 55, 59],
  '2026-01-06': [60, 61],
};
const DAYS = Object.entries(EVENTS).map(([day, times]) => ({ day, from: times[0]!, to: times.at(-1)! }));

async function page(direction: Direction, rows: number, after?: number) {
  const asked: string[][] = [];
  const sign = direction === 'ASC' ? 1 : -1;
  const isAfter = (time: number) => after === undefined || sign * time > sign * after;
  const found = await rowsByDays({
    days: DAYS,
    direction,
    after,
    rows,
    read: async (days) => {
      asked.push([...days]);
      const times = days.flatMap((day) => EVENTS[day]!.filter(isAfter)).sort((a, b) => sign * (a - b));
      return times.slice(0, rows).map((time, line) => ({ sort_key: String(time), load: 1, line }));
    },
  });
  return { times: found.map(({ sort_key }) => Number(sort_key)), asked };
}

const ALL = Object.values(EVENTS)
  .flat()
  .toSorted((a, b) => a - b);

describe.each([
  ['ASC', ALL],
  ['DESC', ALL.toReversed()],
] as const)('%s', (direction, expected) => {
  test.each([1, 2, 3, 5, 9, 16, 17, 30])('%i rows are the first of all days', async (rows) => {
    expect((await page(direction, rows)).times).toEqual(expected.slice(0, rows));
  });

  test('a page behind a time continues there', async () => {
    const after = expected[7]!;
    const behind = expected.filter((time) => (direction === 'ASC' ? time > after : time < after));
    expect((await page(direction, 4, after)).times).toEqual(behind.slice(0, 4));
  });
});

test('days are read as far as they are needed', async () => {
  expect((await page('DESC', 2)).asked).toEqual([['2026-01-06']]);
  expect((await page('ASC', 2)).asked).toEqual([['2026-01-01']]);
  // The next day begins before this one ends.
  expect((await page('ASC', 3)).asked).toHaveLength(2);
});

test('days before a page are left out', async () => {
  expect((await page('DESC', 2, 39)).asked).toEqual([
    ['2026-01-04'],
    ['2026-01-03', '2026-01-02', '2026-01-01'],
  ]);
});
