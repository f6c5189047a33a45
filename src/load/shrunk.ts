// When a new version of a report looks suspicious.

/** Reports smaller than this vary too much from day to day to say anything. */
const SHRINK_FLOOR_ROWS = 20;
const SHRINK_RATIO = 0.5;

/** Whether a new version lost so many rows that a person should look at it; all rows gone is always suspicious. */
export function shrankSharply(rows: number, rowsBefore: number): boolean {
  if (rows === 0) return rowsBefore > 0;
  return rowsBefore >= SHRINK_FLOOR_ROWS && rows < rowsBefore * SHRINK_RATIO;
}
