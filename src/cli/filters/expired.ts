// What commands that load reports again do about those of which retention removed events or original.
import type { Archive } from '../../archive/index.js';
import { SundialError } from '../../domain/errors.js';
import { describeReport } from '../../domain/report.js';
import type { LedgerRow } from '../../store/index.js';
import type { Workspace } from '../frame/workspace.js';
import { count } from '../print/table.js';

/** @throws SundialError `original-expired` where retention removed the original */
export function requireOriginal(row: LedgerRow, archive: Archive): void {
  if (row.original_state === 'kept' || archive.holds(row.sha256)) return;
  const report = describeReport({ type: row.report_type, date: row.report_date, list: row.list });
  throw new SundialError('original-expired', { what: `${row.load} (${report})` });
}

/** Leaves out what a wide selection should not bring back or cannot, and says so. */
export function withoutExpired(
  rows: readonly LedgerRow[],
  archive: Archive,
  note: (text: string) => void,
): LedgerRow[] {
  const isThere = (row: LedgerRow) => row.original_state === 'kept' || archive.holds(row.sha256);
  const kept = rows.filter((row) => row.events_state === 'kept');
  const loadable = kept.filter(isThere);
  if (kept.length < rows.length)
    note(
      `left out: ${count(rows.length - kept.length)} reports of which retention removed the events; name their ids to bring them back`,
    );
  if (loadable.length < kept.length)
    note(
      `left out: ${count(kept.length - loadable.length)} reports of which retention removed the originals`,
    );
  return loadable;
}

/**
 * Reports that were named, with those that lost their events in the same slices: which list's copy of an event counts
 * was decided among all of them, so they come back together.
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
