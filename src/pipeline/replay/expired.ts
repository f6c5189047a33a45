// What loading again does about reports of which retention removed the events or the original.
import type { Archive } from '../../archive/index.js';
import { SundialError } from '../../domain/errors.js';
import { describeReport } from '../../domain/report.js';
import { identityOf, type LedgerRow } from '../../store/index.js';
import type { Workspace } from '../workspace.js';

/** Reports that can be loaded again, and how many of a selection were left out. */
export interface Loadable {
  readonly rows: readonly LedgerRow[];
  readonly leftOut: {
    /** Reports of which retention removed the events; naming them brings them back. */
    readonly withoutEvents: number;
    /** Others whose original is not in the archive any more. */
    readonly withoutOriginal: number;
  };
}

const isInArchive = (row: LedgerRow, archive: Archive) =>
  row.original_state === 'kept' || archive.holds(row.sha256);

/** @throws SundialError `original-expired` where retention removed the original */
export function requireOriginal(row: LedgerRow, archive: Archive): void {
  if (isInArchive(row, archive)) return;
  throw new SundialError('original-expired', { what: `${row.load} (${describeReport(identityOf(row))})` });
}

/** Leaves out what a wide selection should not bring back, or cannot. */
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
