// Selects the reports to load again.
import { SundialError } from '../../domain/errors.js';
import type { LedgerFilter, LedgerRow } from '../../store/index.js';
import type { Workspace } from '../workspace.js';
import { type Loadable, requireOriginal, withoutExpired, withSlices } from './expired.js';

type Kept = Pick<Workspace, 'operator' | 'archive'>;

const NONE_LEFT_OUT: Loadable['leftOut'] = { withoutEvents: 0, withoutOriginal: 0 };

/**
 * The live reports with the given ids, or without ids, all live reports that match the filter.
 *
 * @throws SundialError `report-not-found`, `original-expired`
 */
export async function reportsToReplay(
  { operator, archive }: Kept,
  ids: readonly string[],
  filter: LedgerFilter,
): Promise<Loadable> {
  const found = await operator.ledger.find({ ...filter, loads: ids.map(loadOf), states: ['live'] });
  const missing = ids.find((id) => !found.some((row) => row.load === Number(id)));
  if (missing !== undefined) throw new SundialError('report-not-found', { what: missing });
  const loadable =
    ids.length > 0
      ? { rows: await withSlices(found, { operator, archive }), leftOut: NONE_LEFT_OUT }
      : withoutExpired(found, archive);
  if (loadable.rows.length === 0) throw new SundialError('report-not-found', { what: 'this selection' });
  return loadable;
}

/** The live reports with rows in quarantine that match a filter. */
export async function reportsToRetry({ operator, archive }: Kept, filter: LedgerFilter): Promise<Loadable> {
  const found = await operator.ledger.find({ ...filter, states: ['live'], quarantined: true });
  return withoutExpired(found, archive);
}

/**
 * The earlier version of a report that has this id.
 *
 * @throws SundialError `report-not-found`, `original-expired`; `usage` for the current version
 */
export async function versionToRestore({ operator, archive }: Kept, id: string): Promise<LedgerRow> {
  const row = await reportOf({ operator }, id);
  if (row.state === 'live')
    throw new SundialError('usage', { problem: `report ${id} is the current version already` });
  requireOriginal(row, archive);
  return row;
}

/** The version of a report with this id, whether it is live or not. @throws SundialError `report-not-found` */
export async function reportOf({ operator }: Pick<Workspace, 'operator'>, id: string): Promise<LedgerRow> {
  const [row] = await operator.ledger.find({ loads: [loadOf(id)] });
  if (!row) throw new SundialError('report-not-found', { what: id });
  return row;
}

function loadOf(id: string): number {
  if (!/^\d{1,9}$/.test(id)) throw new SundialError('report-not-found', { what: id });
  return Number(id);
}
