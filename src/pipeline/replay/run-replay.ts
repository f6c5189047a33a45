// Loads reports again as one run of the audit log.
import type { Clock } from '../../domain/clock.js';
import type { LoadedReport } from '../../load/index.js';
import type { EndedRun, LedgerRow, RunTotals } from '../../store/index.js';
import { openLoader } from '../ingest/open-loader.js';
import type { Workspace } from '../workspace.js';
import { replay } from './replay.js';

/** A reloaded report and its previous version. */
export interface Replayed {
  readonly before: LedgerRow;
  readonly report: LoadedReport;
}

/** The result of a run. */
export interface ReplayRun extends EndedRun {
  readonly reports: readonly Replayed[];
}

const MIB = 1024 * 1024;

/**
 * Loads ledger rows again.
 *
 * @param command the run's name in the audit log
 * @throws SundialError the error that stopped the run, which the audit log records
 */
export async function runReplay(
  workspace: Workspace,
  rows: readonly LedgerRow[],
  { command, clock }: { readonly command: string; readonly clock: Clock },
): Promise<ReplayRun> {
  const loader = openLoader({ ...workspace, clock });
  const reports: Replayed[] = [];
  const work = () =>
    replay(rows, loader, workspace.settings.load_batch_mib * MIB, (report, before) =>
      reports.push({ report, before }),
    );
  const { run, status, totals } = await workspace.store.runs.during(
    {
      command,
      clock,
      totals: () => addUpReplayed(reports),
      status: ({ quarantined }) => (quarantined > 0 ? 'partial' : 'done'),
    },
    () => work().finally(() => loader.close()),
  );
  return { run, status, totals, reports };
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
