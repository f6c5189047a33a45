// Reloads reports that were delivered and loaded, but whose records the ledger has lost.
import type { Clock } from '../../domain/clock.js';
import { describeReport } from '../../domain/report.js';
import type { LoadRequest } from '../../load/index.js';
import type { DeliveryRow } from '../../store/index.js';
import { openLoader } from '../ingest/open-loader.js';
import type { Workspace } from '../workspace.js';

/**
 * Reloads the reports from the archive. Only the ledger recorded their publishing times, so these are unknown from now
 * on, and earlier versions cannot be restored by their ids.
 */
export async function reloadForgotten(
  workspace: Workspace,
  clock: Clock,
): Promise<{ reloaded: number; lost: readonly string[] }> {
  const { operator, archive } = workspace;
  const forgotten = await operator.deliveries.unknownToLedger();
  const there = forgotten.filter(({ sha256 }) => archive.holds(sha256));
  const lost = forgotten
    .filter(({ sha256 }) => !archive.holds(sha256))
    .map((row) => `${describeReport(requestOf(row).report)}: the archive does not hold its original`);
  if (there.length === 0) return { reloaded: 0, lost };
  const loader = openLoader({ ...workspace, clock });
  try {
    for (const row of there) await loader.load([requestOf(row)]);
  } finally {
    await loader.close();
  }
  return { reloaded: there.length, lost };
}

const requestOf = ({ path, list, report_type, report_date, sha256, bytes }: DeliveryRow): LoadRequest => ({
  path,
  report: { list, type: report_type, date: report_date },
  sha256,
  bytes,
  publishedAt: 0,
});
