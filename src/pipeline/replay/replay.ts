// Loads archived reports again: to replay the live version with the current reader, or to restore an earlier version.

import type { LoadedReport, Loader, LoadRequest } from '../../load/index.js';
import { identityOf, type LedgerRow } from '../../store/index.js';

/**
 * Loads the content of ledger rows again, each (list, type, date) at most once. The publisher's time is kept, so a
 * replayed version keeps its position among the versions (decisions.md#versions-of-a-report).
 *
 * @param batchBytes reports are loaded together up to this size
 */
export async function replay(
  rows: readonly LedgerRow[],
  loader: Loader,
  batchBytes: number,
  loaded: (report: LoadedReport, before: LedgerRow) => void,
): Promise<void> {
  let batch: LedgerRow[] = [];
  const load = async () => {
    const reports = await loader.load(batch.map(requestOf));
    for (const [index, report] of reports.entries()) loaded(report, batch[index]!);
    batch = [];
  };
  for (const row of rows) {
    batch.push(row);
    if (batch.reduce((bytes, each) => bytes + each.bytes, 0) >= batchBytes) await load();
  }
  if (batch.length > 0) await load();
}

function requestOf(row: LedgerRow): LoadRequest {
  const report = identityOf(row);
  return {
    path: `archived original ${row.sha256.slice(0, 12)}`,
    report,
    sha256: row.sha256,
    bytes: row.bytes,
    publishedAt: row.published_at,
  };
}
