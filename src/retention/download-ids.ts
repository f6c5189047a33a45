// Removes the ids of downloads of days without events: without events, no output sends the reports any more.
import type { DownloadIds } from '../archive/index.js';
import { addDays, dateOf } from '../domain/days.js';
import type { Store } from '../store/index.js';

/** Reports may be listed long before they can be downloaded, and only then have events. */
const LISTED_DAYS = 31;

export async function removeDownloadIds(
  { store, downloadIds }: { readonly store: Pick<Store, 'changes'>; readonly downloadIds: DownloadIds },
  now: Date,
): Promise<void> {
  const before = addDays(dateOf(now), -LISTED_DAYS);
  for (const date of await downloadIds.dates())
    if (date < before && (await store.changes.slices(date, date)).length === 0)
      await downloadIds.forget(date);
}
