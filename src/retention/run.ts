// Carries a plan out as a run of the audit log.
import type { Archive } from '../archive/index.js';
import type { Clock } from '../domain/clock.js';
import type { Store } from '../store/index.js';
import { carryOut, type Progress } from './carry-out.js';
import type { Plan } from './plan.js';

/** What the audit log calls it. */
export const RETENTION_RUN = 'retention';

/** Removes what the plan names, for good. @throws whatever stopped it; the audit log tells of it */
export async function runRetention(
  plan: Plan,
  kept: { readonly store: Store; readonly archive: Archive },
  clock: Clock,
  progress?: Progress,
): Promise<void> {
  let reports = 0;
  await kept.store.runs.during({ command: RETENTION_RUN, clock, totals: () => ({ reports }) }, async () => {
    await carryOut(plan, kept, clock(), progress);
    reports = plan.events.lines.reduce((sum, line) => sum + line.reports, 0);
  });
}
