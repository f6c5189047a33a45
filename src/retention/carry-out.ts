// Carries a plan out: events first, then findings' days, then originals, each so that a kill does no harm.
import type { Archive } from '../archive/index.js';
import { unixSeconds } from '../domain/clock.js';
import type { Steps, Store } from '../store/index.js';
import { removeOriginals } from './originals.js';
import type { Plan } from './plan.js';

export type ClockName = 'events' | 'findings' | 'archive';

/** Told how far the work of one clock is. */
export type Progress = (clock: ClockName, ...step: Parameters<Steps>) => void;

/** Removes what the plan names, for good. */
export async function carryOut(
  plan: Plan,
  { store, archive }: { readonly store: Store; readonly archive: Archive },
  now: Date,
  progress: Progress = () => {},
): Promise<void> {
  const at = unixSeconds(now);
  const of =
    (clock: ClockName): Steps =>
    (done, all) =>
      progress(clock, done, all);
  // What an earlier run of the same process began and could not end.
  await store.cut.finish();
  await store.expiry.finish();
  // Findings are made of events; afterwards they can only be kept.
  await store.projection.project();
  if (plan.events.lines.length > 0) await store.expiry.expire(plan.events.cutoffs, at, of('events'));
  if (plan.findings.lines.length > 0) await store.cut.cut(plan.findings.from, of('findings'));
  if (plan.archive.days > 0) await removeOriginals({ store, archive }, plan.archive, at, of('archive'));
}
