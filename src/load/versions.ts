// Which version of a report counts, and when a new one looks suspicious.

/**
 * Whether a delivery is older than the version that is live. The publisher's time orders versions, not their
 * arrival; an unknown time never beats a known one, and of two unknown the later arrival wins (DECISIONS A5).
 *
 * @param publishedAt unix seconds, 0 = unknown
 */
export function isOlder(publishedAt: number, livePublishedAt: number): boolean {
  if (livePublishedAt === 0) return false;
  return publishedAt === 0 || publishedAt < livePublishedAt;
}

/** Reports smaller than this vary too much from day to day to say anything. */
const SHRINK_FLOOR_ROWS = 20;
const SHRINK_RATIO = 0.5;

/** Whether a new version lost so many rows that a person should look at it; all rows gone is always suspicious. */
export function shrankSharply(rows: number, rowsBefore: number): boolean {
  if (rows === 0) return rowsBefore > 0;
  return rowsBefore >= SHRINK_FLOOR_ROWS && rows < rowsBefore * SHRINK_RATIO;
}
