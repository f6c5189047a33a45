// Decides whether a new version of a report looks suspicious.

/** Smaller reports vary too much from day to day for a conclusion. */
const SHRINK_FLOOR_ROWS = 20;
const SHRINK_RATIO = 0.5;

/** Whether a new version lost so many rows that a person should check it; a version without any rows is always suspicious. */
export function shrankSharply(rows: number, rowsBefore: number): boolean {
  if (rows === 0) return rowsBefore > 0;
  return rowsBefore >= SHRINK_FLOOR_ROWS && rows < rowsBefore * SHRINK_RATIO;
}
