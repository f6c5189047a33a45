// Lists the reports that count, and the earlier versions whose place they took.
import type { LedgerFilter, LedgerRow, OperatorStore } from '../../store/index.js';

/** The versions of reports that match a filter, newest first. */
export async function reportVersions(
  { ledger }: Pick<OperatorStore, 'ledger'>,
  filter: LedgerFilter,
): Promise<LedgerRow[]> {
  const rows = await ledger.find({ ...filter, states: ['live', 'dead', 'purged'] });
  return rows.filter((row) => row.state === 'live' || isEarlierVersion(row, rows)).reverse();
}

/** A load that was only moved to a new id, with the same content, is not a version of its own. */
function isEarlierVersion(row: LedgerRow, rows: readonly LedgerRow[]): boolean {
  const successor = rows.find((other) => other.load === row.successor);
  return successor !== undefined && successor.sha256 !== row.sha256;
}
