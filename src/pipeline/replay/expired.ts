// Decides how a replay treats reports whose events or original retention has removed.
import type { Archive } from '../../archive/index.js';
import { SundialError } from '../../domain/errors.js';
import { describeReport } from '../../domain/report.js';
import { identityOf, type LedgerRow } from '../../store/index.js';
import type { Workspace } from '../workspace.js';

/** Reports that can be loaded again, and the numbers of reports left out of a selection. */
export interface Loadable {
  readonly rows: readonly LedgerRow[];
  readonly leftOut: {
    /** Reports whose events retention removed; naming such a report brings them back. */
    readonly withoutEvents: number;
    /** Other reports whose original is no longer in the archive. */
    readonly withoutOriginal: number;
  };
}

const isInArchive = (row: LedgerRow, archive: Archive) =>
  row.original_state === 'kept' || archive.holds(row.sha256);

/** @throws SundialError `original-expired` if retention removed the original */
export function requireOriginal(row: LedgerRow, archive: Archive): void {
  if (isInArchive(row, archive)) return;
  throw new SundialError('original-expired', { what: `${row.load} (${describeReport(identityOf(row))})` });
}

/** Leaves out reports that a broad selection should not or cannot bring back. */
export function withoutExpired(rows: readonly LedgerRow[], archive: Archive): Loadable {
  const kept = rows.filter((row) => row.events_state === 'kept');
  const loadable = kept.filter((row) => isInArchive(row, archive));
  return {
    rows: loadable,
    leftOut: {
      withoutEvents: rows.length - kept.length,
      withoutOriginal: kept.length - loadable.length,
    },
  };
}

/**
 * The named reports, and all reports of the same slices that lost their events: the reports of a slice decided together
 * which copy of an event counts, so they come back together.
 *
 * @throws SundialError `original-expired`
 */
export async function withSlices(
  named: readonly LedgerRow[],
  { operator, archive }: Pick<Workspace, 'operator' | 'archive'>,
): Promise<LedgerRow[]> {
  for (const row of named) requireOriginal(row, archive);
  const rows = new Map(named.map((row) => [row.load, row]));
  for (const { report_type, report_date } of named.filter(({ events_state }) => events_state === 'expired')) {
    const slice = { types: [report_type], from: report_date, to: report_date };
    const others = await operator.ledger.find({ ...slice, states: ['live'], events: 'expired' });
    for (const row of others) if (archive.holds(row.sha256)) rows.set(row.load, row);
  }
  return [...rows.values()].sort((a, b) => a.load - b.load);
}
