// Decides which version of a report counts.

/**
 * Whether a delivery is older than the live version. Versions are ordered by the publisher's time, not by arrival. A
 * version with a known time wins over one with an unknown time, and of two unknown times the later arrival wins
 * (decisions.md#versions-of-a-report).
 *
 * @param publishedAt unix seconds, 0 = unknown
 */
export function isOlder(publishedAt: number, livePublishedAt: number): boolean {
  if (livePublishedAt === 0) return false;
  return publishedAt === 0 || publishedAt < livePublishedAt;
}
