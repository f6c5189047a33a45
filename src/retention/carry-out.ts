// Carries out a plan: first events, then findings' days, then originals, each in a way that a kill cannot damage the
// store.
import type { Archive, DownloadIds } from '../archive/index.js';
import { unixSeconds } from '../domain/clock.js';
import type { CountProgress, Store } from '../store/index.js';
import { removeDownloadIds } from './download-ids.js';
import { removeOriginals } from './originals.js';
import type { Plan } from './plan.js';

/** What retention removes from. */
export interface Kept {
  readonly store: Store;
  readonly archive: Archive;
  readonly downloadIds: DownloadIds;
}

export type PeriodName = 'events' | 'findings' | 'archive';

/** Receives the progress of one period. */
export type Progress = (period: PeriodName, ...step: Parameters<CountProgress>) => void;

/** Removes what the plan names, permanently. */
export async function carryOut(
  plan: Plan,
  { store, archive, downloadIds }: Kept,
  now: Date,
  progress: Progress = () => {},
): Promise<void> {
  const at = unixSeconds(now);
  const of =
    (period: PeriodName): CountProgress =>
    (done, all) =>
      progress(period, done, all);
  // Finishes the removal that an earlier run of this process began and could not complete.
  await store.cut.finish();
  await store.expiry.finish();
  // Findings are projected from events; once the events are removed, findings can only be kept.
  await store.projection.project();
  if (plan.events.lines.length > 0) await store.expiry.expire(plan.events.cutoffs, at, of('events'));
  if (plan.findings.lines.length > 0) await store.cut.cut(plan.findings.from, of('findings'));
  await removeDownloadIds({ store, downloadIds }, now);
  if (plan.archive.days > 0) await removeOriginals({ store, archive }, plan.archive, at, of('archive'));
}
