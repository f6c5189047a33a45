// Tests the estimate of a migration's time: what every statement costs, however few rows it reads, must not count for rows.
import { expect, it } from 'vitest';
import { estimateSeconds } from './layout-move.js';

/** A store with days of so many rows, in which a statement takes a fixed time and a time for each row. */
async function estimate(
  rowsOfDays: readonly number[],
  { perStatement, perRow }: { perStatement: number; perRow: number },
): Promise<number> {
  let now = 0;
  const rows = async (sql: string): Promise<never[]> => {
    if (sql.includes('name AS part'))
      return (rowsOfDays.length > 0 ? [{ date: '2026-01-01', part: 'a' }] : []) as never[];
    if (sql.includes('GROUP BY partition'))
      return rowsOfDays.map((count, at) => ({
        date: `2026-01-0${at + 1}`,
        rows: count,
        bytes: 1,
      })) as never[];
    if (sql.includes('SELECT load, header')) return [{ load: 1, header: ['ip'] }] as never[];
    const most = Number(/_part_offset < (\d+)/.exec(sql)![1]);
    const read = Math.min(most, Math.max(...rowsOfDays));
    now += perStatement + perRow * read;
    return [{ rows: read, bytes: 1 }] as never[];
  };
  const tools = { namesOf: () => ({ names: [], tags: [] }) as never };
  return estimateSeconds({ rows } as never, tools, () => now);
}

it('is nothing for a store without events', async () => {
  expect(await estimate([], { perStatement: 50, perRow: 0 })).toBe(0);
});

it('depends on a row, not on the fixed time of a statement', async () => {
  expect(await estimate([100, 100], { perStatement: 500, perRow: 0.01 })).toBe(1);
  expect(await estimate([2_000_000], { perStatement: 0, perRow: 0.05 })).toBe(401);
  expect(await estimate([2_000_000], { perStatement: 5_000, perRow: 0.05 })).toBe(401);
});
