// Tests that segments end at their limits, which bound the memory of the engine's inserts.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { jobOf, readInto } from '../testing/reading.js';

/** Reads a report of equal rows; returns the number of rows in each segment of events. */
async function rowsOfSegments(row: string, rows: number): Promise<number[]> {
  const folder = mkdtempSync(path.join(tmpdir(), 'sundial-segments-'));
  try {
    const bytes = Buffer.from(`timestamp,ip,hostname\n${row.repeat(rows)}`);
    const { segments } = await readInto(folder, [{ job: jobOf(1), bytes, sizes: [1_000_000] }]);
    return segments.filter(({ table }) => table === 'events').map((segment) => segment.rows);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

it('short rows fill a segment by their number', async () => {
  expect(await rowsOfSegments('2026-01-15 00:00:00,192.0.2.1,a.example\n', 200_000)).toEqual([
    81_920, 81_920, 36_160,
  ]);
});

it('long rows fill a segment by their bytes', async () => {
  const [first, ...others] = await rowsOfSegments(
    `2026-01-15 00:00:00,192.0.2.1,${'a'.repeat(2_000)}.example\n`,
    30_000,
  );
  expect(others).toHaveLength(1);
  // Segments end at 32 MiB, with the block that exceeds this, which has at most 8 MiB.
  expect(first! * 2_000).toBeGreaterThan(30 * 1024 * 1024);
  expect(first! * 2_000).toBeLessThan(40 * 1024 * 1024);
});
