// Reads leases from CSV or JSON bytes: all of them, or an error that names the line and field of each fault.
import { SundialError } from '../../domain/errors.js';
import { LIMITS } from '../../domain/limits.js';
import { eachNamedRow, type Fault, faultsText } from '../../records/index.js';
import type { Lease } from '../../store/index.js';
import { lacksForLeases, leaseFieldOf, readLease } from './entry.js';

/** Leases that are in memory as objects at the same time. */
const PART = 20_000;

/**
 * Reads leases in one of the forms of `eachNamedRow`, in parts. They count only if the last part was read: faults are
 * known then, and all of them are named.
 *
 * @param origin the place, for messages
 * @throws SundialError `inventory-invalid`, `inventory-too-large`
 */
export function* readLeases(bytes: Buffer, origin: string): Generator<readonly Lease[]> {
  const refuse = (problems: string): never => {
    throw new SundialError('inventory-invalid', { file: origin, problems });
  };
  const header = (columns: readonly string[]) => {
    const lacking = lacksForLeases(columns);
    if (lacking !== undefined) refuse(`line 1 names ${lacking}. Line 1 has to be a header`);
  };
  const faults: Fault[] = [];
  let rows = 0;
  let part: Lease[] = [];
  for (const row of eachNamedRow(bytes, { fieldOf: leaseFieldOf, refuse, header })) {
    rows++;
    if (rows > LIMITS.leaseRows)
      throw new SundialError('inventory-too-large', { file: origin, limit: `${LIMITS.leaseRows} rows` });
    if ('raw' in row) {
      const lease = readLease(row.raw, row.line, faults);
      if (lease && faults.length === 0) part.push(lease);
    } else faults.push(row);
    if (part.length === PART) {
      yield part;
      part = [];
    }
  }
  if (faults.length > 0) refuse(faultsText(faults));
  if (part.length > 0) yield part;
}
