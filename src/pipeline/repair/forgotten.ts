// Loads reports again that were delivered and loaded, and of which the ledger has lost all it knew.
import type { Clock } from '../../domain/clock.js';
import { describeReport } from '../../domain/report.js';
import type { LoadRequest } from '../../load/index.js';
import type { DeliveryRow } from '../../store/index.js';
import { openLoader } from '../ingest/open-loader.js';
import type { Workspace } from '../workspace.js';

/**
 * Loads them from the archive. When a report was published stood in the ledger only, so that time is unknown from now
 * on, and an earlier version cannot be restored by its id.
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
