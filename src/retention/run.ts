// Carries a plan out as a run of the audit log.
import type { Archive } from '../archive/index.js';
import type { Clock } from '../domain/clock.js';
import type { RunTotals, Store } from '../store/index.js';
import { carryOut, type Progress } from './carry-out.js';
import type { Plan } from './plan.js';

/** What the audit log calls it. */
export const RETENTION_RUN = 'retention';

const NOTHING: RunTotals = { reports: 0, accepted: 0, duplicate: 0, quarantined: 0, failed: 0 };

/** Removes what the plan names, for good. @throws whatever stopped it; the audit log tells of it */
export async function runRetention(
  plan: Plan,
  kept: { readonly store: Store; readonly archive: Archive },
  clock: Clock,
  progress?: Progress,
): Promise<void> {
  const { runs } = kept.store;
  const run = await runs.start(RETENTION_RUN, clock());
  try {
    await carryOut(plan, kept, clock(), progress);
  } catch (thrown) {
    const error = thrown instanceof Error ? thrown.message : '';
    await runs.finish(run, { status: 'failed', error }, NOTHING, clock());
    throw thrown;
  }
  const reports = plan.events.lines.reduce((sum, line) => sum + line.reports, 0);
  await runs.finish(run, { status: 'done', error: '' }, { ...NOTHING, reports }, clock());
}
