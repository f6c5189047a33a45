// Lists the live reports and the earlier versions that they replaced.
import type { LedgerFilter, LedgerRow, OperatorStore } from '../../store/index.js';

/** The versions of reports that match a filter, newest first. */
export async function reportVersions(
  { ledger }: Pick<OperatorStore, 'ledger'>,
  filter: LedgerFilter,
): Promise<LedgerRow[]> {
  const rows = await ledger.find({ ...filter, states: ['live', 'dead', 'purged'] });
  return rows.filter((row) => row.state === 'live' || isEarlierVersion(row, rows)).reverse();
}

/** Excludes loads that were only copied to a new id with the same content, which are not separate versions. */
function isEarlierVersion(row: LedgerRow, rows: readonly LedgerRow[]): boolean {
  const successor = rows.find((other) => other.load === row.successor);
  return successor !== undefined && successor.sha256 !== row.sha256;
}
