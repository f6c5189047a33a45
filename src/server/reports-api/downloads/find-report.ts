// Finds the report that a download id stands for, among the reports of the holders that may be downloaded.
import type { VisibleSlice } from '../../../store/index.js';
import type { Holder } from '../method.js';
import type { DownloadIds } from './download-ids.js';

/** A report of a constituent. */
export interface HolderReport {
  readonly holder: Holder;
  readonly slice: VisibleSlice;
}

/**
 * Only the slices of one day and one constituent are read. Undefined for an unknown id, for the id of another holder, and
 * for a report that no longer has the content of the id.
 */
export async function findReport(
  id: string,
  ids: DownloadIds,
  holders: readonly Holder[],
): Promise<HolderReport | undefined> {
  const named = ids.read(id);
  const holder = named && holders.find((each) => named.isOf(each.id));
  if (!holder) return undefined;
  const slices = await holder.store.slices.list({ from: named.date, to: named.date });
  const slice = slices.find(({ type }) => named.isOfType(type));
  return slice && ids.isOf(id, holder.id, slice) ? { holder, slice } : undefined;
}
