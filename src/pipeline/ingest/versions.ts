// Which version of a report counts.

/**
 * Whether a delivery is older than the version that is live. The publisher's time orders versions, not their
 * arrival; an unknown time never beats a known one, and of two unknown the later arrival wins
 * (decisions.md#versions-of-a-report).
 *
 * @param publishedAt unix seconds, 0 = unknown
 */
export function isOlder(publishedAt: number, livePublishedAt: number): boolean {
  if (livePublishedAt === 0) return false;
  return publishedAt === 0 || publishedAt < livePublishedAt;
}
