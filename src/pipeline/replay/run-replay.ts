// Loads reports again as one run of the audit log.
import type { Clock } from '../../domain/clock.js';
import type { LoadedReport } from '../../load/index.js';
import type { LedgerRow, RunTotals } from '../../store/index.js';
import { openLoader } from '../ingest/open-loader.js';
import type { Workspace } from '../workspace.js';
import { replay } from './replay.js';

/** A report that was loaded again, and its version before. */
export interface Replayed {
  readonly before: LedgerRow;
  readonly report: LoadedReport;
}

/** What a run came to. */
export interface ReplayRun {
  readonly run: number;
  readonly status: 'partial' | 'done';
  readonly totals: RunTotals;
  readonly reports: readonly Replayed[];
}

const MIB = 1024 * 1024;

/**
 * Loads ledger rows again.
 *
 * @param command what the audit log calls the run
 * @throws SundialError whatever stopped it; the audit log tells of it
 */
export async function runReplay(
  workspace: Workspace,
  rows: readonly LedgerRow[],
  { command, clock }: { readonly command: string; readonly clock: Clock },
): Promise<ReplayRun> {
  const { runs } = workspace.store;
  const run = await runs.start(command, clock());
  const loader = openLoader({ ...workspace, clock });
  const reports: Replayed[] = [];
  try {
    await replay(rows, loader, workspace.settings.load_batch_mib * MIB, (report, before) =>
      reports.push({ report, before }),
    );
  } catch (thrown) {
    await loader.close();
    const error = thrown instanceof Error ? thrown.message : '';
    await runs.finish(run, { status: 'failed', error }, addUpReplayed(reports), clock());
    throw thrown;
  }
  await loader.close();
  const totals = addUpReplayed(reports);
  const status = totals.quarantined > 0 ? 'partial' : 'done';
  await runs.finish(run, { status, error: '' }, totals, clock());
  return { run: run.run, status, totals, reports };
}

function addUpReplayed(reports: readonly Replayed[]): RunTotals {
  const sum = (name: 'accepted' | 'duplicate' | 'quarantined') =>
    reports.reduce((total, { report }) => total + report.entry[name], 0);
  return {
    reports: reports.length,
    accepted: sum('accepted'),
    duplicate: sum('duplicate'),
    quarantined: sum('quarantined'),
    failed: 0,
  };
}
