// Carries out a plan as a run of the audit log.
import type { Clock } from '../domain/clock.js';
import { carryOut, type Kept, type Progress } from './carry-out.js';
import type { Plan } from './plan.js';

/** The command as the audit log shows it. */
export const RETENTION_RUN = 'retention';

/** Removes what the plan names, permanently. @throws any error that stopped the removal; the audit log records it */
export async function runRetention(plan: Plan, kept: Kept, clock: Clock, progress?: Progress): Promise<void> {
  let reports = 0;
  await kept.store.runs.during({ command: RETENTION_RUN, clock, totals: () => ({ reports }) }, async () => {
    await carryOut(plan, kept, clock(), progress);
    reports = plan.events.lines.reduce((sum, line) => sum + line.reports, 0);
  });
}
